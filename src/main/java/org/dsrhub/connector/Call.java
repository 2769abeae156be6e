package org.dsrhub.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Item;
import org.dsrhub.request.KeyKind;

/**
 * One question or command to a system, in its own terms. Holds personal data.
 *
 * @param types kinds of records the reply may hold
 * @param kind of the key it asks by, null with a command on one item
 * @param text as the connector file writes it
 * @param value of the key, null with a command on one item
 * @param item the command's item, null with a question
 * @param anonymous field → what it becomes, with a command that anonymises
 */
public record Call(
        List<ItemType> types, KeyKind kind, String text, String value, Item item, Map<String, Object> anonymous) {
    Call(List<ItemType> types, KeyKind kind, String text, String value, Item item) {
        this(types, kind, text, value, item, Map.of());
    }

    private static final String PREFIX = "new_";

    /** What {@code {reference}} stands for, null with a question. */
    public String reference() {
        return item == null ? null : item.reference();
    }

    /** The text as SQL: {@code {fields}} as assignments with bound values. */
    public String sql() {
        return text.replace(
                Anonymisation.FIELDS,
                anonymous.entrySet().stream()
                        .map(to -> to.getKey() + (to.getValue() == null ? " = null" : " = :?" + PREFIX + to.getKey()))
                        .collect(Collectors.joining(", ")));
    }

    /** What {@link #sql} binds. */
    public Map<String, Object> bindings() {
        Map<String, Object> bindings = new HashMap<>();
        anonymous.forEach((field, value) -> bindings.put(PREFIX + field, value));
        bindings.values().removeIf(Objects::isNull);
        return bindings;
    }

    @Override
    public String toString() {
        return "Call[" + (item == null ? kind : item.id()) + "]";
    }
}
