package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

class AttachmentReaderTest {
    private static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private static final String WORD =
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>%s</w:body></w:document>";

    /** Patient enough for a machine that does much else. */
    private final AttachmentReader reader = new AttachmentReader(Duration.ofSeconds(30));

    private Enclosed read(String type, byte[] bytes) {
        return reader.read(List.of(new Attachment(1, type, bytes, false)), "windows-1257");
    }

    private String reason(String type, byte[] bytes) {
        Enclosed enclosed = read(type, bytes);
        assertThat(enclosed.text()).isBlank();
        assertThat(enclosed.unread()).hasSize(1);
        return enclosed.unread().get(0).reason();
    }

    @Test
    void a_pdf_and_a_word_document_and_a_text_are_read() throws IOException {
        Enclosed enclosed = reader.read(
                List.of(
                        new Attachment(1, "application/pdf", pdf(1, "Policenummer 4471923", null), false),
                        new Attachment(
                                2,
                                DOCX,
                                zip(
                                        "word/document.xml",
                                        String.format(
                                                WORD,
                                                "<w:p><w:r><w:t>Poliisi</w:t></w:r>"
                                                        + "<w:r><w:t>number 55</w:t></w:r></w:p><w:p><w:r><w:t>lõpp</w:t></w:r></w:p>")),
                                false),
                        new Attachment(3, "text/plain", "Šarūnas".getBytes("windows-1257"), false)),
                "windows-1257");

        assertThat(enclosed.text()).contains("Policenummer 4471923", "Poliisinumber 55\nlõpp", "Šarūnas");
        assertThat(enclosed.unread()).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_named_beside_what_can() throws IOException {
        Enclosed enclosed = reader.read(
                List.of(
                        new Attachment(1, "application/pdf", pdf(1, "geheim", "secret"), false),
                        new Attachment(2, "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'}, false),
                        new Attachment(3, "application/pdf", pdf(1, "readable", null), false)),
                "UTF-8");

        assertThat(enclosed.text()).contains("readable");
        assertThat(enclosed.toOpen()).endsWith("1 (pdf: encrypted), 2 (other: of a kind that is not read)");
    }

    @Test
    void a_scan_is_named_as_one() throws IOException {
        assertThat(reason("application/pdf", pdf(1, null, null))).isEqualTo(UnreadableAttachment.NO_TEXT);
    }

    @Test
    void a_pdf_of_ten_thousand_pages_is_read_in_part_and_in_time() throws IOException {
        byte[] pdf = pdf(10_000, null, null);
        long start = System.nanoTime();

        Enclosed enclosed =
                new AttachmentReader().read(List.of(new Attachment(1, "application/pdf", pdf, false)), "UTF-8");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(enclosed.unread()).hasSize(1);
    }

    @Test
    void a_document_that_takes_too_long_is_given_up() throws IOException {
        byte[] pdf = pdf(2_000, "late", null);

        for (Duration patience : List.of(Duration.ZERO, Duration.ofMillis(1))) {
            Enclosed enclosed = new AttachmentReader(patience)
                    .read(List.of(new Attachment(1, "application/pdf", pdf, false)), "UTF-8");

            assertThat(enclosed.text()).isEmpty();
            assertThat(enclosed.toOpen()).contains(UnreadableAttachment.SLOW);
        }
    }

    @Test
    void a_pdf_that_unfolds_without_end_is_left_alone() {
        assertThat(reason("application/pdf", bomb("/FlateDecode", packed(zeros()))))
                .isEqualTo(UnreadableAttachment.EXPANDS);
        assertThat(reason(
                        "application/pdf",
                        bomb("[/FlateDecode /FlateDecode]", packed(to -> to.write(packed(zeros()))))))
                .isEqualTo(UnreadableAttachment.EXPANDS);
        assertThat(reason("application/pdf", bomb("/#46lateDecode", new byte[] {1})))
                .isEqualTo(UnreadableAttachment.EXPANDS);
    }

    @Test
    void a_word_document_that_unfolds_without_end_is_left_alone() {
        assertThat(reason(DOCX, zip("word/document.xml", zeros()))).isEqualTo(UnreadableAttachment.EXPANDS);
        assertThat(reason(DOCX, zip("word/media/image1.png", zeros()))).isEqualTo(UnreadableAttachment.EXPANDS);
    }

    @Test
    void an_archive_in_an_archive_is_not_opened() {
        byte[] inner = zip("word/document.xml", String.format(WORD, "<w:p><w:r><w:t>inner</w:t></w:r></w:p>"));

        assertThat(reason("application/zip", zip("inner.docx", to -> to.write(inner))))
                .isEqualTo(UnreadableAttachment.OTHER_KIND);
        assertThat(reason(DOCX, zip("inner.docx", to -> to.write(inner)))).isEqualTo(UnreadableAttachment.OTHER_KIND);
    }

    @Test
    void an_entity_from_outside_is_not_fetched() {
        String hostile = "<!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY y \"lol\">]>"
                + String.format(WORD, "<w:p><w:r><w:t>a&x;b&y;</w:t></w:r></w:p>");

        Enclosed enclosed = read(DOCX, zip("word/document.xml", hostile));

        assertThat(enclosed.text().strip()).isIn("", "ab");
    }

    @Test
    void rubbish_throws_nothing() {
        for (String head : List.of("%PDF-1.7\n", "PK\u0003\u0004", "")) {
            byte[] bytes = (head + "1 0 obj << /Type /Catalog >> stream\nxref trailer << /Root 1 0 R >>")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(read("application/pdf", bytes).unread()).hasSize(1);
        }
        assertThat(reader.read(List.of(new Attachment(1, "x/y", new byte[0], true)), "UTF-8")
                        .toOpen())
                .contains(UnreadableAttachment.LARGE);
    }

    private interface Content {
        void to(OutputStream stream) throws IOException;

        default void write(OutputStream stream) {
            try {
                to(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** 64 MB of nothing, which pack to 64 kB. */
    private static Content zeros() {
        return stream -> {
            byte[] block = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                stream.write(block);
            }
        };
    }

    private static byte[] packed(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
            content.to(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] bomb(String filter, byte[] stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("%PDF-1.7\n1 0 obj\n<</Filter " + filter + "/Length " + stream.length + ">>\nstream\n")
                .getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(stream);
        bytes.writeBytes("\nendstream\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF".getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private static byte[] zip(String name, String content) {
        return zip(name, stream -> stream.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] zip(String name, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry(name));
            content.to(zip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] pdf(int pages, String text, String password) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                PDPage page = new PDPage();
                document.addPage(page);
                if (text != null) {
                    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                        content.beginText();
                        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                        content.newLineAtOffset(50, 700);
                        content.showText(text);
                        content.endText();
                    }
                }
            }
            if (password != null) {
                StandardProtectionPolicy policy =
                        new StandardProtectionPolicy("owner", password, new AccessPermission());
                policy.setEncryptionKeyLength(128);
                document.protect(policy);
            }
            document.save(bytes);
        }
        return bytes.toByteArray();
    }
}
