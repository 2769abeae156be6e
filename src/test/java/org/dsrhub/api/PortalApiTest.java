package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.Test;

class PortalApiTest extends HubOverHttp {
    @Test
    void an_identified_request_starts_at_once() {
        Reply reply = file("portal", LIIS);

        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        assertThat(reply.json().path("state").asText()).isEqualTo("COLLECTING");
        assertThat(reply.header("Location"))
                .isEqualTo("/api/v1/requests/" + reply.json().path("id").asText());
        JsonNode detail = hub.get("caseworker", reply.header("Location")).json();
        assertThat(detail.path("stages").get(0).path("system").asText()).isEqualTo("fan-out");
        assertThat(detail.path("history").get(0).path("event").asText()).isEqualTo("accepted");
    }

    @Test
    void weak_evidence_waits_for_identification_and_goes_on_after_it() {
        Reply reply = file(
                "caseworker",
                LIIS.replace("\"evidence\"", "\"channel\": \"PHONE\", \"ignored\"")
                        .replaceAll("\"ignored\": \\{[^}]*},", ""));
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        assertThat(reply.json().path("state").asText()).isEqualTo("IDENTIFICATION");

        String path = reply.header("Location") + "/identification";
        Reply identified = hub.post(
                "caseworker",
                path,
                "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"},"
                        + " \"subject\": {\"customerNumbers\": [\"K-1\"]}}");

