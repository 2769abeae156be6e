package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far attachments are read, and that what is just within the limits is. */
class DocumentTextTest {
    private static final String W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final int MOST = 16 * 1024 * 1024;

    private static String word(String body) {
        return "<w:document xmlns:w='" + W + "'><w:body>" + body + "</w:body></w:document>";
    }

    private static String paragraph(String text) {
        return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    }

    private static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> files(String... namesAndContents) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < namesAndContents.length; i += 2) {
            files.put(namesAndContents[i], namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    private static String docx(int most, Map<String, byte[]> files) {
        try {
            return new DocxText(most).read(zip(files));
        } catch (UnreadableAttachment e) {
            return "refused: " + e.getMessage();
        }
    }

    private static String pdf(byte[] document) {
        try {
            return new PdfText(200_000).read(document);
        } catch (UnreadableAttachment e) {
            return "refused: " + e.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p> | a b\\nc\\n",
                "<w:p><w:r><w:instrText>no</w:instrText><w:t>a</w:t>no</w:r></w:p> | a\\n",
                "<w:p><w:r><w:t><![CDATA[a&b]]></w:t></w:r></w:p> | a&b\\n",
                "<w:p><t>no</t><x:t xmlns:x='other'>no</x:t></w:p> | \\n",
                "<s:p xmlns:s='http://purl.oclc.org/ooxml/wordprocessingml/main'><s:t>strict</s:t></s:p> | strict\\n"
            })
    void the_words_of_a_document_are_those_that_are_shown(String body, String text) {
        assertThat(docx(100, files("word/document.xml", word(body)))).isEqualTo(text.replace("\\n", "\n"));
    }

    @Test
    void notes_and_margins_are_read_beside_the_letter_and_nothing_else_is() {
        assertThat(docx(
                        100,
                        files(
                                "word/document.xml", word(paragraph("letter")),
                                "word/footnotes.xml", word(paragraph("foot")),
                                "word/endnotes.xml", word(paragraph("end")),
                                "word/header12.xml", word(paragraph("head")),
                                "word/footer.xml", word(paragraph("margin")),
                                "word/comments.xml", word(paragraph("remark")),
                                "other/word/document.xml", word(paragraph("other")))))
                .isEqualTo("letter\nfoot\nend\nhead\nmargin\n");
        assertThat(docx(100, files("word/header1.xml", word(paragraph("head")))))
                .as("a margin without a letter")
                .isEqualTo("refused: " + UnreadableAttachment.OTHER_KIND);
        assertThat(docx(100, files("word/document.xml", "<w:document")))
                .isEqualTo("refused: " + UnreadableAttachment.DAMAGED);
    }

    @Test
    void a_document_is_read_until_there_is_enough() {
        assertThat(docx(3, files("word/document.xml", word(paragraph("abc") + paragraph("def")))))
                .startsWith("abc")
                .doesNotContain("def");
        assertThat(docx(
                        3,
                        files(
                                "word/document.xml", word(paragraph("abc")),
                                "word/footer.xml", word(paragraph("def")))))
                .doesNotContain("def");
        assertThat(docx(
                        5,
                        files(
                                "word/document.xml", word(paragraph("abc")),
                                "word/footer.xml", word(paragraph("def")))))
                .contains("def");
    }

    @Test
    void a_document_is_nested_as_documents_are() {
        int inner = 300 - 2;
        assertThat(docx(9, files("word/document.xml", word("<w:a>".repeat(inner) + "</w:a>".repeat(inner)))))
                .isEmpty();
        assertThat(docx(9, files("word/document.xml", word("<w:a>".repeat(inner + 1) + "</w:a>".repeat(inner + 1)))))
                .isEqualTo("refused: " + UnreadableAttachment.DAMAGED);
    }

    @Test
    void a_document_unfolds_to_sixteen_megabytes_and_has_two_thousand_files() {
        String letter = word(paragraph("abc"));
        Map<String, byte[]> files = files("word/document.xml", letter);
        files.put("picture", new byte[MOST - letter.length()]);
        assertThat(docx(9, files)).isEqualTo("abc\n");
        files.put("more", new byte[1]);
        assertThat(docx(9, files)).isEqualTo("refused: " + UnreadableAttachment.EXPANDS);

        Map<String, byte[]> many = files("word/document.xml", letter);
        for (int i = 1; i < 2000; i++) {
            many.put("f" + i, new byte[1]);
        }
        assertThat(docx(9, many)).isEqualTo("abc\n");
        many.put("f2000", new byte[1]);
        assertThat(docx(9, many)).isEqualTo("refused: " + UnreadableAttachment.EXPANDS);
    }

    private static byte[] printed(int pages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            for (int i = 1; i <= pages; i++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                    content.newLineAtOffset(50, 700);
                    content.showText("page-" + i + ".");
                    content.endText();
                }
            }
            document.save(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void of_a_long_pdf_the_first_forty_pages_are_read() {
        assertThat(pdf(printed(42))).contains("page-1.", "page-40.").doesNotContain("page-41.");
        assertThat(pdf(printed(2))).contains("page-1.", "page-2.");
    }

    @Test
    void a_pdf_is_read_until_there_is_enough() throws UnreadableAttachment {
        assertThat(new PdfText(5).read(printed(3))).contains("page-1.").doesNotContain("page-2.");
    }

    private static byte[] streams(String begin, int... zeros) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII));
        try {
            for (int size : zeros) {
                bytes.writeBytes(begin.getBytes(StandardCharsets.US_ASCII));
                DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED));
                out.write(new byte[size]);
                out.finish();
                bytes.writeBytes("\nendstream\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "stream\n", "stream\r\n", "stream\r"})
    void streams_unfold_to_sixteen_megabytes_together(String begin) {
        String expands = "refused: " + UnreadableAttachment.EXPANDS;

        assertThat(pdf(streams(begin, MOST))).isEqualTo("refused: " + UnreadableAttachment.DAMAGED);
        assertThat(pdf(streams(begin, MOST + 1))).isEqualTo(expands);
        assertThat(pdf(streams(begin, MOST / 2, MOST / 2))).isNotEqualTo(expands);
        assertThat(pdf(streams(begin, MOST / 2, MOST / 2 + 1))).isEqualTo(expands);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/Filter /LZWDecode | true",
                "/F#69lter /FlateDecode | true",
                "/Filter 5 0 R | true",
                "/Filter [/FlateDecode /Fl] | true",
                "/Filter [/RL /FlateDecode] | true",
                "/Filter [/ASCII85Decode /FlateDecode] | false",
                "/Filter /FlateDecode | false"
            })
    void what_is_packed_so_that_nobody_sees_how_is_left_alone(String filter, boolean refused) {
        assertThat(pdf(("%PDF-1.7 " + filter).getBytes(StandardCharsets.US_ASCII))
                        .equals("refused: " + UnreadableAttachment.EXPANDS))
                .isEqualTo(refused);
    }

    private static Enclosed read(List<Attachment> attachments) {
        return new AttachmentReader(Duration.ofSeconds(30)).read(attachments, "windows-1257");
    }

    private static Attachment text(int number, String content) {
        return new Attachment(number, "text/plain", content.getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void twenty_attachments_are_read_and_two_hundred_thousand_characters() {
        List<Attachment> many = new ArrayList<>();
        for (int i = 1; i <= 21; i++) {
            many.add(text(i, "letter-" + i + "."));
        }
        assertThat(read(many).text()).contains("letter-20.").doesNotContain("letter-21.");
        assertThat(read(many).toOpen()).endsWith(": 21 (text: larger than what is read)");

        Enclosed enough = read(List.of(text(1, "a".repeat(200_001)), text(2, "b")));
        assertThat(enough.text()).startsWith("a".repeat(200_000)).doesNotContain("b");
        assertThat(enough.unread()).extracting(Enclosed.Unread::number).containsExactly(2);
        assertThat(read(List.of(text(1, "a".repeat(199_998)), text(2, "b"))).text())
                .endsWith("b\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | hello | text",
                "text/plain | ' ' | text",
                "image/png | hello | other",
                "text/plain | a\\0b | other",
                "application/zip | PK34 | archive",
                "application/x-zip-compressed | PK34 | archive",
                "application/vnd.openxmlformats-officedocument.zip | PK34 | docx",
                "application/octet-stream | PK34 | docx",
                "text/plain | junk before %PDF-1.4 | pdf"
            })
    void what_an_attachment_is_shows_in_how_it_begins(String type, String content, String kind) {
        Enclosed enclosed = read(List.of(new Attachment(
                7,
                type,
                content.replace("\\0", "\0").replace("PK34", "PK\u0003\u0004").getBytes(StandardCharsets.ISO_8859_1),
                false)));

        if (content.equals("hello") && kind.equals("text")) {
            assertThat(enclosed.text()).isEqualTo("hello\n\n");
            assertThat(enclosed.toOpen()).isEmpty();
        } else {
            assertThat(enclosed.unread().get(0).kind()).isEqualTo(kind);
            assertThat(enclosed.unread().get(0).dangerous()).isEqualTo(kind.equals("archive"));
        }
        assertThat(enclosed.toString()).doesNotContain("hello");
    }

    @Test
    void a_text_in_an_old_code_is_read_as_the_country_writes() {
        byte[] old = "Šarūnas".getBytes(java.nio.charset.Charset.forName("windows-1257"));

        assertThat(read(List.of(new Attachment(1, "text/plain", old, false))).text())
                .startsWith("Šarūnas");
    }
}
