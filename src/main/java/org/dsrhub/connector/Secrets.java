package org.dsrhub.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.dsrhub.request.Problem;

/**
 * Parameters of connector files with their placeholders filled. A secret that reads {@code file:/path} is what that file
 * holds now, so that it can be renewed while the hub runs.
 */
public final class Secrets {
    private static final String FILE = "file:";
    /** No secret, but renewed together with one. */
    private static final String ACCESS_KEY = "access-key";

    private Secrets() {}

    /** The parameter of that name now, {@code otherwise} where the file has none. */
    static String value(CamelContext context, Connector connector, String name, String otherwise) {
        String written = connector.parameters().get(name);
        return written == null ? otherwise : filled(context, name, written);
    }

    /** @param written what stands in the connector file or is its template's default */
    static String filled(CamelContext context, String name, String written) {
        String filled = context.resolvePropertyPlaceholders(written);
        return Templates.secret(name) || name.equals(ACCESS_KEY) ? now(name, filled) : filled;
    }

    /**
     * What a secret is now.
     *
     * @param value itself, or {@code file:/path} of the file that holds it
     * @throws Problem {@code secret-unreadable}
     */
    public static String now(String name, String value) {
        return value.startsWith(FILE) ? content(value.substring(FILE.length()), name) : value;
    }

    private static String content(String file, String name) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new Problem(
                    "secret-unreadable", "let the hub read the file that the property behind '" + name + "' names");
        }
    }
}
