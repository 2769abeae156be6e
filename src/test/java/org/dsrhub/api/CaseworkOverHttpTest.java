package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.Test;

class CaseworkOverHttpTest extends HubOverHttp {
    @Test
    void the_worklist_has_one_order_and_its_pages_fit_together() {
        for (int i = 0; i < 5; i++) {
            file("caseworker", LIIS);
        }
        List<String> whole = new ArrayList<>();
        int page = 0;
        JsonNode list;
        do {
            list = hub.get("legal", "/api/v1/requests?controller=gjensidige-ee&size=2&page=" + page++)
                    .json();
            list.path("items").forEach(item -> whole.add(item.path("id").asText()));
        } while (list.path("more").asBoolean());
        assertThat(whole).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
        JsonNode last = hub.get("legal", "/api/v1/requests?controller=gjensidige-ee&size=" + whole.size())
                .json();
        assertThat(last.path("items").findValuesAsText("id")).isEqualTo(whole);
        assertThat(last.path("more").asBoolean())
                .as("a page that is full and the last one")
                .isFalse();
    }

    @Test
    void a_letter_is_entered_by_its_day_and_only_a_caseworker_backdates_with_a_reason() {
        LocalDate today = LocalDate.now(ZoneId.of("Europe/Tallinn"));
        String letter = LIIS.replaceAll("\"evidence\": \\{[^}]*},", "")
                .replace("\"language\"", "\"channel\": \"POST\", \"receivedAt\": \"DAY\", \"language\"");

        Reply todays = file("caseworker", letter.replace("DAY", today.toString()));
        assertThat(todays.status()).as(todays.text()).isEqualTo(202);
        assertThat(history(todays)).doesNotContain("backdated");

        String earlier = letter.replace("DAY", today.minusDays(9).toString());
        assertThat(pointers(file("caseworker", earlier))).containsExactly("/receivedAtReason");
        Reply backdated = file(
                "caseworker",
                earlier.replace("\"language\"", "\"receivedAtReason\": \"Canary was ill\", \"language\""));
        assertThat(backdated.status()).as(backdated.text()).isEqualTo(202);
        assertThat(Instant.parse(backdated.json().path("receivedAt").asText()))
                .isEqualTo(today.minusDays(9)
                        .atStartOfDay(ZoneId.of("Europe/Tallinn"))
                        .toInstant());
        assertThat(history(backdated)).contains("backdated");
        assertThat(hub.get("caseworker", backdated.header("Location")).text())
                .contains("\"channel\":\"POST\"")
                .doesNotContain("Canary");

        assertThat(pointers(file(
                        "caseworker", letter.replace("DAY", today.plusDays(1).toString()))))
                .containsExactly("/receivedAt");
        assertThat(pointers(file("caseworker", letter.replace("DAY", "0206-01-01"))))
                .containsExactly("/receivedAt");
        assertThat(pointers(file("portal", earlier))).contains("/channel", "/receivedAt");
    }

    private List<String> history(Reply filed) {
        return hub.get("caseworker", filed.header("Location"))
                .json()
                .path("history")
                .findValuesAsText("event");
    }

    private static List<String> pointers(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        return reply.json().path("errors").findValuesAsText("pointer");
    }

    @Test
    void phone_and_office_are_entered_by_a_caseworker_too() {
        for (String channel : List.of("PHONE", "OFFICE")) {
            String call = LIIS.replaceAll("\"evidence\": \\{[^}]*},", "")
                    .replace("\"language\"", "\"channel\": \"" + channel + "\", \"language\"");
            Reply filed = file("caseworker", call);
            assertThat(filed.status()).as(filed.text()).isEqualTo(202);
            assertThat(filed.json().path("state").asText()).isEqualTo("IDENTIFICATION");
            assertThat(pointers(file("portal", call))).containsExactly("/channel");
        }
    }

