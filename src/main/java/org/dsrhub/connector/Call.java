package org.dsrhub.connector;

import java.util.List;
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
 */
public record Call(List<ItemType> types, KeyKind kind, String text, String value, Item item) {
    /** What {@code {reference}} stands for, null with a question. */
    public String reference() {
        return item == null ? null : item.reference();
    }

    @Override
    public String toString() {
        return "Call[" + (item == null ? kind : item.id()) + "]";
    }
}
