package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a portal is told of what it files: once for each key, and never with what was sent. */
class PortalIntakeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Caller CASEWORKER = new Caller("caseworker", true, Set.of());

    private final IntakeDesk desk = new IntakeDesk();
    private final PortalIntake portal = desk.get(PortalIntake.class);
    /** Another account each time, as accounts have limits. */
    private final Caller caller = new Caller("portal-" + UUID.randomUUID(), true, Set.of());

    private final String address = IntakeDesk.address();

    private String body(String further) {
        return "{\"controller\": \"tryg\", \"rights\": [\"ACCESS\"], \"subject\": {\"name\": \"Lars Holm\","
                + " \"policyNumbers\": [\"P-1\"], \"emails\": [\"" + address + "\"]}" + further + "}";
    }

    private static InputStream stream(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    private PortalReply file(String body, String key) {
        return portal.accept(body == null ? null : stream(body), key, caller);
    }

    private PortalReply file(String body) {
        return file(body, UUID.randomUUID().toString());
    }

    private static JsonNode json(PortalReply reply) {
        try {
            return JSON.readTree(reply.json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(reply.json(), e);
        }
    }

    @Test
    void what_is_filed_is_accepted_with_where_it_is_and_by_when() {
        PortalReply reply = file(body(""));

        RequestView view = desk.cases("tryg", address).get(0);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.contentType()).isEqualTo("application/json");
        assertThat(reply.location()).isEqualTo("/api/v1/requests/" + view.id());
        assertThat(reply.retryAfter()).isNull();
        JsonNode json = json(reply);
        assertThat(json.path("id").asText()).isEqualTo(view.id().toString());
        assertThat(json.path("caseNumber").asText()).isEqualTo(view.caseNumber());
        assertThat(json.path("state").asText()).isEqualTo("IDENTIFICATION");
        assertThat(json.path("receivedAt").asText()).isEqualTo(view.receivedAt().toString());
        assertThat(json.path("dueAt").asText()).isEqualTo(view.dueOn().toString());
        assertThat(json.path("rights")).extracting(JsonNode::asText).containsExactly("ACCESS");
        assertThat(json.has("alsoOpened")).isFalse();
        assertThat(desk.queues(view.id()))
                .as("a portal tells by itself that it was received")
                .doesNotContain("acknowledgement");
    }

    @Test
    void what_needs_no_identification_is_a_case_of_its_own_that_goes_at_once() {
        JsonNode reply = json(file(body("").replace("\"ACCESS\"", "\"ACCESS\", \"MARKETING_OBJECTION\"")));

        assertThat(reply.path("state").asText()).isEqualTo("IDENTIFICATION");
        JsonNode other = reply.path("alsoOpened").get(0);
        assertThat(other.path("state").asText()).isEqualTo("COLLECTING");
        assertThat(other.path("rights").get(0).asText()).isEqualTo("MARKETING_OBJECTION");
        assertThat(reply.path("alsoOpened")).hasSize(1);
    }

    @Test
    void the_same_again_is_stored_once_and_spaces_and_order_make_no_other() {
        String key = UUID.randomUUID().toString();
        String again =
                body("").replace("{\"controller\": \"tryg\", ", "{").replaceAll("}$", ",  \"controller\":\n \"tryg\"}");

        String first = json(file(body(""), key)).path("id").asText();

        assertThat(json(file(again, key)).path("id").asText()).isEqualTo(first);
        assertThat(desk.cases("tryg", address)).hasSize(1);
        PortalReply other = file(body("").replace("Lars Holm", "Lars Dal"), key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json()).contains("idempotency-key-reused");
        assertThat(desk.cases("tryg", address)).hasSize(1);
    }

    @Test
    void a_key_is_one_account_s() {
        String key = UUID.randomUUID().toString();
        file(body(""), key);

        PortalReply another = portal.accept(
                stream(body("").replace("Lars Holm", "Else Holm")), key, new Caller("p-" + address, true, Set.of()));

        assertThat(another.status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {"null,idempotency-key-missing", "'  ',idempotency-key-missing", "a b,idempotency-key-invalid"})
    void a_request_without_a_key_that_can_be_repeated_is_refused(String key, String code) {
        PortalReply reply = file(body(""), key);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
        assertThat(reply.json()).contains("urn:dsr-hub:problem:" + code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u007f", "é", "\u0001"})
    void a_key_is_of_printable_signs(String sign) {
        assertThat(file(body(""), "key" + sign).status()).isEqualTo(400);
    }

    @Test
    void a_key_has_two_hundred_signs_at_most() {
        String end = UUID.randomUUID().toString();

        assertThat(file(body(""), "~".repeat(200 - end.length()) + end).status())
                .isEqualTo(202);
        assertThat(file(body(""), "k".repeat(201)).status()).isEqualTo(400);
    }

    @Test
    void what_is_no_json_is_told_where_and_never_repeated() {
        PortalReply reply = file("{\"controller\": \"tryg\",\n \"secret\" 7}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(json(reply).path("detail").asText()).contains("at line 2, column");
        assertThat(reply.json()).contains("not-json").doesNotContain("secret");
        assertThat(file("{\"a\": 1, \"a\": 2}").json()).contains("not-json");
        assertThat(file("{} {}").json()).contains("not-json");
        assertThat(file("[".repeat(30) + "]".repeat(30)).json()).contains("not-json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null"})
    void a_body_that_is_no_object_is_told_so(String body) {
        PortalReply reply = file(body);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(json(reply).path("errors").get(0).path("message").asText()).isEqualTo("must be a JSON object");
        assertThat(portal.accept(null, "none", caller).status()).isEqualTo(422);
    }

    @Test
    void what_is_too_large_is_not_read_to_its_end() {
        String spaces = " ".repeat(256 * 1024 - body("").length());

        assertThat(file(body("") + spaces).status()).isEqualTo(202);
        assertThat(file(body("") + spaces + " ").status()).isEqualTo(413);
    }

    @Test
    void a_body_that_breaks_off_is_sent_again() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        };

        PortalReply reply = portal.accept(broken, "broken", caller);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json()).contains("body-unreadable");
    }

    @Test
    void nobody_files_without_being_known() {
        assertThat(portal.accept(stream(body("")), "key", null).status()).isEqualTo(401);
    }

    @Test
    void what_is_wrong_is_told_by_its_place_and_stored_nowhere() {
        PortalReply reply = file(body(", \"language\": \"xx\""));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(json(reply).path("type").asText()).isEqualTo("urn:dsr-hub:problem:invalid-request");
        assertThat(json(reply).path("errors").get(0).path("pointer").asText()).isEqualTo("/language");
        assertThat(desk.cases("tryg", address)).isEmpty();
        assertThat(reply.retryAfter()).isNull();
    }

    @Test
    void an_account_beyond_its_limit_comes_later_and_what_it_repeats_is_no_other() {
        for (int i = 0; i < 5; i++) {
            assertThat(file("{}", "call-" + i).status()).isEqualTo(422);
        }

        PortalReply over = file(body(""), "call-5");
        assertThat(over.status()).isEqualTo(429);
        assertThat(over.retryAfter()).isEqualTo(3600);
        assertThat(over.json()).contains("sender-over-limit");
        assertThat(file("{}", "call-3").status()).isEqualTo(422);
        assertThat(desk.cases("tryg", address)).isEmpty();
    }

    @Test
    void a_database_that_fails_makes_the_portal_send_again_and_nothing_is_half_stored() {
        PortalIntake failing = new PortalIntake(
                desk.get(RequestReader.class),
                null,
                desk.get(IdempotencyKeys.class),
                desk.get(SenderLimits.class),
                desk.requests,
                null,
                null,
                desk.get(org.springframework.transaction.support.TransactionTemplate.class));
        String key = UUID.randomUUID().toString();

        PortalReply reply = failing.accept(stream(body("")), key, caller);

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.retryAfter()).isEqualTo(10);
        assertThat(file(body("").replace("Lars Holm", "Lars Dal"), key).status())
                .as("not even the key is taken")
                .isEqualTo(202);
    }

    @Test
    void the_reason_for_an_earlier_receipt_lies_in_the_vault_and_the_audit_points_to_it() {
        String key = UUID.randomUUID().toString();
        String body =
                body(", \"receivedAt\": \"2026-11-20T10:00:00Z\", \"receivedAtReason\": \"it lay in the office\"");
        file(body, key);
        file(body, key);

        RequestView view = desk.cases("tryg", address).get(0);
        assertThat(desk.events(view.id(), "backdated"))
                .as("told once")
                .singleElement()
                .satisfies(entry -> assertThat(
                                new String(desk.blob(entry.details().get("words")), StandardCharsets.UTF_8))
                        .isEqualTo("it lay in the office"));
    }

    @Test
    void a_request_that_asks_what_is_asked_joins_the_first_and_a_proof_identifies_it() {
        String first = json(file(body(""))).path("id").asText();
        String proven = body(", \"evidence\": {\"level\": \"L3\", \"method\": \"mitid\"}");

        JsonNode again = json(file(proven));

        assertThat(again.path("id").asText()).isEqualTo(first);
        assertThat(desk.requests.find(UUID.fromString(first)).orElseThrow().state())
                .isEqualTo(RequestState.COLLECTING);
        assertThat(desk.events(UUID.fromString(first), "request-repeated")).hasSize(1);
    }

    @Test
    void a_caller_s_name_stands_in_no_problem() {
        assertThat(List.of(portal.accept(stream("{}"), "x", CASEWORKER).json()))
                .noneMatch(body -> body.contains("caseworker"));
    }
}
