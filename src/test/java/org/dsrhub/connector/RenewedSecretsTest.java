package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSSecurityException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.dsrhub.request.Problem;
import org.dsrhub.simulation.PostOffice;
import org.dsrhub.simulation.SftpHost;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords and keys that change while the hub runs: the next connection is opened with those of now. */
class RenewedSecretsTest {
    @TempDir
    Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final JdbcPools pools = new JdbcPools();
    private Path secret;

    @BeforeEach
    void start() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), "first\n");
        camel.getRegistry().bind("quiet-poll-failures", new QuietPollFailures());
        camel.start();
    }

    @AfterEach
    void stop() {
        pools.destroy();
        camel.stop();
    }

    @Test
    void aDatabaseIsEnteredWithThePasswordOfNow() throws SQLException, IOException {
        String database = TestPostgres.freshDatabaseName();
        try (var administrator = TestPostgres.pool(TestPostgres.url(database))) {
            run(administrator, "drop role if exists renewed", "create role renewed login password 'first'");
            requirePassword(administrator, "renewed");
            Connector connector = connector(
                    "jdbc",
                    Map.of(
                            "url",
                            TestPostgres.url(database).replaceFirst("[?].*", ""),
                            "username",
                            "renewed",
                            "password",
                            "file:" + secret));
            DataSource pool = camel.getRegistry().lookupByNameAndType(pools.bind(camel, connector), DataSource.class);
            pool.getConnection().close();

            run(administrator, "alter role renewed password 'second'", end("renewed"));
            // A pool trusts a connection for half a second before it looks whether it still lives.
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThatThrownBy(pool::getConnection).rootCause().hasMessageContaining("password"));
            Files.writeString(secret, "second\n");
            pool.getConnection().close();
        }
    }

    /** The test server trusts everybody else. */
    private static void requirePassword(DataSource administrator, String role) throws SQLException, IOException {
        try (Connection connection = administrator.getConnection();
                Statement statement = connection.createStatement()) {
            try (var found = statement.executeQuery("show hba_file")) {
                found.next();
                Path rules = Path.of(found.getString(1));
                Files.writeString(rules, "host all " + role + " all scram-sha-256\n" + Files.readString(rules));
            }
            statement.execute("select pg_reload_conf()");
        }
    }

    private static String end(String role) {
        return "select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + role + "'";
    }

    private static void run(DataSource on, String... statements) throws SQLException {
        try (Connection connection = on.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void anSftpServerIsEnteredWithThePasswordOfNow() throws IOException {
        try (SftpHost host = new SftpHost("partner", folder.resolve("partner"), "hub", "first", "out", "ack")) {
            Connector connector = connector("sftp-feed", sftp(host, Map.of("password", "file:" + secret)));
            new SftpEndpoints().bind(camel, connector);
            write(connector, "one");
            assertThat(read(connector)).containsExactly("one");

            host.changePassword("second");
            assertThatThrownBy(() -> write(connector, "two")).isInstanceOf(CamelExecutionException.class);
            assertThatThrownBy(() -> read(connector))
                    .isInstanceOf(Problem.class)
                    .hasMessageStartingWith("sftp-login: ");
            Files.writeString(secret, "second\n");
            write(connector, "two");
            assertThat(read(connector)).containsExactly("one", "two");
        }
    }

    @Test
    void anSftpServerIsEnteredWithTheKeyOfNow() throws Exception {
        Path keyFile = folder.resolve("key");
        KeyPair first = key(keyFile);
        try (SftpHost host = new SftpHost("partner", folder.resolve("partner"), "hub", "none", "out", "ack")) {
            host.admit(first.getPublic());
            Connector connector = connector("sftp-feed", sftp(host, Map.of("key-file", keyFile.toString())));
            new SftpEndpoints().bind(camel, connector);
            write(connector, "one");
            assertThat(read(connector)).containsExactly("one");

            KeyPair second = key(keyFile);
            host.changePassword("none");
            assertThatThrownBy(() -> write(connector, "two")).isInstanceOf(CamelExecutionException.class);
            host.admit(second.getPublic());
            write(connector, "two");
            assertThat(read(connector)).containsExactly("one", "two");
        }
    }

    @Test
    void aMailboxIsOpenedWithThePasswordOfNow() throws Exception {
        String address = "exchange@tryg.example";
        try (PostOffice post = new PostOffice()) {
            post.mailbox(address);
            post.changePassword(address, "first");
            Connector connector = connector(
                    "mail-exchange",
                    Map.of(
                            "smtp", "smtp://127.0.0.1:" + post.smtpPort(),
                            "imap", "imap://127.0.0.1:" + post.imapPort(),
                            "username", address,
                            "password", "file:" + secret,
                            "poll", "100"));
            new MailEndpoints().bind(camel, connector);
            List<String> taken = new CopyOnWriteArrayList<>();
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("ref:" + connector.queue() + ".answers")
                            .process(mail -> taken.add(
                                    mail.getMessage().getBody(MimeMessage.class).getSubject()));
                }
            });
            post.send("a@agency.example", address, "one", "x");
            await().atMost(Duration.ofSeconds(20)).until(() -> taken.contains("one"));

            post.changePassword(address, "second");
            Files.writeString(secret, "second\n");
            camel.getRouteController().stopAllRoutes();
            post.send("a@agency.example", address, "two", "x");
            camel.getRouteController().startAllRoutes();
            await().atMost(Duration.ofSeconds(20)).until(() -> taken.contains("two"));
        }
    }

    @Test
    void aBrokerIsEnteredWithThePasswordOfNow() throws Exception {
        AtomicReference<String> password = new AtomicReference<>("first");
        String url = "vm://" + (2_000_000 + (int) (System.nanoTime() % 1_000_000));
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("host", url));
        broker.setSecurityManager(new OneAccount(password));
        broker.start();
        JmsEndpoints endpoints = new JmsEndpoints();
        try {
            Connector connector = connector(
                    "jms",
                    Map.of(
                            "url", url,
                            "username", "hub",
                            "password", "file:" + secret,
                            "requests", "REQUESTS",
                            "replies", "REPLIES",
                            "backout", "BACKOUT"));
            endpoints.bind(camel, connector);
            ConnectionFactory factory = camel.getComponent("jms-tryg-system", JmsComponent.class)
                    .getConfiguration()
                    .getListenerConnectionFactory();
            factory.createConnection().close();
            password.set("second");
            assertThatThrownBy(factory::createConnection).isInstanceOf(JMSSecurityException.class);
            Files.writeString(secret, "second\n");
            factory.createConnection().close();
        } finally {
            endpoints.destroy();
            broker.stop();
        }
    }

    private record OneAccount(AtomicReference<String> password) implements ActiveMQSecurityManager {
        @Override
        public boolean validateUser(String user, String secret) {
            return "hub".equals(user) && password.get().equals(secret);
        }

        @Override
        public boolean validateUserAndRole(String user, String secret, Set<Role> roles, CheckType check) {
            return validateUser(user, secret);
        }
    }

    private static KeyPair key(Path file) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        return keys;
    }

    private static Map<String, String> sftp(SftpHost host, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.putAll(Map.of(
                "host", host.host(),
                "port", String.valueOf(host.port()),
                "username", host.user(),
                "known-hosts", host.knownHosts().toString()));
        return parameters;
    }

    private void write(Connector connector, String name) {
        try (var producer = camel.createProducerTemplate()) {
            producer.sendBodyAndHeader("ref:" + connector.queue() + ".out", "content", "CamelFileName", name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> read(Connector connector) throws IOException {
        try (SftpReader reader = new SftpReader(SftpEndpoints.Connection.of(camel, connector))) {
            return reader.names("out", Pattern.compile("[a-z].*"));
        }
    }

    private static Connector connector(String template, Map<String, String> parameters) {
        return new Connector(
                "tryg",
                "system",
                1,
                Connector.Mode.LIVE,
                Map.of("en", "system"),
                List.of(),
                "test",
                template,
                "system",
                parameters,
                Set.of(),
                new Connector.Limits(2, null, null, Duration.ofSeconds(3), null),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                true,
                null,
                Map.of());
    }
}
