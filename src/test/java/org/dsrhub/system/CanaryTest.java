package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens planted in all data of a subject turn up in the decrypted package and nowhere else. */
class CanaryTest {
    private static final String TOKEN = "zqcanary";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void whatIsKnownOfAPersonLiesInTheVaultAndInTheAnswerOnly() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start()) {
            Map<String, Object> properties = SystemTests.properties(around);
            HubProcess hub = HubProcess.start(
                            "hub", folder, properties, List.of("-Xmx512m", "-Djava.io.tmpdir=" + temporary))
                    .awaitReady();
            Portal portal = new Portal(hub::base);
            around.tryg().httpSystems().forEach(system -> system.latency(Duration.ofMillis(300)));
            around.tryg().claims().throttleEvery(3);
            around.tryg().chat().cutJson(true);
            SyntheticPerson person = around.add(SyntheticPeople.canary(SyntheticPeople.TRYG, TOKEN));
            around.mail()
                    .send(
                            person.email(),
                            around.tryg().mailbox(),
                            "Indsigt " + TOKEN,
                            "Jeg ønsker indsigt i alle mine personoplysninger. " + person.name() + " " + TOKEN);
            List<UUID> ids = new ArrayList<>();
            for (Delivery delivery : Delivery.values()) {
                ids.add(portal.submit(Portal.body(person, delivery, Right.ACCESS), "canary-" + delivery)
                        .orElseThrow());
            }
            ids.add(portal.submit(Portal.body(person, Delivery.FILE, Right.ERASURE), "canary-erasure")
                    .orElseThrow());
            StringBuilder seen = new StringBuilder();
            await("threads at work").atMost(Duration.ofSeconds(20)).until(() -> {
                seen.append(threads(hub.pid()));
                return seen.length() > 200_000;
            });
            around.tryg().chat().cutJson(false);
            seen.append(jmx(portal));
            await("answered")
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(ids).allSatisfy(id -> {
                        if ("REVIEW".equals(portal.request(id).path("state").asText())) {
                            SystemTests.keepWhatIsInReview(portal, id);
                        }
                        assertThat(portal.request(id).path("state").asText())
                                .as("%s", SystemTests.unsettled(portal.request(id)))
                                .isEqualTo("CLOSED");
                    }));
            seen.append(jmx(portal)).append(threads(hub.pid()));
            ids.forEach(id -> seen.append(portal.request(id)));
            seen.append(portal.get("operator", "/api/v1/systems").body());
            seen.append(new String(portal.bytes("operator", "/actuator/prometheus"), StandardCharsets.UTF_8));

            assertThat(places(seen.toString())).as("threads, JMX, metrics, API").isEmpty();
            assertThat(places(Files.readString(hub.log()))).as("log").isEmpty();
            assertThat(columns(around)).as("columns in clear").isEmpty();
            assertThat(files(temporary)).as("temporary files").isEmpty();
            assertThat(files(around.folder().resolve("vault"))).as("vault").isEmpty();
            assertThat(files(around.dropFolder())).as("drop folder").isEmpty();
            assertThat(files(around.printFolder())).as("print folder").isEmpty();
            assertThat(decrypted(around, portal, ids.get(Delivery.FILE.ordinal())))
                    .as("the package does hold it")
                    .contains(TOKEN);
            hub.close();
        }
    }

    /** Each line that holds the token, in any case. */
    private static List<String> places(String text) {
        return text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains(TOKEN))
                .limit(5)
                .toList();
    }

    private static String threads(long pid) throws IOException {
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "Thread.print",
                        "-l")
                .redirectErrorStream(true)
                .start();
        return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** All attributes of all beans, by the console's own door. */
    private static String jmx(Portal portal) {
        StringBuilder all = new StringBuilder();
        ObjectNode search = JSON.createObjectNode().put("type", "search").put("mbean", "*:*");
        JsonNode names =
                portal.post("operator", "/actuator/jolokia", search).body().path("value");
        assertThat(names.size()).as("beans in JMX").isGreaterThan(20);
        SystemTests.each(names).forEach(name -> {
            ObjectNode read = JSON.createObjectNode().put("type", "read").put("mbean", name.asText());
            read.putObject("config").put("ignoreErrors", true);
            all.append(portal.post("operator", "/actuator/jolokia", read).body())
                    .append('\n');
        });
        return all.toString();
    }

    /** Tables whose rows hold the token as text or as bytes. */
    private static List<String> columns(SimulatedEnvironment around) throws SQLException {
        String hex = HexFormat.of().formatHex(TOKEN.getBytes(StandardCharsets.UTF_8));
        List<String> found = new ArrayList<>();
        try (Connection connection = around.hubDatabase().getConnection()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = connection
                    .createStatement()
                    .executeQuery("select table_name from information_schema.tables where table_schema = 'public'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).contains("request", "task", "item", "blob");
            for (String table : tables) {
                try (ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select count(*) from \"" + table + "\" t where t::text ilike '%" + TOKEN
                                + "%' or t::text ilike '%" + hex + "%'")) {
                    rows.next();
                    if (rows.getLong(1) > 0) {
                        found.add(table);
                    }
                }
            }
        }
        return found;
    }

    /** Files whose name or content holds the token. */
    private static List<String> files(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (var all = Files.walk(root)) {
            return all.filter(file -> file.getFileName()
                                    .toString()
                                    .toLowerCase(Locale.ROOT)
                                    .contains(TOKEN)
                            || Files.isRegularFile(file) && holds(file))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean holds(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .toLowerCase(Locale.ROOT)
                    .contains(TOKEN);
        } catch (IOException e) {
            return false;
        }
    }

    private String decrypted(SimulatedEnvironment around, Portal portal, UUID id) throws IOException {
        String caseNumber = portal.request(id).path("caseNumber").asText();
        String secret = portal.get("portal", "/api/v1/requests/" + id + "/package/secret")
                .body()
                .path("secret")
                .asText();
        try (var files = Files.list(around.dropFolder().resolve("tryg"))) {
            Path archive = files.filter(file -> file.getFileName().toString().startsWith(caseNumber)
                            && file.toString().endsWith(".zip"))
                    .findFirst()
                    .orElseThrow();
            try (var zip = new net.lingala.zip4j.ZipFile(archive.toFile(), secret.toCharArray())) {
                return new String(
                        zip.getInputStream(zip.getFileHeader("data.json")).readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
