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
import org.dsrhub.support.TestFolder;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.WebHub;
import org.dsrhub.vault.Vault;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A hub that polls two simulated mailboxes; one for all test classes that extend it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class MailboxHub {
    private static final Path HOME = TestHome.withRoutes("intake-portal.camel.yaml", "intake-mail.camel.yaml");
    /** Whose signatures are trusted. */
    static final Path TRUST = HOME.resolve("trust");

    private static final GreenMail MAIL = new GreenMail(ServerSetup.IMAP.dynamicPort());
    static final GreenMailUser TRYG;
    static final GreenMailUser EE;

    static {
        MAIL.start();
        TestFolder.closeAtEnd(MAIL::stop);
        TRYG = MAIL.setUser("persondata@tryg.example", "tryg-box", "secret");
        EE = MAIL.setUser("andmekaitse@gjensidige-ee.example", "ee-box", "secret");
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

    static MimeMessage message(String... lines) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static int count(String login, String folder) {
        Properties properties = new Properties();
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", MAIL.getImap().getPort(), login, "secret");
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
