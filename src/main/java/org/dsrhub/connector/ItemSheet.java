package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.KeyedHash;

/**
 * An item or a hold as a person writes it down, in the words of connector files and rules:
 *
 * <pre>
 * {"system": "policies", "item": "policy", "status": "closed", "product": "property", "dates": {"ended": "2020-01-01"},
 *  "flags": ["third-party"], "links": {"policy": "P-1"}, "facts": {"purpose": "TEST"}}
 * </pre>
 *
 * <p>{@code record} may give fields of the system instead, or beside. It is made a record of that system and read as the
 * connector file says, so that what it says of the file is checked too.
 */
final class ItemSheet {
    private static final Set<String> NAMES =
            Set.of("system", "item", "status", "product", "brand", "dates", "flags", "links", "facts", "record");

    private final DataController controller;
    private final Map<String, Connector> bySystem = new LinkedHashMap<>();
    private final KeyedHash hash;
    private int written;

    /** @param connectors of any controllers */
    ItemSheet(DataController controller, Collection<Connector> connectors, KeyedHash hash) {
        this.controller = controller;
        this.hash = hash;
        connectors.stream()
                .filter(connector -> connector.controller().equals(controller.id()))
                .forEach(connector -> bySystem.put(connector.system(), connector));
    }

    /** @throws Problem {@code item-sheet} where it names what the connector file does not, with the nearest name */
    ItemFacts facts(JsonNode sheet) {
        sheet.fieldNames().forEachRemaining(name -> known("the item", name, NAMES));
        Connector connector = connector(sheet.path("system").asText());
        String where = "'items' of " + connector.system();
        String item = sheet.path("item").asText();
        known(where, item, connector.items().keySet());
        ItemType type = connector.items().get(item);
        Map<String, Object> record = new HashMap<>();
        record.put(type.reference(), "item " + ++written);
        sheet.path("record").fields().forEachRemaining(field -> {
            known("'fields' of " + item, field.getKey(), type.fields().keySet());
            JsonNode value = field.getValue();
            record.put(
                    field.getKey(),
                    value.isBoolean() ? (Object) value.asBoolean() : value.isNull() ? null : value.asText());
        });
        each(sheet.path("dates"), "'dates' of " + item, type.dates(), record);
        each(sheet.path("facts"), "'facts' of " + item, type.facts(), record);
        each(sheet.path("links"), "'links' of " + item, type.links(), record);
        one(sheet, "product", type.product(), record);
        one(sheet, "brand", type.brand(), record);
        if (sheet.has("status")) {
            if (type.status() == null) {
                throw wrong(item + " of " + connector.system() + " has no status", "leave 'status' out");
            }
            record.put(type.status().field(), status(sheet.path("status").asText(), type.status()));
        }
        for (JsonNode flag : sheet.path("flags")) {
            Set<String> flags = new TreeSet<>();
            type.flags().keySet().forEach(known -> flags.add(label(known)));
            known("'flags' of " + item, flag.asText(), flags);
            type.flags().forEach((known, field) -> {
                if (label(known).equals(flag.asText()) && !field.equals("*")) {
                    record.putIfAbsent(field, "true");
                }
            });
        }
        Records.clean(type, record);
        return new Records(connector, hash, controller).facts(type, record);
    }

    /** {@code {"kind": "H-LIT", "system": "claims", "claim": "C-1"}}; without the last two it covers everything. */
    Hold hold(JsonNode sheet) {
        sheet.fieldNames()
                .forEachRemaining(name ->
                        known("the hold", name, Set.of("kind", "system", "item", "claim", "policy", "category")));
        String kind = sheet.path("kind").asText();
        known(
                "the kinds of holds",
                kind,
                List.of(Hold.Kind.values()).stream().map(Hold.Kind::label).toList());
        Set<String> references = new TreeSet<>();
        for (String link : List.of("claim", "policy")) {
            if (sheet.has(link)) {
                references.add(HexFormat.of()
                        .formatHex(
                                new References(hash).link(link, sheet.path(link).asText())));
            }
        }
        Set<String> systems = sheet.has("system")
                ? Set.of(connector(sheet.path("system").asText()).system())
                : Set.of();
        Set<String> categories =
                sheet.has("category") ? Set.of(sheet.path("category").asText()) : Set.of();
        return new Hold(UUID.randomUUID(), Hold.Kind.of(kind), Set.of(), references, systems, categories, null);
    }

    private Connector connector(String system) {
        known("connectors/" + controller.id(), system, bySystem.keySet());
        return bySystem.get(system);
    }

    private static String status(String word, Connector.Status status) {
        return switch (word) {
            case "open" -> status.open().stream().sorted().findFirst().orElseThrow();
            case "closed" -> status.closed().stream().sorted().findFirst().orElseThrow();
            case "unknown" -> null;
            default -> throw wrong("no status '" + word + "'", "allowed: open, closed, unknown");
        };
    }

    private static void each(JsonNode node, String where, Map<String, String> fields, Map<String, Object> record) {
        node.fields().forEachRemaining(entry -> {
            known(where, entry.getKey(), fields.keySet());
            record.put(
                    fields.get(entry.getKey()),
                    entry.getValue().isNull() ? null : entry.getValue().asText());
        });
    }

    private static void one(JsonNode sheet, String name, String field, Map<String, Object> record) {
        if (sheet.has(name)) {
            if (field == null) {
                throw wrong("the connector file maps no '" + name + "' of it", "leave it out");
            }
            record.put(field, sheet.path(name).asText());
        }
    }

    private static String label(ItemFacts.Flag flag) {
        return flag.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void known(String where, String name, Collection<String> names) {
        if (!names.contains(name)) {
            throw wrong(
                    "'" + name + "' is not among " + where,
                    YamlSchema.nearest(name, names.stream().sorted().toList()));
        }
    }

    private static Problem wrong(String message, String remedy) {
        return new Problem("item-sheet", message + "; " + remedy);
    }
}
