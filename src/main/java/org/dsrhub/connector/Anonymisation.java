package org.dsrhub.connector;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.vault.KeyedHash;

/** What becomes of one field when its record is anonymised. */
public final class Anonymisation {
    /** In a command that anonymises: all fields with what they become. */
    static final String FIELDS = "{fields}";

    private static final String PURPOSE = "anonymised";

    private enum Strategy {
        /** empty */
        BLANK,
        /** keyed: equal values stay equal, nobody can compute them */
        HASH,
        /** the first day of a date's year */
        YEAR,
        /** first letters of the words */
        INITIALS,
        CONSTANT
    }

    private final Strategy strategy;
    private final String constant;

    private Anonymisation(Strategy strategy, String constant) {
        this.strategy = strategy;
        this.constant = constant;
    }

    /** {@code blank}, {@code hash}, {@code year}, {@code initials} or {@code constant:x}; the schema has seen to it. */
    static Anonymisation of(String text) {
        return text.startsWith("constant:")
                ? new Anonymisation(Strategy.CONSTANT, text.substring("constant:".length()))
                : new Anonymisation(Strategy.valueOf(text.toUpperCase(java.util.Locale.ROOT)), null);
    }

    /** Field → what it becomes, for one record. */
    static Map<String, Object> of(ItemType type, Map<String, Object> record, KeyedHash hash) {
        Map<String, Object> anonymous = new LinkedHashMap<>();
        type.anonymisation().forEach((field, how) -> anonymous.put(field, how.apply(record.get(field), hash)));
        return anonymous;
    }

    /** Whether a record looks as if it had been anonymised: then doing it again changes nothing. */
    static boolean done(ItemType type, Map<String, Object> record) {
        return !type.anonymisation().isEmpty()
                && type.anonymisation().entrySet().stream()
                        .allMatch(entry -> entry.getValue().left(Records.plain(record.get(entry.getKey()))));
    }

    private Object apply(Object value, KeyedHash hash) {
        String text = Records.text(value);
        if (strategy == Strategy.BLANK || text == null || text.isBlank()) {
            return null;
        }
        return switch (strategy) {
            case BLANK -> null;
            case CONSTANT -> constant;
            case HASH -> HexFormat.of().formatHex(hash.of(PURPOSE, text), 0, 8);
            case INITIALS -> initials(text);
            case YEAR -> year(text);
        };
    }

    private boolean left(Object value) {
        String text = Records.text(value);
        if (text == null || text.isBlank()) {
            return true;
        }
        return switch (strategy) {
            case BLANK -> false;
            case CONSTANT -> text.equals(constant);
            case HASH -> text.matches("[0-9a-f]{16}");
            case INITIALS -> text.equals(initials(text));
            case YEAR -> text.endsWith("-01-01");
        };
    }

    static String initials(String text) {
        return Stream.of(text.strip().split("[\\s.]+"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)) + ".")
                .collect(Collectors.joining());
    }

    /** Null where it is no date: better nothing than too much. */
    private static Object year(String text) {
        String date = Records.date(text, ZoneOffset.UTC);
        return date != null && date.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                ? java.sql.Date.valueOf(LocalDate.of(Integer.parseInt(date.substring(0, 4)), 1, 1))
                : null;
    }
}
