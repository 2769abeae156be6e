package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** What a validator should not see does not come to it, and what is at the limit still does. */
class DocumentGatesTest {
    private static final String TYPE = "application/vnd.etsi.asic-e+zip";
    private static final int MEGABYTE = 1024 * 1024;
    private static final SignatureProperties USUAL = limits(16 * MEGABYTE, 100, 100);

    private static SignatureProperties limits(long unpacked, int entries, int ratio) {
        return new SignatureProperties(
                null, Duration.ofSeconds(2), DataSize.ofMegabytes(6), DataSize.ofBytes(unpacked), entries, ratio);
    }

    /** The code of the refusal, {@code passes} where there is none. */
    private static String outcome(Runnable check) {
        try {
            check.run();
            return "passes";
        } catch (Refused e) {
            return e.getMessage();
        }
    }

    private static String pdf(SignatureProperties limits, byte[]... parts) {
        return outcome(() -> new PdfGate(limits).check(joined(parts)));
    }

    private static String pdf(byte[]... parts) {
        return pdf(USUAL, parts);
    }

    private static String container(SignatureProperties limits, byte[] container) {
        return outcome(() -> new ContainerGate(limits).check(container));
    }

    private static String container(Map<String, byte[]> files) {
        return container(USUAL, zip(files));
    }

