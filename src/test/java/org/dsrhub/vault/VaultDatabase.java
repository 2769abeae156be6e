package org.dsrhub.vault;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real PostgreSQL, one a JVM; a database of its own for each caller, with the ledger's schema. */
final class VaultDatabase {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private VaultDatabase() {}

    private static final class Server {
        static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static DataSource fresh() {
        String name = "vault_" + COUNT.incrementAndGet();
        new JdbcTemplate(Server.INSTANCE.getPostgresDatabase()).execute("create database " + name);
        DataSource database = Server.INSTANCE.getDatabase("postgres", name);
        Flyway.configure().dataSource(database).load().migrate();
        return database;
    }
}
