package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.datacontroller.LegalDayTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who owns the database can rewrite a chain with all its hashes, and is found out by the files signed before. */
class AuditAnchorsTest extends HubOverHttp {
    private static final LocalDate FIRST = LocalDate.of(2026, 12, 1);

    @Autowired
    @Qualifier("auditAnchors")
    LegalDayTask daily;

    @Autowired
    JdbcTemplate jdbc;

    @Value("${hub.audit.folder}")
    Path folder;

    private UUID request;
    private LocalDate today;

    @BeforeEach
    void anchored() {
        request = id(file("portal", LIIS).header("Location"));
        hub.post("caseworker", "/api/v1/requests/" + request + "/cancellation", "{\"reason\": \"x\"}");
        today = jdbc.queryForList("select max(day) from audit_anchor", LocalDate.class).stream()
                .filter(day -> day != null)
                .findFirst()
                .map(day -> day.plusDays(1))
                .orElse(FIRST);
        daily.run(null, today);
    }

    @Test
    void each_day_signs_the_chains_that_grew_and_the_day_before() throws Exception {
        UUID second = id(file("portal", LIIS).header("Location"));
        daily.run(null, today.plusDays(1));
        daily.run(null, today.plusDays(1));

        JsonNode found = verification();
        assertThat(found.path("intact").asBoolean()).as("%s", found).isTrue();
        assertThat(found.at("/anchors/days").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve(today.plusDays(1) + ".heads")))
                .anyMatch(line -> line.startsWith(second.toString()));
        byte[] text = Files.readAllBytes(folder.resolve(today.plusDays(1) + ".anchor"));
        assertThat(new String(text, StandardCharsets.US_ASCII)).contains("previous " + today + " ");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key(found.at("/anchors/publicKey").asText()));
        signature.update(text);
        assertThat(signature.verify(Files.readAllBytes(folder.resolve(today.plusDays(1) + ".anchor.sig"))))
                .as("without the hub")
                .isTrue();
    }

    @Test
    void a_chain_cut_short_with_its_head_is_found_out() {
        Map<String, Object> last =
                jdbc.queryForMap("select * from audit where request_id = ? order by seq desc limit 1", request);
        int seq = (int) last.get("seq");
        jdbc.update("delete from audit where request_id = ? and seq = ?", request, seq);
        String move =
                "update request set audit_seq = ?, audit_head = (select hash from audit where request_id = ? and seq = ?)"
                        + " where id = ?";
        jdbc.update(move, seq - 1, request, seq - 1, request);

        JsonNode found = verification();

        jdbc.update(
                "insert into audit values (?, ?, ?, ?, ?, ?::json, ?)",
                request,
                seq,
                last.get("at"),
                last.get("actor"),
                last.get("event"),
                last.get("details").toString(),
                last.get("hash"));
        jdbc.update(move, seq, request, seq, request);
        assertThat(found.has("brokenRequest"))
                .as("the chain itself looks whole")
                .isFalse();
        assertThat(found.path("intact").asBoolean()).isFalse();
        assertThat(found.at("/anchors/brokenRequest").asText()).isEqualTo(request.toString());
        assertThat(found.at("/anchors/brokenDay").asText()).isEqualTo(today.toString());
        assertThat(verification().path("intact").asBoolean()).as("put back").isTrue();
    }

    @Test
    void a_file_that_is_changed_or_gone_is_missed() throws IOException {
        for (String suffix : List.of(".heads", ".anchor", ".anchor.sig")) {
            Path file = folder.resolve(today + suffix);
            byte[] whole = Files.readAllBytes(file);
            byte[] other = whole.clone();
            other[other.length / 2] ^= 1;
            for (byte[] content : new byte[][] {other, null}) {
                if (content == null) {
                    Files.delete(file);
                } else {
                    Files.write(file, content);
                }
                JsonNode found = verification();
                Files.write(file, whole);
                assertThat(found.path("intact").asBoolean())
                        .as("%s %s", suffix, found)
                        .isFalse();
                assertThat(found.at("/anchors/brokenDay").asText()).isEqualTo(today.toString());
            }
        }
        assertThat(verification().path("intact").asBoolean()).isTrue();
    }

    @Test
    void a_folder_that_cannot_be_written_is_an_error_and_the_day_is_anchored_once_it_can() throws IOException {
        LocalDate next = today.plusDays(1);
        Path inTheWay = Files.createDirectories(folder.resolve(next + ".heads").resolve("x"));

        assertThatThrownBy(() -> daily.run(null, next)).hasMessageStartingWith("audit-anchor-unwritten: ");
        assertThat(verification().path("intact").asBoolean()).isTrue();

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        daily.run(null, next);
        assertThat(verification().at("/anchors/intact").asBoolean()).isTrue();
        assertThat(folder.resolve(next + ".anchor")).exists();
    }

    private JsonNode verification() {
        return hub.get("auditor", "/api/v1/audit/verification").json();
    }

    private static UUID id(String location) {
        return UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    }

    private static PublicKey key(String pem) throws Exception {
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
