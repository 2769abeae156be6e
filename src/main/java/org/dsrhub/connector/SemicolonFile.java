package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of the debt-collection agency: fields separated by semicolons, the first line names them, the last one counts the
 * rows ({@code #END;2}). A field with a semicolon, quote or line end stands in quotes (RFC 4180).
 *
 * @param rows field name → value, empty values as null
 */
record SemicolonFile(List<Map<String, Object>> rows) {
    private static final int LARGEST = 32 << 20;

    /** The file is not whole, or not of that form. Never quotes it. */
    static final class Incomplete extends Exception {
        Incomplete(String message) {
            super(message, null, false, false);
        }
    }

    static SemicolonFile read(InputStream in) throws IOException, Incomplete {
        List<List<String>> lines = linesOf(in);
        if (lines.size() < 2) {
            throw new Incomplete("it has no trailer yet");
        }
        List<String> trailer = lines.get(lines.size() - 1);
        if (!trailer.get(0).equals("#END") || trailer.size() != 2) {
            throw new Incomplete("it has no trailer yet");
        }
        SemicolonFile file = new SemicolonFile(rows(lines.subList(0, lines.size() - 1)));
        if (!trailer.get(1).equals(String.valueOf(file.rows().size()))) {
            throw new Incomplete(
                    "its trailer counts other than the " + file.rows().size() + " rows it has");
        }
        return file;
    }

    /** The same where something else, a signature say, tells that the file is whole. */
    static SemicolonFile readWithoutTrailer(InputStream in) throws IOException, Incomplete {
        List<List<String>> lines = linesOf(in);
        if (lines.isEmpty()) {
            throw new Incomplete("it is empty");
        }
        return new SemicolonFile(rows(lines));
    }

    private static List<List<String>> linesOf(InputStream in) throws IOException, Incomplete {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new Incomplete("it is larger than 32 MB");
        }
        return lines(text(bytes));
    }

    private static List<Map<String, Object>> rows(List<List<String>> lines) throws Incomplete {
        List<String> header = lines.get(0);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<String> line : lines.subList(1, lines.size())) {
            if (line.size() != header.size()) {
                throw new Incomplete("row " + (rows.size() + 1) + " has another number of fields than the header");
            }
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), line.get(i).isEmpty() ? null : line.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String text(byte[] bytes) throws Incomplete {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Incomplete("it is not UTF-8");
        }
    }

    private static List<List<String>> lines(String text) throws Incomplete {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ';' || c == '\n') {
                line.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (quoted) {
            throw new Incomplete("it ends inside a quoted field");
        }
        if (!field.isEmpty() || !line.isEmpty()) {
            line.add(field.toString());
            lines.add(line);
        }
        lines.removeIf(empty -> empty.size() == 1 && empty.get(0).isEmpty());
        return lines;
    }

    /** One line with its end. */
    static String line(String... fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            String value = field == null ? "" : field;
            boolean quote = value.indexOf(';') >= 0
                    || value.indexOf('"') >= 0
                    || value.indexOf('\n') >= 0
                    || value.indexOf('\r') >= 0;
            line.append(line.isEmpty() ? "" : ";").append(quote ? '"' + value.replace("\"", "\"\"") + '"' : value);
        }
        return line.append('\n').toString();
    }
}
