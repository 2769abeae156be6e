package org.dsrhub.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.MailReturned;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.dsrhub.support.TestHome;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.vault.Vault;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The intake at work on a real database and a real vault, with no Camel, no web server and no engine around it: what it
 * enqueues stays where a test can see it. One a JVM, for all test classes.
 */
final class IntakeDesk {
    static final Instant TODAY = Instant.parse("2026-12-01T09:00:00Z");
    /** A host whose findings about senders Tryg trusts. */
    static final String TRUSTED_HOST = "mx.tryg.example";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final class Running {
        static final ConfigurableApplicationContext CONTEXT = start();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JacksonAutoConfiguration.class
    })
    @ConfigurationPropertiesScan(
            basePackageClasses = {MailIntake.class, Requests.class, Vault.class, Normaliser.class, DataControllers.class
            })
    @ComponentScan(
            basePackageClasses = {MailIntake.class, Requests.class, Vault.class, Normaliser.class, DataControllers.class
            },
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Test.*"))
    @ComponentScan(
            basePackageClasses = Connectors.class,
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.(ConnectorFiles|Templates)"))
    static class Parts {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        ReturnedMails returnedMails() {
            return new ReturnedMails();
        }
    }

    /** What those are told who deliver answers. */
    static class ReturnedMails {
        private final List<MailReturned> told = new CopyOnWriteArrayList<>();

        @EventListener
        void told(MailReturned mail) {
            told.add(mail);
        }
    }

    private static ConfigurableApplicationContext start() {
        Path home = TestHome.withRoutes();
        try {
            for (String file : List.of("templates/jdbc.camel.yaml", "tryg/crm.yaml")) {
                Path to = home.resolve("connectors").resolve(file);
                Files.createDirectories(to.getParent());
                Files.copy(Path.of("connectors").resolve(file), to);
            }
            Path unnamed = home.resolve("connectors/tryg/controller.yaml");
            Files.writeString(unnamed, Files.readString(unnamed).replaceAll("(?m)^  employees: .*\n", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = TestPostgres.url(TestPostgres.freshDatabaseName());
        Map<String, Object> properties = new java.util.HashMap<>(Map.of(
                "spring.datasource.url",
                url,
                "spring.datasource.username",
                "postgres",
                "spring.datasource.password",
                "postgres",
                "hub.home",
                home.toString(),
                "hub.vault.folder",
                home.resolve("vault").toString(),
                "hub.vault.master-key",
                Base64.getEncoder().encodeToString(new byte[32]),
                "hub.identity.test-numbers",
                "true",
                "hub.signatures.trust-folder",
                home.resolve("trust").toString(),
                "hub.clock.movable",
                "true",
                "hub.duplicates.window.gjensidige-lv",
                "10d"));
        properties.putAll(Map.of(
                "hub.senders.mails-per-hour", "5",
                "hub.senders.mails-per-day", "8",
                "hub.senders.acknowledgements-per-day", "2",
                "hub.senders.calls-per-hour", "5",
                "tryg.mail.authserv-id", TRUSTED_HOST,
                "tryg.core.url", url,
                "tryg.core.username", "postgres",
                "tryg.core.password", "postgres",
                "spring.main.banner-mode", "off"));
        return new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .lazyInitialization(true)
                .properties(properties)
                .run();
    }

    final Requests requests = get(Requests.class);
    final Quarantine quarantine = get(Quarantine.class);
    final MailIntake intake = get(MailIntake.class);
    final Vault vault = get(Vault.class);
    final JdbcTemplate jdbc = get(JdbcTemplate.class);
    final MovableLegalClock clock = get(MovableLegalClock.class);

    /** What came before is another test's, and is not looked through: there may be thousands. */
    private final java.sql.Timestamp since =
            jdbc.queryForObject("select statement_timestamp()", java.sql.Timestamp.class);

    IntakeDesk() {
        clock.moveTo(TODAY);
    }

    <T> T get(Class<T> type) {
        return Running.CONTEXT.getBean(type);
    }

    /** An address that nobody had before. */
    static String address() {
        return "sender" + COUNT.incrementAndGet() + "@mail.example";
    }

    /** A Message-ID that no mail had before. */
    static String messageId() {
        return "<" + UUID.randomUUID() + "@mail.example>";
    }

    static RawMail raw(List<String> headers, String... body) {
        List<String> lines = new ArrayList<>(headers);
        lines.add("");
        lines.addAll(List.of(body));
        return new Raw(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8), null);
    }

    /** Plain text from that sender, with further headers. */
    static RawMail letter(String from, String subject, List<String> headers, String... body) {
        List<String> all = Stream.concat(
                        Stream.of("From: " + from, "Subject: " + subject, "Content-Type: text/plain; charset=utf-8"),
                        headers.stream())
                .toList();
        return raw(all, body);
    }

    MailIntake.Folder mail(String mailbox, String from, String subject, String... body) {
        return intake.take(letter(from, subject, List.of("Message-ID: " + messageId()), body), mailbox);
    }

    /** Cases whose answer goes to that address. */
    List<RequestView> cases(String controller, String address) {
        return opened(controller).stream()
                .filter(view -> address.equals(requests.subject(view.id()).replyTo()))
                .toList();
    }

    /** All that this test has opened, the first one first. */
    List<RequestView> opened(String controller) {
        return jdbc
                .queryForList(
                        "select id from request where controller = ? and created_at >= ? order by case_number",
                        UUID.class,
                        controller,
                        since)
                .stream()
                .map(id -> requests.find(id).orElseThrow())
                .toList();
    }

    List<AuditEntry> events(UUID request, String event) {
        return requests.history(request).stream()
                .filter(entry -> entry.event().equals(event))
                .toList();
    }

    /** Message-IDs of the request's mails that are told to have come back. */
    List<String> returned(UUID request) {
        return get(ReturnedMails.class).told.stream()
                .filter(mail -> mail.requestId().equals(request))
                .map(MailReturned::messageId)
                .toList();
    }

    /** The queues in which that request has tasks. */
    List<String> queues(UUID request) {
        return requests.tasks(request).stream()
                .map(task -> task.queue())
                .sorted()
                .toList();
    }

    /** What the request waits for, as its letters name it. */
    List<String> waits(UUID request) {
        return get(org.dsrhub.ledger.Waits.class).of(request).stream()
                .map(wait -> wait.why().name() + (wait.until() == null ? "" : " ended"))
                .toList();
    }

    byte[] blob(Object id) {
        try (var in = vault.read(UUID.fromString(id.toString()))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Quarantine.Entry> entries(java.util.function.Predicate<Quarantine.Entry> which) {
        return quarantine.open().stream()
                .filter(entry -> !entry.createdAt().isBefore(since.toInstant()))
                .filter(which)
                .toList();
    }

    record Raw(byte[] bytes, Instant arrivedAt) implements RawMail {
        @Override
        public void writeTo(java.io.OutputStream to) throws IOException {
            to.write(bytes);
        }
    }
}
