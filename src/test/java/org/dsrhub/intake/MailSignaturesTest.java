package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.Signatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parts of a mail may bear a signature, and what an S/MIME signature is over, to the byte. */
class MailSignaturesTest {
    /** Knows documents by how they begin, as the validator does. */
    private static final Signatures KNOWING = new Signatures() {
        @Override
        public boolean knows(byte[] document) {
            String head = new String(document, StandardCharsets.ISO_8859_1);
            return head.startsWith("PK") || head.startsWith("%PDF");
        }

        @Override
        public SignatureReport check(byte[] document) {
            throw new IllegalStateException("nothing is checked here");
        }

        @Override
        public SignatureReport check(byte[] signature, byte[] content) {
            throw new IllegalStateException("nothing is checked here");
        }
    };

    private static MailSignatures of(String mail) {
        return MailSignatures.of(mail.getBytes(StandardCharsets.ISO_8859_1), KNOWING);
    }

    private static String content(String mail) {
        byte[] content = of(mail).content();
        return content == null ? null : new String(content, StandardCharsets.ISO_8859_1);
    }

    private static String part(String type, String name, String content) {
        return "--B\r\nContent-Type: " + type + (name == null ? "" : "; name=" + name)
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.ISO_8859_1)) + "\r\n";
    }

    private static int documents(String... parts) {
        return of("From: a@mail.example\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" + String.join("", parts)
                        + "--B--\r\n")
                .documents()
                .size();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "application/vnd.etsi.asic-e+zip,none,PK1,1",
                "application/vnd.bdoc-1.0,none,PK1,1",
                "application/octet-stream,A.ASICE,PK1,1",
                "application/octet-stream,a.bdoc,PK1,1",
                "application/octet-stream,a.edoc,PK1,1",
                "application/octet-stream,a.docx,PK1,0",
                "application/zip,none,PK1,0",
                "application/vnd.etsi.asic-e+zip,none,no archive,0",
                "application/pdf,a.pdf,%PDF-1.7 /ByteRange [0 1],1",
                "application/pdf,a.pdf,%PDF/ByteRange,1",
                "application/pdf,a.pdf,%PDF-1.7 a scan,0",
                "application/pdf,a.pdf,%PDF-1.7 /ByteRang,0",
                "application/octet-stream,a.asice,%PDF-1.7 a scan,0",
                "text/plain,a.asice,PK1,0"
            })
    void a_container_and_a_signed_pdf_may_bear_one_and_an_office_document_does_not(
            String type, String name, String content, int found) {
        assertThat(documents(part(type, name, content))).isEqualTo(found);
    }

    @Test
    void a_broken_part_takes_nothing_from_the_others() {
        String good = part("application/pdf", "a.pdf", "%PDF /ByteRange");
        String broken = "--B\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n*\r\n";

        assertThat(documents(good, broken, good)).isEqualTo(2);
    }

    @Test
    void parts_are_looked_for_to_a_depth_and_a_number() {
        String document = part("application/pdf", "a.pdf", "%PDF /ByteRange").replace("--B\r\n", "");
        for (int depth : new int[] {19, 20}) {
            StringBuilder mail = new StringBuilder("From: a@mail.example\r\n");
            for (int i = 0; i <= depth; i++) {
                mail.append("Content-Type: multipart/mixed; boundary=B" + i + "\r\n\r\n--B" + i + "\r\n");
            }
            assertThat(of(mail + document).documents()).hasSize(depth == 19 ? 1 : 0);
        }
        String one = part("application/pdf", "a.pdf", "%PDF /ByteRange");
        assertThat(documents(one.repeat(499))).isEqualTo(499);
        assertThat(documents(one.repeat(505))).isEqualTo(499);
    }

    private static String signed(String boundary, String body) {
        return "From: a@mail.example\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\""
                + (boundary == null ? "" : "; boundary=\"" + boundary + "\"") + "\r\n\r\n" + body;
    }

    private static final String SIGNATURE =
            "Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n"})
    void what_is_signed_is_what_stands_between_the_boundaries_with_whole_line_ends(String end) {
        String mail = signed(
                        "B",
                        "preamble\r\n--B\r\nContent-Type: text/plain\r\n\r\nhello\r\nyou\r\n\r\n--B\r\n" + SIGNATURE
                                + "--B--\r\n")
                .replace("\r\n", end);

        assertThat(content(mail)).isEqualTo("Content-Type: text/plain\r\n\r\nhello\r\nyou\r\n");
        assertThat(of(mail).cms()).containsExactly(1, 2, 3);
        assertThat(of(mail).size()).isEqualTo(1);
        assertThat(of(mail).isEmpty()).isFalse();
        assertThat(of(mail)).hasToString("MailSignatures[1]");
    }

    @Test
    void a_boundary_that_begins_like_the_outer_one_is_an_inner_part_s() {
        String mail =
                signed("B", "--B\r\nA: b\r\n\r\n--B1\r\nx\r\n--Bx\r\n--B1--\r\n--B \t\r\n" + SIGNATURE + "--B--\r\n");

        assertThat(content(mail)).isEqualTo("A: b\r\n\r\n--B1\r\nx\r\n--Bx\r\n--B1--");
    }

    @Test
    void a_part_that_is_empty_or_has_a_bare_line_end_before_it_is_one() {
        assertThat(content(signed("B", "--B\r\n--B\r\n" + SIGNATURE + "--B--\r\n")))
                .isEmpty();
        assertThat(content(signed("B", "--B\r\n\r\n--B\r\n" + SIGNATURE + "--B--\r\n")))
                .isEmpty();
        assertThat(content(signed("B", "--B\r\n\n--B\r\n" + SIGNATURE + "--B--\r\n")))
                .isEmpty();
        assertThat(content(signed("B", "--B\r\nx\n--B--"))).isEqualTo("x");
        assertThat(content(signed("B", "--B\r\nx\r\n--B")))
                .as("cut off at the boundary")
                .isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--B", "--B\r\nnever ends", "--B\r\nx\r\n--", "no boundary at all\r\n"})
    void what_has_no_end_was_signed_by_nobody(String body) {
        assertThat(content(signed("B", body))).isNull();
        assertThat(of(signed("B", body)).isEmpty()).isTrue();
    }

    @Test
    void without_a_boundary_nothing_is_signed() {
        assertThat(content(signed(null, "--B\r\nx\r\n--B--"))).isNull();
        assertThat(content(signed("", "--\r\nx\r\n----"))).isNull();
    }

    @Test
    void a_signature_beside_three_parts_is_over_nobody_knows_what() {
        MailSignatures three =
                of(signed("B", "--B\r\nA: b\r\n\r\nx\r\n--B\r\n" + SIGNATURE + "--B\r\n" + SIGNATURE + "--B--"));

        assertThat(three.cms()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "application/pkcs7-mime; smime-type=signed-data,true",
        "application/x-pkcs7-mime,true",
        "application/pkcs7-mime; smime-type=enveloped-data,false",
        "multipart/signed; protocol=application/pgp-signature; boundary=B,false",
        "text/plain,false"
    })
    void a_mail_that_is_a_signature_holds_what_it_signs(String type, boolean signed) {
        MailSignatures found = of("From: a@mail.example\r\nContent-Type: " + type
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n");

        assertThat(found.cms() != null).isEqualTo(signed);
        assertThat(found.content()).isNull();
    }
}
