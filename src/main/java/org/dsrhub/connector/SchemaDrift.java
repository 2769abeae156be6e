package org.dsrhub.connector;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dsrhub.connector.Connector.Field;
import org.dsrhub.connector.Connector.ItemType;

/** Whether records still have the fields that the connector file knows: none new, none gone, none of another type. */
final class SchemaDrift {
    private static final int MOST_NAMED = 10;

    private final boolean strict;
    private final Set<String> found = new TreeSet<>();

    SchemaDrift(Connector connector) {
        strict = connector.strict();
    }

    void look(ItemType type, Map<String, Object> record) {
        if (!strict || found.size() >= MOST_NAMED) {
            return;
        }
        record.forEach((name, value) -> {
            Field field = type.fields().get(name);
            // OData and its like say something about a record under such names, not of it.
            if (field == null && !name.contains("@") && !name.startsWith("_")) {
                found.add(shown(type, name) + " is new");
            } else if (field != null && field.type() != null && !fits(field.type(), value)) {
                found.add(shown(type, name) + " is no " + field.type().name().toLowerCase(java.util.Locale.ROOT));
            }
        });
        type.fields().forEach((name, field) -> {
            if (!field.optional() && !record.containsKey(name)) {
                found.add(shown(type, name) + " is gone");
            }
        });
    }

    /** Only what looks like a name: a system may key an object by whom it is about. */
    private static String shown(ItemType type, String name) {
        return type.name() + "." + (name.matches("[A-Za-z_][A-Za-z_. -]{0,40}[0-9]{0,2}") ? name : "(unnamed)");
    }

    static boolean fits(Connector.FieldType type, Object raw) {
        Object value = Records.plain(raw);
        if (value == null || value.toString().isBlank()) {
            return true;
        }
        return switch (type) {
            case TEXT -> value instanceof String;
            case BOOLEAN -> value instanceof Boolean || value.toString().matches("(?i)true|false|[01yn]");
            case NUMBER -> value instanceof Number || isNumber(value.toString());
            case DATE -> isDate(Records.date(value, ZoneOffset.UTC));
        };
    }

    private static boolean isNumber(String text) {
        try {
            new BigDecimal(text.strip());
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (java.time.DateTimeException e) {
            // 00000000 and its like are the retention rules' matter
            return text.matches("[0-9][0-9. :-]*");
        }
    }

    /** Null where nothing has changed, else what did, in words without personal data. */
    String inWords() {
        return found.isEmpty()
                ? null
                : "schema-drift: " + String.join(", ", found)
                        + "; bring 'fields' of the connector file in line with the system, then retry";
    }
}
