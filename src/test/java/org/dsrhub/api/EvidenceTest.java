package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.WebHub.Reply;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

class EvidenceTest extends HubOverHttp {
    private static final String BOUNDARY = "a-boundary";
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 1, 2, 3};

    @Autowired
    JdbcTemplate jdbc;

    private record Part(String name, String file, byte[] content) {}

    private static Part field(String name, String value) {
        return new Part(name, null, value.getBytes(StandardCharsets.UTF_8));
    }

    private static Part document(String file, byte[] content) {
        return new Part("document", file, content);
    }

    private Reply send(String user, String path, Part... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part.name() + "\""
                            + (part.file() == null ? "" : "; filename=\"" + part.file() + "\"") + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return hub.send(
                user,
                hub.request(path)
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private String evidence() {
        return file("portal", LIIS).header("Location") + "/evidence";
    }

    private static byte[] scan(int id) {
        byte[] scan = JPEG.clone();
        scan[6] = (byte) id;
        return scan;
    }

    private static byte[] pdf() {
        try (PDDocument document = new PDDocument();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            document.addPage(new PDPage());
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_scan_is_kept_listed_and_fetched_and_each_look_is_audited() {
        String path = evidence();

        Reply kept = send(
                "portal",
                path,
                field("kind", "IDENTITY_DOCUMENT"),
                field("note", "seen at the office by Canary"),
                document("pass of Canary.jpg", JPEG));

        assertThat(kept.status()).as(kept.text()).isEqualTo(201);
        JsonNode document = kept.json().path("documents").get(0);
        assertThat(document.path("mediaType").asText()).isEqualTo("image/jpeg");
        assertThat(kept.text()).doesNotContain("Canary");
        assertThat(hub.get("portal", path).status()).isEqualTo(403);
        assertThat(hub.get("auditor", path).status()).isEqualTo(403);
        JsonNode entry = hub.get("caseworker", path).json().get(0);
        assertThat(entry.path("name").asText()).isEqualTo("pass of Canary.jpg");
        assertThat(entry.path("note").asText()).isEqualTo("seen at the office by Canary");
        assertThat(entry.path("addedBy").asText()).isEqualTo("portal");
        assertThat(entry.has("signature")).isFalse();
        Reply content = hub.get("legal", path + "/" + document.path("id").asText() + "/content");
        assertThat(content.response().body()).isEqualTo(JPEG);
        assertThat(content.header("Content-Type")).startsWith("application/octet-stream");
        assertThat(content.header("Content-Disposition"))
                .startsWith("attachment")
                .doesNotContain("Canary");
        assertThat(content.header("Cache-Control")).contains("no-store");

        JsonNode history =
                hub.get("caseworker", path.replace("/evidence", "")).json().path("history");
        assertThat(history.findValuesAsText("event")).contains("evidence-added", "evidence-listed", "evidence-fetched");
        assertThat(jdbc.queryForList(
                        "select evidence::text from evidence union all select details::text from audit", String.class))
                .noneMatch(row -> row.contains("Canary"));
        assertThat(hub.get("caseworker", path + "/" + UUID.randomUUID() + "/content")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void the_same_again_is_the_same_entry() {
        String path = evidence();
        Reply first = send("caseworker", path, field("kind", "CORRESPONDENCE"), document("a.jpg", JPEG));
        Reply again = send("caseworker", path, document("b.jpg", JPEG), field("kind", "CORRESPONDENCE"));

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(hub.get("caseworker", path).json()).hasSize(1);
    }

    @Test
    void a_signed_container_is_checked_and_its_signer_compared_with_the_subject() {
        String path = evidence();
        byte[] own = container("PNOEE-69702140012");
        byte[] other = container("PNOEE-69606300013");

        Reply kept = send(
                "caseworker",
                path,
                field("kind", "SIGNED_DOCUMENT"),
                document("own.asice", own),
                document("other.jpg", other));
        assertThat(kept.status()).as(kept.text()).isEqualTo(201);

        JsonNode list = hub.get("caseworker", path).json();
        JsonNode mine = list.get(0).path("signature");
        assertThat(mine.path("verdict").asText()).as(list.toString()).isEqualTo("VALID");
        assertThat(mine.path("signerIsSubject").asText()).isEqualTo("SAME");
        assertThat(mine.path("signer").asText()).startsWith("69").doesNotContain("702140");
        assertThat(list.get(1).path("mediaType").asText()).isEqualTo("application/vnd.etsi.asic-e+zip");
        assertThat(list.get(1).path("signature").path("signerIsSubject").asText())
                .isEqualTo("DIFFERENT");
    }

    private static byte[] container(String number) {
        return AUTHORITY.container(
                "LT",
                Map.of("request.txt", "I ask for a copy of my data."),
                AUTHORITY.issue(new SigningAuthority.Profile().serialNumber(number)));
    }

    @Test
    void a_signed_pdf_is_checked_and_a_changed_one_is_kept_as_invalid() {
        String path = evidence();
        byte[] signed = AUTHORITY.pdf(
                "LT", pdf(), AUTHORITY.issue(new SigningAuthority.Profile().serialNumber("PNOEE-69702140012")));
        byte[] changed = new String(signed, StandardCharsets.ISO_8859_1)
                .replaceFirst("/MediaBox \\[0", "/MediaBox [1")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(changed).isNotEqualTo(signed);

        Reply kept = send(
                "caseworker",
                path,
                field("kind", "POWER_OF_ATTORNEY"),
                document("a.pdf", signed),
                document("b.pdf", changed),
                document("scan.pdf", pdf()));
        assertThat(kept.status()).as(kept.text()).isEqualTo(201);

        JsonNode list = hub.get("caseworker", path).json();
        assertThat(list.get(0).path("signature").path("verdict").asText())
                .as(list.toString())
                .isEqualTo("VALID");
        assertThat(list.get(1).path("signature").path("verdict").asText()).isEqualTo("INVALID");
        assertThat(list.get(1).path("signature").has("signer")).isFalse();
        assertThat(list.get(2).has("signature")).as("a scan bears none").isFalse();
    }

    @Test
    void what_a_document_is_its_bytes_say_and_archives_are_refused() throws IOException {
        String path = evidence();
        for (byte[] content : List.of(
                archive("letter.txt", 10),
                "MZ program".getBytes(StandardCharsets.US_ASCII),
                "<html><script>".getBytes(StandardCharsets.US_ASCII),
                new byte[0])) {
            Reply refused = send("portal", path, field("kind", "OTHER"), document("scan.pdf", content));
            assertThat(refused.status()).as(refused.text()).isEqualTo(422);
            assertThat(refused.json().path("errors").findValuesAsText("pointer"))
                    .containsExactly("/document/0");
        }
        byte[] bomb = bomb();
        Reply refused = send("portal", path, field("kind", "SIGNED_DOCUMENT"), document("a.asice", bomb));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.text()).contains("container-");
        assertThat(hub.get("caseworker", path).json()).isEmpty();
    }

    private static byte[] archive(String name, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(new byte[size]);
        }
        return bytes.toByteArray();
    }

    /** A container by its first entry, with 30 MB of zeros behind. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            byte[] type = "application/vnd.etsi.asic-e+zip".getBytes(StandardCharsets.US_ASCII);
            ZipEntry first = new ZipEntry("mimetype");
            first.setMethod(ZipEntry.STORED);
            first.setSize(type.length);
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(type);
            first.setCrc(crc.getValue());
            zip.putNextEntry(first);
            zip.write(type);
            zip.putNextEntry(new ZipEntry("zeros.txt"));
            zip.write(new byte[30 * 1024 * 1024]);
        }
        return bytes.toByteArray();
    }

    @Test
    void hostile_names_are_shown_harmless_and_lead_nowhere() {
        String path = evidence();
        Map<String, String> names = Map.of(
                "../../etc/passwd.jpg", "passwd.jpg",
                "C:\\\\fake\\\\scan.jpg", "scan.jpg",
                "CON.jpg", "_CON.jpg",
                "a\u202egpj.exe", "agpj.exe");
        int number = 1;
        for (Map.Entry<String, String> name : names.entrySet()) {
            Reply kept = send("portal", path, field("kind", "OTHER"), document(name.getKey(), scan(number++)));
            assertThat(kept.status()).as(kept.text()).isEqualTo(201);
        }
        assertThat(hub.get("caseworker", path).json().findValuesAsText("name"))
                .containsExactlyInAnyOrderElementsOf(names.values());
        assertThat(DisplayName.of("..")).isEqualTo("document");
        assertThat(DisplayName.of("")).isEqualTo("document");
        assertThat(DisplayName.of("x\0y")).isEqualTo("xy");
        assertThat(DisplayName.of("n".repeat(500))).hasSize(120);
    }

    @Test
    void too_large_too_many_and_nameless_kinds_are_refused_and_keep_nothing() {
        String path = evidence();
        byte[] large = new byte[310 * 1024];
        System.arraycopy(JPEG, 0, large, 0, JPEG.length);
        assertThat(send("portal", path, field("kind", "OTHER"), document("a.jpg", JPEG), document("b.jpg", large))
                        .status())
                .isEqualTo(422);
        assertThat(send(
                                "portal",
                                path,
                                field("kind", "OTHER"),
                                document("1", scan(1)),
                                document("2", scan(2)),
                                document("3", scan(3)),
                                document("4", scan(4)))
                        .status())
                .isEqualTo(422);
        Reply huge = send("portal", path, field("kind", "OTHER"), document("a", new byte[1_100_000]));
        assertThat(huge.status()).isEqualTo(413);
        assertThat(huge.header("Content-Type")).startsWith("application/problem+json");
        assertThat(send("portal", path, field("kind", "PASSPORT"), document("a", JPEG))
                        .json()
                        .path("errors")
                        .findValuesAsText("pointer"))
                .containsExactly("/kind");
        assertThat(send("portal", path, field("kind", "OTHER")).status()).isEqualTo(422);
        assertThat(hub.get("caseworker", path).json()).isEmpty();

        assertThat(send("portal", path, field("kind", "OTHER"), document("1", scan(1)), document("2", scan(2)))
                        .status())
                .isEqualTo(201);
        Reply overall = send(
                "portal",
                path,
                field("kind", "OTHER"),
                document("3", scan(3)),
                document("4", scan(4)),
                document("5", scan(5)));
        assertThat(overall.status()).as(overall.text()).isEqualTo(422);
        assertThat(hub.get("caseworker", path).json()).hasSize(2);
    }

    @Test
    void a_stranger_to_the_controller_finds_no_request_to_add_to() {
        String path = file("portal", LARS).header("Location") + "/evidence";

        assertThat(send("portal2", path, field("kind", "OTHER"), document("a", JPEG))
                        .status())
                .isEqualTo(404);
        assertThat(send("legal", path, field("kind", "OTHER"), document("a", JPEG))
                        .status())
                .isEqualTo(403);
    }
}
