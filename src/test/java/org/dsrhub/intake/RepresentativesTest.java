package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.RequestView;
import org.dsrhub.support.WebHub;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who asks for somebody else: advocates, parents, heirs; and who must not see it. */
class RepresentativesTest extends IdentifyingHub {
    @Autowired
    private Quarantine quarantine;

    @Autowired
    Mandates mandates;

    private JsonNode advocate() {
        return file("caseworker", """
                {"controller": "gjensidige-lv", "rights": ["ACCESS"], "channel": "MAIL", "language": "en",
                 "subject": {"nationalId": {"country": "LV", "value": "329999-90202"}, "emails": ["debtor@mail.example"]},
                 "representative": {"capacity": "AUTHORISED", "name": "Advocate", "email": "advocate@mail.example"}}
                """);
    }

    private static String signedWith(String powerOfAttorney) {
        return "{\"channel\": \"MAIL\", \"evidence\": {\"level\": \"L3\", \"method\": \"qualified-signature\"}"
                + (powerOfAttorney == null ? "" : ", \"powerOfAttorney\": " + powerOfAttorney) + "}";
    }

    @Test
    void persona6_the_answer_goes_to_the_advocate_only_where_the_power_of_attorney_covers_receipt() {
        JsonNode filed = advocate();
        String id = filed.path("id").asText();
        assertThat(letter("advocate@mail.example", 1)).contains("power of attorney");
        assertThat(identify(filed, signedWith(null)).status()).isEqualTo(422);
        assertThat(identify(filed, signedWith("{\"document\": \"e-1\"}")).text())
                .contains("powerOfAttorney");
        assertThat(identify(
                                filed,
                                signedWith(
                                        "{\"document\": \"e-1\", \"coversPersonalData\": true, \"until\": \"2026-11-30\"}"))
                        .status())
                .as("over")
                .isEqualTo(422);
        assertThat(detail(id).path("state").asText()).isEqualTo("IDENTIFICATION");

        WebHub.Reply narrow = identify(
                filed, signedWith("{\"document\": \"e-1\", \"coversPersonalData\": true, \"until\": \"2027-06-30\"}"));
        assertThat(narrow.json().path("state").asText()).as(narrow.text()).isEqualTo("COLLECTING");
        assertThat(requests.subject(UUID.fromString(id)).replyTo()).isEqualTo("debtor@mail.example");

        JsonNode wide = advocate();
        WebHub.Reply covered = identify(
                wide, signedWith("{\"document\": \"e-1\", \"coversPersonalData\": true, \"coversReceipt\": true}"));
        assertThat(covered.json().path("state").asText()).as(covered.text()).isEqualTo("COLLECTING");
        UUID other = UUID.fromString(wide.path("id").asText());
        assertThat(requests.subject(other).replyTo()).isEqualTo("advocate@mail.example");
        assertThat(requests.subject(other).keys())
                .as("no system is asked by the advocate's address")
                .noneMatch(key -> key.value().equals("advocate@mail.example"));
    }

    @Test
    void a_representative_found_out_later_is_not_asked_about_as_if_the_subject() {
        String address = "counsel@mail.example";
        mail("tryg", address, "Access request", "I request access to all my personal data. CPR " + LARS + ".");
        RequestView view = caseOf("tryg", address);
        String proof = "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"},"
                + " \"representative\": {\"capacity\": \"AUTHORISED\"}, \"powerOfAttorney\":"
                + " {\"document\": \"e-2\", \"coversPersonalData\": true}}";

