package org.dsrhub.connector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.KeyedHash;

/** Reads a record as its connector file says: what the data book shows, and the facts that rules may know. */
final class Records {
    private final Connector connector;
    private final References references;
    private final ZoneId zone;
    private final DataController controller;

    Records(Connector connector, KeyedHash hash, DataController controller) {
        this.connector = connector;
        this.references = new References(hash);
        this.zone = controller.zone();
        this.controller = controller;
    }

    /** The kind of a record among those its question may bring. @throws Problem {@code record-of-no-kind} */
    static ItemType kindOf(List<ItemType> types, Map<String, Object> record) {
        for (ItemType type : types) {
            if (type.when() == null
                    || type.when().values().contains(text(record.get(type.when().field())))) {
                return type;
            }
        }
        throw new Problem(
                "record-of-no-kind",
                "a record fits none of the items' 'when'; add its value to one in the connector file");
    }

    /** Empties what the source fills with a value that means nothing. */
    static void clean(ItemType type, Map<String, Object> record) {
        if (!type.sentinels().isEmpty()) {
            record.replaceAll((field, value) -> {
                String text = field.equals(type.reference()) ? null : text(plain(value));
                return text != null && type.sentinels().contains(text.strip()) ? null : value;
            });
        }
    }

    /** Plain values, declared fields first and in their order, others after them under their own names. */
    static Map<String, Object> ordered(ItemType type, Map<String, Object> raw) {
        Map<String, Object> record = new LinkedHashMap<>();
        type.fields().keySet().forEach(field -> {
            if (raw.containsKey(field)) {
                record.put(field, plain(raw.get(field)));
            }
        });
        raw.forEach((field, value) -> record.computeIfAbsent(field, missing -> plain(value)));
        return record;
    }

    /** @throws Problem {@code record-without-reference} */
    static String reference(ItemType type, Map<String, Object> record) {
        String reference = text(record.get(type.reference()));
        if (reference == null || reference.isBlank()) {
            throw new Problem(
                    "record-without-reference",
                    "a record has no '" + type.reference() + "'; correct 'reference' of item '" + type.name() + "'");
        }
        return reference;
    }

    byte[] referenceHash(String reference) {
        return references.item(connector.system(), reference);
    }

    ItemFacts facts(ItemType type, Map<String, Object> record) {
        Map<String, String> dates = new HashMap<>();
        type.dates().forEach((event, field) -> put(dates, event, date(record.get(field), zone)));
        Set<ItemFacts.Flag> flags = EnumSet.noneOf(ItemFacts.Flag.class);
        type.flags().forEach((flag, field) -> {
            if (field.equals("*") || filled(record.get(field))) {
                flags.add(flag);
            }
        });
        if (ManualAnswers.TEMPLATE.equals(connector.template())) {
            flags.add(ItemFacts.Flag.ON_PAPER);
        }
        Map<String, String> names = new HashMap<>();
        names.put("item", HexFormat.of().formatHex(referenceHash(reference(type, record))));
        type.links().forEach((link, field) -> {
            String value = text(record.get(field));
            if (value != null && !value.isBlank()) {
                names.put(link, HexFormat.of().formatHex(references.link(link, value)));
            }
        });
        Map<String, String> told = new HashMap<>();
        type.facts().forEach((name, field) -> put(told, name, strip(text(plain(record.get(field))))));
        return new ItemFacts(
                connector.system(),
                connector.holding().isEmpty() ? null : connector.holding().get(0),
                type.name(),
                type.retention(),
                type.product() == null ? null : product(text(record.get(type.product()))),
                status(type, record),
                dates,
                flags,
                names,
                type.brand() == null ? null : controller.brandNamed(text(plain(record.get(type.brand())))),
                type.provenance(),
                Set.copyOf(connector.legalBases()),
                told,
                type.constitutes());
    }

    private static String strip(String value) {
        return value == null ? null : value.strip();
    }

    /** As period tables write it: {@code MOTOR_LIABILITY} is {@code motor-liability}. */
    private static String product(String code) {
        return code == null
                ? null
                : code.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    private static ItemFacts.Status status(ItemType type, Map<String, Object> record) {
        if (type.status() == null) {
            return ItemFacts.Status.NONE;
        }
        String value = text(record.get(type.status().field()));
        if (value == null) {
            return ItemFacts.Status.UNKNOWN;
        }
        return type.status().open().contains(value)
                ? ItemFacts.Status.OPEN
                : type.status().closed().contains(value) ? ItemFacts.Status.CLOSED : ItemFacts.Status.UNKNOWN;
    }

    private static void put(Map<String, String> to, String name, String value) {
        if (value != null && !value.isBlank()) {
            to.put(name, value);
        }
    }

    private static boolean filled(Object value) {
        return value != null
                && !Boolean.FALSE.equals(value)
                && !value.toString().isBlank()
                && !value.toString().equalsIgnoreCase("false");
    }

    /** Null, or the value as text without exponent. */
    static String text(Object value) {
        return value == null ? null : value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    /** An ISO date where the source's value is one in any usual form, else what the source gave: the rules judge it. */
    static String date(Object value, ZoneId zone) {
        String text = text(plain(value));
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            if (text.length() == 8 && text.chars().allMatch(Character::isDigit)) {
                return LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE).toString();
            }
            if (text.length() > 10 && (text.charAt(10) == 'T' || text.charAt(10) == ' ')) {
                String time = text.replace(' ', 'T');
                boolean offset = time.endsWith("Z") || time.lastIndexOf('+') > 10 || time.lastIndexOf('-') > 10;
                return offset
                        ? OffsetDateTime.parse(time)
                                .atZoneSameInstant(zone)
                                .toLocalDate()
                                .toString()
                        : LocalDateTime.parse(time).toLocalDate().toString();
            }
        } catch (DateTimeException e) {
            return text;
        }
        return text;
    }

    /** What JSON can say: text, number, boolean, ISO date, list, map or null. */
    static Object plain(Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal
                || value instanceof BigInteger
                || value instanceof Double) {
            return value;
        }
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate().toString();
        }
        if (value instanceof java.sql.Timestamp time) {
            return time.toLocalDateTime().toString();
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        if (value instanceof Collection<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(element -> plain.add(plain(element)));
            return plain;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, element) -> plain.put(key.toString(), plain(element)));
            return plain;
        }
        if (value instanceof java.sql.Array array) {
            try {
                return plain(Arrays.asList((Object[]) array.getArray()));
            } catch (SQLException | ClassCastException e) {
                throw new Problem("column-unreadable", "select the array column as text");
            }
        }
        if (value instanceof byte[] bytes) {
            return java.util.Base64.getEncoder().encodeToString(bytes);
        }
        return value.toString();
    }

    /** Field names of a row in lower case: drivers differ in what they make of them. */
    static Map<String, Object> lowerCase(Map<String, Object> row) {
        Map<String, Object> lower = new LinkedHashMap<>();
        row.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
