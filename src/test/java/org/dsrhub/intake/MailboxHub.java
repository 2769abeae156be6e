package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.MailCloud;
import org.dsrhub.simulation.SharedMailServer;
import org.dsrhub.simulation.TcpGate;
import org.dsrhub.simulation.TlsParty;
import org.dsrhub.support.TestFolder;
import org.dsrhub.support.TestHome;
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

/** A hub that polls simulated mailboxes, several of one controller; one for all test classes that extend it. */
@Tag("hub")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class MailboxHub {
    static final Path HOME = TestHome.withRoutes("intake-portal.camel.yaml", "intake-mail.camel.yaml");
    /** Whose signatures are trusted. */
    static final Path TRUST = HOME.resolve("trust");

    private static final GreenMail MAIL = new GreenMail(ServerSetup.IMAP.dynamicPort());
    static final GreenMailUser TRYG;
    static final GreenMailUser EE;
    static final GreenMailUser ALKA;
    /** Opens to tokens only, and by TLS. */
    static final GreenMailUser CLOUD;

    static final MailCloud CLOUD_LOGIN;
    static final TcpGate CLOUD_GATE;
    /** Opens to another password than the hub has, until the file says so. */
    static final GreenMailUser LOCKED;

    /** Who the hub trusts to say who a mail server is. */
    private static final TlsParty AUTHORITY = new TlsParty("authority");
    /** Its server shows a certificate of its own host by an authority that is trusted. */
    static final GreenMailUser SEALED;
    /** Two ways lead to it: one by another host's certificate, one by that of somebody whom nobody trusts. */
    static final GreenMailUser BARRED;

    private static final TcpGate SEALED_GATE;
    private static final TcpGate ELSEWHERE_GATE;
    private static final TcpGate STRANGER_GATE;

    private static final SharedMailServer SHARED_MAIL = new SharedMailServer();
    /** Polled by two at once, as by two nodes. */
    static final GreenMailUser SHARED;
    /** Before the second of them. */
    static final TcpGate SHARED_GATE;

    /** A mailbox of nobody's. */
    static final GreenMailUser UNPOLLED;

    /** Silent after a second without a mail. */
    static final GreenMailUser QUIET;

    static final Path LOCKED_PASSWORD = HOME.resolve("locked-password");
    private static final Path TLS_AUTHORITY = HOME.resolve("mail-authority.crt");
    /** The mail server whose findings Tryg trusts. */
    static final String TRUSTED_HOST = "mx.tryg.example";
    /** The one whose findings Gjensidige in Estonia trusts. */
    static final String TRUSTED_HOST_EE = "mx.gjensidige-ee.example";

    static {
        MAIL.start();
        TestFolder.closeAtEnd(MAIL::stop);
        TRYG = MAIL.setUser("persondata@tryg.example", "tryg-box", "secret");
        EE = MAIL.setUser("andmekaitse@gjensidige-ee.example", "ee-box", "secret");
        ALKA = MAIL.setUser("data@alka.example", "alka-box", "secret");
        CLOUD = MAIL.setUser("cloud@tryg.example", "cloud-box", "no-password");
        CLOUD_LOGIN = new MailCloud(CLOUD);
        TestFolder.closeAtEnd(CLOUD_LOGIN);
        CLOUD_GATE = gate(AUTHORITY.issue("cloud", "127.0.0.1"));
        SEALED = MAIL.setUser("sealed@tryg.example", "sealed-box", "secret");
        BARRED = MAIL.setUser("barred@tryg.example", "barred-box", "secret");
        SHARED_MAIL.start();
        TestFolder.closeAtEnd(SHARED_MAIL::stop);
        SHARED = SHARED_MAIL.setUser("shared@tryg.example", "shared-box", "secret");
        SHARED_GATE = new TcpGate("imap", SHARED_MAIL.getImap().getPort());
        TestFolder.closeAtEnd(SHARED_GATE);
        SEALED_GATE = gate(AUTHORITY.issue("sealed", "127.0.0.1"));
        ELSEWHERE_GATE = gate(AUTHORITY.issue("elsewhere", "127.0.0.2"));
        STRANGER_GATE = gate(new TlsParty("stranger"));
        LOCKED = MAIL.setUser("locked@tryg.example", "locked-box", "another");
        UNPOLLED = MAIL.setUser("unpolled@tryg.example", "unpolled-box", "secret");
        QUIET = MAIL.setUser("quiet@tryg.example", "quiet-box", "secret");
        namedMailboxes();
    }

    private static TcpGate gate(TlsParty party) {
        TcpGate gate = new TcpGate("imaps", MAIL.getImap().getPort(), party);
        TestFolder.closeAtEnd(gate);
        return gate;
    }

    private static void namedMailboxes() {
        Path file = HOME.resolve("connectors/tryg/controller.yaml");
        try {
            Files.writeString(LOCKED_PASSWORD, "outdated\n");
            AUTHORITY.writeCertificate(TLS_AUTHORITY);
            Path lenient = HOME.resolve("connectors/gjensidige-lv/controller.yaml");
            String strict = Files.readString(lenient);
            String signatures = strict.replace(
                    "{channel: MAIL, methods: [qualified-signature]",
                    "{channel: MAIL, methods: [qualified-signature, signature-without-timestamp]");
            assertThat(signatures).isNotEqualTo(strict);
            Files.writeString(lenient, signatures);
            String yaml = Files.readString(file);
            String named = yaml.replace(
                    "mailboxes: [persondata@tryg.example]",
                    "mailboxes:\n"
                            + "  - persondata@tryg.example\n"
                            + "  - {address: data@alka.example, name: alka, brand: alka}\n"
                            + "  - {address: cloud@tryg.example, name: cloud}\n"
                            + "  - {address: locked@tryg.example, name: locked}\n"
                            + "  - {address: quiet@tryg.example, name: quiet}\n"
                            + "  - {address: sealed@tryg.example, name: sealed}\n"
                            + "  - {address: first@tryg.example, name: first}\n"
                            + "  - {address: second@tryg.example, name: second}\n"
                            + "  - {address: elsewhere@tryg.example, name: elsewhere}\n"
                            + "  - {address: stranger@tryg.example, name: stranger}");
            assertThat(named).isNotEqualTo(yaml);
            Files.writeString(file, named);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        WebHub.configure(registry, HOME);
        registry.add("hub.signatures.trust-folder", () -> TRUST);
        registry.add("hub.clock.movable", () -> "true");
        registry.add("hub.erasure.max-clock-jump", () -> "5000d");
        for (String controller : new String[] {"tryg", "gjensidige-ee"}) {
            registry.add(controller + ".mail.imap-host", () -> "127.0.0.1");
            registry.add(controller + ".mail.imap-protocol", () -> "imap");
            registry.add(controller + ".mail.imap-port", () -> MAIL.getImap().getPort());
            registry.add(controller + ".mail.password", () -> "secret");
            registry.add(controller + ".mail.poll-interval", () -> "200");
        }
        registry.add("tryg.mail.username", () -> "tryg-box");
        registry.add("gjensidige-ee.mail.username", () -> "ee-box");
        registry.add("tryg.mail.authserv-id", () -> TRUSTED_HOST);
        registry.add("gjensidige-ee.mail.authserv-id", () -> TRUSTED_HOST_EE);
        registry.add("tryg.mail.alka.username", () -> "alka-box");
        registry.add("tryg.mail.alka.password", () -> "secret");
        registry.add("tryg.mail.alka.done-folder", () -> "Handled");
        registry.add("tryg.mail.alka.clarification-folder", () -> "People");
        registry.add("tryg.mail.alka.quarantine-folder", () -> "Machines");
        registry.add("tryg.mail.cloud.username", () -> "cloud-box");
        registry.add("tryg.mail.cloud.oauth-url", CLOUD_LOGIN::tokenUrl);
        registry.add("tryg.mail.cloud.client-id", CLOUD_LOGIN::clientId);
        registry.add("tryg.mail.cloud.client-secret", CLOUD_LOGIN::secret);
        registry.add("spring.ssl.bundle.pem.mail.truststore.certificate", () -> "file:" + TLS_AUTHORITY);
        byTls(registry, "cloud", CLOUD_GATE);
        for (String name : new String[] {"sealed", "elsewhere", "stranger"}) {
            registry.add("tryg.mail." + name + ".username", () -> name.equals("sealed") ? "sealed-box" : "barred-box");
            registry.add("tryg.mail." + name + ".password", () -> "secret");
        }
        byTls(registry, "sealed", SEALED_GATE);
        byTls(registry, "elsewhere", ELSEWHERE_GATE);
        byTls(registry, "stranger", STRANGER_GATE);
        // Each refusal is a line in the log.
        registry.add("tryg.mail.elsewhere.poll-interval", () -> "2000");
        registry.add("tryg.mail.stranger.poll-interval", () -> "2000");
        for (String name : new String[] {"first", "second"}) {
            registry.add("tryg.mail." + name + ".username", () -> "shared-box");
            registry.add("tryg.mail." + name + ".password", () -> "secret");
        }
        registry.add("tryg.mail.first.imap-port", () -> SHARED_MAIL.getImap().getPort());
        registry.add("tryg.mail.second.imap-port", SHARED_GATE::port);
        registry.add("tryg.mail.quiet.username", () -> "quiet-box");
        registry.add("tryg.mail.quiet.password", () -> "secret");
        registry.add("tryg.mail.quiet.silent-after", () -> "1s");
        registry.add("tryg.mail.locked.username", () -> "locked-box");
        registry.add("tryg.mail.locked.password", () -> "file:" + LOCKED_PASSWORD);
    }

    private static void byTls(DynamicPropertyRegistry registry, String mailbox, TcpGate gate) {
        registry.add("tryg.mail." + mailbox + ".imap-protocol", () -> "imaps");
        registry.add("tryg.mail." + mailbox + ".imap-port", gate::port);
        registry.add("tryg.mail." + mailbox + ".tls-bundle", () -> "mail");
    }

    private static boolean alarmed;

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

    /** Tests that count what waits for people begin when the alarms of this hub are up. */
    @BeforeEach
    void alarmed() {
        if (!alarmed) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> jdbc.queryForObject("select count(*) from mailbox_alarm", Integer.class) >= 4);
            alarmed = true;
        }
    }

    static MimeMessage message(String... lines) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static int imapPort() {
        return MAIL.getImap().getPort();
    }

    static int count(String login, String folder) {
        return count(MAIL, login, folder);
    }

    static int countShared(String folder) {
        return count(SHARED_MAIL, "shared-box", folder);
    }

    private static int count(GreenMail server, String login, String folder) {
        Properties properties = new Properties();
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", server.getImap().getPort(), login, "secret");
            Folder box = store.getFolder(folder);
            return box.exists() ? box.getMessageCount() : 0;
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    RequestView await(String controller, Right right, String address) {
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

    record Bytes(byte[] bytes) implements RawMail {
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
