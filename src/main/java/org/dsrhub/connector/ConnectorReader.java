package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.dsrhub.connector.Connector.Field;
import org.dsrhub.connector.Connector.FieldType;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.Connector.Limits;
import org.dsrhub.connector.Connector.Media;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Redaction;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.connector.Connector.Status;
import org.dsrhub.connector.Connector.When;
import org.dsrhub.connector.Connector.Yield;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;

/** Turns a connector file that its schema has approved into a {@link Connector}. */
final class ConnectorReader {
    private final String controller;
    private final JsonNode root;

    ConnectorReader(String controller, JsonNode root) {
        this.controller = controller;
        this.root = root;
    }

    Connector read() {
        return new Connector(
                controller,
                root.path("system").asText(),
                root.path("version").asInt(),
                constant(Mode.class, root.path("mode").asText()),
                languages(root.path("title")),
                list(root.path("holding")),
                root.path("owner").asText(),
                root.path("template").asText(),
                text(root, "backend"),
                map(root.path("parameters"), Function.identity(), JsonNode::asText),
                kinds(root.path("keys").path("accepts")),
                limits(root.path("limits")),
                map(
                        root.path("rights"),
                        name -> constant(Right.class, name),
                        node -> constant(Service.class, node.asText())),
                languages(root.path("purpose")),
                list(root.path("legal-basis")),
                recipients(root.path("recipients")),
                items(),
                map(root.path("keys").path("format"), KeyKind::of, ConnectorReader::keyForms),
                root.path("strict").asBoolean(true),
                text(root, "environment"),
                languages(root.path("statement")),
                root.has("expires") ? duration(root.path("expires").asText()) : null);
    }

    private static Limits limits(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        Integer permits = null;
        Duration per = null;
        if (node.has("rate")) {
            String[] rate = node.path("rate").asText().split("/");
            permits = Integer.valueOf(rate[0]);
            per = duration(rate[1]);
        }
        return new Limits(
                node.path("concurrency").asInt(),
                permits,
                per,
                duration(node.path("timeout").asText()),
                node.has("reply-within") ? duration(node.path("reply-within").asText()) : null,
                OpeningHours.of(text(node, "window"), list(node.path("maintenance"))),
                node.has("erasures-per-day") ? node.path("erasures-per-day").asInt() : null);
    }

    private Map<String, ItemType> items() {
        Map<String, ItemType> items = new LinkedHashMap<>();
        root.path("items")
                .fields()
                .forEachRemaining(entry -> items.put(entry.getKey(), item(entry.getKey(), entry.getValue())));
        return Collections.unmodifiableMap(items);
    }

    private static ItemType item(String name, JsonNode node) {
        Map<Action, String> commands = new EnumMap<>(Action.class);
        put(commands, Action.ERASE, node.path("erase"));
        put(commands, Action.ANONYMISE, node.path("anonymise"));
        put(commands, Action.NOTIFY, node.path("notify"));
        put(commands, Action.RESTRICT, node.path("restrict"));
        put(commands, Action.LIFT, node.path("lift"));
        put(commands, Action.WITHDRAW, node.path("withdraw"));
        JsonNode status = node.path("status");
        JsonNode media = node.path("media");
        JsonNode when = node.path("when");
        return new ItemType(
                name,
                languages(node.path("title")),
                map(node.path("ask"), KeyKind::of, JsonNode::asText),
                commands,
                node.path("reference").asText(),
                map(node.path("subject-match"), KeyKind::of, JsonNode::asText),
                map(node.path("dates"), Function.identity(), JsonNode::asText),
                text(node, "match-day"),
                status.isObject()
                        ? new Status(
                                status.path("field").asText(),
                                Set.copyOf(list(status.path("open"))),
                                Set.copyOf(list(status.path("closed"))))
                        : null,
                text(node, "product"),
                map(node.path("links"), Function.identity(), JsonNode::asText),
                map(node.path("flags"), flag -> constant(ItemFacts.Flag.class, flag), JsonNode::asText),
                map(node.path("yields"), KeyKind::of, ConnectorReader::yield),
                map(node.path("fields"), Function.identity(), ConnectorReader::field),
                node.has("provenance") ? constant(ItemFacts.Provenance.class, text(node, "provenance")) : null,
                text(node, "retention"),
                media.isObject()
                        ? new Media(
                                text(media, "field"),
                                text(media, "type"),
                                text(media, "path"),
                                text(media, "list"),
                                text(media, "link"))
                        : null,
                when.isObject() ? new When(text(when, "field"), Set.copyOf(list(when.path("values")))) : null,
                suppressions(node),
                map(node.path("anonymisation"), Function.identity(), to -> Anonymisation.of(to.asText())),
                node.path("erase-order").asInt(0),
                Set.copyOf(list(node.path("sentinels"))),
                text(node, "on-behalf-of"),
                text(node, "brand"),
                map(node.path("facts"), Function.identity(), JsonNode::asText));
    }