        assertThat(identified.status()).as(identified.text()).isEqualTo(200);
        assertThat(identified.json().path("state").asText()).isEqualTo("COLLECTING");
    }

    @Test
    void the_same_key_gives_the_same_request_and_another_body_is_refused() {
        String key = UUID.randomUUID().toString();
        Reply first = hub.post("portal", "/api/v1/requests", LIIS, "Idempotency-Key", key);
        Reply again = hub.post("portal", "/api/v1/requests", "  " + LIIS, "Idempotency-Key", key);
        Reply other =
                hub.post("portal", "/api/v1/requests", LIIS.replace("Liis Tamm", "Liis T"), "Idempotency-Key", key);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("type").asText()).endsWith("idempotency-key-reused");
    }

    @Test
    void a_right_without_identification_does_not_wait_for_one_that_needs_it() {
        Reply reply = file(
                "portal",
                LIIS.replace("[\"ERASURE\"]", "[\"ACCESS\", \"CONSENT_WITHDRAWAL\"]")
                        .replaceAll("\"evidence\": \\{[^}]*},", ""));

        assertThat(reply.json().path("state").asText()).as(reply.text()).isEqualTo("IDENTIFICATION");
        JsonNode also = reply.json().path("alsoOpened").get(0);
        assertThat(also.path("state").asText()).isEqualTo("COLLECTING");
        assertThat(also.path("rights").get(0).asText()).isEqualTo("CONSENT_WITHDRAWAL");
    }

    @Test
    void every_mistake_is_named_and_nothing_sent_is_repeated() {
        Reply reply = file("portal", """
                {"controller": "acme-canary", "rights": ["ERASE-canary"], "language": "xx-canary", "colour": "canary",
                 "subject": {"nationalId": {"country": "EE", "value": "69702140013"}, "name": 5,
                             "keys": [{"kind": "shoe-canary", "value": "canary"}], "emails": "canary"}}
                """);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.json().path("errors").findValuesAsText("pointer"))
                .contains(
                        "/controller",
                        "/rights/0",
                        "/rights",
                        "/colour",
                        "/subject/nationalId/value",
                        "/subject/name",
                        "/subject/keys/0/kind",
                        "/subject/emails");
        assertThat(reply.text()).doesNotContain("canary").doesNotContain("69702140013");
    }

    @Test
    void an_unknown_language_kind_of_key_or_right_is_named_with_the_known_ones() {
        Reply language = file("portal", LIIS.replace("\"et\"", "\"xx\""));
        assertThat(language.status()).isEqualTo(422);
        assertThat(language.json().path("errors").findValuesAsText("pointer")).containsExactly("/language");
        assertThat(language.text()).contains("ISO 639-1").contains("et");

        Reply right = file("portal", LIIS.replace("ERASURE", "FORGETTING"));
        assertThat(right.status()).isEqualTo(422);
        assertThat(right.text()).contains("ERASURE").doesNotContain("FORGETTING");

        Reply number = file("portal", LIIS.replace("69702140012", "69702140013"));
        assertThat(number.json().path("errors").findValuesAsText("pointer"))
                .containsExactly("/subject/nationalId/value");
    }

    @Test
    void no_json_a_missing_key_and_a_huge_body_are_problems() {
        assertThat(file("portal", "{\"controller\": ").status()).isEqualTo(400);
        assertThat(file("portal", "").status()).isEqualTo(422);
        assertThat(hub.post("portal", "/api/v1/requests", LIIS).status()).isEqualTo(400);
        assertThat(file("portal", "{\"details\": \"" + "x".repeat(300_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(file("portal", "{\"details\": \"" + "x".repeat(2_000_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @Test
    void no_header_of_the_caller_crosses_the_door() {
        Reply reply = hub.post(
                "portal",
                "/api/v1/requests",
                LIIS,
                "Idempotency-Key",
                UUID.randomUUID().toString(),
                "CamelHttpUri",
                "http://evil.example",
                "CamelHttpResponseCode",
                "418",
                "X-Echo",
                "canary");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.response().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase().startsWith("camel") || name.equalsIgnoreCase("x-echo"));
    }

    @Test
    void an_account_sees_the_requests_of_its_controllers_only() {
        Reply tryg = file("portal", """
                {"controller": "tryg", "rights": ["ACCESS"],
                 "subject": {"nationalId": {"country": "DK", "value": "721283-1403"}},
                 "evidence": {"level": "L3", "method": "mitid"}, "delivery": {"channel": "FILE"}}
                """);
        assertThat(tryg.status()).as(tryg.text()).isEqualTo(202);

        assertThat(hub.get("portal", tryg.header("Location")).status()).isEqualTo(200);
        assertThat(hub.get("portal2", tryg.header("Location")).status()).isEqualTo(404);
        assertThat(hub.get("portal2", tryg.header("Location") + "/package").status())
                .isEqualTo(404);
        Reply foreign = file("portal2", LIIS.replace("gjensidige-ee", "tryg"));
        assertThat(foreign.status()).isEqualTo(422);
    }

    @Test
    void the_worklist_filters() {
        file("portal", LIIS);
        Reply list = hub.get(
                "caseworker",
                "/api/v1/requests?controller=gjensidige-ee&state=COLLECTING&right=ERASURE&dueBefore=2999-01-01");

        assertThat(list.status()).as(list.text()).isEqualTo(200);
        assertThat(list.json().path("items")).isNotEmpty();
        assertThat(hub.get("caseworker", "/api/v1/requests?state=NONSENSE").status())
                .isEqualTo(400);
        assertThat(hub.get("caseworker", "/api/v1/requests?size=0").status()).isEqualTo(422);
    }

    @Test
    void a_caseworker_extends_refuses_and_cancels_with_a_reason() {
        String path = file("portal", LIIS).header("Location");

        String extension = path + "/extension";
        assertThat(hub.post("caseworker", extension, "{\"ground\": \"NUMBER\"}").status())
                .isEqualTo(422);
        assertThat(hub.post("caseworker", extension, "{\"reason\": \"many systems\"}")
                        .status())
                .isEqualTo(422);
        Reply outage = hub.post("caseworker", extension, "{\"ground\": \"OUTAGE\", \"reason\": \"all is down\"}");
        assertThat(outage.status()).isEqualTo(422);
        assertThat(outage.text()).contains("COMPLEXITY or NUMBER");
        String complex = "{\"ground\": \"COMPLEXITY\", \"reason\": \"many systems of Mr Canary\"}";
        Reply extended = hub.post("caseworker", extension, complex);
        assertThat(extended.status()).as(extended.text()).isEqualTo(200);
        assertThat(hub.post("caseworker", extension, complex).status()).isEqualTo(409);
        JsonNode detail = hub.get("caseworker", path).json();
        assertThat(detail.path("stages").findValuesAsText("system")).containsOnlyOnce("notice");
        assertThat(detail.toString()).doesNotContain("Canary");
        assertThat(hub.post("caseworker", path + "/suspension", "{\"reason\": \"doubt\"}")
                        .status())
                .isEqualTo(409);
        Reply cancelled = hub.post("caseworker", path + "/cancellation", "{\"reason\": \"taken back\"}");
        assertThat(cancelled.json().path("outcome").asText()).isEqualTo("CANCELLED");
        assertThat(hub.post("caseworker", path + "/refusal", "{\"reason\": \"late\"}")
                        .status())
                .isEqualTo(409);
        assertThat(hub.post("portal", path + "/cancellation", "{\"reason\": \"x\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_extension_comes_too_late_after_the_first_month() {
        String received = Instant.now().minus(Duration.ofDays(40)).toString();
        Reply filed = file(
                "caseworker",
                LIIS.replace(
                        "\"language\"",
                        "\"receivedAt\": \"" + received + "\", \"receivedAtReason\": \"lay about\", \"language\""));
        assertThat(filed.status()).as(filed.text()).isEqualTo(202);
        String due = hub.get("caseworker", filed.header("Location"))
                .json()
                .path("dueAt")
                .asText();

        Reply late = hub.post(
                "caseworker",
                filed.header("Location") + "/extension",
                "{\"ground\": \"NUMBER\", \"reason\": \"many\"}");

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text()).contains("first-month-over");
        assertThat(hub.get("caseworker", filed.header("Location"))
                        .json()
                        .path("dueAt")
                        .asText())
                .isEqualTo(due);
    }

    @Test
    void a_hold_takes_two_persons_to_set_and_two_to_release() {
        String id = file("portal", LIIS).json().path("id").asText();
        Reply set = hub.post(
                "legal",
                "/api/v1/holds",
                "{\"controller\": \"gjensidige-ee\", \"kind\": \"H-LIT\", \"requestId\": \"" + id
                        + "\", \"reason\": \"lawsuit\", \"reviewOn\": \"2027-06-01\"}");
        assertThat(set.status()).as(set.text()).isEqualTo(201);
        String path = "/api/v1/holds/" + set.json().path("id").asText();

        assertThat(hub.post("legal", path + "/approval", null).status()).isEqualTo(409);
        Reply approved = hub.post("legal2", path + "/approval", null);
        assertThat(approved.json().path("inForce").asBoolean())
                .as(approved.text())
                .isTrue();
        assertThat(hub.post("legal", path + "/release", null)
                        .json()
                        .path("inForce")
                        .asBoolean())
                .isTrue();
        assertThat(hub.post("legal2", path + "/release", null)
                        .json()
                        .path("inForce")
                        .asBoolean())
                .isFalse();
        assertThat(hub.get("caseworker", "/api/v1/holds").status()).isEqualTo(403);
    }

    @Test
    void a_report_is_for_those_alone_who_are_named_for_it() {
        String id = file("portal", LIIS).json().path("id").asText();
        String report = "{\"controller\": \"gjensidige-ee\", \"kind\": \"H-AML\", \"requestId\": \"" + id
                + "\", \"references\": [{\"kind\": \"claim\", \"value\": \"REPORT-1\"}],"
                + " \"categories\": [\"claim\"], \"reason\": \"reported\", \"reviewOn\": \"2020-06-01\"}";
        assertThat(hub.post("legal", "/api/v1/holds", report).status()).isEqualTo(422);
        assertThat(hub.post("aml", "/api/v1/holds", report.replace("H-AML", "H-LIT"))
                        .status())
                .isEqualTo(422);
        assertThat(hub.post("aml", "/api/v1/holds", report.replaceAll("\"references\": [^]]*],", ""))
                        .text())
                .contains("a report names records");

        Reply set = hub.post("aml", "/api/v1/holds", report);
        assertThat(set.status()).as(set.text()).isEqualTo(201);
        String hold = set.json().path("id").asText();
        String path = "/api/v1/holds/" + hold;
        for (String stranger : List.of("legal", "legal2")) {
            assertThat(hub.get(stranger, "/api/v1/holds").text()).doesNotContain(hold);
            assertThat(hub.post(stranger, path + "/approval", null).status()).isEqualTo(404);
            assertThat(hub.post(stranger, path + "/release", null).status()).isEqualTo(404);
        }
        assertThat(hub.post("aml", path + "/approval", null).status()).isEqualTo(409);
        assertThat(hub.post("aml2", path + "/approval", null).status()).isEqualTo(200);
        assertThat(hub.get("aml2", "/api/v1/holds?reviewDue=true").text()).contains(hold);
        assertThat(hub.get("caseworker", "/api/v1/requests/" + id).text()).doesNotContain("AML", hold);
    }

    @Test
    void a_complaint_sets_one_hold_by_itself() {
        String id = file("portal", LIIS).json().path("id").asText();
        String path = "/api/v1/requests/" + id + "/complaint";
        for (int i = 0; i < 2; i++) {
            Reply taken =
                    hub.post("caseworker", path, "{\"reason\": \"Complaint to the authority, its letter of today.\"}");
            assertThat(taken.status()).as(taken.text()).isEqualTo(200);
        }
        List<String> kinds = new ArrayList<>();
        hub.get("legal", "/api/v1/holds").json().forEach(hold -> {
            if (hold.path("complaintOf").asText().equals(id)) {
                kinds.add(
                        hold.path("kind").asText() + " " + hold.path("inForce").asBoolean());
            }
        });
        assertThat(kinds).containsExactly("H-CMP true");
    }

    @Test
    void the_brakes_and_the_audit_answer() {
        assertThat(hub.post("operator", "/api/v1/erasure/stop", null)
                        .json()
                        .path("stopped")
                        .asBoolean())
                .isTrue();
        assertThat(hub.get("operator", "/api/v1/systems")
                        .json()
                        .path("erasureStopped")
                        .asBoolean())
                .isTrue();
        assertThat(hub.post("operator", "/api/v1/erasure/resume", null)
                        .json()
                        .path("stopped")
                        .asBoolean())
                .isFalse();
        assertThat(hub.post("operator", "/api/v1/backends/none/pause", null).status())
                .isEqualTo(404);
        assertThat(hub.get("auditor", "/api/v1/audit/verification")
                        .json()
                        .path("intact")
                        .asBoolean())
                .isTrue();
    }
}
