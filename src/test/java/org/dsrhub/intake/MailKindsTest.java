package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailKindsTest extends MailboxHub {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "klage@mail.example | Jeg vil gerne klage formelt over jeres svar. | mail-complaint: | complaints",
                "info@aki.ee | Please send us a copy of the personal data. | mail-authority: | data protection officer",
                "pasts@e.dvi.gov.lv | Labdien, skatiet pielikumu. | mail-authority: | data protection officer",
                "bo@mail.example | Min far døde den 3. marts, og jeg skriver for dødsboet. | mail-estate: | estate",
                "rude@mail.example | Hvordan anmelder jeg skaden på min bil? | mail-other: | desk",
                "uklar@mail.example | Jeg har et spørgsmål om mine oplysninger. | mail-unclear: | by hand"
            })
    void what_is_no_clear_request_goes_to_the_desk_it_is_for(String from, String letter, String reason, String remedy) {
        List<Quarantine.Entry> before = quarantine.open();

        MailIntake.Folder folder = intake.take(letter(from, letter), "mandatum");

        assertThat(folder).isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(quarantine.open())
                .filteredOn(entry -> !before.contains(entry))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.reason()).startsWith(reason);
                    assertThat(entry.remedy()).contains(remedy);
                });
        assertThat(cases(from)).isEmpty();
    }

    @Test
    void a_complaint_stops_no_withdrawal() {
        intake.take(
                letter(
                        "vred@mail.example",
                        "Jeg vil gerne klage formelt.\r\nJeg trækker mit samtykke til markedsføring tilbage."),
                "mandatum");

        assertThat(cases("vred@mail.example"))
                .extracting(RequestView::rights)
                .containsExactly(Set.of(Right.CONSENT_WITHDRAWAL));
        assertThat(quarantine.open()).anyMatch(entry -> entry.reason().startsWith("mail-complaint"));
    }

    @Test
    void what_attachments_say_identifies_and_what_they_hide_is_named() throws IOException {
        String word =
                "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p>"
                        + "<w:r><w:t>Kundenummer: K-100234, cpr-nr. 721283-1403</w:t></w:r></w:p></w:body></w:document>";
        String letter = String.join(
                "\r\n",
                "From: bilag@mail.example",
                "Message-ID: <bilag@mail.example>",
                "Content-Type: multipart/mixed; boundary=B",
                "",
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Jeg vil gerne have indsigt i mine oplysninger.",
                "Med venlig hilsen",
                "Lars Holm",
                "--B",
                "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "Content-Disposition: attachment; filename=../../etc/x.docx",
                "Content-Transfer-Encoding: base64",
                "",
                base64(zipped("word/document.xml", word)),
                "--B",
                "Content-Type: application/zip; name=Lars-Holm-721283-1403.zip",
                "Content-Disposition: attachment; filename=Lars-Holm.zip",
                "Content-Transfer-Encoding: base64",
                "",
                base64(zipped("inner.zip", "PK")),
                "--B--",
                "");

        assertThat(intake.take(Bytes.of(letter), "mandatum")).isEqualTo(MailIntake.Folder.DONE);

        RequestView view = cases("bilag@mail.example").get(0);
        Subject subject = requests.subject(view.id());
        assertThat(view.rights()).containsExactly(Right.ACCESS);
        assertThat(subject.name()).isEqualTo("Lars Holm");
        assertThat(subject.nationalId()).isEqualTo(new NationalId("DK", "721283-1403"));
        assertThat(subject.keys()).contains(SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "K-100234"));
        assertThat(requests.history(view.id()).stream()
                        .filter(entry -> entry.event().equals("attachment-unread"))
                        .map(entry -> entry.details().toString()))
                .singleElement()
                .satisfies(details -> assertThat(details)
                        .contains("number=2")
                        .contains("not read")
                        .doesNotContain("Lars"));
    }

    @Test
    void a_request_in_an_attachment_only_waits_for_a_human() throws IOException {
        String letter = String.join(
                "\r\n",
                "From: kunbilag@mail.example",
                "Message-ID: <kunbilag@mail.example>",
                "Content-Type: multipart/mixed; boundary=B",
                "",
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Hej, se venligst det vedlagte brev fra mig.",
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Disposition: attachment; filename=brev.txt",
                "",
                "Slet alle mine oplysninger.",
                "--B--",
                "");

        assertThat(intake.take(Bytes.of(letter), "mandatum")).isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(cases("kunbilag@mail.example")).isEmpty();
        assertThat(quarantine.open())
                .anyMatch(
                        entry -> entry.reason().equals("mail-unclear: what it asks for stands in an attachment only"));
    }

    private List<RequestView> cases(String address) {
        return requests.list("mandatum", null, null, null, 0, 200).stream()
                .filter(view -> address.equals(requests.subject(view.id()).replyTo()))
                .toList();
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes);
    }

    private static byte[] zipped(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static RawMail letter(String from, String text) {
        return Bytes.of(
                "From: " + from, "Message-ID: <" + from + ">", "Content-Type: text/plain; charset=utf-8", "", text);
    }
}
