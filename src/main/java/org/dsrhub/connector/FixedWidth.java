package org.dsrhub.connector;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.Problem;

/**
 * Lines of fixed width, laid out as a connector file says: {@code policy_no 12, bonus 10 cents, feed_date 8 date}. {@code
 * cents} makes a decimal of a number in hundredths, {@code date} an ISO date of {@code yyyymmdd}; what is neither stays
 * as it is.
 */
final class FixedWidth {
    private record Column(String name, int width, String form) {}

    private final List<Column> columns = new ArrayList<>();
    private final int width;

    FixedWidth(String layout) {
        for (String column : layout.split(",")) {
            String[] words = column.strip().split("\\s+");
            if (words.length < 2 || !words[1].matches("[1-9][0-9]{0,3}")) {
                throw new Problem(
                        "layout-unreadable", "write 'layout' as 'name width, name width cents, name width date'");
            }
            columns.add(new Column(words[0], Integer.parseInt(words[1]), words.length > 2 ? words[2] : ""));
        }
        width = columns.stream().mapToInt(Column::width).sum();
    }

    /** In characters. */
    int width() {
        return width;
    }

    Map<String, Object> read(String line) {
        Map<String, Object> record = new LinkedHashMap<>();
        int at = 0;
        for (Column column : columns) {
            String text = line.substring(at, at + column.width()).strip();
            record.put(column.name(), value(column.form(), text));
            at += column.width();
        }
        return record;
    }

    /** @param form {@code cents}, {@code date} or anything else for text; what is neither stays as it is */
    static Object value(String form, String cell) {
        String text = cell.strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            return switch (form) {
                case "cents" -> new BigDecimal(text).movePointLeft(2);
                case "date" ->
                    LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE).toString();
                default -> text;
            };
        } catch (NumberFormatException | DateTimeException e) {
            return text;
        }
    }

    /** @throws Problem {@code value-too-wide} */
    String write(Map<String, Object> record) {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            String text = record.get(column.name()) == null
                    ? ""
                    : record.get(column.name()).toString();
            if (text.length() > column.width()) {
                throw new Problem(
                        "value-too-wide", "field '" + column.name() + "' is wider than its column; correct the layout");
            }
            line.append(text).append(" ".repeat(column.width() - text.length()));
        }
        return line.toString();
    }
}