    private static String xml(String xml) {
        return outcome(() -> new XmlGate().check(bytes(xml)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] spaces(int length) {
        byte[] spaces = new byte[length];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    private static byte[] packed(int zeros) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(new byte[zeros]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void a_pdf_is_known_by_how_it_begins() {
        assertThat(PdfGate.knows(bytes("%PDF-"))).isTrue();
        assertThat(PdfGate.knows(bytes("%PDF"))).isFalse();
        assertThat(PdfGate.knows(bytes("x%PDF-"))).isFalse();
        assertThat(PdfGate.knows(bytes("%PDF_1.7"))).isFalse();
    }

    @Test
    void objects_may_weigh_a_megabyte_and_no_more() {
        assertThat(pdf(spaces(MEGABYTE))).isEqualTo("passes");
        assertThat(pdf(spaces(MEGABYTE + 1))).isEqualTo("pdf-structure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream\n", "stream\r\n", "stream"})
    void what_lies_in_a_stream_is_no_object(String begin) {
        byte[] stream = joined(bytes("<<>>" + begin), new byte[2 * MEGABYTE], bytes("endstream"));

        assertThat(pdf(spaces(1000), stream, spaces(MEGABYTE - 1004))).isEqualTo("passes");
        assertThat(pdf(spaces(1000), stream, spaces(MEGABYTE - 1003))).isEqualTo("pdf-structure");
        assertThat(pdf(spaces(MEGABYTE - 1004), stream, spaces(1000))).isEqualTo("passes");
        assertThat(pdf(spaces(MEGABYTE - 1003), stream, spaces(1000))).isEqualTo("pdf-structure");
        byte[] between = joined(stream, spaces(MEGABYTE / 2 - 4));
        assertThat(pdf(between, between)).isEqualTo("passes");
        assertThat(pdf(between, between, bytes(" "))).isEqualTo("pdf-structure");
    }

    @Test
    void streams_may_be_five_thousand() {
        byte[] stream = bytes("stream\nx\nendstream");
        byte[] most = new byte[stream.length * 5000];
        for (int i = 0; i < 5000; i++) {
            System.arraycopy(stream, 0, most, i * stream.length, stream.length);
        }

        assertThat(pdf(most)).isEqualTo("passes");
        assertThat(pdf(most, stream)).isEqualTo("pdf-streams");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream\n", "stream\r\n", "stream\r", "stream"})
    void pages_may_unpack_to_the_limit_and_no_further_however_their_lines_end(String begin) {
        byte[] page = joined(bytes(begin), packed(50_000), bytes("\nendstream"));

        assertThat(pdf(limits(50_000, 1, 1), page)).isEqualTo("passes");
        assertThat(pdf(limits(49_999, 1, 1), page)).isEqualTo("pdf-unpacked");
        assertThat(pdf(limits(100_000, 1, 1), page, page)).isEqualTo("passes");
        assertThat(pdf(limits(99_999, 1, 1), page, page))
                .as("all of them together")
                .isEqualTo("pdf-unpacked");
    }

    @Test
    void what_is_not_packed_weighs_what_it_is_and_what_does_not_end_ends_with_the_file() {
        byte[] plain = joined(bytes("12345 stream\n"), new byte[500]);

        assertThat(pdf(limits(500, 1, 1), plain, bytes("endstream"))).isEqualTo("passes");
        assertThat(pdf(limits(499, 1, 1), plain, bytes("endstream"))).isEqualTo("pdf-unpacked");
        assertThat(pdf(limits(500, 1, 1), plain)).isEqualTo("passes");
        assertThat(pdf(limits(499, 1, 1), plain)).isEqualTo("pdf-unpacked");
        assertThat(pdf(bytes("stream"))).isEqualTo("passes");
        assertThat(pdf(bytes("stream\r"))).isEqualTo("passes");
        assertThat(pdf(bytes("strea"))).isEqualTo("passes");
    }

    private static byte[] stream(String dictionary, int zeros) {
        return joined(bytes("9 0 obj <<" + dictionary + ">>\nstream\n"), packed(zeros), bytes("\nendstream"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Type/ObjStm /Filter/FlateDecode",
                "/Type/XRef /Filter/FlateDecode",
                "/Type/Obj#53tm /Filter/FlateDecode",
                "/Filter 5 0 R",
                "/Type/ObjStm /Filter/FlateDecode /DecodeParms<<>>"
            })
    void packed_objects_weigh_what_they_unpack_to(String dictionary) {
        assertThat(pdf(stream(dictionary, MEGABYTE / 2))).isEqualTo("passes");
        assertThat(pdf(stream(dictionary, MEGABYTE + 1))).isEqualTo("pdf-structure");
        assertThat(pdf(stream(dictionary, MEGABYTE / 2), stream(dictionary, MEGABYTE / 2)))
                .as("together with what stands around them")
                .isEqualTo("pdf-structure");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/Filter/FlateDecode", "/Subtype/Image /Filter/FlateDecode", "/Length1 5 /Filter/FlateDecode"})
    void pages_and_pictures_are_no_objects(String dictionary) {
        assertThat(pdf(stream(dictionary, 3 * MEGABYTE))).isEqualTo("passes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/Filter[/FlateDecode/FlateDecode] | pdf-filters",
                "/Filter[/ASCII85Decode/FlateDecode] | pdf-filters",
                "/Filter[/ASCII85Decode/ASCIIHexDecode] | passes",
                "/Filter/FlateDecode /DecodeParms<</Predictor 12>> | passes",
                "/Subtype/Image /Filter[/FlateDecode/DCTDecode] | passes",
                "/FontFile /Filter[/FlateDecode/ASCIIHexDecode] | passes",
                "/Length1 5 /Filter[/FlateDecode/ASCIIHexDecode] | passes",
                "/Subtype/Image#20 /Filter[/FlateDecode/FlateDecode] | pdf-filters",
                "/Type/ObjStm /Filter[/ASCII85Decode/ASCIIHexDecode] | pdf-filters",
                "/Type/ObjStm /Filter/LZWDecode | pdf-filters",
                "/Type/XRef /Filter/RunLengthDecode | pdf-filters",
                "/Filter/LZWDecode | passes",
                "/Filter/RunLengthDecode | passes"
            })
    void objects_are_packed_once_and_in_a_way_that_can_be_measured(String dictionary, String outcome) {
        assertThat(pdf(stream(dictionary, 10))).isEqualTo(outcome);
    }

    @Test
    void what_another_object_is_says_nothing_of_this_one() {
        assertThat(pdf(bytes("1 0 obj <</Type/ObjStm>> endobj\n"), stream("/Filter/FlateDecode", 2 * MEGABYTE)))
                .isEqualTo("passes");
        assertThat(pdf(bytes("<</Type/ObjStm /Filter/FlateDecode>>stream\n"), packed(2 * MEGABYTE)))
                .as("where nothing shows where it begins, what stands before counts")
                .isEqualTo("pdf-structure");
        assertThat(pdf(bytes("<</Type/ObjStm>>"), spaces(4080), bytes("stream\n"), packed(2 * MEGABYTE)))
                .isEqualTo("pdf-structure");
        assertThat(pdf(bytes("<</Type/ObjStm>>"), spaces(4096), bytes("stream\n"), packed(2 * MEGABYTE)))
                .isEqualTo("passes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Contents<", "/Contents <", "/Contents\r\n<"})
    void a_signature_in_hexadecimal_weighs_nothing(String begin) {
        byte[] signature = bytes(begin + "0123456789abcdefABCDEF".repeat(100));
        int rest = MEGABYTE - (begin.length() - 1);

        assertThat(pdf(signature, spaces(rest))).isEqualTo("passes");
        assertThat(pdf(signature, spaces(rest + 1))).isEqualTo("pdf-structure");
        byte[] two = joined(spaces(7), signature, bytes(">"), signature);
        assertThat(pdf(two, spaces(rest - 8 - begin.length() + 1))).isEqualTo("passes");
        assertThat(pdf(two, spaces(rest - 8 - begin.length() + 2))).isEqualTo("pdf-structure");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Contents(0123456789)",
                "/Contents 5 0 R",
                "/Contents",
                "/Contents ",
                "/Contents\r",
                "/Contents\n"
            })
    void what_is_no_signature_weighs_what_it_is(String end) {
        assertThat(pdf(spaces(MEGABYTE - end.length()), bytes(end))).isEqualTo("passes");
        assertThat(pdf(spaces(MEGABYTE - end.length() + 1), bytes(end))).isEqualTo("pdf-structure");
    }

    @Test
    void a_file_that_ends_in_mid_signature_is_read_to_its_end() {
        assertThat(pdf(spaces(MEGABYTE - 9), bytes("/Contents<"))).isEqualTo("passes");
        assertThat(pdf(spaces(MEGABYTE - 9), bytes("/Contents<ab"))).isEqualTo("passes");
        assertThat(pdf(spaces(MEGABYTE - 8), bytes("/Contents<ab"))).isEqualTo("pdf-structure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/Encrypt", "trailer <</Encrypt 5 0 R>>"})
    void what_is_encrypted_is_refused(String pdf) {
        assertThat(pdf(bytes(pdf))).isEqualTo("pdf-encrypted");
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("mimetype", bytes(TYPE));
        files.put("META-INF/signatures0.xml", bytes("<a/>"));
        return files;
    }

    private static Map<String, byte[]> with(String name, byte[] content) {
        Map<String, byte[]> files = files();
        files.put(name, content);
        return files;
    }

    private static byte[] zip(Map<String, byte[]> files) {
        return zip(files, "");
    }

    private static byte[] zip(Map<String, byte[]> files, String comment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setComment(comment);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                if (file.getKey().equals("noted")) {
                    entry.setComment("a remark");
                    entry.setExtra(new byte[] {(byte) 0x99, (byte) 0x99, 2, 0, 7, 7});
                }
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void a_container_is_known_by_how_it_begins() {
        assertThat(ContainerGate.knows(joined(bytes("PK\u0003\u0004"), new byte[27])))
                .isTrue();
        assertThat(ContainerGate.knows(joined(bytes("PK\u0003\u0004"), new byte[26])))
                .isFalse();
        assertThat(ContainerGate.knows(new byte[40])).isFalse();
    }

    @Test
    void a_container_holds_as_many_files_as_are_allowed() {
        assertThat(container(files())).isEqualTo("passes");
        assertThat(container(limits(MEGABYTE, 2, 100), zip(files()))).isEqualTo("passes");
        assertThat(container(limits(MEGABYTE, 1, 100), zip(files()))).isEqualTo("container-entries");
    }

    @Test
    void a_container_unpacks_to_as_much_as_is_allowed() {
        int size = TYPE.length() + 4 + 100;
        byte[] container = zip(with("letter.txt", new byte[100]));

        assertThat(container(limits(size, 9, 100), container)).isEqualTo("passes");
        assertThat(container(limits(size - 1, 9, 100), container)).isEqualTo("container-unpacked");
    }

    @Test
    void a_container_grows_by_no_more_than_is_allowed_once_it_is_large() {
        byte[] small = zip(with("zeros", new byte[MEGABYTE - TYPE.length() - 4]));
        assertThat(container(limits(9L * MEGABYTE, 9, 1), small)).isEqualTo("passes");

        byte[] large = zip(with("zeros", new byte[2 * MEGABYTE]));
        int ratio = (2 * MEGABYTE + TYPE.length() + 4) / large.length;
        assertThat(container(limits(9L * MEGABYTE, 9, ratio), large)).isEqualTo("passes");
        assertThat(container(limits(9L * MEGABYTE, 9, ratio - 1), large)).isEqualTo("container-ratio");
    }

    @Test
    void what_describes_signatures_is_four_megabytes_at_most_and_what_is_signed_may_be_more() {
        SignatureProperties patient = limits(20L * MEGABYTE, 9, 100_000);

        assertThat(container(patient, zip(with("META-INF/list.bin", new byte[4 * MEGABYTE]))))
                .isEqualTo("passes");
        assertThat(container(patient, zip(with("META-INF/list.bin", new byte[4 * MEGABYTE + 1]))))
                .isEqualTo("xml-size");
        assertThat(container(patient, zip(with("mimetype", new byte[4 * MEGABYTE + 1]))))
                .isEqualTo("xml-size");
        assertThat(container(patient, zip(with("picture.bin", new byte[5 * MEGABYTE]))))
                .isEqualTo("passes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../x | container-name",
                "a/../x | container-name",
                "a/./x | container-name",
                "/x | container-name",
                "a\\b | container-name",
                "\\b | container-name",
                "C:x | container-name",
                "ab:x | passes",
                "..x/y.. | passes",
                "META-INF/SIGNATURES0.XML | container-duplicate"
            })
    void names_lead_nowhere_else(String name, String outcome) {
        assertThat(container(with(name, bytes("<a/>")))).isEqualTo(outcome);
    }

    @Test
    void names_are_visible_and_not_long() {
        assertThat(container(with("", bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a".repeat(200), bytes("x")))).isEqualTo("passes");
        assertThat(container(with("a".repeat(201), bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a\u202eb", bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a\u200db", bytes("x")))).isEqualTo("container-name");
        assertThat(container(with("a\u0007b", bytes("x")))).isEqualTo("container-name");
        Map<String, byte[]> twice = with("\u00e5", bytes("x"));
        twice.put("a\u030a", bytes("x"));
        assertThat(container(twice)).as("one name in two spellings").isEqualTo("container-duplicate");
    }

    @Test
    void a_container_says_what_it_is_in_one_of_the_ways_that_programs_have() {
        assertThat(container(with("mimetype", joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, bytes(TYPE)))))
                .isEqualTo("passes");
        assertThat(container(with("mimetype", bytes(TYPE + "\r\n")))).isEqualTo("passes");
        assertThat(container(with("mimetype", bytes("application/zip")))).isEqualTo("container-type");
        Map<String, byte[]> silent = files();
        silent.remove("mimetype");
        assertThat(container(silent)).isEqualTo("container-type");
    }

    @Test
    void signatures_may_be_ten_and_there_is_one() {
        Map<String, byte[]> files = files();
        for (int i = 1; i < 10; i++) {
            files.put("META-INF/signatures" + i + ".xml", bytes("<a/>"));
        }
        assertThat(container(files)).isEqualTo("passes");
        files.put("META-INF/signatures10.xml", bytes("<a/>"));
        assertThat(container(files)).isEqualTo("too-many-signatures");

        Map<String, byte[]> none = files();
        none.remove("META-INF/signatures0.xml");
        none.put("META-INF/manifest.xml", bytes("<a/>"));
        none.put("signatures0.xml", bytes("<a/>"));
        none.put("META-INF/signatures0.txt", bytes("<a/>"));
        assertThat(container(none)).isEqualTo("no-signature");
    }

    @Test
    void what_describes_signatures_is_plain_xml_and_what_is_signed_may_be_anything() {
        byte[] program = bytes("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");

        assertThat(container(with("META-INF/manifest.xml", program))).isEqualTo("xml-dtd");
        assertThat(container(with("letter.xml", program))).isEqualTo("passes");
        assertThat(container(with("META-INF/manifest.txt", program))).isEqualTo("passes");
    }

    @Test
    void remarks_and_further_fields_are_stepped_over() {
        assertThat(container(with("noted", bytes("x")))).isEqualTo("passes");
        Map<String, byte[]> files = with("noted", bytes("x"));
        files.put("after", bytes("y"));
        assertThat(container(files)).isEqualTo("passes");
        assertThat(container(USUAL, zip(files, "c".repeat(65_535)))).isEqualTo("passes");
    }

    private static ByteBuffer open(byte[] container) {
        return ByteBuffer.wrap(container).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void a_container_that_two_readers_would_read_in_two_ways_is_refused() {
        byte[] whole = zip(with("letter.txt", bytes("x")));
        int end = whole.length - 22;
        int directory = open(whole).getInt(end + 16);

        byte[] fewer = whole.clone();
        open(fewer).putShort(end + 10, (short) 2);
        assertThat(container(USUAL, fewer)).isEqualTo("container-ambiguous");
        byte[] more = whole.clone();
        open(more).putShort(end + 10, (short) 4);
        assertThat(container(USUAL, more)).isEqualTo("container-broken");
        byte[] nowhere = whole.clone();
        open(nowhere).putInt(end + 16, -1);
        assertThat(container(USUAL, nowhere)).isEqualTo("container-broken");
        byte[] elsewhere = whole.clone();
        open(elsewhere).putInt(end + 16, directory + 1);
        assertThat(container(USUAL, elsewhere)).isEqualTo("container-broken");
        byte[] renamed = whole.clone();
        renamed[directory + 46] = 'M';
        assertThat(container(USUAL, renamed)).isEqualTo("container-ambiguous");
        byte[] endless = whole.clone();
        open(endless).putShort(directory + 28, (short) 0xffff);
        assertThat(container(USUAL, endless)).isEqualTo("container-broken");
        byte[] between = joined(Arrays.copyOf(whole, end), new byte[5], Arrays.copyOfRange(whole, end, whole.length));
        assertThat(container(USUAL, between)).isEqualTo("container-ambiguous");
    }

    @Test
    void a_container_without_a_directory_is_broken() {
        byte[] whole = zip(files());

        assertThat(container(USUAL, Arrays.copyOf(whole, whole.length - 22))).isEqualTo("container-broken");
        assertThat(container(USUAL, Arrays.copyOf(whole, 40))).isEqualTo("container-broken");
        assertThat(container(USUAL, Arrays.copyOf(whole, 10))).isEqualTo("container-broken");
        assertThat(container(USUAL, joined(whole, new byte[70_000])))
                .as("no directory within reach of the end")
                .isEqualTo("container-broken");
        byte[] empty = joined(bytes("PK\u0005\u0006"), new byte[18]);
        assertThat(container(USUAL, empty)).as("nothing but a directory").isEqualTo("container-type");
    }

    @Test
    void xml_is_as_deep_and_as_wide_as_signatures_are() {
        assertThat(xml("<a>".repeat(60) + "</a>".repeat(60))).isEqualTo("passes");
        assertThat(xml("<a>".repeat(61) + "</a>".repeat(61))).isEqualTo("xml-structure");
        assertThat(xml("<a>" + "<b/>".repeat(19_999) + "</a>")).isEqualTo("passes");
        assertThat(xml("<a>" + "<b/>".repeat(20_000) + "</a>")).isEqualTo("xml-structure");
        assertThat(xml("<a" + attributes(60) + "/>")).isEqualTo("passes");
        assertThat(xml("<a" + attributes(61) + "/>")).isEqualTo("xml-structure");
        assertThat(xml("<a>" + "<Reference/>".repeat(250) + "</a>")).isEqualTo("passes");
        assertThat(xml("<a>" + "<Reference/>".repeat(200) + "<RetrievalMethod/>".repeat(51) + "</a>"))
                .isEqualTo("xml-structure");
        assertThat(xml("<a>" + "<Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>".repeat(300) + "</a>"))
                .as("no references")
                .isEqualTo("passes");
        assertThat(xml("<a>")).isEqualTo("xml-broken");
    }

    private static String attributes(int count) {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            attributes.append(" a").append(i).append("='1'");
        }
        return attributes.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Reference URI='#part'/> | passes",
                "<Reference URI='letter.txt'/> | passes",
                "<Reference/> | passes",
                "<Reference URI='http://a.example/'/> | xml-reference",
                "<Reference URI='//a.example/'/> | xml-reference",
                "<RetrievalMethod URI='file:/etc/x'/> | xml-reference",
                "<Transform Algorithm='http://www.w3.org/2000/09/xmldsig#base64'/> | passes",
                "<Transform Algorithm='http://www.w3.org/TR/1999/REC-xslt-19991116'/> | xml-transform",
                "<Transform/> | xml-transform",
                "<Other URI='http://a.example/'/> | passes"
            })
    void xml_names_no_place_and_runs_no_program(String element, String outcome) {
        assertThat(xml(element)).isEqualTo(outcome);
    }

    @Test
    void one_stamp_proves_one_time() {
        String stamp = "<EncapsulatedTimeStamp/>";

        assertThat(xml("<a><SignatureTimeStamp>" + stamp + "</SignatureTimeStamp></a>"))
                .isEqualTo("passes");
        assertThat(xml("<a><SignatureTimeStamp>" + stamp + stamp + "</SignatureTimeStamp></a>"))
                .isEqualTo("xml-timestamps");
        assertThat(xml("<a><SignatureTimeStamp>" + stamp + "</SignatureTimeStamp><b/><ArchiveTimeStamp>" + stamp
                        + "</ArchiveTimeStamp></a>"))
                .isEqualTo("passes");
        assertThat(xml("<a><SignatureTimeStamp>" + stamp + "<b/>" + stamp + "</SignatureTimeStamp></a>"))
                .isEqualTo("xml-timestamps");
    }
}
