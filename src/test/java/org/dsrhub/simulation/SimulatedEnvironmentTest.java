package org.dsrhub.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.SftpException;
import jakarta.mail.Folder;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedEnvironmentTest {
    @TempDir
    static Path folder;

    private static SimulatedEnvironment around;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        around = SimulatedEnvironment.start(folder);
    }

    @AfterAll
    static void stop() {
        around.close();
    }

    @Test
    void claimsComePageByPage() throws Exception {
        ClaimsSystem claims = around.tryg().claims();
        SyntheticPerson person = SyntheticPeople.customer(SyntheticPeople.TRYG, 3);
        List<String> numbers = new ArrayList<>();
        String href = "/claims?nationalId=" + person.nationalId() + "&pageSize=2";
        int pages = 0;
        while (href != null) {
            JsonNode page = json(get(claims, href));
            page.path("data")
                    .forEach(entry ->
                            numbers.add(entry.at("/attributes/claimNumber").asText()));
            href = page.at("/links/next/href").asText(null);
            pages++;
        }
        assertThat(numbers).containsExactly("TC00000401", "TC00000402", "TC00000403");
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void anHttpSystemFailsAsTold() throws Exception {
        ConsentsSystem consents = around.gjensidigeEe().consents();
        String ask = "/consents?phone=" + URLEncoder.encode("+37250000011", StandardCharsets.UTF_8);
        assertThat(json(get(consents, ask)).path("data")).hasSize(1);
        consents.throttle(1);
        assertThat(get(consents, ask).headers().firstValue("Retry-After")).contains("1");
        consents.wrongPerson(true);
        assertThat(json(get(consents, ask)).at("/data/0/phone").asText()).isNotEqualTo("+37250000011");
        consents.behave();
        consents.down(true);
        assertThat(get(consents, ask).statusCode()).isEqualTo(503);
        consents.behave();
        consents.refusing(true);
        consents.refusing(false);
        assertThat(get(consents, ask).statusCode()).isEqualTo(200);
    }

    @Test
    void theAgencyAnswersWhatIsPutIntoItsFolder() throws Exception {
        SftpHost host = around.gjensidigeEe().collection().sftp();
        JSch ssh = new JSch();
        ssh.setKnownHosts(host.knownHosts().toString());
        com.jcraft.jsch.Session session = ssh.getSession(host.user(), host.host(), host.port());
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setPassword(host.password());
        session.connect(5000);
        try {
            ChannelSftp sftp = (ChannelSftp) session.openChannel("sftp");
            sftp.connect(5000);
            sftp.put(bytes("reference;national_id;name\nabc;69702140012;Liis Tamm\n"), "/in/.abc");
            sftp.rename("/in/.abc", "/in/QRY_abc.csv");
            String answer = await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptionsMatching(SftpException.class::isInstance)
                    .until(
                            () -> new String(sftp.get("/out/ANS_abc.csv").readAllBytes(), StandardCharsets.UTF_8),
                            text -> true);
            assertThat(answer.lines().toList())
                    .containsExactly(
                            "reference;case_no;national_id;debtor_name;amount;currency;status;opened_on;settled_on",
                            "abc;GD10001001;69702140012;Liis Tamm;182.40;EUR;PAID;2018-06-01;2019-02-28",
                            "#END;1");
        } finally {
            session.disconnect();
        }
    }

    @Test
    void thePartnerAcknowledgesAnErasureAndForgets() throws Exception {
        MembershipPartner members = around.tryg().members();
        SyntheticPerson person = SyntheticPeople.customer(SyntheticPeople.TRYG, 4);
        assertThat(members.records()).anyMatch(line -> line.contains(person.nationalId()));
        Path out = members.sftp().root().resolve("out");
        Files.writeString(out.resolve("ERASE_r1.txt"), "E" + person.nationalId() + "TP00000501  \nT000000001\n");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> members.acknowledged().contains("r1"));
        assertThat(members.records()).noneMatch(line -> line.contains(person.nationalId()));
    }

    @Test
    void mailGoesOutBySmtpAndLiesInTheMailbox() throws Exception {
        around.mail().send("mari.kask@mail.example", "andmekaitse@gjensidige-ee.example", "Õigus", "Tere");
        Properties properties = new Properties();
        properties.put("mail.imap.port", Integer.toString(around.mail().imapPort()));
        try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", "andmekaitse@gjensidige-ee.example", PostOffice.PASSWORD);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertThat(inbox.getMessage(1).getSubject()).isEqualTo("Õigus");
            }
        }
    }

    @Test
    void theCoreDatabaseHoldsThePersonasAndCanBeCut() throws Exception {
        CoreDatabase core = around.gjensidigeEe().core();
        assertThat(core.records("policy", "69702140012"))
                .singleElement()
                .extracting("state")
                .isEqualTo("ACTIVE");
        try (var connection = DriverManager.getConnection(core.url(), "postgres", "postgres")) {
            assertThat(connection.isValid(2)).isTrue();
            core.down(true);
            assertThat(connection.isValid(2)).isFalse();
        } finally {
            core.down(false);
        }
    }

    @Test
    void recordingsHaveAudioOfTheSizeAskedFor() throws Exception {
        SyntheticPerson person =
                SyntheticPeople.withAudio(SyntheticPeople.canary(SyntheticPeople.TRYG, "Zqx"), 3_000_000);
        around.add(person);
        JsonNode found = json(get(
                around.tryg().recordings(),
                "/recordings?phone=" + URLEncoder.encode(person.phone(), StandardCharsets.UTF_8)));
        assertThat(found.path("data")).hasSize(2);
        assertThat(Files.size(around.tryg()
                        .recordings()
                        .media()
                        .resolve(found.at("/data/0/file").asText())))
                .isEqualTo(3_000_000);
    }

    @Test
    void estonianNumbersCarryTheirCheckDigit() {
        assertThat(SyntheticPeople.isikukood(6, LocalDate.of(2097, 2, 14), 1)).isEqualTo("69702140012");
    }

    private HttpResponse<String> get(SimulatedHttpSystem system, String path) throws Exception {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(system.url() + path))
                .header("Authorization", "Bearer " + system.token())
                .build();
        return http.send(ask, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
