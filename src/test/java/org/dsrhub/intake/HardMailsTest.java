package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.support.WebHub;
import org.dsrhub.vault.VaultException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Mails that are large, broken or hostile. */
class HardMailsTest extends MailboxHub {
    /** {@code all}, or else a sample of the torture messages goes over IMAP: one of so many. */
    private static final String CORPUS = System.getProperty("hub.test.corpus", "sample");

    private static final int ONE_OF = 5;

    @Autowired
    MailArchive archive;

    @Autowired
    MailReader reader;

    @Test
    void a_mail_of_fifty_megabytes_is_kept_whole() throws Exception {
        byte[] head = ("From: Big <big@mail.example>\r\nSubject: indsigt\r\nMessage-ID: <big@mail.example>\r\n"
                        + "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nJeg vil gerne have indsigt i mine data\r\n"
                        + "--B\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] line = "0123456789012345678901234567890123456789012345678901234567890123\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        int lines = 50_000_000 / line.length;
        long before = used();
        AtomicLong most = new AtomicLong();
        RawMail big = new RawMail() {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                to.write(head);
                for (int i = 0; i < lines; i++) {
                    to.write(line);
                    if (i % (lines / 8) == lines / 16) {
                        most.accumulateAndGet(used(), Math::max);
                    }
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
        System.out.printf(
                "50 MB: %d KB in use before, at most %d KB more while it is taken%n",
                before / 1024, (most.get() - before) / 1024);
        assertThat(most.get() - before).as("bytes of heap").isLessThan(24L * 1024 * 1024);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void a_large_mail_comes_over_imap_whole() {
        int bytes = Integer.getInteger("hub.test.megabytes", 3) * 1_000_000;
        String line = "0123456789".repeat(7) + "\r\n";
        long start = System.nanoTime();
        TRYG.deliver(message(
                "From: Large <large@mail.example>",
                "Message-ID: <large@mail.example>",
                "Content-Type: multipart/mixed; boundary=B",
                "",
                "--B",
                "",
                "Jeg vil gerne have indsigt i mine data",
                "--B",
                "Content-Type: application/octet-stream",
                "Content-Disposition: attachment",
                "",
                line.repeat(bytes / line.length()) + "--B--"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() -> requests.list("tryg", null, Right.ACCESS, null, 0, 200).stream()
                        .anyMatch(view -> "large@mail.example"
                                .equals(requests.subject(view.id()).replyTo())));
        System.out.printf("%d bytes over IMAP in %d ms%n", bytes, (System.nanoTime() - start) / 1_000_000);

        RequestView view = await("tryg", Right.ACCESS, "large@mail.example");
        UUID blob = UUID.fromString(requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals("mail-taken"))
                .map(entry -> entry.details().get("blob").toString())
                .findFirst()
                .orElseThrow());
        assertThat(vault.size(blob)).isGreaterThanOrEqualTo(bytes - line.length());
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
            assertThat(intake.take(mail, "gjensidige-ee")).isNotEqualTo(MailIntake.Folder.DONE);
        }
        List<Quarantine.Entry> entries = quarantine.open();
        assertThat(entries).hasSize(before + mails.size());
        assertThat(entries.subList(before, entries.size()))
                .allMatch(entry -> entry.blobId() != null && !entry.remedy().isBlank())
                .noneMatch(entry -> entry.reason().equals("mail-not-understood"));
    }

    @Test
    void every_torture_message_ends_somewhere_and_none_throws() throws Exception {
        List<Path> files = corpus();
        Set<ByteBuffer> contents = new HashSet<>();
        int before = taken();
        int casesBefore = cases();
        int entriesBefore = quarantine.open().size();
        for (Path file : files) {
            int ended = cases() + quarantine.open().size();
            assertThat(intake.take(new FileMail(file), "gjensidige-ee"))
                    .as(file.getFileName().toString())
                    .isNotNull();
            boolean fresh = contents.add(ByteBuffer.wrap(Files.readAllBytes(file)));
            assertThat(cases() + quarantine.open().size())
                    .as(file.getFileName() + " is a case or before a human")
                    .isGreaterThanOrEqualTo(fresh ? ended + 1 : ended);
            assertThat(taken()).as(file.getFileName() + " is kept").isEqualTo(before + contents.size());
        }
        assertThat(cases() - casesBefore + quarantine.open().size() - entriesBefore)
                .isGreaterThanOrEqualTo(contents.size());
        assertThat(quarantine.open())
                .noneMatch(entry -> entry.reason().equals("mail-not-understood")
                        && entry.source().equals("mail/gjensidige-ee"));
    }

    private static List<Path> corpus() throws IOException {
        Path corpus = Path.of(System.getProperty(
                        "hub.corpora", System.getenv().getOrDefault("HUB_CORPORA", "../shared/corpora")))
                .resolve("mail");
        Assumptions.assumeTrue(Files.isDirectory(corpus), "no corpus; name it with -Dhub.corpora=…");
        try (Stream<Path> found = Files.list(corpus)) {
            List<Path> files = found.filter(file -> file.toString().endsWith(".msg"))
                    .sorted()
                    .toList();
            assertThat(files).hasSizeGreaterThan(50);
            return files;
        }
    }

    @Test
    void every_torture_message_comes_over_imap_and_is_visible_over_http() throws Exception {
        List<Path> all = corpus();
        List<Path> files = CORPUS.equals("all")
                ? all
                : IntStream.range(0, all.size())
                        .filter(i -> i % ONE_OF == 0)
                        .mapToObj(all::get)
                        .toList();
        System.out.printf(
                "%d of %d torture messages over IMAP; all with -Dhub.test.corpus=all%n", files.size(), all.size());
        WebHub hub = new WebHub(port);
        Set<String> before = visible(hub);

        Set<String> marks = new HashSet<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), in);
                String mark = "corpus-" + file.getFileName();
                message.setHeader("X-Mark", mark);
                marks.add(mark);
                TRYG.deliver(message);
            }
        }
        TRYG.deliver(message(
                "From: Last <last@mail.example>",
                "Message-ID: <last@mail.example>",
                "",
                "Jeg vil gerne have indsigt i mine data"));

        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> count("tryg-box", "INBOX") == 0);
        await("tryg", Right.ACCESS, "last@mail.example");
        Set<String> found = new HashSet<>();
        for (String path : visible(hub)) {
            if (!before.contains(path)) {
                marks.stream().filter(content(hub, path)::contains).forEach(found::add);
            }
        }
        assertThat(found).isEqualTo(marks);
    }

    /** What the worklists show: addresses of requests, and of what waits apart from them. */
    private static Set<String> visible(WebHub hub) {
        Set<String> paths = new HashSet<>();
        hub.get("caseworker", "/api/v1/quarantine").json().forEach(entry -> {
            if (entry.path("content").asBoolean()) {
                paths.add("/api/v1/quarantine/" + entry.get("id").asText());
            }
        });
        JsonNode page;
        int number = 0;
        do {
            page = hub.get("caseworker", "/api/v1/requests?controller=tryg&size=200&page=" + number++)
                    .json();
            page.get("items")
                    .forEach(request ->
                            paths.add("/api/v1/requests/" + request.get("id").asText()));
        } while (page.get("more").asBoolean());
        return paths;
    }

    private String content(WebHub hub, String path) throws IOException {
        if (path.contains("quarantine")) {
            return hub.get("caseworker", path + "/content").text();
        }
        UUID id = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
        StringBuilder mails = new StringBuilder();
        for (AuditEntry entry : requests.history(id)) {
            if (entry.details().get("blob") != null) {
                try (InputStream in =
                        vault.read(UUID.fromString(entry.details().get("blob").toString()))) {
                    mails.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return mails.toString();
    }

    @Test
    void a_mail_that_is_begun_again_and_again_is_no_longer_read() throws Exception {
        RawMail mail = Bytes.of("From: Poison <poison@mail.example>", "", "Jeg vil gerne have indsigt i mine data");
        for (int i = 0; i < 5; i++) {
            archive.begin(mail, CapturedMail.of(mail), "tryg");
        }

        assertThat(intake.take(mail, "tryg")).isEqualTo(MailIntake.Folder.QUARANTINE);

        Quarantine.Entry entry = quarantine.open().stream()
                .filter(one -> one.reason().equals("mail-not-understood"))
                .findFirst()
                .orElseThrow();
        try (InputStream in = vault.read(entry.blobId())) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("indsigt");
        }
    }

    @Test
    void a_mail_whose_reader_died_lies_in_the_vault_and_is_taken_once() throws Exception {
        RawMail mail = Bytes.of(
                "From: Died <died@mail.example>",
                "Message-ID: <died@mail.example>",
                "",
                "Jeg vil gerne have indsigt i mine data");
        MailArchive.Kept kept = archive.begin(mail, CapturedMail.of(mail), "tryg");
        assertThat(vault.size(kept.blob())).isPositive();

        assertThat(intake.take(mail, "tryg")).isEqualTo(MailIntake.Folder.DONE);
        assertThat(intake.take(mail, "tryg")).isEqualTo(MailIntake.Folder.DONE);

        await("tryg", Right.ACCESS, "died@mail.example");
        assertThat(begun(kept.keys())).isZero();
        assertThatThrownBy(() -> vault.size(kept.blob())).isInstanceOf(VaultException.class);
    }

    private int begun(UUID keys) {
        return jdbc.queryForObject("select count(*) from mail_begun where keys = ?", Integer.class, keys);
    }

    private int cases() {
        return jdbc.queryForObject("select count(*) from request where controller = 'gjensidige-ee'", Integer.class);
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            windows-1257 | Šarūnas Žukauskas | Prašau leisti susipažinti su mano asmens duomenimis
            ISO-8859-15  | Õnnela Väljaots   | Soovin tutvuda oma andmetega
            ISO-8859-15  | Åsa Öst           | Jag vill ha tillgång till mina personuppgifter
            UTF-8        | Šarūnas Žukauskas | Prašau leisti susipažinti su mano asmens duomenimis
            """)
    void input9_what_stands_in_encoded_words_alone_is_read_exactly(String charset, String name, String request)
            throws Exception {
        String sender = "encoded-" + charset.toLowerCase(Locale.ROOT) + "-" + name.length() + "@mail.example";
        String subject = request + ", " + name;
        byte[] bytes = String.join(
                        "\r\n",
                        "From: " + MimeUtility.encodeText(name, charset, "Q") + " <" + sender + ">",
                        "Subject: " + MimeUtility.fold(9, MimeUtility.encodeText(subject, charset, "B")),
                        "Message-ID: <" + sender + ">",
                        "Content-Type: text/plain; charset=us-ascii",
                        "",
                        "(1)")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(reader.read(bytes, "us-ascii").subject()).isEqualTo(subject);

        intake.take(new Bytes(bytes), "tryg");

        RequestView view = await("tryg", Right.ACCESS, sender);
        assertThat(requests.subject(view.id()).name()).isEqualTo(name);
        UUID blob = requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals("mail-taken"))
                .map(entry -> UUID.fromString(entry.details().get("blob").toString()))
                .findFirst()
                .orElseThrow();
        try (InputStream in = vault.read(blob)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void input9_a_mail_in_an_old_charset_is_read_exactly_and_kept_to_the_byte() throws Exception {
        byte[] bytes = String.join(
                        "\r\n",
                        "From: =?ISO-8859-15?Q?=C5sa_=D6st?= <asa@mail.example>",
                        "Message-ID: <asa@mail.example>",
                        "Content-Type: text/plain; charset=ISO-8859-15",
                        "",
                        "Hej! Jag vill ha tillgång till mina personuppgifter. Jag är Åsa Öst, Šarūnas?")
                .getBytes("ISO-8859-15");

        intake.take(new Bytes(bytes), "tryg");

        RequestView view = await("tryg", Right.ACCESS, "asa@mail.example");
        assertThat(requests.subject(view.id()).name()).isEqualTo("Åsa Öst");
        UUID blob = UUID.fromString(requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals("mail-taken"))
                .map(entry -> entry.details().get("blob").toString())
                .findFirst()
                .orElseThrow());
        try (InputStream in = vault.read(blob)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
    }
}