    /** What stops marketing is for the objection and the withdrawal alike, but for one that has commands of its own. */
    private static Map<Right, Map<KeyKind, String>> suppressions(JsonNode node) {
        Map<Right, Map<KeyKind, String>> suppressions = new EnumMap<>(Right.class);
        if (node.has("suppress")) {
            Right.MARKETING.forEach(right -> suppressions.put(right, byKind(node.path("suppress"))));
        }
        suppressions.putAll(
                map(node.path("suppress-for"), name -> constant(Right.class, name), ConnectorReader::byKind));
        return Collections.unmodifiableMap(suppressions);
    }

    private static Map<KeyKind, String> byKind(JsonNode node) {
        return map(node, KeyKind::of, JsonNode::asText);
    }

    private static Yield yield(JsonNode node) {
        return node.isTextual()
                ? new Yield(node.asText(), null, null)
                : new Yield(text(node, "field"), text(node, "from"), text(node, "until"));
    }

    private static Field field(JsonNode node) {
        return new Field(
                node.has("title") ? languages(node.path("title")) : Map.of(),
                text(node, "category"),
                node.path("third-party").asBoolean(),
                node.path("special").asBoolean(),
                map(node.path("codes"), Function.identity(), ConnectorReader::languages),
                node.has("type") ? constant(FieldType.class, text(node, "type")) : null,
                node.path("optional").asBoolean(),
                node.has("redact") ? constant(Redaction.class, text(node, "redact")) : Redaction.MASK);
    }

    private static List<KeyForm> keyForms(JsonNode node) {
        return (node.isArray() ? list(node) : List.of(node.asText()))
                .stream().map(name -> constant(KeyForm.class, name)).toList();
    }

    private static void put(Map<Action, String> commands, Action action, JsonNode node) {
        if (node.isTextual()) {
            commands.put(action, node.asText());
        }
    }

    private static Set<KeyKind> kinds(JsonNode array) {
        Set<KeyKind> kinds = new LinkedHashSet<>();
        array.forEach(node -> kinds.add(KeyKind.of(node.asText())));
        return Collections.unmodifiableSet(kinds);
    }

    private static List<Map<String, String>> recipients(JsonNode array) {
        List<Map<String, String>> recipients = new ArrayList<>();
        array.forEach(
                node -> recipients.add(node.isTextual() ? Map.of(Connector.NAME, node.asText()) : languages(node)));
        return List.copyOf(recipients);
    }

    private static Map<String, String> languages(JsonNode node) {
        return node.isTextual() ? Map.of("en", node.asText()) : map(node, Function.identity(), JsonNode::asText);
    }

    private static <K, V> Map<K, V> map(JsonNode object, Function<String, K> key, Function<JsonNode, V> value) {
        Map<K, V> map = new LinkedHashMap<>();
        object.fields().forEachRemaining(entry -> map.put(key.apply(entry.getKey()), value.apply(entry.getValue())));
        return Collections.unmodifiableMap(map);
    }

    private static List<String> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asText() : null;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** {@code 10s}, {@code 5m}, {@code 5d}; the schema has seen to the form. */
    static Duration duration(String text) {
        return text.endsWith("d")
                ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
                : text.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