        assertThat(identify(view.id().toString(), proof).json().path("state").asText())
                .isEqualTo("COLLECTING");
        assertThat(requests.subject(view.id()).replyTo())
                .as("no receipt, no address of the subject")
                .isNull();
        assertThat(requests.subject(view.id()).keys())
                .noneMatch(key -> key.value().equals(address));
    }

    @Test
    void a_child_asks_through_a_parent_and_a_grown_up_does_not() {
        String child = """
                {"controller": "gjensidige-ee", "rights": ["ACCESS"],
                 "subject": {"name": "Mari Tamm", "birthDate": "2016-05-01", "emails": ["mari@mail.example"]},
                 "evidence": {"level": "L3", "method": "mobile-id"}}""";
        JsonNode alone = file("portal", child);
        assertThat(alone.path("state").asText()).isEqualTo("IDENTIFICATION");
        assertThat(detail(alone.path("id").asText())
                        .path("waiting")
                        .get(0)
                        .path("why")
                        .asText())
                .isEqualTo("CUSTODY");

        String parent =
                "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"},"
                        + " \"representative\": {\"capacity\": \"PARENT\", \"email\": \"parent@mail.example\"},"
                        + " \"powerOfAttorney\": {\"document\": \"e-3\", \"coversPersonalData\": true, \"coversReceipt\": true}}";
        assertThat(identify(alone, parent).json().path("state").asText()).isEqualTo("COLLECTING");
        assertThat(requests.subject(UUID.fromString(alone.path("id").asText())).replyTo())
                .isEqualTo("parent@mail.example");

        JsonNode grown = file(
                "portal",
                child.replace("2016-05-01", "2000-05-01")
                        .replace("mari@", "kati@")
                        .replaceAll(",\\s*\"evidence\": \\{[^}]*}", ""));
        WebHub.Reply refused = identify(grown, parent);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("powerOfAttorney");
    }

    @Test
    void an_employees_request_is_seen_by_those_alone_who_are_named_for_it() {
        JsonNode filed = file("portal", """
                {"controller": "tryg", "rights": ["ACCESS"], "employee": true,
                 "subject": {"name": "Eva Ansat", "policyNumbers": ["P-78"], "emails": ["eva@mail.example"]}}""");
        String path = "/api/v1/requests/" + filed.path("id").asText();

        for (String colleague : List.of("caseworker", "legal", "operator", "auditor")) {
            assertThat(hub.get(colleague, path).status()).as(colleague).isEqualTo(404);
            assertThat(hub.get(colleague, "/api/v1/requests?controller=tryg&size=200")
                            .text())
                    .doesNotContain(filed.path("caseNumber").asText());
        }
        assertThat(hub.post("caseworker", path + "/cancellation", "{\"reason\": \"curious\"}")
                        .status())
                .isEqualTo(404);
        assertThat(hub.get("portal", path).status()).isEqualTo(200);
        assertThat(hub.get("caseworker2", path).status()).isEqualTo(200);
        assertThat(hub.get("caseworker2", "/api/v1/requests?controller=tryg&size=200")
                        .text())
                .contains(filed.path("caseNumber").asText());
        WebHub.Reply unnamed = hub.post(
                "portal",
                "/api/v1/requests",
                "{\"controller\": \"gjensidige-ee\", \"rights\": [\"ACCESS\"], \"employee\": true,"
                        + " \"subject\": {\"policyNumbers\": [\"P-79\"]}, \"delivery\": {\"channel\": \"FILE\"}}",
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(unnamed.text()).as("nobody is named there").contains("/employee", "handled-by");
    }

    @Test
    void whoever_is_found_to_be_a_colleague_is_seen_by_those_alone_who_are_named_from_then_on() {
        JsonNode filed = file("caseworker", """
                {"controller": "tryg", "rights": ["ACCESS"], "channel": "MAIL",
                 "subject": {"name": "Ib Ansat", "emails": ["ib@mail.example"]}}""");
        UUID id = UUID.fromString(filed.path("id").asText());
        String path = "/api/v1/requests/" + id;
        UUID entry = quarantine.add(
                "mail/tryg",
                "reply-received",
                "read it",
                id,
                null,
                UUID.randomUUID().toString());
        assertThat(hub.get("caseworker", "/api/v1/quarantine").text()).contains(entry.toString());

        assertThat(hub.post("caseworker", path + "/employee", "{\"reason\": \"The signature says so.\"}")
                        .status())
                .isEqualTo(204);

        for (String colleague : List.of("caseworker", "legal", "operator", "auditor")) {
            assertThat(hub.get(colleague, path).status()).as(colleague).isEqualTo(404);
        }
        assertThat(hub.post("caseworker", path + "/employee", "{\"reason\": \"Again.\"}")
                        .status())
                .isEqualTo(404);
        assertThat(hub.get("caseworker", "/api/v1/quarantine").text()).doesNotContain(entry.toString());
        assertThat(hub.get("caseworker2", "/api/v1/quarantine").text()).contains(entry.toString());
        assertThat(hub.get("caseworker2", path).status()).isEqualTo(200);
        assertThat(requests.history(id))
                .filteredOn(told -> told.event().equals("employee-marked"))
                .singleElement()
                .satisfies(told -> assertThat(told.actor()).isEqualTo("caseworker"))
                .satisfies(told -> assertThat(told.details()).containsKey("words"));

        JsonNode unnamed = file("caseworker", """
                {"controller": "gjensidige-ee", "rights": ["ACCESS"], "channel": "MAIL",
                 "subject": {"emails": ["liis.ansat@mail.example"]}}""");
        assertThat(hub.post(
                                "caseworker",
                                "/api/v1/requests/" + unnamed.path("id").asText() + "/employee",
                                "{\"reason\": \"x\"}")
                        .status())
                .as("nobody would see it")
                .isEqualTo(409);
    }

    @Test
    void persona4_an_estate_is_told_that_it_is_no_data_subject_and_handed_to_its_desk() {
        JsonNode filed = file("caseworker", """
                {"controller": "mandatum", "rights": ["ACCESS"], "channel": "MAIL", "language": "en",
                 "subject": {"nationalId": {"country": "FI", "value": "310348-9072"}},
                 "representative": {"capacity": "ESTATE", "email": "administrator@mail.example"}}""");
        String id = filed.path("id").asText();
        assertThat(detail(id).path("waiting"))
                .anySatisfy(wait -> assertThat(wait.path("who").asText()).isEqualTo("CASEWORKER"));
        WebHub.Reply identified = identify(
                filed,
                "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"},"
                        + " \"powerOfAttorney\": {\"document\": \"e-4\", \"coversPersonalData\": true,"
                        + " \"diedOn\": \"2026-02-10\"}}");
        assertThat(identified.status()).as("however well identified").isEqualTo(422);

        WebHub.Reply handed =
                hub.post("caseworker", "/api/v1/requests/" + id + "/estate", "{\"reason\": \"died 2026-02-10\"}");

        assertThat(handed.json().path("outcome").asText()).as(handed.text()).isEqualTo("REFUSED");
        await().atMost(PATIENCE)
                .until(() -> to("administrator@mail.example").stream()
                        .anyMatch(mail -> subject(mail).contains("estate")));
        await().atMost(PATIENCE).until(() -> !to("kuolinpesat@mandatum.example").isEmpty());
        assertThat(letter("kuolinpesat@mandatum.example", 1))
                .contains(filed.path("caseNumber").asText())
                .doesNotContain("310348", "administrator");
        assertThat(asked(UUID.fromString(id))).as("no fan-out").isZero();
    }

    @Test
    void persona4_in_denmark_the_law_holds_for_ten_years_and_heirs_may_ask() {
        JsonNode filed = file("caseworker", """
                {"controller": "tryg", "rights": ["ACCESS"], "channel": "MAIL", "language": "en",
                 "subject": {"nationalId": {"country": "DK", "value": "%s"}},
                 "representative": {"capacity": "ESTATE", "email": "heir@mail.example"}}""".formatted(NOBODY));
        String estate = "/api/v1/requests/" + filed.path("id").asText() + "/estate";
        assertThat(hub.post("caseworker", estate, "{\"reason\": \"died\", \"diedOn\": \"2020-02-10\"}")
                        .status())
                .isEqualTo(409);
        String proof = "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"},"
                + " \"powerOfAttorney\": {\"document\": \"e-5\", \"coversPersonalData\": true, \"coversReceipt\": true,"
                + " \"diedOn\": \"%s\"}}";
        assertThat(identify(filed, proof.formatted("2016-11-30")).status()).isEqualTo(422);
        WebHub.Reply within = identify(filed, proof.formatted("2016-12-01"));
        assertThat(within.json().path("state").asText()).as(within.text()).isEqualTo("COLLECTING");
    }

    @Test
    void a_new_document_takes_the_place_of_one_that_ended_while_the_request_is_under_way() {
        JsonNode filed = file("caseworker", """
                {"controller": "gjensidige-lv", "rights": ["ACCESS"], "channel": "MAIL", "language": "en",
                 "subject": {"name": "Second Debtor", "emails": ["second@mail.example"]},
                 "representative": {"capacity": "AUTHORISED", "name": "Counsel", "email": "counsel.two@mail.example"}}""");
        UUID id = UUID.fromString(filed.path("id").asText());
        String until = "{\"document\": \"%s\", \"coversPersonalData\": true, \"coversReceipt\": %s, \"until\": \"%s\"}";
        assertThat(identify(filed, signedWith(until.formatted("e-7", "true", "2026-12-03")))
                        .status())
                .isEqualTo(200);
        clock.moveTo(Instant.parse("2026-12-07T09:00:00Z"));

        assertThat(identify(filed, signedWith(null)).status())
                .as("who is identified is not identified anew")
                .isNotEqualTo(200);
        assertThat(identify(filed, signedWith(until.formatted("e-8", "true", "2026-12-05")))
                        .status())
                .as("over too")
                .isEqualTo(422);
        WebHub.Reply renewed = identify(filed, signedWith(until.formatted("e-9", "false", "2027-12-05")));

        assertThat(renewed.json().path("state").asText()).as(renewed.text()).isEqualTo("COLLECTING");
        assertThat(requests.history(id))
                .filteredOn(entry -> entry.event().equals("mandate-renewed"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details()).containsEntry("document", "e-9"));
        assertThat(requests.subject(id).replyTo()).as("it covers no receipt").isEqualTo("second@mail.example");
    }

    @Test
    void what_a_parent_acts_by_ends_when_the_child_comes_of_age() {
        JsonNode child = file("portal", """
                {"controller": "gjensidige-ee", "rights": ["ACCESS"],
                 "subject": {"name": "Siim Tamm", "birthDate": "2009-01-15", "emails": ["siim@mail.example"]}}""");
        String parent =
                "{\"channel\": \"OFFICE\", \"evidence\": {\"level\": \"L3\", \"method\": \"identity-document\"},"
                        + " \"representative\": {\"capacity\": \"PARENT\", \"email\": \"siims.parent@mail.example\"},"
                        + " \"powerOfAttorney\": {\"document\": \"e-10\", \"coversPersonalData\": true, \"coversReceipt\": true}}";

        assertThat(identify(child, parent).status()).isEqualTo(200);

        assertThat(mandates.of(UUID.fromString(child.path("id").asText()))
                        .orElseThrow()
                        .until())
                .isEqualTo("2027-01-14");
    }
}
