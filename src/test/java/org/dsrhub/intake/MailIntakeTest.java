package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.WebHub;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class MailIntakeTest {
    private static final Path HOME = TestHome.withRoutes("intake-portal.camel.yaml", "intake-mail.camel.yaml");
    private static final GreenMail MAIL = new GreenMail(ServerSetup.IMAP.dynamicPort());
    private static final GreenMailUser TRYG;
    private static final GreenMailUser EE;

    static {
        MAIL.start();
        TRYG = MAIL.setUser("persondata@tryg.example", "tryg-box", "secret");
        EE = MAIL.setUser("andmekaitse@gjensidige-ee.example", "ee-box", "secret");
    }

    @TempDir
    static Path trust;

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        WebHub.configure(registry, HOME);
        registry.add("hub.signatures.trust-folder", () -> trust);
        for (String controller : new String[] {"tryg", "gjensidige-ee"}) {
            registry.add(controller + ".mail.imap-host", () -> "127.0.0.1");
            registry.add(controller + ".mail.imap-protocol", () -> "imap");
            registry.add(controller + ".mail.imap-port", () -> MAIL.getImap().getPort());
            registry.add(controller + ".mail.password", () -> "secret");
            registry.add(controller + ".mail.poll-interval", () -> "200");
        }
        registry.add("tryg.mail.username", () -> "tryg-box");
        registry.add("gjensidige-ee.mail.username", () -> "ee-box");
    }

    @AfterAll
    static void stop() {
        MAIL.stop();
    }

    @LocalServerPort
    int port;

    @Autowired
    Requests requests;

    @Autowired
    Quarantine quarantine;

    @Autowired
    Vault vault;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    MailIntake intake;

    private static MimeMessage message(String... lines) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int count(String login, String folder) {
        Properties properties = new Properties();
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", MAIL.getImap().getPort(), login, "secret");
            Folder box = store.getFolder(folder);
            return box.exists() ? box.getMessageCount() : 0;
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private RequestView await(String controller, Right right, String address) {
        List<RequestView> found = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            found.clear();
            requests.list(controller, null, right, null, 0, 200).stream()
                    .filter(view -> address.equals(requests.subject(view.id()).replyTo()))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void an_access_request_by_mail_becomes_a_case_that_waits_for_identification() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        TRYG.deliver(message(
                "From: =?UTF-8?Q?Lars_N=C3=B8rgaard?= <lars.noergaard@mail.example>",
                "Subject: Indsigt",
                "Message-ID: <lars-1@mail.example>",
                "CamelFileName: ../../evil",
                "CamelHttpUri: http://evil.example",
                "moveTo: Elsewhere",
                "delete: true",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Kære Tryg, jeg vil gerne have indsigt i de oplysninger, I har om mig.",
                "Mit cpr-nummer er 721283-1403, kundenummer: K-100234, telefon +45 20 00 03 01.",
                "Venlig hilsen Lars Nørgaard"));

        RequestView view = await("tryg", Right.ACCESS, "lars.noergaard@mail.example");

        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(view.language()).isEqualTo("da");
        assertThat(view.receivedAt()).isAfter(before);
        Subject subject = requests.subject(view.id());
        assertThat(subject.name()).isEqualTo("Lars Nørgaard");
        assertThat(subject.nationalId().value()).isEqualTo("721283-1403");
        assertThat(subject.keys())
                .contains(
                        SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "K-100234"),
                        SubjectKey.given(KeyKind.PHONE, "+4520000301"));
        assertThat(requests.tasks(view.id()))
                .anyMatch(task -> task.queue().equals("acknowledgement") && !task.blocking());
        String blob = requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals("mail-taken"))
                .map(entry -> entry.details().get("blob").toString())
                .findFirst()
                .orElseThrow();
        try (InputStream in = vault.read(UUID.fromString(blob))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("Kære Tryg");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> count("tryg-box", "Done") >= 1 && count("tryg-box", "INBOX") == 0);
        assertThat(count("tryg-box", "Elsewhere")).isZero();
    }

    @Test
    void a_marketing_withdrawal_goes_at_once() throws Exception {
        EE.deliver(message(
                "From: Mari Kask <mari.kask@mail.example>",
                "Subject: Turundus",
                "Message-ID: <mari-1@mail.example>",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Tere! Võtan tagasi oma nõusoleku otseturunduseks. Lugupidamisega Mari Kask"));

        RequestView view = await("gjensidige-ee", Right.CONSENT_WITHDRAWAL, "mari.kask@mail.example");

        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(view.language()).isEqualTo("et");
        assertThat(requests.tasks(view.id())).anyMatch(task -> task.queue().equals("fan-out"));
    }

    @Test
    void a_machine_gets_no_case_and_no_reply() throws Exception {
        int before = requests.list("gjensidige-ee", null, Right.ERASURE, null, 0, 200)
                .size();
        EE.deliver(message(
                "From: Out of office <robot@mail.example>",
                "Subject: Re: kustutage minu andmed",
                "Message-ID: <robot-1@mail.example>",
                "Auto-Submitted: auto-replied",
                "",
                "Palun kustutage kõik minu andmed"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> quarantine.open().stream()
                        .anyMatch(entry -> entry.source().equals("mail/gjensidige-ee")
                                && entry.reason().equals("automatic-mail")));
        assertThat(requests.list("gjensidige-ee", null, Right.ERASURE, null, 0, 200))
                .hasSize(before);
    }

    @Test
    void what_is_not_understood_waits_for_a_human_who_can_read_it() throws Exception {
        TRYG.deliver(message(
                "From: Some One <some.one@mail.example>",
                "Subject: Spørgsmål om min bil",
                "Message-ID: <some-1@mail.example>",
                "",
                "Jeg har en bil og en skade."));

        List<Quarantine.Entry> found = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            found.clear();
            quarantine.open().stream()
                    .filter(entry ->
                            entry.source().equals("mail/tryg") && entry.reason().startsWith("mail-unclear"))
                    .forEach(found::add);
            return !found.isEmpty();
        });

        WebHub hub = new WebHub(port);
        JsonNode list = hub.get("caseworker", "/api/v1/quarantine").json();
        assertThat(list.findValuesAsText("id")).contains(found.get(0).id().toString());
        WebHub.Reply content =
                hub.get("caseworker", "/api/v1/quarantine/" + found.get(0).id() + "/content");
        assertThat(content.text()).contains("en skade");
        assertThat(hub.get("operator", "/api/v1/quarantine").status()).isEqualTo(403);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> count("tryg-box", "Quarantine") >= 1);
    }

    @Test
    void a_mail_stays_in_the_inbox_while_the_ledger_cannot_keep_it() throws Exception {
        Awaitility.await().until(() -> count("ee-box", "INBOX") == 0);
        jdbc.execute("alter table mail_seen rename to mail_seen_away");
        try {
            EE.deliver(message(
                    "From: Patient <patient@mail.example>",
                    "Subject: andmed",
                    "Message-ID: <patient-1@mail.example>",
                    "",
                    "Soovin tutvuda oma andmetega"));
            Awaitility.await()
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> count("ee-box", "INBOX") == 1);
        } finally {
            jdbc.execute("alter table mail_seen_away rename to mail_seen");
        }

        await("gjensidige-ee", Right.ACCESS, "patient@mail.example");
    }

    @Test
    void two_pollers_of_one_mail_make_one_case() {
        RawMail mail = Bytes.of(
                "From: Twice <twice@mail.example>",
                "Subject: indsigt",
                "Message-ID: <twice-1@mail.example>",
                "",
                "Jeg vil gerne have indsigt i mine oplysninger");
        RawMail copy = Bytes.of(
                "Received: from elsewhere",
                "From: Twice <twice@mail.example>",
                "Subject: indsigt",
                "Message-ID: <twice-1@mail.example>",
                "",
                "Jeg vil gerne have indsigt i mine oplysninger");

        CompletableFuture.allOf(Stream.of(mail, copy, mail, copy)
                        .map(one -> CompletableFuture.runAsync(() -> intake.take(one, "tryg")))
                        .toArray(CompletableFuture[]::new))
                .join();

        await("tryg", Right.ACCESS, "twice@mail.example");
    }

    @Test
    void a_mixed_letter_withdraws_at_once_and_waits_with_the_rest() {
        intake.take(
                Bytes.of(
                        "From: Mixed <mixed@mail.example>",
                        "Subject: data",
                        "Message-ID: <mixed-1@mail.example>",
                        "",
                        "Jeg vil gerne have indsigt i mine oplysninger, og jeg trækker mit samtykke til markedsføring tilbage."),
                "tryg");

        assertThat(await("tryg", Right.ACCESS, "mixed@mail.example").state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(await("tryg", Right.CONSENT_WITHDRAWAL, "mixed@mail.example").state())
                .isEqualTo(RequestState.COLLECTING);
    }

    @Test
    void a_signed_request_goes_at_once_and_somebody_elses_waits() throws Exception {
        SigningAuthority authority = new SigningAuthority(null);
        authority.trustIn(trust);
        byte[] container = authority.container(
                "T",
                Map.of("taotlus.txt", "Tere! Soovin tutvuda oma andmetega, mis teil minu kohta on."),
                authority.issue(new SigningAuthority.Profile()));
        intake.take(signed("own-signature@mail.example", "Minu isikukood on 60001019906.", container), "gjensidige-ee");
        intake.take(signed("other-signature@mail.example", "Isikukood on 38001085718.", container), "gjensidige-ee");

        RequestView own = await("gjensidige-ee", Right.ACCESS, "own-signature@mail.example");
        assertThat(own.state()).isNotEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(own.id())).anyMatch(entry -> entry.event().equals("signature-accepted"));
        RequestView other = await("gjensidige-ee", Right.ACCESS, "other-signature@mail.example");
        assertThat(other.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(other.id())).anyMatch(entry -> entry.event().equals("signer-not-subject"));
    }

    private static RawMail signed(String from, String text, byte[] container) {
        return Bytes.of(
                "From: " + from,
                "Subject: Taotlus",
                "Message-ID: <" + from + ">",
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
                "--B--");
    }

    @Test
    void a_mail_of_fifty_megabytes_is_kept_whole() throws Exception {
        byte[] head = ("From: Big <big@mail.example>\r\nSubject: indsigt\r\nMessage-ID: <big@mail.example>\r\n"
                        + "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nJeg vil gerne have indsigt i mine data\r\n"
                        + "--B\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] line = "0123456789012345678901234567890123456789012345678901234567890123\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        int lines = 50_000_000 / line.length;
        RawMail big = new RawMail() {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                to.write(head);
                for (int i = 0; i < lines; i++) {
                    to.write(line);
                }
            }

            @Override
            public Instant arrivedAt() {
                return null;
            }
        };

        intake.take(big, "tryg");

        RequestView view = await("tryg", Right.ACCESS, "big@mail.example");
        UUID blob = UUID.fromString(requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals("mail-taken"))
                .map(entry -> entry.details().get("blob").toString())
                .findFirst()
                .orElseThrow());
        assertThat(vault.size(blob)).isEqualTo(head.length + (long) lines * line.length);
    }

    @Test
    void an_empty_an_undecodable_and_an_attachment_only_mail_wait_for_a_human() {
        List<RawMail> mails = List.of(
                new Bytes(new byte[0]),
                Bytes.of("From: Empty <empty@mail.example>", "Message-ID: <empty-1@mail.example>", "", ""),
                Bytes.of(
                        "From: =?nonsense?Q?=ZZ?= <undecodable@mail.example>",
                        "Subject: =?x-no-such-charset?B?!!!!?=",
                        "Message-ID: <undecodable-1@mail.example>",
                        "Content-Type: text/plain; charset=x-no-such-charset",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "%%%% no base64 %%%%"),
                Bytes.of(
                        "From: Paper <paper@mail.example>",
                        "Message-ID: <paper-1@mail.example>",
                        "Content-Type: application/pdf; name=letter.pdf",
                        "Content-Disposition: attachment; filename=letter.pdf",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "JVBERi0xLjcK"));
        int before = quarantine.open().size();
        for (RawMail mail : mails) {
            assertThat(intake.take(mail, "gjensidige-ee")).isEqualTo(MailIntake.Folder.QUARANTINE);
        }
        List<Quarantine.Entry> entries = quarantine.open();
        assertThat(entries).hasSize(before + mails.size());
        assertThat(entries.subList(before, entries.size()))
                .allMatch(entry -> entry.blobId() != null && !entry.remedy().isBlank())
                .noneMatch(entry -> entry.reason().equals("mail-not-understood"));
    }

    @Test
    void every_torture_message_ends_somewhere_and_none_throws() throws IOException {
        Path corpus = Path.of(System.getProperty(
                        "hub.corpora", System.getenv().getOrDefault("HUB_CORPORA", "../shared/corpora")))
                .resolve("mail");
        Assumptions.assumeTrue(Files.isDirectory(corpus), "no corpus; name it with -Dhub.corpora=…");
        List<Path> files;
        try (Stream<Path> found = Files.list(corpus)) {
            files = found.filter(file -> file.toString().endsWith(".msg"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(50);

        Set<ByteBuffer> contents = new HashSet<>();
        int before = taken();
        for (Path file : files) {
            assertThat(intake.take(new FileMail(file), "gjensidige-ee"))
                    .as(file.getFileName().toString())
                    .isNotNull();
            contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
            assertThat(taken()).as(file.getFileName() + " is kept").isEqualTo(before + contents.size());
        }
        assertThat(quarantine.open()).noneMatch(entry -> entry.reason().equals("mail-not-understood"));
    }

    private int taken() {
        return jdbc.queryForObject("select count(*) from mail_seen where mailbox = 'gjensidige-ee'", Integer.class);
    }

    private record FileMail(Path file) implements RawMail {
        @Override
        public void writeTo(OutputStream to) throws IOException {
            Files.copy(file, to);
        }

        @Override
        public Instant arrivedAt() {
            return null;
        }
    }

    private record Bytes(byte[] bytes) implements RawMail {
        static RawMail of(String... lines) {
            return new Bytes(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void writeTo(OutputStream to) {
            try {
                to.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Instant arrivedAt() {
            return null;
        }
    }
}
