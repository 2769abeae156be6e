package org.dsrhub.connector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;

/** A connector file may name {@code from.emailAddress.address}: such a field becomes one of the record itself. */
final class NestedFields {
    private NestedFields() {}

    static Map<String, Object> of(List<ItemType> types, Map<String, Object> record) {
        Map<String, Object> flat = new LinkedHashMap<>(record);
        for (ItemType type : types) {
            for (String field : type.fields().keySet()) {
                int dot = field.indexOf('.');
                if (dot > 0 && !record.containsKey(field)) {
                    flat.put(field, at(record, field));
                    flat.remove(field.substring(0, dot));
                }
            }
        }
        return flat;
    }

    private static Object at(Map<?, ?> record, String field) {
        Object value = record;
        for (String name : field.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }
}
