package org.dsrhub.benchmark;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import net.lingala.zip4j.io.outputstream.ZipOutputStream;
import net.lingala.zip4j.model.ZipParameters;
import net.lingala.zip4j.model.enums.AesKeyStrength;
import net.lingala.zip4j.model.enums.EncryptionMethod;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPerson;

/**
 * What the hub is measured against: a straight program without ledger, routes, rules, letters or retries. It makes the
 * calls one after the other, one request a thread, commits one row when a request comes in and one with the replies, and
 * writes one flushed AES-256 archive.
 */
final class PlainJava implements AutoCloseable {
    private static final Pattern NEXT = Pattern.compile("\"href\":\"([^\"]+)\"");
    private static final Pattern FILE = Pattern.compile("\"file\":\"([^\"]+)\"");
    private static final int SESSIONS = 4;

    private final Map<String, Object> systems;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final com.zaxxer.hikari.HikariDataSource own = new com.zaxxer.hikari.HikariDataSource();
    private final com.zaxxer.hikari.HikariDataSource core = new com.zaxxer.hikari.HikariDataSource();
    private final BlockingQueue<ChannelSftp> sftp = new ArrayBlockingQueue<>(SESSIONS);
    private final Path folder;

    PlainJava(SimulatedEnvironment around, Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.systems = around.properties();
        connect(own, "spring.datasource");
        connect(core, "gjensidige-ee.core");
        try (Connection connection = own.getConnection()) {
            connection.createStatement().execute("create table if not exists plain(id uuid primary key, reply bytea)");
        }
        for (int i = 0; i < SESSIONS; i++) {
            sftp.add(channel());
        }
    }

    private void connect(com.zaxxer.hikari.HikariDataSource pool, String prefix) {
        pool.setJdbcUrl(text(prefix + ".url"));
        pool.setUsername(text(prefix + ".username"));
        pool.setPassword(text(prefix + ".password"));
        pool.setMaximumPoolSize(16);
    }

    private String text(String property) {
        return String.valueOf(systems.get(property));
    }

    private ChannelSftp channel() throws JSchException {
        JSch jsch = new JSch();
        jsch.setKnownHosts(text("gjensidige-ee.collection.known-hosts"));
        Session session = jsch.getSession(
                text("gjensidige-ee.collection.username"),
                text("gjensidige-ee.collection.host"),
                Integer.parseInt(text("gjensidige-ee.collection.port")));
        session.setPassword(text("gjensidige-ee.collection.password"));
        session.connect(5000);
        ChannelSftp channel = (ChannelSftp) session.openChannel("sftp");
        channel.connect(5000);
        return channel;
    }

    void answer(SyntheticPerson person) {
        try {
            UUID id = UUID.randomUUID();
            commit(own, "insert into plain values (?, null)", null, id);
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (String table : new String[] {"customer", "policy", "quote", "cart"}) {
                data.write(select(table, person.nationalId()));
            }
            String claims = "/claims?nationalId=" + person.nationalId() + "&pageSize=50";
            while (claims != null) {
                String page = get("claims", claims);
                data.write(page.getBytes(StandardCharsets.UTF_8));
                Matcher next = NEXT.matcher(page);
                claims = next.find() ? next.group(1) : null;
            }
            String calls = get("recordings", "/recordings?phone=" + encoded(person.phone()));
            data.write(calls.getBytes(StandardCharsets.UTF_8));
            data.write(get("consents", "/consents?email=" + encoded(person.email()))
                    .getBytes(StandardCharsets.UTF_8));
            data.write(debts(id, person));
            commit(own, "update plain set reply = ? where id = ?", data.toByteArray(), id);
            archive(id, data.toByteArray(), calls);
        } catch (Exception e) {
            throw new IllegalStateException("the plain program failed", e);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private byte[] select(String table, String nationalId) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Connection connection = core.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select * from " + table + " where national_id = ?")) {
            statement.setString(1, nationalId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        text.append(rows.getString(i)).append(';');
                    }
                }
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String get(String system, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(text("gjensidige-ee." + system + ".url") + path))
                .header("Authorization", "Bearer " + text("gjensidige-ee." + system + ".token"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private byte[] debts(UUID id, SyntheticPerson person) throws Exception {
        ChannelSftp channel = sftp.take();
        try {
            String query = "reference;national_id;name\n" + id + ";" + person.nationalId() + ";" + person.name() + "\n";
            channel.put(new ByteArrayInputStream(query.getBytes(StandardCharsets.UTF_8)), "in/QRY_" + id + ".tmp");
            channel.rename("in/QRY_" + id + ".tmp", "in/QRY_" + id + ".csv");
        } finally {
            sftp.put(channel);
        }
        while (true) {
            channel = sftp.take();
            try {
                ByteArrayOutputStream answer = new ByteArrayOutputStream();
                channel.get("out/ANS_" + id + ".csv", answer);
                channel.rename("out/ANS_" + id + ".csv", "done/ANS_" + id + ".csv");
                return answer.toByteArray();
            } catch (SftpException notYet) {
                if (notYet.id != ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                    throw notYet;
                }
            } finally {
                sftp.put(channel);
            }
            Thread.sleep(50);
        }
    }

    private static void commit(DataSource database, String sql, byte[] content, UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int column = 1;
            if (content != null) {
                statement.setBytes(column++, content);
            }
            statement.setObject(column, id);
            statement.executeUpdate();
        }
    }

    private void archive(UUID id, byte[] data, String calls) throws IOException {
        Path partial = folder.resolve(id + ".part");
        ZipParameters parameters = new ZipParameters();
        parameters.setEncryptFiles(true);
        parameters.setEncryptionMethod(EncryptionMethod.AES);
        parameters.setAesKeyStrength(AesKeyStrength.KEY_STRENGTH_256);
        try (OutputStream out = Files.newOutputStream(partial);
                ZipOutputStream zip = new ZipOutputStream(out, id.toString().toCharArray())) {
            parameters.setFileNameInZip("data.json");
            zip.putNextEntry(parameters);
            zip.write(data);
            zip.closeEntry();
            Matcher file = FILE.matcher(calls);
            while (file.find()) {
                parameters.setFileNameInZip(file.group(1));
                zip.putNextEntry(parameters);
                Files.copy(Path.of(text("gjensidige-ee.recordings.media"), file.group(1)), zip);
                zip.closeEntry();
            }
        }
        try (FileChannel flushed = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            flushed.force(true);
        }
        Files.move(partial, folder.resolve(id + ".zip"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        own.close();
        core.close();
        sftp.forEach(channel -> {
            try {
                channel.getSession().disconnect();
            } catch (JSchException alreadyGone) {
                channel.disconnect();
            }
        });
    }
}
