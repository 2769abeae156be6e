package org.dsrhub.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;

/** What a system is asked about a subject: each way of asking, with each key of a kind that it accepts. */
final class Questions {
    private final Subject subject;
    private final Function<SubjectKey, String> value;

    /** @param value by which a system is asked for a key */
    Questions(Subject subject, Function<SubjectKey, String> value) {
        this.subject = subject;
        this.value = value;
    }

    private record Asked(KeyKind kind, String text, String value) {}

    /** @param keys which of the subject's keys count */
    List<Call> to(Connector connector, Predicate<SubjectKey> keys) {
        Map<Asked, List<ItemType>> asked = new LinkedHashMap<>();
        for (ItemType type : connector.items().values()) {
            type.ask()
                    .forEach((kind, text) -> values(kind, keys)
                            .forEach(one -> asked.computeIfAbsent(new Asked(kind, text, one), none -> new ArrayList<>())
                                    .add(type)));
        }
        return asked.entrySet().stream()
                .map(entry -> new Call(
                        entry.getValue(),
                        entry.getKey().kind(),
                        entry.getKey().text(),
                        entry.getKey().value(),
                        null))
                .toList();
    }

    /** Commands that set the flags of those rights for each address of the subject; what two of them share is sent once. */
    List<Call> suppressions(Connector connector, Set<Right> rights) {
        Set<Call> calls = new LinkedHashSet<>();
        for (ItemType type : connector.items().values()) {
            for (Right right : rights) {
                type.suppress()
                        .getOrDefault(right, Map.of())
                        .forEach((kind, text) -> values(kind, key -> true)
                                .forEach(one -> calls.add(new Call(List.of(type), kind, text, one, null))));
            }
        }
        return List.copyOf(calls);
    }

    private LinkedHashSet<String> values(KeyKind kind, Predicate<SubjectKey> keys) {
        LinkedHashSet<String> values = new LinkedHashSet<>();
        subject.allKeys().stream()
                .filter(key -> key.kind() == kind)
                .filter(keys)
                .forEach(key -> values.add(value.apply(key)));
        return values;
    }
}
