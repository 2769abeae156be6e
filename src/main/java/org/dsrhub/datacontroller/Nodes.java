package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads nodes that a schema has approved; a missing one is null or empty. */
final class Nodes {
    private Nodes() {}

    static String text(JsonNode node, String name) {
        return node.path(name).isMissingNode() || node.path(name).isNull()
                ? null
                : node.path(name).asText();
    }

    static List<String> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.fields()
                .forEachRemaining(
                        field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    static LocalDate date(JsonNode node, String name) {
        String text = text(node, name);
        return text == null ? null : LocalDate.parse(text);
    }

    static Period period(JsonNode node, String name) {
        String text = text(node, name);
        return text == null ? null : Period.parse(text);
    }

    static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String name) {
        String text = text(node, name);
        return text == null ? null : Enum.valueOf(type, text);
    }
}
