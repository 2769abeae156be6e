package org.dsrhub.answer;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.connector.Connector;
import org.dsrhub.ledger.Item;

/**
 * A record as the subject may see it.
 *
 * @param fields in the connector file's order; a masked one has no value
 * @param masked fields about somebody else
 * @param media none where anything is masked: a voice cannot be blacked out
 */
record DisclosedRecord(Map<String, Object> fields, Set<String> masked, List<Item.Media> media) {

    /** @param type null where the connector file no longer knows it; then a redacted record shows nothing */
    static DisclosedRecord of(Reported reported, Connector.ItemType type) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Set<String> masked = new LinkedHashSet<>();
        Map<String, Object> record = reported.item().record();
        if (type != null) {
            type.fields().keySet().stream()
                    .filter(record::containsKey)
                    .forEach(name -> fields.put(name, record.get(name)));
        }
        record.forEach(fields::putIfAbsent);
        if (reported.redacted()) {
            fields.replaceAll((name, value) -> {
                if (value == null || !concernsOthers(type, name)) {
                    return value;
                }
                masked.add(name);
                return redacted(type, name, value);
            });
        }
        return new DisclosedRecord(
                fields,
                masked,
                reported.redacted() ? List.of() : reported.item().media());
    }

    private static Object redacted(Connector.ItemType type, String name, Object value) {
        Connector.Field field = type == null ? null : type.fields().get(name);
        return field != null && field.redaction() == Connector.Redaction.INITIALS
                ? Stream.of(value.toString().strip().split("[\\s.]+"))
                        .filter(word -> !word.isEmpty())
                        .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)) + ".")
                        .collect(Collectors.joining())
                : null;
    }

    private static boolean concernsOthers(Connector.ItemType type, String name) {
        Connector.Field field = type == null ? null : type.fields().get(name);
        return field == null || field.thirdParty();
    }

    /** Never the person: this record may end in a log. */
    @Override
    public String toString() {
        return "DisclosedRecord[" + fields.size() + " fields]";
    }
}
