package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.TestFolder;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.support.WebHub;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Who asks, for whom, what is missing, and who hears what about it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class IdentificationTest {
    private static final Path HOME = TestHome.withRoutes(
            "intake-portal.camel.yaml",
            "acknowledgement.camel.yaml",
            "notice.camel.yaml",
            "reply-code.camel.yaml",
            "delivery-mail.camel.yaml");
    private static final Path TRUST = HOME.resolve("trust");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private static final String ON_FILE = "lars.on.file@mail.example";
    private static final String LARS = "721283-1403";
    private static final String NOBODY = "650190-2231";
    private static final String LEAVE = "withdrawal of the consent to record calls";

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) throws IOException, SQLException {
        MAIL.start();
        TestFolder.closeAtEnd(MAIL::stop);
        WebHub.configure(registry, HOME);
        String register = TestPostgres.url(TestPostgres.freshDatabaseName());
        fill(register);
        for (String file : List.of("templates/jdbc.camel.yaml", "tryg/crm.yaml")) {
            Path to = HOME.resolve("connectors").resolve(file);
            Files.createDirectories(to.getParent());
            Files.copy(Path.of("connectors").resolve(file), to);
        }
        registry.add("tryg.core.url", () -> register);
        registry.add("tryg.core.username", () -> "postgres");
        registry.add("tryg.core.password", () -> "postgres");
        Path tryg = HOME.resolve("connectors/tryg/controller.yaml");
        Files.writeString(
                tryg,
                Files.readString(tryg)
                        .replace("  register: crm", "  employees: {handled-by: [caseworker2]}\n  register: crm"));
        registry.add("hub.duplicates.join", () -> "true");
        registry.add("hub.signatures.trust-folder", () -> TRUST);
        registry.add("hub.clock.movable", () -> "true");
        registry.add("hub.delivery.folder", () -> HOME.resolve("portal").toString());
        registry.add("hub.delivery.print-folder", () -> HOME.resolve("print").toString());
        registry.add("hub.smtp.host", () -> "127.0.0.1");
        registry.add("hub.smtp.port", () -> MAIL.getSmtp().getPort());
        registry.add("hub.smtp.tls", () -> "none");
        registry.add("hub.engine.poll", () -> "100ms");
    }

    private static void fill(String url) throws SQLException {
        try (var connection = DriverManager.getConnection(url, "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.execute("""
                    create table customer (
                        customer_no text primary key, national_id text, full_name text, former_name text, birth_date date,
                        email text, phone text, phone_since date, address text, protected_address boolean,
                        language text, customer_since date);
                    create table policy (customer_no text, product text, state text, end_date date);
                    insert into customer (customer_no, national_id, full_name, email) values
                        ('K-1', '%s', 'Lars Nørgaard', '%s'), ('K-2', '010170-1234', 'Two', 'one@mail.example'),
                        ('K-3', '010170-1234', 'Two', 'two@mail.example')""".formatted(LARS, ON_FILE));
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    Requests requests;

    @Autowired
    MailIntake intake;

    @Autowired
    MovableLegalClock clock;

    @Autowired
    JdbcTemplate jdbc;

    WebHub hub;

    @BeforeEach
    void start() {
        hub = new WebHub(port);
        clock.moveTo(Instant.parse("2026-12-01T09:00:00Z"));
    }

    private MailIntake.Folder mail(String controller, String from, String subject, String... lines) {
        String[] all = Stream.concat(
                        Stream.of(
                                "From: " + from,
                                "Subject: " + subject,
                                "Message-ID: <" + UUID.randomUUID() + "@mail.example>",
                                "Content-Type: text/plain; charset=utf-8",
                                ""),
                        Arrays.stream(lines))
                .toArray(String[]::new);
        return intake.take(MailboxHub.Bytes.of(all), controller);
    }

    private MailIntake.Folder signed(String from, String text, byte[] container) {
        return intake.take(
                MailboxHub.Bytes.of(
                        "From: " + from,
                        "Subject: Taotlus",
                        "Message-ID: <" + UUID.randomUUID() + "@mail.example>",
                        "Content-Type: multipart/mixed; boundary=B",
                        "",
                        "--B",
                        "Content-Type: text/plain; charset=utf-8",
                        "",
                        text,
                        "--B",
                        "Content-Type: application/vnd.etsi.asic-e+zip; name=taotlus.asice",
                        "Content-Transfer-Encoding: base64",
                        "",
                        Base64.getMimeEncoder().encodeToString(container),
                        "--B--"),
                "gjensidige-ee");
    }

    private RequestView caseOf(String controller, String address) {
        List<RequestView> found = requests.list(controller, null, null, null, 0, 200).stream()
                .filter(view -> address.equals(requests.subject(view.id()).replyTo()))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<MimeMessage> to(String address) {
        return Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail -> {
                    try {
                        return mail.getRecipients(Message.RecipientType.TO)[0]
                                .toString()
                                .contains(address);
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static String letter(String address, int number) {
        await().atMost(PATIENCE).until(() -> to(address).size() >= number);
        try {
            return to(address).get(number - 1).getContent().toString().replaceAll("\\s+", " ");
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode file(String user, String body) {
        WebHub.Reply reply = hub.post(
                user,
                "/api/v1/requests",
                body,
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        return reply.json();
    }

    private WebHub.Reply identify(JsonNode filed, String body) {
        return identify(filed.path("id").asText(), body);
    }

    private WebHub.Reply identify(String id, String body) {
        return hub.post("caseworker", "/api/v1/requests/" + id + "/identification", body);
    }

    private JsonNode detail(String id) {
        return hub.get("caseworker", "/api/v1/requests/" + id).json();
    }

    private long asked(UUID id) {
        return requests.tasks(id).stream().filter(task -> task.system() != null).count();
    }

    @Test
    void by_mail_the_estonian_controller_takes_signed_requests_and_says_so_once() {
        String address = "unsigned@mail.example";
        mail("gjensidige-ee", address, "Taotlus", "Soovin tutvuda oma andmetega. Lisatud on skaneeritud taotlus.");

        String first = letter(address, 1);
        assertThat(first)
                .contains("digitaalselt allkirjastatuna", "skaneeritud koopiaid me vastu ei võta")
                .contains("Meie portaalis: internetipank, Mobiil-ID, ID-kaart, Smart-ID", "Meie kontoris")
                .contains("ei ütle midagi selle kohta");
        RequestView view = caseOf("gjensidige-ee", address);
        assertThat(detail(view.id().toString()).path("waiting")).singleElement().satisfies(wait -> {
            assertThat(wait.path("who").asText()).isEqualTo("REQUESTER");
            assertThat(wait.path("why").asText()).isEqualTo("SIGNATURE");
            assertThat(wait.has("from")).isTrue();
            assertThat(wait.has("until")).isFalse();
        });

        mail("gjensidige-ee", address, "Taotlus", "Soovin tutvuda oma andmetega. Ootan ikka veel.");
        assertThat(letter(address, 2)).contains("Ootame endiselt seda").doesNotContain("Mobiil-ID");
        assertThat(caseOf("gjensidige-ee", address).dueOn())
                .as("waiting moves no last day")
                .isEqualTo(view.dueOn());
        assertThat(asked(view.id())).isZero();
    }

    @Test
    void input4_and_5_a_broken_signature_is_refused_politely_and_somebody_elses_is_asked_for_a_mandate()
            throws Exception {
        SigningAuthority authority = new SigningAuthority(null);
        authority.trustIn(TRUST);
        byte[] container = authority.container(
                "T",
                Map.of("taotlus.txt", "Tere! Soovin tutvuda oma andmetega."),
                authority.issue(new SigningAuthority.Profile()));
        byte[] broken = broken(container);

        signed("broken@mail.example", "Tere! Soovin tutvuda oma andmetega. Isikukood 60001019906.", broken);
        signed("lawyer@mail.example", "Soovin tutvuda oma andmetega. Isikukood on 38001085718.", container);
        signed("stranger@mail.example", "Soovin tutvuda oma andmetega. Isikukood on 69702140012.", container);

        assertThat(letter("broken@mail.example", 1))
                .contains("digiallkirja ei õnnestunud kinnitada", "Meie portaalis", "Meie kontoris", "Posti teel");
        RequestView refused = caseOf("gjensidige-ee", "broken@mail.example");
        assertThat(refused.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(refused.id()))
                .as("the container is evidence")
                .anyMatch(entry -> entry.event().equals("mail-taken"));

        String lawyer = letter("lawyer@mail.example", 1);
        assertThat(lawyer).contains("volikiri", "ei ütle midagi selle kohta");
        assertThat(neutral(letter("stranger@mail.example", 1)))
                .as("the same whomever it names")
                .isEqualTo(neutral(lawyer));
        RequestView view = caseOf("gjensidige-ee", "lawyer@mail.example");
        assertThat(detail(view.id().toString())
                        .path("waiting")
                        .get(0)
                        .path("why")
                        .asText())
                .isEqualTo("MANDATE");
        assertThat(asked(view.id())).isZero();
    }

    private static byte[] broken(byte[] container) throws IOException {
        var in = new java.util.zip.ZipInputStream(new java.io.ByteArrayInputStream(container));
        var bytes = new java.io.ByteArrayOutputStream();
        try (var out = new java.util.zip.ZipOutputStream(bytes)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                if (entry.getName().equals("taotlus.txt")) {
                    content[0] ^= 1;
                }
                var copy = new java.util.zip.ZipEntry(entry.getName());
                if (entry.getName().equals("mimetype")) {
                    copy.setMethod(java.util.zip.ZipEntry.STORED);
                    copy.setSize(content.length);
                    var crc = new java.util.zip.CRC32();
                    crc.update(content);
                    copy.setCrc(crc.getValue());
                }
                out.putNextEntry(copy);
                out.write(content);
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String neutral(String letter) {
        return letter.replaceAll("DSR-\\d{4}-\\d+", "DSR");
    }

    @Test
    void input11_for_a_neighbour_nothing_is_asked_and_nothing_confirmed() {
        mail(
                "tryg",
                "nosy@mail.example",
                "Indsigt",
                "Jeg anmoder om indsigt i de oplysninger, I har om min nabo Lars Nørgaard, CPR " + LARS + ".");
        mail(
                "tryg",
                "proxy@mail.example",
                "Access",
                "On behalf of my neighbour I request access to all personal data. CPR " + LARS + ".");

        List<RequestView> cases = requests.list("tryg", null, null, null, 0, 200).stream()
                .filter(view -> Set.of("nosy@mail.example", "proxy@mail.example")
                        .contains(String.valueOf(requests.subject(view.id()).replyTo())))
                .toList();
        assertThat(cases).allSatisfy(view -> {
            assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
            assertThat(asked(view.id())).isZero();
            assertThat(letter(requests.subject(view.id()).replyTo(), 1)).doesNotContain("Lars", ON_FILE);
        });
        assertThat(cases.size() + jdbc.queryForObject("select count(*) from quarantine", Integer.class))
                .as("each is a case or before a person")
                .isGreaterThanOrEqualTo(2);
    }

    private static String otherConsent(String number, String mail) {
        return """
                {"controller": "tryg", "rights": ["OTHER_CONSENT_WITHDRAWAL"], "channel": "MAIL", "language": "en",
                 "details": "%s",
                 "subject": {"nationalId": {"country": "DK", "value": "%s"}, "emails": ["%s"]}}
                """.formatted(LEAVE, number, mail);
    }

    private String codeFor(JsonNode filed) {
        String number = filed.path("caseNumber").asText();
        await().atMost(PATIENCE)
                .until(() -> to(ON_FILE).stream().anyMatch(mail -> subject(mail).contains(number)));
        String text = to(ON_FILE).stream()
                .filter(mail -> subject(mail).contains(number))
                .map(mail -> {
                    try {
                        return mail.getContent().toString();
                    } catch (IOException | MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .findFirst()
                .orElseThrow();
        Matcher code = Pattern.compile("[2-9A-Z]{5}-[2-9A-Z]{5}").matcher(text);
        assertThat(code.find()).isTrue();
        return code.group();
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void another_consent_waits_for_a_code_that_went_to_the_address_on_file() {
        JsonNode filed = file("caseworker", otherConsent(LARS, "lars.now@mail.example"));
        assertThat(filed.path("state").asText()).isEqualTo("IDENTIFICATION");
        String code = codeFor(filed);
        UUID id = UUID.fromString(filed.path("id").asText());
        assertThat(jdbc.queryForList("select hash from reply_code where request_id = ?", byte[].class, id))
                .as("no code is kept")
                .allSatisfy(hash -> assertThat(new String(hash, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain(code));

        MailIntake.Folder folder = mail(
                "tryg",
                "lars.now@mail.example",
                "Re: Your code [" + filed.path("caseNumber").asText() + "]",
                "Here it is: " + code.toLowerCase(java.util.Locale.ROOT));

        assertThat(folder).isEqualTo(MailIntake.Folder.DONE);
        RequestView view = requests.find(id).orElseThrow();
        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(view.identificationLevel()).isEqualTo("L1");
        assertThat(requests.subject(id).replyTo()).as("where the answer goes").isEqualTo(ON_FILE);
        assertThat(detail(id.toString()).path("waiting").get(0).has("until")).isTrue();
    }

    @Test
    void whoever_asks_sees_the_same_whether_there_is_an_address_or_not() {
        String here = letterAndTasks(LARS, "curious.one@mail.example");
        assertThat(letterAndTasks(NOBODY, "curious.two@mail.example")).isEqualTo(here);
        assertThat(letterAndTasks("010170-1234", "curious.three@mail.example"))
                .as("two addresses on file are none")
                .isEqualTo(here);
        assertThat(to("one@mail.example")).isEmpty();
        assertThat(to("two@mail.example")).isEmpty();
    }

    /** What the portal and the requester can see once all is done. */
    private String letterAndTasks(String number, String address) {
        JsonNode filed = file("caseworker", otherConsent(number, address));
        String id = filed.path("id").asText();
        String letter = neutral(letter(address, 1));
        await().atMost(PATIENCE)
                .until(() -> requests.tasks(UUID.fromString(id)).stream()
                                .filter(task -> task.state().settled())
                                .count()
                        == 3);
        JsonNode seen = hub.get("portal", "/api/v1/requests/" + id).json();
        StringBuilder all = new StringBuilder(letter);
        Stream.of("systems", "stages")
                .forEach(list -> seen.path(list)
                        .forEach(entry -> all.append('\n')
                                .append(entry.path("system"))
                                .append(entry.path("state"))
                                .append(entry.path("items"))
                                .append(entry.path("keysUsed"))
                                .append(entry.path("reason"))));
        // Which of two that run at once ends first says nothing, and another open request is not the register's.
        StreamSupport.stream(seen.path("history").spliterator(), false)
                .map(entry -> entry.path("event").asText())
                .filter(event -> !event.equals("possible-duplicate"))
                .sorted()
                .forEach(event -> all.append('\n').append(event));
        return all.toString();
    }

    @Test
    void a_code_counts_once_for_a_few_days_and_a_few_tries() {
        JsonNode guessed = file("caseworker", otherConsent(LARS, "guess@mail.example"));
        String right = codeFor(guessed);
        for (int i = 0; i < 5; i++) {
            assertThat(identify(guessed, "{\"code\": \"22222-22222\"}").status())
                    .isEqualTo(422);
        }
        assertThat(identify(guessed, "{\"code\": \"" + right + "\"}").status())
                .as("one try too many")
                .isEqualTo(422);

        JsonNode late = file("caseworker", otherConsent(LARS, "late@mail.example"));
        String old = codeFor(late);
        clock.moveTo(Instant.parse("2026-12-09T09:00:00Z"));
        assertThat(mail(
                        "tryg",
                        "late@mail.example",
                        "[" + late.path("caseNumber").asText() + "]",
                        old))
                .isEqualTo(MailIntake.Folder.QUARANTINE);

        JsonNode used = file("caseworker", otherConsent(LARS, "used@mail.example"));
        String once = codeFor(used);
        assertThat(identify(used, "{\"code\": \"" + once + "\"}")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("COLLECTING");
        assertThat(identify(used, "{\"code\": \"" + once + "\"}").status()).isEqualTo(422);
        for (JsonNode waiting : List.of(guessed, late)) {
            assertThat(detail(waiting.path("id").asText()).path("state").asText())
                    .isEqualTo("IDENTIFICATION");
        }
    }

    @Test
    void two_facts_are_named_and_none_of_them_is_public() {
        JsonNode filed = file("caseworker", """
                {"controller": "tryg", "rights": ["ACCESS"], "channel": "PHONE", "delivery": {"channel": "FILE"},
                 "subject": {"name": "Ida Berg", "policyNumbers": ["P-77"]}}""");
        String evidence = "{\"evidence\": {\"level\": \"L2\", \"method\": \"two-facts\", \"facts\": %s}}";

        for (String few :
                List.of("[]", "[\"birth-date\"]", "[\"name\", \"birth-date\"]", "[\"email\", \"policy-number\"]")) {
            assertThat(identify(filed, evidence.formatted(few)).status())
                    .as(few)
                    .isEqualTo(422);
        }
        assertThat(identify(filed, evidence.formatted("[\"policy-number\", \"birth-date\"]"))
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("COLLECTING");
    }

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
}
