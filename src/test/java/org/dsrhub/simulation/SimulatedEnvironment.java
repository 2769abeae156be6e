package org.dsrhub.simulation;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Everything around the hub, on loopback and free ports: PostgreSQL for the hub and the core systems, HTTP back ends,
 * SFTP partners, mail. It starts empty of people unless told to bring everybody.
 *
 * <pre>{@code
 * try (SimulatedEnvironment around = SimulatedEnvironment.at(folder).withEverybody().start()) {
 *     Map<String, Object> properties = around.properties();
 * }
 * }</pre>
 */
public final class SimulatedEnvironment implements AutoCloseable {
    /** Those of the shipped connector files that a system stands here for. */
    public static final List<String> SYSTEMS = List.of(
            "gjensidige-ee.call-recordings",
            "gjensidige-ee.carts",
            "gjensidige-ee.claims",
            "gjensidige-ee.consents",
            "gjensidige-ee.crm",
            "gjensidige-ee.debt-collection",
            "gjensidige-ee.policies",
            "gjensidige-ee.quotes",
            "tryg.call-recordings",
            "tryg.chat",
            "tryg.claims",
            "tryg.consents",
            "tryg.crm",
            "tryg.debt-collection",
            "tryg.policies",
            "tryg.quotes",
            "tryg.tryghedsgruppen");

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final TcpGate hubDatabase;
    private final Map<String, SimulatedController> controllers = new LinkedHashMap<>();
    private final PostOffice mail = new PostOffice();
    private final String masterKey;

