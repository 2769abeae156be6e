package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.Right;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a portal or a caseworker may state of a request, and what is told where they may not. */
class RequestReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Caller PORTAL = new Caller("portal", false, Set.of());
    private static final Caller CASEWORKER = new Caller("caseworker", true, Set.of());
    private static final Caller BOUND = new Caller("portal2", false, Set.of("gjensidige-ee"));
    private static final String SUBJECT =
            "{\"nationalId\": {\"country\": \"DK\", \"value\": \"721283-1403\"}, \"emails\": [\"lars@mail.example\"]}";

    private final IntakeDesk desk = new IntakeDesk();
    private final RequestReader reader = desk.get(RequestReader.class);

    /** A whole request to Tryg with those fields beside. */
    private static String body(String further) {
        try {
            ObjectNode body = (ObjectNode)
                    JSON.readTree("{\"controller\": \"tryg\", \"rights\": [\"ACCESS\"], \"subject\": " + SUBJECT + "}");
            body.setAll((ObjectNode) JSON.readTree("{" + further + "}"));
            return body.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(further, e);
        }
    }

    private RequestReader.Read read(String body, Caller caller) {
        try {
            return reader.read(JSON.readTree(body), caller, "key-1");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }

    private NewRequest request(String further) {
        return read(body(further), CASEWORKER).request();
    }

    private List<String> mistakes(String body, Caller caller) {
        try {
            read(body, caller);
            return List.of();
        } catch (InvalidRequest e) {
            return e.violations().stream()
                    .map(violation -> violation.pointer() + " " + violation.message())
                    .toList();
        }
    }

    private List<String> mistakes(String further) {
        return mistakes(body(further), CASEWORKER);
    }

    @Test
    void a_request_that_says_no_more_than_it_must_gets_what_the_controller_does_by_itself() {
        RequestReader.Read read = read(body(""), PORTAL);
        NewRequest request = read.request();

        assertThat(request.controller()).isEqualTo("tryg");
        assertThat(request.rights()).containsExactly(Right.ACCESS);
        assertThat(request.subject().nationalId()).isEqualTo(new NationalId("DK", "721283-1403"));
        assertThat(request.subject().replyTo()).isEqualTo("lars@mail.example");
        assertThat(request.language()).isEqualTo("da");
        assertThat(request.channel()).isEqualTo(Channel.PORTAL);
        assertThat(request.receivedAt()).isCloseTo(IntakeDesk.TODAY, within(5, ChronoUnit.MINUTES));
        assertThat(request.delivery()).isEqualTo(NewRequest.Delivery.MAIL);
        assertThat(request.evidence()).isNull();
        assertThat(request.brand()).isNull();
        assertThat(request.deduplicationKey()).isEqualTo("key-1");
        assertThat(request.representative()).isNull();
        assertThat(read.backdatingReason()).isNull();
        assertThat(read.employee()).isFalse();
    }

    @Test
    void all_that_is_missing_is_told_at_once() {
        assertThat(mistakes("{}", PORTAL))
                .anyMatch(mistake -> mistake.equals("/controller is missing"))
                .anyMatch(mistake -> mistake.startsWith("/rights must name at least one of ACCESS, "))
                .anyMatch(mistake -> mistake.equals("/subject is missing"))
                .hasSize(3);
        assertThat(mistakes("\"more\": 1")).hasSize(1).allMatch(mistake -> mistake.startsWith("/more unknown name"));
    }

    @Test
    void an_account_that_is_bound_knows_of_its_own_controllers_only() {
        assertThat(mistakes(body(""), BOUND))
                .containsExactly("/controller unknown; known to this account: gjensidige-ee");
        assertThat(mistakes(body("\"controller\": \"nobody\""), PORTAL))
                .singleElement()
                .asString()
                .contains("gjensidige-ee, ")
                .contains("tryg");
        assertThat(PORTAL.mayUse("anything")).isTrue();
        assertThat(BOUND.mayUse("gjensidige-ee")).isTrue();
    }

    @Test
    void brand_and_language_are_the_controller_s() {
        assertThat(request("\"brand\": \"alka\", \"language\": \"en\""))
                .extracting(NewRequest::brand, NewRequest::language)
                .containsExactly("alka", "en");
        assertThat(mistakes("\"brand\": \"nobody\""))
                .containsExactly("/brand unknown; brands of this controller: alka, fdm, garanti, tjm, tryg");
        assertThat(request("\"language\": \"ru\"").language())
                .as("letters follow in the controller's language and English")
                .isEqualTo("ru");
        assertThat(mistakes("\"language\": \"russian\""))
                .containsExactly(
                        "/language must be a code of ISO 639-1; letters are in one of da, en, for any other language in"
                                + " da and en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECTIFICATION", "OBJECTION", "OTHER_CONSENT_WITHDRAWAL", "HUMAN_REVIEW"})
    void who_wants_something_done_says_what(String right) {
        String rights = "\"rights\": [\"ACCESS\", \"" + right + "\"]";
        assertThat(mistakes(rights)).containsExactly("/details is missing: say what to rectify, object to or review");
        assertThat(request(rights + ", \"details\": \"my address\"").details()).isEqualTo("my address");
    }

    @Test
    void a_portal_files_for_those_who_stand_at_it_and_a_caseworker_for_those_who_wrote() {
        assertThat(request("\"channel\": \"POST\"").channel()).isEqualTo(Channel.POST);
        assertThat(read(body("\"channel\": \"PORTAL\""), PORTAL).request().channel())
                .isEqualTo(Channel.PORTAL);
        assertThat(mistakes(body("\"channel\": \"POST\""), PORTAL))
                .containsExactly("/channel this account may file through PORTAL only");
    }

    @Test
    void a_receipt_in_the_past_needs_a_reason_and_a_person() {
        String old = "\"receivedAt\": \"2026-11-20T10:00:00Z\"";

        RequestReader.Read read = read(body(old + ", \"receivedAtReason\": \"it lay in the office\""), CASEWORKER);
        assertThat(read.request().receivedAt()).isEqualTo(Instant.parse("2026-11-20T10:00:00Z"));
        assertThat(read.backdatingReason()).isEqualTo("it lay in the office");
        assertThat(mistakes(old)).containsExactly("/receivedAtReason is missing: say why the receipt lies in the past");
        assertThat(mistakes(body(old + ", \"receivedAtReason\": \"x\""), PORTAL))
                .containsExactly("/receivedAt this account may not backdate a receipt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-12-01T09:07:00Z | /receivedAt lies in the future",
                "2018-05-23T23:59:59Z | /receivedAt lies before the GDPR applied",
                "2026-12-02 | /receivedAt lies in the future",
                "2026-13-01 | /receivedAt must be a date such as 1980-12-31",
                "yesterday | /receivedAt must be a point in time with its offset, such as 2026-12-01T09:30:00Z"
            })
    void a_receipt_that_cannot_be_is_told(String receivedAt, String mistake) {
        assertThat(mistakes("\"receivedAt\": \"" + receivedAt + "\"")).containsExactly(mistake);
    }

    @Test
    void clocks_that_differ_by_minutes_backdate_nothing_and_lead_into_no_future() {
        assertThat(read(body("\"receivedAt\": \"2026-12-01T08:57:00Z\""), PORTAL)
                        .request()
                        .receivedAt())
                .isEqualTo(Instant.parse("2026-12-01T08:57:00Z"));
        assertThat(read(body("\"receivedAt\": \"2026-12-01T09:03:00Z\""), PORTAL)
                        .request()
                        .receivedAt())
                .as("no deadline begins later than now")
                .isBefore(Instant.parse("2026-12-01T09:03:00Z"));
    }

    @Test
    void a_letter_of_today_is_received_at_the_beginning_of_the_day_and_that_is_no_backdating() {
        RequestReader.Read today = read(body("\"receivedAt\": \"2026-12-01\", \"receivedAtReason\": \"r\""), PORTAL);

        assertThat(today.request().receivedAt()).isEqualTo(Instant.parse("2026-11-30T23:00:00Z"));
        assertThat(today.backdatingReason()).isNull();
        assertThat(mistakes("\"receivedAt\": \"2026-11-30\"")).hasSize(1);
        assertThat(request("\"receivedAt\": \"2018-05-25\", \"receivedAtReason\": \"r\"")
                        .receivedAt())
                .isEqualTo(Instant.parse("2018-05-24T22:00:00Z"));
    }

    @Test
    void an_answer_goes_the_ways_that_the_controller_allows() {
        assertThat(request("\"delivery\": {\"channel\": \"FILE\"}").delivery()).isEqualTo(NewRequest.Delivery.FILE);
        assertThat(mistakes("\"delivery\": {\"channel\": \"FAX\"}"))
                .singleElement()
                .asString()
                .startsWith("/delivery/channel must be one of");
        assertThat(mistakes("\"delivery\": {\"chanel\": \"FILE\"}"))
                .containsExactly("/delivery/chanel unknown name; known here: channel");
    }

    @Test
    void where_there_is_no_address_an_answer_is_fetched_unless_it_was_to_be_sent() {
        String noAddress = "\"subject\": {\"policyNumbers\": [\"P-78\"]}";

        assertThat(request(noAddress).delivery()).isEqualTo(NewRequest.Delivery.FILE);
        assertThat(mistakes(noAddress + ", \"delivery\": {\"channel\": \"MAIL\"}"))
                .containsExactly("/delivery by MAIL needs an address under subject/emails");
    }

    @Test
    void a_request_of_an_employee_needs_somebody_who_may_handle_it() {
        assertThat(mistakes("\"employee\": true"))
                .containsExactly("/employee nobody is named for it: set identification/employees/handled-by of this"
                        + " controller");
        assertThat(mistakes("\"employee\": false")).isEmpty();
    }

    @Test
    void what_proves_who_asks_is_what_the_controller_accepts_on_that_way() {
        NewRequest.Evidence evidence = request(
                        "\"evidence\": {\"level\": \"L3\", \"method\": \"mitid\", \"reference\": \"r\"}")
                .evidence();
        assertThat(evidence).isEqualTo(new NewRequest.Evidence("L3", "mitid", "r"));
        assertThat(request("\"evidence\": {\"level\": \"L2\", \"method\": \"mitid\"}")
                        .evidence()
                        .level())
                .as("as it says itself")
                .isEqualTo("L2");
        assertThat(request("\"channel\": \"MAIL\", \"evidence\": {\"level\": \"L3\", \"method\": \"reply-loop\"}")
                        .evidence()
                        .level())
                .as("never more than the method gives")
                .isEqualTo("L1");
        assertThat(mistakes("\"evidence\": {\"level\": \"L3\", \"method\": \"reply-loop\"}"))
                .containsExactly("/evidence/method not accepted by this controller on channel PORTAL; accepted: mitid");
        assertThat(mistakes("\"evidence\": {\"level\": \"L4\", \"method\": \"mitid\"}"))
                .containsExactly("/evidence/level must be one of L0, L1, L2, L3");
        assertThat(mistakes("\"evidence\": {\"level\": \"L3\"}")).containsExactly("/evidence/method is missing");
        assertThat(mistakes("\"evidence\": {\"level\": \"L3\", \"method\": \"mitid\", \"x\": 1}"))
                .singleElement()
                .asString()
                .startsWith("/evidence/x unknown name");
    }

    @Test
    void two_facts_are_two_and_none_that_is_public() {
        String phone =
                "\"channel\": \"PHONE\", \"evidence\": {\"level\": \"L2\", \"method\": \"two-facts\", \"facts\": ";

        assertThat(request(phone + "[\"policy-number\", \"birth-date\"]}")
                        .evidence()
                        .facts())
                .containsExactlyInAnyOrder(KeyKind.POLICY_NUMBER, KeyKind.BIRTH_DATE);
        assertThat(mistakes(phone + "[\"policy-number\", \"name\"]}"))
                .containsExactly("/evidence/facts must name two kinds that agreed; these count: birth-date,"
                        + " claim-number, customer-number, policy-number");
        assertThat(mistakes(phone + "[\"policy-number\", \"birth-date\", \"shoe-size\"]}"))
                .containsExactly("/evidence/facts holds an entry that is no kind of fact");
    }

    @Test
    void every_kind_of_identifier_is_read_into_its_own() {
        NewRequest request = request("\"subject\": {\"name\": \"Lars Holm\", \"birthDate\": \"1983-12-12\","
                + " \"emails\": [\"a@mail.example\", \"b@mail.example\"], \"phones\": [\"+45 20 00 03 01\"],"
                + " \"formerNames\": [\"Lars Dal\"], \"customerNumbers\": [\"K-1\"], \"policyNumbers\": [\"P-1\"],"
                + " \"claimNumbers\": [\"S-1\"], \"quoteNumbers\": [\"T-1\"], \"memberNumbers\": [\"M-1\"],"
                + " \"vehiclePlates\": [\"AB 12 345\"], \"accounts\": [\"DK5000400440116243\"]}");

        assertThat(request.subject().name()).isEqualTo("Lars Holm");
        assertThat(request.subject().birthDate()).isEqualTo(LocalDate.of(1983, 12, 12));
        assertThat(request.subject().replyTo()).as("the first").isEqualTo("a@mail.example");
        assertThat(request.subject().keys())
                .extracting(SubjectKey::kind)
                .containsExactly(
                        KeyKind.EMAIL,
                        KeyKind.EMAIL,
                        KeyKind.PHONE,
                        KeyKind.NAME,
                        KeyKind.CUSTOMER_NUMBER,
                        KeyKind.POLICY_NUMBER,
                        KeyKind.CLAIM_NUMBER,
                        KeyKind.QUOTE_NUMBER,
                        KeyKind.MEMBER_NUMBER,
                        KeyKind.VEHICLE_PLATE,
                        KeyKind.ACCOUNT);
    }

    @Test
    void keys_with_a_period_are_read_with_it() {
        SubjectKey key = request("\"subject\": {\"keys\": [{\"kind\": \"phone\", \"value\": \"20000301\","
                        + " \"from\": \"2020-01-01\", \"until\": \"2021-01-01\"}]}")
                .subject()
                .keys()
                .get(0);

        assertThat(key)
                .isEqualTo(new SubjectKey(
                        KeyKind.PHONE,
                        "20000301",
                        null,
                        LocalDate.of(2020, 1, 1),
                        LocalDate.of(2021, 1, 1),
                        "request"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /subject must hold at least one identifier, such as nationalId, emails or customerNumbers",
                "{'name': 'x', 'emails': ['no address']} | /subject/emails holds an entry that is no email",
                "{'policyNumbers': ['P-1'], 'phones': ['12']} | /subject/phones holds an entry that is no phone",
                "{'name': 'x', 'shoe': 1} | /subject/shoe unknown name",
                "{'name': 'x', 'nationalId': {'country': 'Dk', 'value': '1'}} | /subject/nationalId/country must be two",
                "{'name': 'x', 'nationalId': {'country': 'DK', 'value': '990283-1403'}} | /subject/nationalId/value is no",
                "{'name': 'x', 'nationalId': {'country': 'DK'}} | /subject/nationalId/value is missing",
                "{'name': 'x', 'nationalId': {'value': '1'}} | /subject/nationalId/country is missing",
                "{'name': 'x', 'nationalId': {'country': 'DK', 'value': '721283-1403', 'x': 1}} | /subject/nationalId/x unkn",
                "{'name': 'x', 'keys': [{'kind': 'shoe-size', 'value': '1'}]} | /subject/keys/0/kind unknown; known: ",
                "{'name': 'x', 'keys': [{'value': '1'}]} | /subject/keys/0/kind is missing",
                "{'name': 'x', 'keys': [{'kind': 'phone'}]} | /subject/keys/0/value is missing",
                "{'name': 'x', 'keys': [{'kind': 'phone', 'value': 'x'}]} | /subject/keys/0/value is no phone",
                "{'name': 'x', 'keys': [{'kind': 'phone', 'value': '20000301', 'to': 1}]} | /subject/keys/0/to unknown",
                "{'name': 'x', 'keys': [{'kind': 'national-id', 'value': '1'}]} | /subject/keys/0/kind belongs under"
            })
    void what_identifies_nobody_is_told_by_its_place(String subject, String mistake) {
        assertThat(mistakes("\"delivery\": {\"channel\": \"FILE\"}, \"subject\": " + subject.replace('\'', '"')))
                .singleElement()
                .asString()
                .startsWith(mistake);
    }

    @Test
    void a_number_has_a_hundred_characters_and_no_more() {
        String subject = "\"delivery\": {\"channel\": \"FILE\"}, \"subject\": {\"policyNumbers\": [\"%s\"]}";

        assertThat(mistakes(subject.formatted("P".repeat(100)))).isEmpty();
        assertThat(mistakes(subject.formatted("P".repeat(101))))
                .contains("/subject/policyNumbers holds an entry that is no policy-number");
    }

    @Test
    void who_asks_for_somebody_else_is_answered_themselves_until_a_person_has_seen_by_what() {
        NewRequest request = request("\"representative\": {\"capacity\": \"AUTHORISED\", \"name\": \"Advokat\","
                + " \"email\": \"advokat@mail.example\"}");

        assertThat(request.representative())
                .isEqualTo(new Representative(Representative.Capacity.AUTHORISED, "Advokat", "advokat@mail.example"));
        assertThat(request.subject().replyTo()).isEqualTo("advokat@mail.example");
        assertThat(request.subject().nationalId().value()).isEqualTo("721283-1403");
        assertThat(mistakes("\"representative\": {}"))
                .containsExactly("/representative/capacity is missing: AUTHORISED, GUARDIAN, PARENT or ESTATE");
        assertThat(mistakes("\"representative\": {\"capacity\": \"PARENT\", \"email\": \"x\"}"))
                .contains("/representative/email is no mail address");
        assertThat(mistakes("\"representative\": {\"capacity\": \"FRIEND\"}"))
                .singleElement()
                .asString()
                .startsWith("/representative/capacity must be one of");
        assertThat(mistakes("\"delivery\": {\"channel\": \"FILE\"},"
                        + "\"representative\": {\"capacity\": \"PARENT\", \"mail\": \"x\"}"))
                .singleElement()
                .asString()
                .startsWith("/representative/mail unknown name");
    }
}
