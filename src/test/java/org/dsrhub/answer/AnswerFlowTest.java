package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dsrhub.answer.AnswerWiring.Backing;
import org.dsrhub.answer.AnswerWiring.Told;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** From the last reply to the mail in the subject's mailbox and the file in the portal's folder. */
@SpringBootTest(classes = AnswerWiring.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
class AnswerFlowTest {
    /** The answer waits so long for a system that a test calls slow, */
    private static final Duration SOON = Duration.ofMillis(1500);

    /** and for others longer than a loaded machine takes: whoever is late here makes a supplement that no test is about. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final LocalDate DUE = LocalDate.of(2027, 1, 4);

    @TempDir
    static Path folder;

    private static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    private static BreakableProxy proxy;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) throws IOException {
        MAIL.start();
        proxy = new BreakableProxy(MAIL.getSmtp().getPort());
        String database = TestPostgres.freshDatabaseName();
        registry.add("spring.datasource.url", () -> TestPostgres.url(database));
        registry.add("spring.datasource.username", () -> "postgres");
        registry.add("spring.datasource.password", () -> "postgres");
        registry.add("spring.flyway.enabled", () -> "false");
        registry.add("hub.vault.folder", () -> folder.resolve("vault").toString());
        registry.add("hub.vault.master-key", () -> "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        registry.add("hub.delivery.folder", () -> folder.resolve("portal").toString());
        registry.add("hub.delivery.print-folder", () -> folder.resolve("print").toString());
        registry.add("hub.delivery.mail-limit", () -> "20MB");
        registry.add("hub.smtp.host", () -> "127.0.0.1");
        registry.add("hub.smtp.port", () -> proxy.port());
        registry.add("hub.smtp.tls", () -> "none");
        registry.add("hub.clock.movable", () -> "true");
        registry.add(
                "camel.main.routes-include-pattern",
                () -> "file:routes/answer.camel.yaml,"
                        + "file:routes/delivery-mail.camel.yaml,file:routes/delivery-file.camel.yaml,"
                        + "file:routes/acknowledgement.camel.yaml");
    }

    @AfterAll
    static void stop() throws IOException {
        proxy.close();
        MAIL.stop();
    }

    @Autowired
    Requests requests;

    @Autowired
    Backing backing;

    @Autowired
    Answers answers;

    @Autowired
    WaitingTasks waiting;

    @Autowired
    Packing packing;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    org.dsrhub.datacontroller.MovableLegalClock clock;

    @BeforeEach
    void legalDay() throws Exception {
        MAIL.purgeEmailFromAllMailboxes();
        clock.moveTo(Instant.parse("2026-12-01T10:00:00Z"));
    }

    @Test
    void anAccessAnswerReachesTheSubjectByMailAndItsPasswordThePrinter() throws Exception {
        backing.script("lars")
                .told("crm", customer("Lars Nørgaard", "Æblevej 7, 2100 København Ø", true))
                .told("claims", claim("S-1", Outcome.REDACT), claim("S-2", Outcome.DISCLOSE))
                .told("recordings", recording("R-9", 40_000));

        UUID id = accept(
                "lars", "tryg", "tjm", Set.of(Right.ACCESS), "da", NewRequest.Delivery.MAIL, "lars@mail.example");
        RequestView closed = closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        MimeMessage mail = oneMail();
        assertThat(mail.getMessageID()).isEqualTo(packed.messageId());
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        String raw = raw(mail);
        assertThat(raw).doesNotContain(answers.secret(packed), "Nørgaard", "721283");
        Path zip = attachment(mail);
        Map<String, byte[]> files = open(zip, answers.secret(packed));
        keep("da", files);

        String letter = text(files.get("letter.pdf"));
        assertThat(letter)
                .contains(
                        "TJM Forsikring", "Kære Lars Nørgaard", closed.caseNumber(), "Svar på din anmodning om indsigt")
                .contains("1. december 2026", "Skadesager", "personnummer, telefonnummer", "2 registreringer")
                .contains("Inkasso", "Ingen oplysninger om dig", "Lovbestemt tavshedspligt", "Datatilsynet")
                .contains("artikel 15, stk. 4", "Æblevej 7");
        String book = new String(files.get("data-book.html"), StandardCharsets.UTF_8);
        assertThat(book)
                .contains(
                        "afsluttet",
                        "12.345,50 DKK",
                        "overstreget: vedrører en anden person",
                        "Forsikring &amp; Pension")
                .contains("3. maj 2014")
                .contains("Villy Vidne i bil 2")
                .doesNotContain("Villy Vidne i bil 1");
        assertThat(text(files.get("data-book.pdf"))).contains("Databog", "Skadenummer", "S-1");
        assertThat(files.keySet().stream().filter(name -> name.startsWith("recordings/")))
                .hasSize(1)
                .allMatch(name -> name.endsWith(".wav") && !name.contains("Lars"));
        JsonNode data = new ObjectMapper().readTree(files.get("data.json"));
        assertThat(data.path("items")).hasSize(4);
        assertThat(new String(files.get("data.json"), StandardCharsets.UTF_8))
                .contains("Villy Vidne i bil 2", "\"rule\" : \"DK-CLM\"")
                .doesNotContain("Villy Vidne i bil 1");

        Path printed = folder.resolve("print/tryg/" + closed.caseNumber() + "-0.pdf");
        String secretLetter = text(Files.readAllBytes(printed));
        keep("print", Map.of("secret.pdf", Files.readAllBytes(printed)));
        assertThat(secretLetter)
                .contains(answers.secret(packed), "Lars Nørgaard")
                .doesNotContain("Æblevej");
    }

    @Test
    void anErasureAnswerIsLaidForThePortalAndSaysWhatBecameOfEachRecord() throws Exception {
        backing.script("liis")
                .told("crm", erasure("customer", "K-1", Outcome.REFUSE, null, "refused.contract", null))
                .told(
                        "claims",
                        erasure("claim", "S-7", Outcome.REFUSE, null, "refused.open-claim", null),
                        erasure("claim", "S-3", Outcome.ERASE, null, "erased", "PROVEN"))
                .told(
                        "debts",
                        erasure("debt", "V-5", Outcome.RETAIN_UNTIL, LocalDate.of(2029, 2, 28), "retained.debt", null))
                .told(
                        "recordings",
                        erasure(
                                "recording",
                                "R-4",
                                Outcome.RETAIN_UNTIL,
                                LocalDate.of(2036, 9, 20),
                                "retained.call",
                                null));

        UUID id = accept("liis", "gjensidige-ee", null, Set.of(Right.ERASURE), "et", NewRequest.Delivery.FILE, null);
        RequestView closed = closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Path zip = folder.resolve("portal/gjensidige-ee/" + closed.caseNumber() + "-0.zip");
        assertThat(Files.readAllBytes(zip)).hasSize((int) packed.size());
        assertThat(folder.resolve("portal/gjensidige-ee/" + closed.caseNumber() + "-0.zip.done"))
                .hasContent(HexFormat.of().formatHex(packed.sha256()));
        Map<String, byte[]> files = open(zip, answers.secret(packed));
        keep("et", files);

        String letter = text(files.get("letter.pdf"));
        assertThat(letter)
                .contains("Vastus Teie taotlusele kustutada oma isikuandmed", "Lugupeetud Liis Tamm", "Ei kustutatud")
                .contains("Säilitatakse kuni 28.02.2029", "Säilitatakse kuni 20.09.2036", "Kustutatud")
                .contains("Kahjujuhtum S-3", "Andmekaitse Inspektsioon");
        assertThat(files.keySet()).containsExactlyInAnyOrder("letter.pdf", "letter.html", "data.json", "manifest.json");
        assertThat(new String(files.get("data.json"), StandardCharsets.UTF_8))
                .contains("\"reference\" : \"S-3\"", "\"execution\" : \"PROVEN\"")
                .doesNotContain("\"record\"");
    }

    @Test
    void aSystemThatHasNotAnsweredIsNamedAndTheSupplementTellsOnlyWhatIsNew() throws Exception {
        backing.script("paul")
                .told("crm", customer("Paul Post", "Vej 1", false))
                .told("debts", debt("V-1"));
        backing.script("paul").slow.put("debts", "ref-paul");

        UUID id = accept("paul", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.PARTLY_ANSWERED);
        Answers.Packed first = answers.latest(id).orElseThrow();
        Map<String, byte[]> answer = open(portal(first), answers.secret(first));
        keep("en", answer);
        assertThat(text(answer.get("letter.pdf")))
                .contains("What is still outstanding", "Debt collection. We keep asking", "No answer yet");

        Lease late = await().until(
                                        () -> waiting.claim("tryg.debts", "ref-paul"),
                                        WaitingTasks.Claim.Claimed.class::isInstance)
                        instanceof WaitingTasks.Claim.Claimed claimed
                ? claimed.lease()
                : null;
        waiting.complete(late, backing.reply(late));

        closed(id, RequestState.CLOSED);
        Answers.Packed second = answers.latest(id).orElseThrow();
        assertThat(second.round()).isEqualTo(1);
        Map<String, byte[]> supplement = open(portal(second), answers.secret(second));
        assertThat(text(supplement.get("letter.pdf"))).contains("Supplement to our answer", "No further data");
        JsonNode items =
                new ObjectMapper().readTree(supplement.get("data.json")).path("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).path("reference").asText()).isEqualTo("V-1");
    }

    @Test
    void whatStatutorySecrecyCoversShowsNowhere() throws Exception {
        Decision silent = new Decision(Outcome.WITHHOLD, "none", 0, null, null, null, null, false, false);
        backing.script("peter")
                .told("crm", customer("Peter Holm", "Vej 2", false))
                .told(
                        "debts",
                        new Told(
                                "debt",
                                "FIU-1",
                                Map.of(),
                                Map.of("number", "FIU-1"),
                                Map.of(Right.ACCESS, silent),
                                0,
                                null));

        UUID id = accept("peter", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        String everything = files.values().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .reduce("", String::concat);
        assertThat(everything).doesNotContain("FIU-1", "WITHHOLD");
        assertThat(text(files.get("letter.pdf"))).containsPattern("Debt collection[^\\n]*\\n?[^\\n]*No data about you");
    }

    @Test
    void aMailWhoseReceiptWasNotHeardIsSentOnceMoreWithTheSameBytes() throws Exception {
        backing.script("anna").told("crm", customer("Anna And", "Vej 3", false));
        proxy.breakNext();

        UUID id =
                accept("anna", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.MAIL, "anna@mail.example");
        closed(id, RequestState.CLOSED);

        assertThat(proxy.armed()).isFalse();
        MimeMessage[] mails = MAIL.getReceivedMessages();
        assertThat(mails).hasSize(2);
        assertThat(sent(mails[1])).isEqualTo(sent(mails[0]));
    }

    @Test
    void packingAgainAfterACrashGivesTheSamePackage() throws Exception {
        backing.script("crash").told("crm", customer("Carl Crash", "Vej 4", false));
        UUID id = accept("crash", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);
        Answers.Packed before = answers.latest(id).orElseThrow();
        UUID task = jdbc.queryForObject("select task_id from package where request_id = ?", UUID.class, id);

        packing.pack(new Lease(task, id, "tryg", "answer", null, Action.STAGE, 0, 2, null, false));

        Answers.Packed after = answers.latest(id).orElseThrow();
        assertThat(after.blobId()).isEqualTo(before.blobId());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answers.write(after, bytes);
        assertThat(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()))
                .isEqualTo(before.sha256());
        assertThat(jdbc.queryForObject("select count(*) from package where request_id = ?", Integer.class, id))
                .isEqualTo(1);
    }

    @Test
    void aWithdrawalIsConfirmedWithoutAPackage() throws Exception {
        UUID id = accept(
                "mari",
                "gjensidige-ee",
                null,
                Set.of(Right.CONSENT_WITHDRAWAL),
                "et",
                NewRequest.Delivery.MAIL,
                "mari@mail.example");
        closed(id, RequestState.CLOSED);

        assertThat(oneMail().getContent().toString())
                .contains("otseturunduseks antud nõusoleku tagasivõtmine", "Andmekaitse Inspektsioon");
        assertThat(answers.latest(id)).isEmpty();
    }

    @Test
    void anAcknowledgementToSomebodyNotIdentifiedSaysHowToBeAndNothingElse() throws Exception {
        Subject subject = new Subject("Ole Okse", null, null, List.of(), "ole@mail.example");
        requests.accept(
                new NewRequest(
                        "tryg",
                        null,
                        Set.of(Right.ACCESS),
                        subject,
                        "da",
                        Channel.MAIL,
                        Instant.parse("2026-12-01T08:00:00Z"),
                        NewRequest.Delivery.MAIL,
                        null,
                        "mail:<abc@mail.example>",
                        null,
                        null),
                DUE,
                Next.tasks(
                        RequestState.IDENTIFICATION,
                        List.of(new NewTask("acknowledgement", null, null, Action.STAGE, 0, 0, false, null, null)),
                        null));

        MimeMessage mail = oneMail();
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(mail.getHeader("In-Reply-To")).containsExactly("<abc@mail.example>");
        assertThat(mail.getContent().toString())
                .contains("MitID", "På vores kontor med gyldig legitimation")
                .doesNotContain("Ole", "4. januar");
    }

    @Test
    void aLargeDataBookHasATableOfContentsAndFilesOfBoundedLength() throws Exception {
        backing.script("large")
                .told(
                        "debts",
                        java.util.stream.IntStream.range(0, 1100)
                                .mapToObj(n -> debt("V-" + n))
                                .toArray(Told[]::new));
        UUID id = accept("large", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(files.keySet())
                .contains("data-book.html", "data-book/debts-001.html", "data-book/debts-002.html")
                .doesNotContain("data-book.pdf");
        assertThat(new String(files.get("data-book.html"), StandardCharsets.UTF_8))
                .contains("href=\"data-book/debts-002.html\"");
        assertThat(new String(files.get("data-book/debts-002.html"), StandardCharsets.UTF_8))
                .contains("Debt 1100");
        assertThat(new ObjectMapper().readTree(files.get("data.json")).path("items"))
                .hasSize(1100);
    }

    @Test
    void aLongRecordingPassesThroughSmallBuffers() throws Exception {
        long size = 200L << 20;
        backing.script("long").told("recordings", recording("R-1", size));
        UUID id = accept("long", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        try (ZipFile zip =
                new ZipFile(portal(packed).toFile(), answers.secret(packed).toCharArray())) {
            FileHeader recording = zip.getFileHeaders().stream()
                    .filter(header -> header.getFileName().startsWith("recordings/"))
                    .findFirst()
                    .orElseThrow();
            assertThat(recording.getUncompressedSize()).isEqualTo(size);
            long read = 0;
            byte[] buffer = new byte[65536];
            try (InputStream in = zip.getInputStream(recording)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    read += n;
                }
            }
            assertThat(read).isEqualTo(size);
        }
    }

    private UUID accept(
            String key,
            String controller,
            String brand,
            Set<Right> rights,
            String language,
            NewRequest.Delivery delivery,
            String replyTo) {
        String name = key.equals("lars") ? "Lars Nørgaard" : key.equals("liis") ? "Liis Tamm" : "Test Person";
        Subject subject = new Subject(name, null, new NationalId("DK", "721283-1403"), List.of(), replyTo);
        boolean free = rights.stream().allMatch(Right::needsNoIdentification);
        List<NewTask> tasks = free
                ? List.of()
                : AnswerWiring.SYSTEMS.stream()
                        .map(system -> query(
                                controller, system, backing.script(key).slow.containsKey(system) ? SOON : LONG))
                        .toList();
        return requests.accept(
                        new NewRequest(
                                controller,
                                brand,
                                rights,
                                subject,
                                language,
                                Channel.PORTAL,
                                Instant.parse("2026-12-01T08:00:00Z"),
                                delivery,
                                new NewRequest.Evidence("L3", "test", "ref"),
                                key,
                                null,
                                null),
                        DUE,
                        Next.tasks(RequestState.COLLECTING, tasks, free ? "answer" : "decision"))
                .request()
                .id();
    }

    private NewTask query(String controller, String system, Duration replyWithin) {
        return new NewTask(controller + "." + system, system, null, Action.QUERY, 0, 1, true, replyWithin, null);
    }

    private RequestView closed(UUID id, RequestState state) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> requests.find(id).orElseThrow().state() == state);
        return requests.find(id).orElseThrow();
    }

    private static Decision disclosed(Outcome outcome) {
        return new Decision(
                outcome,
                "DK-CLM",
                1,
                LocalDate.of(2044, 5, 3),
                "GDPR-15-3",
                "eu-gdpr:A15",
                outcome == Outcome.REDACT ? "redacted" : "disclosed",
                false,
                false);
    }

    private static Told customer(String name, String address, boolean guarded) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("number", "K-1");
        record.put("name", name);
        record.put("address", address);
        record.put("protected", guarded);
        return new Told(
                "customer", "K-1", Map.of(), record, Map.of(Right.ACCESS, disclosed(Outcome.DISCLOSE)), 0, null);
    }

    private static Told claim(String reference, Outcome outcome) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("claimNumber", reference);
        record.put("notified", "2014-05-03");
        record.put("state", "CLOSED");
        record.put("description", "Påkørt bagfra <i>ved</i> rødt lys & regn");
        record.put("paid", 12345.5);
        record.put("currency", "DKK");
        record.put("healthNotes", "Piskesmæld");
        record.put("witness", outcome == Outcome.REDACT ? "Villy Vidne i bil 1" : "Villy Vidne i bil 2");
        return new Told(
                "claim",
                reference,
                Map.of("notified", "2014-05-03"),
                record,
                Map.of(Right.ACCESS, disclosed(outcome)),
                0,
                null);
    }

    private static Told debt(String reference) {
        return new Told(
                "debt",
                reference,
                Map.of("settled", "2019-02-28"),
                Map.of("number", reference, "settled", "2019-02-28"),
                Map.of(Right.ACCESS, disclosed(Outcome.DISCLOSE)),
                0,
                null);
    }

    private static Told recording(String reference, long size) {
        return new Told(
                "recording",
                reference,
                Map.of("recorded", "2026-03-01T09:30:00Z"),
                Map.of("number", reference, "recorded", "2026-03-01T09:30:00Z"),
                Map.of(Right.ACCESS, disclosed(Outcome.DISCLOSE)),
                size,
                null);
    }

    private static Told erasure(
            String type, String reference, Outcome outcome, LocalDate until, String messageKey, String execution) {
        return new Told(
                type,
                reference,
                Map.of("recorded", "2026-09-20"),
                Map.of("number", reference),
                Map.of(
                        Right.ERASURE,
                        new Decision(outcome, "EE-X", 1, until, "GDPR-17-3-e", "dpv", messageKey, false, false)),
                0,
                execution);
    }

    private Path portal(Answers.Packed packed) {
        return folder.resolve("portal/tryg/" + packed.fileName());
    }

    private MimeMessage oneMail() {
        assertThat(MAIL.waitForIncomingEmail(20_000, 1)).isTrue();
        assertThat(MAIL.getReceivedMessages()).hasSize(1);
        return MAIL.getReceivedMessages()[0];
    }

    private static String raw(MimeMessage mail) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** What the hub sent, without what the server put before it. */
    private static String sent(MimeMessage mail) throws Exception {
        String raw = raw(mail);
        return raw.substring(raw.indexOf("Date: "));
    }

    private static Path attachment(MimeMessage mail) throws Exception {
        Multipart parts = (Multipart) mail.getContent();
        BodyPart part = parts.getBodyPart(1);
        Path file = Files.createTempFile(folder, "mail", ".zip");
        try (InputStream in = part.getInputStream()) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** Unpacks and holds every file against the manifest. */
    private static Map<String, byte[]> open(Path archive, String secret) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile(), secret.toCharArray())) {
            for (FileHeader header : zip.getFileHeaders()) {
                assertThat(header.isEncrypted()).isTrue();
                assertThat(header.getAesExtraDataRecord().getAesKeyStrength().getKeyLength())
                        .isEqualTo(32);
                try (InputStream in = zip.getInputStream(header)) {
                    files.put(header.getFileName(), in.readAllBytes());
                }
            }
        }
        JsonNode listed =
                new ObjectMapper().readTree(files.get("manifest.json")).path("files");
        List<String> names = new ArrayList<>();
        for (JsonNode file : listed) {
            byte[] content = files.get(file.path("name").asText());
            names.add(file.path("name").asText());
            assertThat(file.path("size").asLong()).isEqualTo(content.length);
            assertThat(file.path("sha256").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        }
        assertThat(files.keySet().stream()
                        .filter(name -> !name.equals("manifest.json"))
                        .toList())
                .isEqualTo(names);
        return files;
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper()
                    .getText(document)
                    .replaceAll("\\s*\\n\\s*", " ")
                    .replace('\u00a0', ' ');
        }
    }

    /** For a look at the pages: {@code target/letters}. */
    private static void keep(String name, Map<String, byte[]> files) throws IOException {
        Path target = Path.of("target/letters/" + name);
        Files.createDirectories(target);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().contains("/")) {
                Files.write(target.resolve(file.getKey()), file.getValue());
            }
        }
    }
}