    @Test
    void a_decision_on_what_has_changed_meanwhile_is_not_taken() {
        String path = file("portal", LIIS).header("Location");
        String seen = hub.get("caseworker", path).header("ETag");
        hub.get("caseworker2", path + "/items");
        assertThat(hub.get("caseworker", path).header("ETag"))
                .as("a colleague's look changes nothing")
                .isEqualTo(seen);
        String extension = "{\"ground\": \"NUMBER\", \"reason\": \"many\"}";
        assertThat(hub.post("caseworker2", path + "/extension", extension, "If-Match", seen)
                        .status())
                .isEqualTo(200);

        Reply late = hub.post("caseworker", path + "/cancellation", "{\"reason\": \"x\"}", "If-Match", seen);

        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().path("type").asText()).endsWith("changed-since");
        String now = hub.get("caseworker", path).header("ETag");
        assertThat(hub.post("caseworker", path + "/cancellation", "{\"reason\": \"x\"}", "If-Match", now)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoever_looks_at_what_is_held_is_in_the_audit() {
        String path = file("portal", LIIS).header("Location");
        hub.get("caseworker2", path + "/items");
        hub.get("legal", path + "/related");
        hub.get("caseworker", path + "/candidates");

        JsonNode history = hub.get("caseworker", path).json().path("history");

        List<String> told = new ArrayList<>();
        history.forEach(entry -> told.add(
                entry.path("actor").asText() + " " + entry.path("event").asText()));
        assertThat(told).contains("caseworker2 items-listed", "legal related-listed", "caseworker candidates-listed");
    }

    @Test
    void whatever_goes_wrong_is_a_problem_that_repeats_nothing() {
        String id = "/api/v1/requests/" + UUID.randomUUID();
        for (Reply reply : List.of(
                hub.get("caseworker", "/api/v1/requests/canary"),
                hub.get("caseworker", "/api/v1/events?after=canary"),
                hub.send(
                        "portal",
                        hub.request("/api/v1/events")
                                .header("Accept", "text/canary")
                                .GET()),
                hub.send("caseworker", hub.request(id).method("DELETE", HttpRequest.BodyPublishers.noBody())),
                hub.send(
                        "caseworker",
                        hub.request(id + "/refusal")
                                .header("Content-Type", "text/canary")
                                .POST(HttpRequest.BodyPublishers.ofString("canary"))),
                hub.send(
                        "caseworker",
                        hub.request(id + "/evidence")
                                .header("Content-Type", "multipart/form-data")
                                .POST(HttpRequest.BodyPublishers.ofString("canary"))))) {
            assertThat(reply.status()).as(reply.text()).isBetween(400, 499);
            assertThat(reply.header("Content-Type")).as(reply.text()).startsWith("application/problem+json");
            assertThat(reply.text()).doesNotContain("canary");
        }
    }

    @Test
    void who_asks_is_not_said_of_what_has_changed_meanwhile_either() {
        String path = file(
                        "caseworker",
                        LIIS.replace("\"language\"", "\"channel\": \"PHONE\", \"language\"")
                                .replaceAll("\"evidence\": \\{[^}]*},", ""))
                .header("Location");
        String seen = hub.get("caseworker", path).header("ETag");
        assertThat(hub.post("caseworker2", path + "/extension", "{\"ground\": \"NUMBER\", \"reason\": \"many\"}")
                        .status())
                .isEqualTo(200);
        String identity =
                "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"}}";

        for (String call : List.of(identity, "{\"code\": \"22222-2222A\"}")) {
            assertThat(hub.post("caseworker", path + "/identification", call, "If-Match", seen)
                            .status())
                    .isEqualTo(412);
        }
        assertThat(hub.post("caseworker", path + "/estate", "{\"reason\": \"x\"}", "If-Match", seen)
                        .status())
                .isEqualTo(412);
        String now = hub.get("caseworker", path).header("ETag");
        assertThat(hub.post("caseworker", path + "/identification", identity, "If-Match", now)
                        .status())
                .isEqualTo(200);
    }
}