    private SimulatedEnvironment(Options options) {
        folder = options.folder.toAbsolutePath();
        try {
            Files.createDirectories(folder);
            masterKey = masterKey();
            postgres = startPostgres(options);
            createDatabases();
            if (options.statistics) {
                try (Connection connection =
                                postgres.getDatabase("postgres", "hub").getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("create extension if not exists pg_stat_statements");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the simulated environment cannot start", e);
        }
        hubDatabase = options.gated ? new TcpGate("hub-database", postgres.getPort()) : null;
        controller(SyntheticPeople.TRYG, "privacy@tryg.example", "tryg_core");
        controller(SyntheticPeople.GJENSIDIGE_EE, "andmekaitse@gjensidige-ee.example", "gjensidige_ee_core");
        mail.mailbox("hub");
        if (options.everybody) {
            List<SyntheticPerson> people = SyntheticPeople.everybody();
            add(people);
            people.subList(0, 3).forEach(person -> mail.mailbox(person.email()));
        }
    }

    /** What can be chosen before the start. */
    public static final class Options {
        private final Path folder;
        private boolean persistent;
        private boolean fsync;
        private boolean everybody;
        private boolean gated;
        private boolean statistics;

        private Options(Path folder) {
            this.folder = folder;
        }

        /** Keeps the hub's database and master key in the folder from one start to the next. */
        public Options persistent() {
            persistent = true;
            return this;
        }

        /** Makes PostgreSQL flush, as durability tests and benchmarks need; without it a commit is only in memory. */
        public Options fsync() {
            fsync = true;
            return this;
        }

        /** Brings the three personas and the hundred ordinary customers of each controller. */
        public Options withEverybody() {
            everybody = true;
            return this;
        }

        /** Lets PostgreSQL count its statements (pg_stat_statements). */
        public Options statementStatistics() {
            statistics = true;
            return this;
        }

        /** Puts a gate before the hub's own database, so that it can be cut off. */
        public Options gatedHubDatabase() {
            gated = true;
            return this;
        }

        public SimulatedEnvironment start() {
            return new SimulatedEnvironment(this);
        }
    }

    public static Options at(Path folder) {
        return new Options(folder);
    }

    /** An environment with everybody in it. */
    public static SimulatedEnvironment start(Path folder) {
        return at(folder).withEverybody().start();
    }

    /** Puts a person into all systems of their controller that hold something about them, and opens a mailbox. */
    public SyntheticPerson add(SyntheticPerson person) {
        controller(person.controller()).add(List.of(person));
        mail.mailbox(person.email());
        return person;
    }

    /** Puts many people in; they get no mailboxes until they are written to. */
    public void add(List<SyntheticPerson> people) {
        controllers.forEach((name, controller) -> controller.add(people.stream()
                .filter(person -> person.controller().equals(name))
                .toList()));
    }

    public SimulatedController tryg() {
        return controller(SyntheticPeople.TRYG);
    }

    public SimulatedController gjensidigeEe() {
        return controller(SyntheticPeople.GJENSIDIGE_EE);
    }

    public SimulatedController controller(String name) {
        SimulatedController controller = controllers.get(name);
        if (controller == null) {
            throw new IllegalArgumentException("no simulated controller " + name);
        }
        return controller;
    }

    public PostOffice mail() {
        return mail;
    }

    public Path folder() {
        return folder;
    }

    /** Where portal deliveries are dropped. */
    public Path dropFolder() {
        return folder.resolve("drop");
    }

    /** Where letters wait to be printed. */
    public Path printFolder() {
        return folder.resolve("print");
    }

    /** The hub's own database, straight. */
    public DataSource hubDatabase() {
        return postgres.getDatabase("postgres", "hub");
    }

    /** @throws IllegalStateException unless asked for by {@link Options#gatedHubDatabase()} */
    public TcpGate hubDatabaseGate() {
        if (hubDatabase == null) {
            throw new IllegalStateException("the hub's database has no gate");
        }
        return hubDatabase;
    }

    /** All that a hub needs to know to live in this environment. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        int port = hubDatabase == null ? postgres.getPort() : hubDatabase.port();
        properties.put("spring.datasource.url", "jdbc:postgresql://127.0.0.1:" + port + "/hub");
        properties.put("spring.datasource.username", "postgres");
        properties.put("spring.datasource.password", "postgres");
        properties.put("hub.home", Path.of("").toAbsolutePath().toString());
        properties.put("hub.controllers", String.join(",", controllers.keySet()));
        properties.put("hub.connectors.only", String.join(",", SYSTEMS));
        properties.put("hub.clock.movable", "true");
        properties.put("hub.identity.test-numbers", "true");
        properties.put("hub.vault.master-key", masterKey);
        properties.put("hub.vault.folder", folder.resolve("vault").toString());
        properties.put("hub.delivery.folder", dropFolder().toString());
        properties.put("hub.delivery.print-folder", printFolder().toString());
        properties.put("hub.smtp.host", "127.0.0.1");
        properties.put("hub.smtp.port", mail.smtpPort());
        properties.put("hub.smtp.username", "hub");
        properties.put("hub.smtp.password", PostOffice.PASSWORD);
        properties.put("hub.smtp.tls", "none");
        properties.putAll(SimulatedAccount.properties());
        controllers.forEach((name, controller) -> {
            properties.putAll(controller.properties());
            properties.put(name + ".mail.imap-host", "127.0.0.1");
            properties.put(name + ".mail.imap-port", mail.imapPort());
            properties.put(name + ".mail.imap-protocol", "imap");
            properties.put(name + ".mail.username", controller.mailbox());
            properties.put(name + ".mail.password", PostOffice.PASSWORD);
        });
        return properties;
    }

    private void controller(String name, String mailbox, String database) {
        controllers.put(
                name,
                new SimulatedController(
                        name,
                        mailbox,
                        folder.resolve(name),
                        database,
                        postgres.getDatabase("postgres", database),
                        postgres.getPort()));
        mail.mailbox(mailbox);
    }

    private EmbeddedPostgres startPostgres(Options options) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setServerConfig("max_connections", "400");
        if (options.fsync) {
            builder.setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on");
        }
        if (options.statistics) {
            builder.setServerConfig("shared_preload_libraries", "pg_stat_statements");
        }
        if (options.persistent) {
            builder.setDataDirectory(folder.resolve("postgres")).setCleanDataDirectory(false);
        }
        return builder.start();
    }

    private void createDatabases() {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String name : List.of("hub", "tryg_core", "gjensidige_ee_core")) {
                boolean exists;
                try (ResultSet found =
                        statement.executeQuery("select 1 from pg_database where datname = '" + name + "'")) {
                    exists = found.next();
                }
                if (!exists) {
                    statement.execute("create database " + name);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String masterKey() throws IOException {
        Path file = folder.resolve("master-key");
        if (!Files.exists(file)) {
            byte[] key = new byte[32];
            new SecureRandom().nextBytes(key);
            Files.writeString(file, Base64.getEncoder().encodeToString(key));
        }
        return Files.readString(file).strip();
    }

    @Override
    public void close() {
        controllers.values().forEach(SimulatedController::close);
        mail.close();
        if (hubDatabase != null) {
            hubDatabase.close();
        }
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
