package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs 3 and 6 of the domain's hostile ones: the letter is a request, whatever hangs on it. */
class HostileAttachmentsTest extends MailboxHub {
    private static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("traversal", "filename=\"../../etc/canary\""),
                Arguments.of("backslashes", "filename=\"..\\\\..\\\\windows\\\\canary.dll\""),
                Arguments.of("absolute", "filename=\"/etc/canary\""),
                Arguments.of("rfc2231", "filename*=utf-8''..%2F..%2Fetc%2Fcanary%00.pdf"),
                Arguments.of("rfc2231-parts", "filename*0*=utf-8''..%2F..%2F; filename*1*=etc%2Fcanary"),
                Arguments.of("rfc2047", "filename=\"=?utf-8?B?Li4vLi4vZXRjL2NhbmFyeQ==?=\""),
                Arguments.of("nul", "filename=\"canary\u0000.exe\""),
                Arguments.of("rtl", "filename=\"canary\u202Efdp.exe\""),
                Arguments.of("device", "filename=\"CON.txt\"; x=canary"),
                Arguments.of("line-break", "filename*=utf-8''canary%0D%0ABcc%3A%20x%40mail.example"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void a_name_is_never_more_than_a_part_of_the_sealed_mail(String kind, String name) throws IOException {
        String sender = "name-" + kind + "@mail.example";

        MailIntake.Folder folder =
                intake.take(letter(sender, "application/pdf; " + name, name, "JVBERi0xLjcK"), "tryg");

        RequestView view = opened(sender);
        assertThat(folder).isEqualTo(MailIntake.Folder.DONE);
        AuditEntry taken = event(view, "mail-taken");
        UUID blob = UUID.fromString(taken.details().get("blob").toString());
        try (InputStream in = vault.read(blob)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("filename");
        }
        assertThat(event(view, "attachment-unread").details()).containsEntry("number", 1);
        assertThat(everywhere(view)).doesNotContain("canary", "CON.txt", "/etc");
        assertThat(jdbc.queryForList("select location from blob where request_id = ?", String.class, view.id()))
                .allMatch(location -> location == null || location.matches("[0-9a-f/-]+"));
    }

    @Test
    void a_bomb_is_named_to_a_human_and_the_request_beside_it_is_taken() throws IOException {
        byte[] bomb = zip("word/document.xml", 48);

        intake.take(
                letter(
                        "bomb@mail.example",
                        DOCX,
                        "filename=bomb.docx",
                        Base64.getMimeEncoder().encodeToString(bomb)),
                "tryg");

        RequestView view = opened("bomb@mail.example");
        assertThat(event(view, "attachment-unread").details()).containsEntry("reason", UnreadableAttachment.EXPANDS);
        assertThat(quarantined(view)).hasSize(1);
    }

    @Test
    void archives_in_archives_are_not_opened_and_the_request_beside_them_is_taken() throws IOException {
        byte[] nested = zip("bottom.txt", 0);
        for (int depth = 0; depth < 20; depth++) {
            ByteArrayOutputStream outer = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(outer)) {
                zip.putNextEntry(new ZipEntry("../../etc/level" + depth + ".zip"));
                zip.write(nested);
            }
            nested = outer.toByteArray();
        }

        intake.take(
                letter(
                        "nested@mail.example",
                        "application/zip",
                        "filename=a.zip",
                        Base64.getMimeEncoder().encodeToString(nested)),
                "tryg");

        RequestView view = opened("nested@mail.example");
        assertThat(event(view, "attachment-unread").details()).containsEntry("kind", "archive");
        assertThat(quarantined(view))
                .hasSize(1)
                .allMatch(entry -> entry.remedy().contains("attachment 1"));
    }

    private List<Quarantine.Entry> quarantined(RequestView view) {
        return quarantine.open().stream()
                .filter(entry -> view.id().equals(entry.requestId()))
                .toList();
    }

    private RequestView opened(String sender) {
        return await("tryg", Right.ACCESS, sender);
    }

    private AuditEntry event(RequestView view, String event) {
        return requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals(event))
                .findFirst()
                .orElseThrow();
    }

    /** What is readable of the case without the vault's keys. */
    private String everywhere(RequestView view) {
        return requests.history(view.id()).toString()
                + jdbc.queryForList("select * from blob where request_id = ?", view.id()).stream()
                        .map(row -> row.get("media_type") + " " + row.get("location"))
                        .toList()
                + quarantine.open()
                + requests.tasks(view.id());
    }

    private static RawMail letter(String sender, String type, String name, String base64) {
        return Bytes.of(
                "From: " + sender,
                "Subject: indsigt",
                "Message-ID: <" + sender + ">",
                "Content-Type: multipart/mixed; boundary=B",
                "",
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Jeg vil gerne have indsigt i mine oplysninger.",
                "--B",
                "Content-Type: " + type,
                "Content-Disposition: attachment; " + name,
                "Content-Transfer-Encoding: base64",
                "",
                base64,
                "--B--",
                "");
    }

    /** @param megabytes of nothing in one entry */
    private static byte[] zip(String name, int megabytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry(name));
            byte[] nothing = new byte[1024 * 1024];
            for (int i = 0; i < megabytes; i++) {
                zip.write(nothing);
            }
        }
        return bytes.toByteArray();
    }
}
