package org.dsrhub.connector;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/** What connector files may write besides {@code {value}} and {@code {reference}}, and how values are quoted. */
final class HttpWords {
    private static final Pattern RECORD = Pattern.compile("\\{record\\.([^}]+)}");

    private HttpWords() {}

    /**
     * A value that cannot leave the quotes in which it stands: OData doubles the single quote (OData 4.01 URL conventions,
     * 5.1.1.6.1), KQL has nothing to escape a double quote with inside {@code $search}, so it becomes a space.
     *
     * @param language {@code odata}, {@code kql} or null
     */
    static String inside(String language, String value) {
        if (value == null || language == null) {
            return value;
        }
        return switch (language) {
            case "odata" -> value.replace("'", "''");
            case "kql" -> value.replaceAll("[\"\\\\\\p{Cntrl}]", " ");
            default -> throw new IllegalArgumentException("language '" + language + "' is neither odata nor kql");
        };
    }

    /** {@code {record.<field>}} by the record's values, escaped for an address. */
    static String path(String text, Map<String, Object> record) {
        return RECORD.matcher(text).replaceAll(found -> {
            String value = Records.text(record.get(found.group(1)));
            return Matcher.quoteReplacement(value == null ? "" : encoded(value));
        });
    }

    /** Characters that people write in questions and addresses do not know. */
    static String written(String text) {
        return text.replace(" ", "%20").replace("\"", "%22").replace("<", "%3C").replace(">", "%3E");
    }

    static String encoded(String value) {
        return value == null ? "" : UriUtils.encode(value, StandardCharsets.UTF_8);
    }

    /** {@code users/<mailbox>} or {@code users/<mailbox>/mailFolders/<folder>}. */
    static String mailbox(String place) {
        int at = place.indexOf('/');
        return at < 0
                ? "users/" + encoded(place)
                : "users/" + encoded(place.substring(0, at)) + "/mailFolders/" + encoded(place.substring(at + 1));
    }

    /** The mailbox without its folder. */
    static String address(String place) {
        int at = place.indexOf('/');
        return at < 0 ? place : place.substring(0, at);
    }
}
