package org.dsrhub.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A hub's home with the data controllers but none of their systems, and with chosen routes only. */
public final class TestHome {
    private TestHome() {}

    /** @param routes file names under {@code routes/} */
    public static Path withRoutes(String... routes) {
        try {
            Path home = TestFolder.of("hub-home");
            Path from = Path.of("").toAbsolutePath();
            try (Stream<Path> files = Files.walk(from.resolve("connectors"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path relative = from.relativize(file);
                    if (relative.startsWith("connectors/schema")
                            || relative.startsWith("connectors/reference")
                            || file.endsWith("controller.yaml")) {
                        copy(file, home.resolve(relative.toString()));
                    }
                }
            }
            for (String route : routes) {
                copy(
                        from.resolve("routes").resolve(route),
                        home.resolve("routes").resolve(route));
            }
            Files.createDirectories(home.resolve("connectors/templates"));
            Files.createDirectories(home.resolve("vault"));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }
}
