package org.dsrhub.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * One real PostgreSQL a JVM, started when first asked for; {@code -Dhub.test.fsync=on} makes it durable. Each
 * {@link #freshDatabase()} is a copy of a migrated template and costs some ten milliseconds.
 */
public final class TestPostgres {
    private static final String TEMPLATE = "hub_template";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres server;

    private TestPostgres() {}

    /** An empty, migrated database with a small pool; closing the pool is optional, the server ends with the JVM. */
    public static HikariDataSource freshDatabase() {
        return pool(url(freshDatabaseName()));
    }

    public static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername("postgres");
        config.setPassword("postgres");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(3_000);
        config.setConnectionInitSql("set lock_timeout = '10s'; set statement_timeout = '60s'");
        return new HikariDataSource(config);
    }

    public static synchronized String freshDatabaseName() {
        EmbeddedPostgres postgres = server();
        String name = "hub_" + NUMBER.incrementAndGet();
        execute(postgres.getPostgresDatabase(), "create database " + name + " template " + TEMPLATE);
        return name;
    }

    public static String url(String database) {
        return server().getJdbcUrl("postgres", database);
    }

    /** Of the running server, for a second process. */
    public static int port() {
        return server().getPort();
    }

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                String durable = System.getProperty("hub.test.fsync", "off");
                server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", durable)
                        .setServerConfig("synchronous_commit", durable)
                        .setServerConfig("full_page_writes", durable)
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            execute(server.getPostgresDatabase(), "create database " + TEMPLATE);
            Flyway.configure()
                    .dataSource(server.getDatabase("postgres", TEMPLATE))
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
        }
        return server;
    }

    private static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
