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
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.dsrhub.support.TestFolder;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.support.WebHub;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A hub with a mail server and a register of customers; one for all test classes that extend it. */
@Tag("hub")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class IdentifyingHub {
    static final Path HOME = TestHome.withRoutes(
            "intake-portal.camel.yaml",
            "acknowledgement.camel.yaml",
            "notice.camel.yaml",
            "reply-code.camel.yaml",
            "delivery-mail.camel.yaml");
    static final Path TRUST = HOME.resolve("trust");
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final GreenMail MAIL = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    static final String ON_FILE = "lars.on.file@mail.example";
    /** The mail server whose findings Tryg trusts. */
    static final String TRUSTED_HOST = "mx.tryg.example";

    static final String LARS = "721283-1403";
    static final String NOBODY = "650190-2231";
    static final String LEAVE = "withdrawal of the consent to record calls";

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
        Path unnamed = HOME.resolve("connectors/gjensidige-ee/controller.yaml");
        Files.writeString(unnamed, Files.readString(unnamed).replaceAll("(?m)^  employees: .*\n", ""));
        registry.add("tryg.mail.authserv-id", () -> TRUSTED_HOST);
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
                        ('K-1', '%s', 'Lars Nørgaard', '%s'), ('K-2', '010170-1234', 'Two', 'first.file@mail.example'),
                        ('K-3', '010170-1234', 'Two', 'second.file@mail.example'),
                        ('K-4', '020270-1234', 'Three', 'flooded.file@mail.example')""".formatted(LARS, ON_FILE));
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

    @Autowired
    Vault vault;

    WebHub hub;

    @BeforeEach
    void start() {
        hub = new WebHub(port);
        clock.moveTo(Instant.parse("2026-12-01T09:00:00Z"));
    }

    MailIntake.Folder mail(String controller, String from, String subject, String... lines) {
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

    RequestView caseOf(String controller, String address) {
        List<RequestView> found = requests.list(controller, null, null, null, 0, 200).stream()
                .filter(view -> address.equals(requests.subject(view.id()).replyTo()))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    static List<MimeMessage> to(String address) {
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

    static String letter(String address, int number) {
        await().atMost(PATIENCE).until(() -> to(address).size() >= number);
        try {
            return to(address).get(number - 1).getContent().toString().replaceAll("\\s+", " ");
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode file(String user, String body) {
        WebHub.Reply reply = hub.post(
                user,
                "/api/v1/requests",
                body,
                "Idempotency-Key",
                UUID.randomUUID().toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(202);
        return reply.json();
    }

    WebHub.Reply identify(JsonNode filed, String body) {
        return identify(filed.path("id").asText(), body);
    }

    WebHub.Reply identify(String id, String body) {
        return hub.post("caseworker", "/api/v1/requests/" + id + "/identification", body);
    }

    JsonNode detail(String id) {
        return hub.get("caseworker", "/api/v1/requests/" + id).json();
    }

    long asked(UUID id) {
        return requests.tasks(id).stream().filter(task -> task.system() != null).count();
    }

    static String neutral(String letter) {
        return letter.replaceAll("DSR-\\d{4}-\\d+", "DSR");
    }

    static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
