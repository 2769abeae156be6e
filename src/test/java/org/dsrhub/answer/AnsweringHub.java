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
import org.dsrhub.support.TestFolder;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A hub that answers: its systems reply by a script, its mails and files are caught. One for all who extend it. */
@SpringBootTest(classes = AnswerWiring.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
abstract class AnsweringHub {
    /** The answer waits so long for a system that a test calls slow, */
    private static final Duration SOON = Duration.ofMillis(1500);

    /** and for others longer than a loaded machine takes: whoever is late here makes a supplement that no test is about. */
    private static final Duration LONG = Duration.ofMinutes(10);

    static final LocalDate DUE = LocalDate.of(2027, 1, 4);

    static final Path folder = TestFolder.of("answer");

    static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    static BreakableProxy proxy;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) throws IOException {
        MAIL.start();
        TestFolder.closeAtEnd(MAIL::stop);
        proxy = new BreakableProxy(MAIL.getSmtp().getPort());
        TestFolder.closeAtEnd(proxy);
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
                        + "file:routes/acknowledgement.camel.yaml,file:routes/notice.camel.yaml");
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

    UUID accept(
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
                ? List.of(new NewTask(controller + ".claims", "claims", null, Action.SUPPRESS, 0, 1, true, LONG, null)
                        .setting(rights))
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

    NewTask query(String controller, String system, Duration replyWithin) {
        return new NewTask(controller + "." + system, system, null, Action.QUERY, 0, 1, true, replyWithin, null);
    }

    RequestView closed(UUID id, RequestState state) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> requests.find(id).orElseThrow().state() == state);
        return requests.find(id).orElseThrow();
    }

    static Decision disclosed(Outcome outcome) {
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

    static Told customer(String name, String address, boolean guarded) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("number", "K-1");
        record.put("name", name);
        record.put("address", address);
        record.put("protected", guarded);
        return new Told(
                "customer", "K-1", Map.of(), record, Map.of(Right.ACCESS, disclosed(Outcome.DISCLOSE)), 0, null);
    }

    static Told claim(String reference, Outcome outcome) {
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

    static Told debt(String reference) {
        return new Told(
                "debt",
                reference,
                Map.of("settled", "2019-02-28"),
                Map.of("number", reference, "settled", "2019-02-28"),
                Map.of(Right.ACCESS, disclosed(Outcome.DISCLOSE)),
                0,
                null);
    }

    static Told recording(String reference, long size) {
        return new Told(
                "recording",
                reference,
                Map.of("recorded", "2026-03-01T09:30:00Z"),
                Map.of("number", reference, "recorded", "2026-03-01T09:30:00Z"),
                Map.of(Right.ACCESS, disclosed(Outcome.DISCLOSE)),
                size,
                null);
    }

    static Told erasure(
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

    Path portal(Answers.Packed packed) {
        return folder.resolve("portal/tryg/" + packed.fileName());
    }

    MimeMessage oneMail() {
        assertThat(MAIL.waitForIncomingEmail(20_000, 1)).isTrue();
        assertThat(MAIL.getReceivedMessages()).hasSize(1);
        return MAIL.getReceivedMessages()[0];
    }

    static String raw(MimeMessage mail) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        mail.writeTo(bytes);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** What the hub sent, without what the server put before it. */
    static String sent(MimeMessage mail) throws Exception {
        String raw = raw(mail);
        return raw.substring(raw.indexOf("Date: "));
    }

    static Path attachment(MimeMessage mail) throws Exception {
        Multipart parts = (Multipart) mail.getContent();
        BodyPart part = parts.getBodyPart(1);
        Path file = Files.createTempFile(folder, "mail", ".zip");
        try (InputStream in = part.getInputStream()) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** Unpacks and holds every file against the manifest. */
    static Map<String, byte[]> open(Path archive, String secret) throws Exception {
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

    static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper()
                    .getText(document)
                    .replaceAll("\\s*\\n\\s*", " ")
                    .replace('\u00a0', ' ');
        }
    }

    /** For a look at the pages: {@code target/letters}. */
    static void keep(String name, Map<String, byte[]> files) throws IOException {
        Path target = Path.of("target/letters/" + name);
        Files.createDirectories(target);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (!file.getKey().contains("/")) {
                Files.write(target.resolve(file.getKey()), file.getValue());
            }
        }
    }
}
