package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dsrhub.simulation.SimulatedController;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPerson;

/** What the tests of whole hub processes share. */
final class SystemTests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SystemTests() {}

    /** A hub in that environment, with accounts, at the speed of tests. */
    static Map<String, Object> properties(SimulatedEnvironment around) {
        Map<String, Object> properties = new LinkedHashMap<>(around.properties());
        properties.put("hub.engine.lease", "5s");
        properties.put("hub.engine.claim", "10s");
        properties.put("hub.engine.max-back-off", "3s");
        properties.put("hub.connectors.poll", "500");
        // The same person asks several times on purpose.
        properties.put("hub.duplicates.join", "false");
        return properties;
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<String> unsettled(JsonNode request) {
        return each(request.path("systems"))
                .filter(task -> !List.of("DONE", "NOTHING_HELD", "NOT_SEARCHABLE")
                        .contains(task.path("state").asText()))
                .map(task ->
                        task.path("system").asText() + "/" + task.path("action").asText() + " "
                                + task.path("state").asText() + " "
                                + task.path("reason").asText())
                .toList();
    }

    static JsonNode items(Portal portal, UUID id) {
        JsonNode items =
                portal.get("caseworker", "/api/v1/requests/" + id + "/items").body();
        return items.isArray() ? items : items.path("items");
    }

    /** A person keeps what the rules leave to a person, and lets the request go on. */
    static void keepWhatIsInReview(Portal portal, UUID id) {
        each(items(portal, id))
                .filter(item -> "REVIEW".equals(item.path("outcome").asText()))
                .forEach(item -> {
                    ObjectNode decision = JSON.createObjectNode();
                    decision.put("itemId", item.path("id").asText());
                    decision.put("right", item.path("right").asText());
                    decision.put("outcome", item.path("right").asText().equals("ERASURE") ? "REFUSE" : "DISCLOSE");
                    decision.put("reason", "Kept: the document of the controller gives no period for it.");
                    portal.post("legal", "/api/v1/requests/" + id + "/decisions", decision);
                });
        portal.post(
                "legal",
                "/api/v1/requests/" + id + "/approval",
                JSON.createObjectNode().put("reason", "All items are decided."));
    }

    static int contentHash(MimeMessage mail) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        mail.getRawInputStream().transferTo(out);
        return Arrays.hashCode(out.toByteArray());
    }

    /** Compares what each system still holds of a person with what was decided for each item. */
    static void assertErasedExactlyWhatWasDecided(
            SimulatedEnvironment around, Portal portal, UUID id, SyntheticPerson person) {
        SimulatedController controller = around.controller(person.controller());
        Map<String, Long> held = new LinkedHashMap<>();
        held.put("policies", (long)
                controller.core().records("policy", person.nationalId()).size());
        held.put("quotes", (long)
                controller.core().records("quote", person.nationalId()).size());
        held.put("claims", count(controller.claims().records(), "nationalId", person.nationalId()));
        held.put("call-recordings", count(controller.recordings().records(), "phone", person.phone()));
        held.put("consents", count(controller.consents().records(), "email", person.email()));
        held.put("debt-collection", count(controller.collection().records(), "national_id", person.nationalId()));

        JsonNode items = items(portal, id);
        held.forEach((system, count) -> {
            Predicate<JsonNode> erased =
                    item -> "ERASE".equals(item.path("outcome").asText());
            List<JsonNode> ofSystem = each(items)
                    .filter(item -> "ERASURE".equals(item.path("right").asText()))
                    .filter(item -> system.equals(item.path("system").asText()))
                    .toList();
            assertThat(ofSystem.stream()
                            .filter(erased)
                            .map(item -> item.path("execution").asText()))
                    .as("%s: what is to go is proven to be gone", system)
                    .allMatch("PROVEN"::equals);
            assertThat(count)
                    .as(
                            "%s still holds what was not decided to go, and nothing else; decided: %s, tasks: %s",
                            system, ofSystem, portal.request(id).path("systems"))
                    .isEqualTo(ofSystem.stream().filter(erased.negate()).count());
        });
    }

    private static long count(List<Map<String, Object>> records, String field, String value) {
        return records.stream()
                .filter(record -> value.equals(record.get(field)))
                .count();
    }
}
