package org.dsrhub.connector;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.request.Problem;

/** The form of a feed's files, as its connector file lays it out: fixed width or CSV, with or without a count at the end. */
final class FeedForm {
    static final String TRAILER = "T([0-9]{9})";
    private static final String NONE = "none";

    private final FixedWidth fixed;
    private final List<String[]> columns;
    private final char separator;
    private final Pattern header;
    private final Pattern trailer;

    private FeedForm(FixedWidth fixed, List<String[]> columns, char separator, Pattern header, Pattern trailer) {
        this.fixed = fixed;
        this.columns = columns;
        this.separator = separator;
        this.header = header;
        this.trailer = trailer;
    }

    /** @throws Problem {@code layout-unreadable} */
    static FeedForm of(String format, String layout, String separator, String header, String trailer) {
        boolean csv = format.equals("csv");
        if (!csv && !format.equals("fixed")) {
            throw new Problem("layout-unreadable", "'format' is fixed or csv");
        }
        return new FeedForm(
                csv ? null : new FixedWidth(layout),
                csv
                        ? Arrays.stream(layout.strip().split("\\s*,\\s*"))
                                .map(column -> column.split("\\s+"))
                                .toList()
                        : List.of(),
                separator.charAt(0),
                header == null ? null : Pattern.compile(header),
                trailer.equals(NONE) ? null : Pattern.compile(trailer));
    }

    /** A file is not whole, or not of that form. Never quotes it. */
    static final class Half extends Exception {
        Half(String message) {
            super(message, null, false, false);
        }
    }

    Reading reading(BufferedReader lines) throws IOException, Half {
        return new Reading(lines);
    }

    /** One file, line by line. */
    final class Reading {
        private final BufferedReader lines;
        private long count;

        private Reading(BufferedReader lines) throws IOException, Half {
            this.lines = lines;
            if (header != null || fixed == null) {
                head(lines.readLine());
            }
        }

        private void head(String line) throws Half {
            if (line == null) {
                throw new Half("is empty");
            }
            boolean known = header != null
                    ? header.matcher(line).matches()
                    : split(line)
                            .equals(columns.stream().map(column -> column[0]).toList());
            if (!known) {
                throw new Half("has another first line than the connector file says");
            }
        }

        /** Null at the end, which has been checked then. */
        Map<String, Object> next() throws IOException, Half {
            String line = lines.readLine();
            if (line == null) {
                if (trailer != null) {
                    throw new Half("has no trailer");
                }
                return null;
            }
            Matcher end = trailer == null ? null : trailer.matcher(line);
            if (end != null && end.matches()) {
                requireEnd(end);
                return null;
            }
            count++;
            return fixed == null ? separated(line) : fixed(line);
        }

        private void requireEnd(Matcher end) throws IOException, Half {
            if (end.groupCount() > 0 && Long.parseLong(end.group(1)) != count) {
                throw new Half("counts other than it holds");
            }
            if (lines.readLine() != null) {
                throw new Half("goes on after its trailer");
            }
        }

        private Map<String, Object> fixed(String line) throws Half {
            if (line.length() != fixed.width()) {
                throw new Half("has a line of another width than the layout");
            }
            return fixed.read(line);
        }

        /** A quoted field may go on in the next line. */
        private Map<String, Object> separated(String first) throws IOException, Half {
            String line = first.startsWith("\ufeff") ? first.substring(1) : first;
            while (line.chars().filter(c -> c == '"').count() % 2 != 0) {
                String more = lines.readLine();
                if (more == null) {
                    throw new Half("ends inside a quoted field");
                }
                line = line + "\n" + more;
            }
            List<String> cells = split(line);
            if (cells.size() != columns.size()) {
                throw new Half("has a line with another number of fields than the layout");
            }
            Map<String, Object> record = new LinkedHashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                String[] column = columns.get(i);
                record.put(column[0], FixedWidth.value(column.length > 1 ? column[1] : "", cells.get(i)));
            }
            return record;
        }
    }

    private List<String> split(String text) {
        String line = text.startsWith("\ufeff") ? text.substring(1) : text;
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"' && (quoted || cell.isEmpty())) {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    String noticeHead() {
        return fixed == null
                ? columns.stream().map(column -> column[0]).collect(Collectors.joining(String.valueOf(separator)))
                        + "\n"
                : "";
    }

    String noticeLine(Map<String, Object> record) {
        return fixed == null
                ? columns.stream()
                                .map(column -> cell(Records.text(record.get(column[0]))))
                                .collect(Collectors.joining(String.valueOf(separator)))
                        + "\n"
                : "E" + fixed.write(record) + "\n";
    }

    private String cell(String value) {
        String text = value == null ? "" : value;
        boolean quote = text.indexOf(separator) >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0;
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** {@code T([0-9]{9})} with 3 is {@code T000000003}; a pattern that is no such form gets the digits for its group. */
    String noticeEnd(int count) {
        if (trailer == null) {
            return "";
        }
        Matcher digits = Pattern.compile("\\(\\[0-9]\\{([0-9]+)}\\)").matcher(trailer.pattern());
        String number =
                digits.find() ? String.format(Locale.ROOT, "%0" + digits.group(1) + "d", count) : String.valueOf(count);
        return trailer.pattern().replaceAll("\\([^)]*\\)", number).replace("\\", "") + "\n";
    }
}
