package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A PDF grows by no more than its readers can bear. */
class PdfGateTest extends AtDocumentGates {
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
}
