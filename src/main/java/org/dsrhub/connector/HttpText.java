package org.dsrhub.connector;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;

/** Fills {@code {value}} and {@code {reference}} in, each escaped by a library for where it stands. */
final class HttpText {
    private HttpText() {}

    static String path(String text, Call call) {
        return path(text, call, null);
    }

    /** @param language of the question in which the values stand, null for none */
    static String path(String text, Call call, String language) {
        return text.replace("{value}", encoded(HttpWords.inside(language, call.value())))
                .replace("{reference}", encoded(HttpWords.inside(language, call.reference())));
    }

    /** The placeholder is replaced by a JSON text with its quotes. */
    static String json(String text, Call call) {
        return text.replace("{value}", quoted(call.value()))
                .replace("{reference}", quoted(call.reference()))
                .replace(Anonymisation.FIELDS, fields(call));
    }

    private static String fields(Call call) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        call.anonymous().forEach((field, value) -> json.put(field, value == null ? null : value.toString()));
        return json.toString();
    }

    private static String encoded(String value) {
        return value == null ? "" : UriUtils.encode(value, StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        return value == null ? "null" : TextNode.valueOf(value).toString();
    }
}
