package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.Problem;

/**
 * Records of fixed length as mainframes and AS/400 write them, one after the other without line ends: {@code kind 1, cpr
 * 11, name 30, premium 5 packed 2, opened 8 date}. Widths are bytes. {@code packed n} is COMP-3 with n decimals, {@code
 * zoned n} digits whose last half byte may hold the sign, {@code binary n} a signed big-endian number, {@code date} {@code
 * yyyymmdd}; all else is text in the file's code page.
 */
final class HostLayout {
    private record Column(String name, int width, String form, int scale) {}

    private final List<Column> columns = new ArrayList<>();
    private final Charset charset;
    private final int length;

    /** @throws Problem {@code layout-unreadable} */
    HostLayout(String layout, Charset charset) {
        this.charset = charset;
        for (String column : layout.split(",")) {
            String[] words = column.strip().split("\\s+");
            if (words.length < 2 || !words[1].matches("[1-9][0-9]{0,3}")) {
                throw new Problem(
                        "layout-unreadable", "write 'layout' as 'name bytes, name bytes packed 2, name 8 date'");
            }
            columns.add(new Column(
                    words[0],
                    Integer.parseInt(words[1]),
                    words.length > 2 ? words[2] : "text",
                    words.length > 3 ? Integer.parseInt(words[3]) : 0));
        }
        length = columns.stream().mapToInt(Column::width).sum();
    }

    /** A file is not whole, or not of that layout. Never quotes it. */
    static final class Half extends Exception {
        Half(String message) {
            super(message, null, false, false);
        }
    }

    /** Takes a record. */
    interface Each {
        void accept(Map<String, Object> record) throws IOException;
    }

    /**
     * Reads a file to its end.
     *
     * @param header what the first record begins with, null where there is no header
     * @param trailer what the last record begins with, null where there is no trailer
     * @param headerCount first and last byte (from 1) of the number of records in the header, null where it has none
     * @param trailerCount the same in the trailer
     */
    void read(InputStream in, String header, int[] headerCount, String trailer, int[] trailerCount, Each each)
            throws IOException, Half {
        byte[] bytes = new byte[length];
        long count = 0;
        Long promised = null;
        boolean first = true;
        while (true) {
            int read = in.readNBytes(bytes, 0, length);
            if (read == 0) {
                if (trailer != null) {
                    throw new Half("has no trailer");
                }
                break;
            }
            if (read < length) {
                throw new Half("ends inside a record");
            }
            if (first && header != null) {
                if (!starts(bytes, header)) {
                    throw new Half("has no header");
                }
                promised = count(bytes, headerCount);
            } else if (trailer != null && starts(bytes, trailer)) {
                Long counted = count(bytes, trailerCount);
                if (counted != null && counted != count) {
                    throw new Half("counts other than it holds");
                }
                if (in.read() >= 0) {
                    throw new Half("goes on after its trailer");
                }
                break;
            } else {
                count++;
                each.accept(record(bytes));
            }
            first = false;
        }
        if (promised != null && promised != count) {
            throw new Half("counts other than it holds");
        }
    }

    private boolean starts(byte[] bytes, String with) throws Half {
        return text(bytes, 0, Math.min(length, with.getBytes(charset).length)).equals(with);
    }

    private Long count(byte[] bytes, int[] span) throws Half {
        if (span == null) {
            return null;
        }
        try {
            return Long.valueOf(text(bytes, span[0] - 1, span[1] - span[0] + 1).strip());
        } catch (NumberFormatException e) {
            throw new Half("has no number where its count belongs");
        }
    }

    private Map<String, Object> record(byte[] bytes) throws Half {
        Map<String, Object> record = new LinkedHashMap<>();
        int at = 0;
        for (Column column : columns) {
            if (!column.form().equals("skip")) {
                record.put(column.name(), value(column, bytes, at));
            }
            at += column.width();
        }
        return record;
    }

    private Object value(Column column, byte[] bytes, int at) throws Half {
        return switch (column.form()) {
            case "packed" -> packed(bytes, at, column);
            case "zoned" -> zoned(bytes, at, column);
            case "binary" -> new BigDecimal(new BigInteger(bytes, at, column.width()), column.scale());
            case "date" -> FixedWidth.value("date", text(bytes, at, column.width()));
            default -> FixedWidth.value("", text(bytes, at, column.width()));
        };
    }

    private static BigDecimal packed(byte[] bytes, int at, Column column) throws Half {
        StringBuilder digits = new StringBuilder();
        int sign = bytes[at + column.width() - 1] & 0x0f;
        for (int i = 0; i < column.width(); i++) {
            digits.append(digit(bytes[at + i] >> 4 & 0x0f));
            if (i < column.width() - 1) {
                digits.append(digit(bytes[at + i] & 0x0f));
            }
        }
        return signed(digits, sign, column.scale());
    }

    private static BigDecimal zoned(byte[] bytes, int at, Column column) throws Half {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < column.width(); i++) {
            digits.append(digit(bytes[at + i] & 0x0f));
        }
        return signed(digits, bytes[at + column.width() - 1] >> 4 & 0x0f, column.scale());
    }

    private static BigDecimal signed(StringBuilder digits, int sign, int scale) throws Half {
        if (sign < 0x0a && sign != 3) {
            throw new Half("has a number without a sign where the layout has one");
        }
        BigInteger number = new BigInteger(digits.toString());
        return new BigDecimal(sign == 0x0d || sign == 0x0b ? number.negate() : number, scale);
    }

    private static char digit(int half) throws Half {
        if (half > 9) {
            throw new Half("has letters where the layout has a number");
        }
        return (char) ('0' + half);
    }

    private String text(byte[] bytes, int at, int width) throws Half {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, width))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Half("is of another code page than the connector file says");
        }
    }
}
