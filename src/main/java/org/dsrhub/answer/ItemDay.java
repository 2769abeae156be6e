package org.dsrhub.answer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Objects;
import java.util.stream.Stream;
import org.dsrhub.connector.Connector;
import org.dsrhub.ledger.Item;

/** The day by which a reader recognises a record. */
final class ItemDay {
    private ItemDay() {}

    /** @return null where the record has no usable date */
    static LocalDate of(Item item, Connector.ItemType type) {
        Stream<String> events = type == null
                ? item.facts().dates().keySet().stream().sorted()
                : Stream.concat(Stream.ofNullable(type.matchDay()), type.dates().keySet().stream());
        return events.map(event -> item.facts().dates().get(event))
                .map(ItemDay::parse)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static LocalDate parse(String text) {
        try {
            return text == null || text.length() < 10 ? null : LocalDate.parse(text.substring(0, 10));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
