package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Deadlines;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.WebHub;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One request is one case, by whichever ways and however often it comes; and a flood is set aside. */
@Tag("hub")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class DuplicatesTest {
    private static final Path HOME = TestHome.withRoutes("intake-portal.camel.yaml");
    private static final String ACCESS = "Soovin tutvuda oma andmetega.";

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        WebHub.configure(registry, HOME);
        registry.add("hub.duplicates.join", () -> "true");
        registry.add("hub.duplicates.window.gjensidige-ee", () -> "10d");
        registry.add("hub.senders.mails-per-hour", () -> "5");
        registry.add("hub.senders.calls-per-hour", () -> "30");
    }

    @LocalServerPort
    int port;

    @Autowired
    Requests requests;

    @Autowired
    Quarantine quarantine;

    @Autowired
    MailIntake intake;

    @Autowired
    Deadlines deadlines;

    @Autowired
    DataControllers controllers;

    WebHub hub;

    @BeforeEach
    void connect() {
        hub = new WebHub(port);
    }

    private MailIntake.Folder mail(String controller, String from, String... lines) {
        String[] all = Stream.concat(
                        Stream.of(
                                "From: " + from,
                                "Subject: andmed",
                                "Message-ID: <" + UUID.randomUUID() + "@mail.example>",
                                "Content-Type: text/plain; charset=utf-8",
                                ""),
                        Stream.of(lines))
                .toArray(String[]::new);
        return intake.take(MailboxHub.Bytes.of(all), controller);
    }

    private static String body(
            String controller, String rights, String country, String number, String name, String mail) {
        return """
                {"controller": "%s", "rights": [%s],
                 "subject": {"nationalId": {"country": "%s", "value": "%s"}, "name": "%s", "emails": ["%s"]},
                 "evidence": {"level": "L3", "method": "%s"}, "delivery": {"channel": "FILE"}}
                """.formatted(
                        controller, rights, country, number, name, mail, country.equals("DK") ? "mitid" : "mobile-id");
    }

    private static String liis(String mail, String rights) {
        return body("gjensidige-ee", rights, "EE", "69702140012", "Liis Tamm", mail);
    }

    private JsonNode portal(String body) {
        WebHub.Reply reply = hub.post(
                "portal",
                "/api/v1/requests",
                body,
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        return reply.json();
    }

    /** Whose answer goes to that address, or who has that number, the newest last. */
    private List<RequestView> cases(String controller, String addressOrNumber) {
        return requests.list(controller, null, null, null, 0, 200).stream()
                .filter(view -> {
                    Subject subject = requests.subject(view.id());
                    NationalId number = subject.nationalId();
                    return addressOrNumber.equals(subject.replyTo())
                            || number != null && addressOrNumber.equals(number.value());
                })
                .sorted(java.util.Comparator.comparing(RequestView::caseNumber))
                .toList();
    }

    private List<AuditEntry> events(UUID request, String event) {
        return requests.history(request).stream()
                .filter(entry -> entry.event().equals(event))
                .toList();
    }

    private long acknowledgements(UUID request) {
        return requests.tasks(request).stream()
                .filter(task -> task.queue().equals("acknowledgement"))
                .count();
    }

    @Test
    void input10_by_mail_by_portal_by_reply_and_again_it_is_one_case() {
        String address = "liis.tamm@mail.example";
        mail("gjensidige-ee", "Liis Tamm <" + address + ">", ACCESS);
        RequestView first = cases("gjensidige-ee", address).get(0);
        assertThat(first.state()).isEqualTo(RequestState.IDENTIFICATION);

        JsonNode portal = portal(liis(address, "\"ACCESS\""));
        assertThat(portal.path("id").asText()).isEqualTo(first.id().toString());
        assertThat(portal.path("caseNumber").asText()).isEqualTo(first.caseNumber());
        assertThat(portal.path("dueAt").asText()).isEqualTo(first.dueOn().toString());
        assertThat(portal.path("state").asText()).as("identified by the portal").isEqualTo("COLLECTING");

        mail("gjensidige-ee", "Liis <" + address + ">", ACCESS, "Liis");
        portal(liis(address, "\"ACCESS\""));

        assertThat(cases("gjensidige-ee", address)).hasSize(1);
        assertThat(requests.subject(first.id()).nationalId().value()).isEqualTo("69702140012");
        assertThat(events(first.id(), "request-repeated"))
                .extracting(entry -> entry.details().get("channel"))
                .containsExactly("PORTAL", "MAIL", "PORTAL");
        assertThat(events(first.id(), "mail-taken")).as("each mail is kept").hasSize(2);
        assertThat(acknowledgements(first.id())).as("of the two mails").isEqualTo(2);
    }

    @Test
    void the_same_call_again_joins_once() {
        String body = body("gjensidige-ee", "\"ACCESS\"", "EE", "36805280109", "Kai Once", "kai@mail.example");
        String first = portal(body).path("id").asText();
        for (int i = 0; i < 2; i++) {
            WebHub.Reply again = hub.post("portal", "/api/v1/requests", body, "Idempotency-Key", "kai-second");
            assertThat(again.json().path("id").asText()).isEqualTo(first);
        }
        assertThat(events(UUID.fromString(first), "request-repeated")).hasSize(1);
    }

    @Test
    void two_deliveries_at_once_are_one_case() {
        String body = body("tryg", "\"ACCESS\"", "DK", "721283-1403", "Lars Nørgaard", "lars@mail.example");
        CompletableFuture.allOf(IntStream.range(0, 4)
                        .mapToObj(any -> CompletableFuture.runAsync(() -> portal(body)))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(cases("tryg", "721283-1403")).hasSize(1);
    }

    @Test
    void a_stranger_who_names_the_number_gets_a_case_of_their_own_and_a_person_is_told() {
        mail("gjensidige-ee", "Mari Kask <mari@mail.example>", ACCESS, "Minu isikukood on 49403136526.");
        RequestView first = cases("gjensidige-ee", "mari@mail.example").get(0);
        mail("gjensidige-ee", "Mari Kask <else@mail.example>", ACCESS, "Minu isikukood on 49403136526.");
        RequestView second = cases("gjensidige-ee", "else@mail.example").get(0);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(acknowledgements(first.id())).isEqualTo(1);
        assertThat(acknowledgements(second.id())).isEqualTo(1);
        assertThat(events(second.id(), "possible-duplicate"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details().get("of")).isEqualTo(List.of(first.caseNumber())));
        assertThat(events(first.id(), "request-repeated")).isEmpty();
        JsonNode related = hub.get("caseworker", "/api/v1/requests/" + second.id() + "/related")
                .json();
        assertThat(related.findValuesAsText("caseNumber")).containsExactly(first.caseNumber());
        assertThat(related.at("/0/sharedBy").toString()).isEqualTo("[\"national-id\",\"name\"]");
        assertThat(hub.get("portal", "/api/v1/requests/" + second.id() + "/related")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void erasure_beside_a_running_access_is_a_request_of_its_own() {
        String address = "two.rights@mail.example";
        String both = body("gjensidige-ee", "\"ACCESS\"", "EE", "38001085718", "Two Rights", address);
        JsonNode access = portal(both);
        JsonNode again = portal(both.replace("\"ACCESS\"", "\"ACCESS\", \"ERASURE\""));

        assertThat(again.path("id")).isEqualTo(access.path("id"));
        JsonNode erasure = again.path("alsoOpened").get(0);
        assertThat(erasure.path("id")).isNotEqualTo(access.path("id"));
        assertThat(erasure.path("rights")).hasSize(1);
        assertThat(erasure.path("rights").get(0).asText()).isEqualTo("ERASURE");
        assertThat(cases("gjensidige-ee", address)).hasSize(2);
    }

    @Test
    void p1_twins_at_one_address_have_a_case_each() {
        String address = "korhonen@mail.example";
        JsonNode one = portal(body("mandatum", "\"ACCESS\"", "FI", "150585-901P", "Matti Korhonen", address));
        JsonNode twin = portal(body("mandatum", "\"ACCESS\"", "FI", "150585Y901P", "Matti Korhonen", address));

        assertThat(twin.path("id")).isNotEqualTo(one.path("id"));
    }

    @Test
    void another_member_of_the_household_has_a_case_of_their_own() {
        mail("gjensidige-ee", "Jaan Tamm <home@mail.example>", ACCESS);
        mail("gjensidige-ee", "Kadri Tamm <home@mail.example>", ACCESS);
        mail("gjensidige-ee", "Jaan Tamm <home@mail.example>", ACCESS);

        assertThat(cases("gjensidige-ee", "home@mail.example")).hasSize(2);
    }

    @Test
    void what_a_forged_letter_asks_is_not_carried_out_because_its_victim_asks_for_less() {
        String address = "victim@mail.example";
        String victim = body("gjensidige-ee", "\"ACCESS\"", "EE", "47101010033", "Ann Victim", address);
        portal(victim.replace("\"ACCESS\"", "\"ACCESS\", \"ERASURE\"").replaceAll("\"evidence\": \\{[^}]*},", ""));
        RequestView forged = cases("gjensidige-ee", address).get(0);
        JsonNode asked = portal(victim);

        assertThat(asked.path("id").asText()).isNotEqualTo(forged.id().toString());
        assertThat(requests.find(forged.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
    }

    @Test
    void beyond_the_controller_s_window_it_is_asked_anew() {
        String body = """
                {"controller": "gjensidige-ee", "rights": ["ACCESS"], "channel": "OFFICE",
                 "receivedAt": "%s", "receivedAtReason": "letter lay in the office",
                 "subject": {"nationalId": {"country": "EE", "value": "37605030299"}, "name": "Old Letter"},
                 "evidence": {"level": "L3", "method": "identity-document"}, "delivery": {"channel": "FILE"}}
                """;
        String old = office(body.formatted(Instant.now().minus(11, ChronoUnit.DAYS)));
        assertThat(office(body.formatted(Instant.now().minus(5, ChronoUnit.DAYS))))
                .as("six days later")
                .isEqualTo(old);
        assertThat(office(body.formatted(Instant.now())))
                .as("eleven days later")
                .isNotEqualTo(old);
    }

    private String office(String body) {
        WebHub.Reply reply = hub.post(
                "caseworker",
                "/api/v1/requests",
                body,
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        return reply.json().path("id").asText();
    }

    @Test
    void only_a_person_calls_a_request_excessive_and_says_why() {
        mail("gjensidige-ee", "Often <often@mail.example>", ACCESS);
        mail("gjensidige-ee", "Often <often@mail.example>", ACCESS);
        RequestView view = cases("gjensidige-ee", "often@mail.example").get(0);
        String path = "/api/v1/requests/" + view.id() + "/refusal";

        assertThat(view.state()).as("the hub refuses nothing").isEqualTo(RequestState.IDENTIFICATION);
        assertThat(hub.post("caseworker", path, "{\"ground\": \"EXCESSIVE\"}").status())
                .isEqualTo(422);
        assertThat(hub.post("caseworker", path, "{\"ground\": \"BORING\", \"reason\": \"x\"}")
                        .status())
                .isEqualTo(422);
        WebHub.Reply refused =
                hub.post("caseworker", path, "{\"ground\": \"EXCESSIVE\", \"reason\": \"the ninth copy this month\"}");
        assertThat(refused.status()).as(refused.text()).isEqualTo(200);
        assertThat(events(view.id(), "refused"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details())
                        .containsEntry("ground", "EXCESSIVE")
                        .containsKey("words")
                        .doesNotContainValue("the ninth copy this month"));
    }

    @Test
    void what_one_sender_sends_beyond_the_limit_waits_in_quarantine_unanswered() {
        String[] flood = {"From: Flood <flood@mail.example>", "Message-ID: <flood-%d@mail.example>", "", ACCESS};
        for (int i = 0; i < 8; i++) {
            String[] one = flood.clone();
            one[1] = one[1].formatted(i);
            assertThat(intake.take(MailboxHub.Bytes.of(one), "gjensidige-ee"))
                    .as("mail %d", i)
                    .isEqualTo(i < 5 ? MailIntake.Folder.DONE : MailIntake.Folder.QUARANTINE);
        }
        String[] again = flood.clone();
        again[1] = again[1].formatted(0);
        assertThat(intake.take(MailboxHub.Bytes.of(again), "gjensidige-ee"))
                .as("fetched again it is judged as it was")
                .isEqualTo(MailIntake.Folder.DONE);

        assertThat(quarantine.open())
                .filteredOn(entry -> entry.reason().equals("sender-over-limit"))
                .hasSize(3)
                .allMatch(entry -> entry.blobId() != null && !entry.remedy().contains("flood@"));
        RequestView one = cases("gjensidige-ee", "flood@mail.example").get(0);
        assertThat(cases("gjensidige-ee", "flood@mail.example")).hasSize(1);
        assertThat(acknowledgements(one.id())).isEqualTo(5);
        assertThat(mail("gjensidige-ee", "Patient <patient@mail.example>", ACCESS))
                .isEqualTo(MailIntake.Folder.DONE);
    }

    @Test
    void an_account_that_files_beyond_its_limit_is_told_to_come_later() {
        for (int i = 0; i < 30; i++) {
            assertThat(file("portal2", "call-" + i)).isEqualTo(422);
        }
        assertThat(hub.post("portal2", "/api/v1/requests", "{}", "Idempotency-Key", "call-30"))
                .satisfies(over -> {
                    assertThat(over.status()).isEqualTo(429);
                    assertThat(over.header("Retry-After")).matches("[1-9]\\d*");
                });
        assertThat(file("portal2", "call-3")).as("sent again it is no other").isEqualTo(422);
    }

    private int file(String user, String key) {
        return hub.post(user, "/api/v1/requests", "{}", "Idempotency-Key", key).status();
    }

    @Test
    void an_earlier_letter_that_joins_pulls_the_last_day_forward_and_a_later_one_never_back() {
        String body = """
                {"controller": "mandatum", "rights": ["ACCESS"], "channel": "OFFICE",
                 "receivedAt": "%s", "receivedAtReason": "as stamped",
                 "subject": {"nationalId": {"country": "FI", "value": "010170-904N"}, "name": "Anna Lindström"},
                 "evidence": {"level": "L3", "method": "identity-document"}, "delivery": {"channel": "FILE"}}
                """;
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant earliest = now.minus(20, ChronoUnit.DAYS);
        UUID id = UUID.fromString(office(body.formatted(now.minus(2, ChronoUnit.DAYS))));
        RequestView first = requests.find(id).orElseThrow();

        assertThat(office(body.formatted(earliest))).isEqualTo(id.toString());
        RequestView earlier = requests.find(id).orElseThrow();
        assertThat(office(body.formatted(now.minus(1, ChronoUnit.DAYS)))).isEqualTo(id.toString());
        assertThat(office(body.formatted(earliest))).isEqualTo(id.toString());

        assertThat(earlier.receivedAt()).isEqualTo(earliest);
        assertThat(earlier.dueOn())
                .isBefore(first.dueOn())
                .isEqualTo(deadlines.dueOn(controllers.get("mandatum"), earliest));
        assertThat(requests.find(id).orElseThrow().dueOn()).isEqualTo(earlier.dueOn());
        assertThat(requests.find(id).orElseThrow().receivedAt()).isEqualTo(earliest);
        assertThat(events(id, "antedated"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.details())
                        .containsEntry("dueBefore", first.dueOn().toString())
                        .containsEntry("dueOn", earlier.dueOn().toString()));
        assertThat(hub.get("portal", "/api/v1/events?after=0").json().path("events"))
                .anySatisfy(event -> {
                    assertThat(event.path("kind").asText()).isEqualTo("ANTEDATED");
                    assertThat(event.path("requestId").asText()).isEqualTo(id.toString());
                });
    }

    @Test
    void an_extended_deadline_is_counted_from_the_earlier_receipt_too() {
        String body = """
                {"controller": "mandatum", "rights": ["PORTABILITY"], "channel": "OFFICE",
                 "receivedAt": "%s", "receivedAtReason": "as stamped",
                 "subject": {"nationalId": {"country": "FI", "value": "010170-904N"}, "name": "Anna Lindström"},
                 "evidence": {"level": "L3", "method": "identity-document"}, "delivery": {"channel": "FILE"}}
                """;
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant earliest = now.minus(9, ChronoUnit.DAYS);
        String id = office(body.formatted(now));
        assertThat(hub.post(
                                "caseworker",
                                "/api/v1/requests/" + id + "/extension",
                                "{\"ground\": \"COMPLEXITY\", \"reason\": \"many systems\"}")
                        .status())
                .isEqualTo(200);

        office(body.formatted(earliest));

        assertThat(requests.find(UUID.fromString(id)).orElseThrow().dueOn())
                .isEqualTo(deadlines.extendedDueOn(controllers.get("mandatum"), earliest));
    }
}
