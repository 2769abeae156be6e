package org.dsrhub.answer;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lines of comma-separated values (RFC 4180): all quoted, nothing for what is missing. */
public final class Csv {
    private static final String LINE_END = "\r\n";

    private Csv() {}

    public static String line(Collection<?> values) {
        return values.stream()
                        .map(value ->
                                value == null ? "" : "\"" + value.toString().replace("\"", "\"\"") + "\"")
                        .collect(Collectors.joining(","))
                + LINE_END;
    }
}
