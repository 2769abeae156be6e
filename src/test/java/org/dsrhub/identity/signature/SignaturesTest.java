package org.dsrhub.identity.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.SignatureReport.Verdict;
import org.dsrhub.request.NationalId;
import org.dsrhub.support.Pdf;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.SigningAuthority.Owner;
import org.dsrhub.support.SigningAuthority.Profile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignaturesTest {
    private static final String LETTER = "Palun andke mulle teavet minu andmete kohta.";
    private static SigningAuthority authority;
    private static Owner person;

    @TempDir
    static Path folder;

    private DssSignatures signatures;

    @BeforeAll
    static void trust() throws IOException {
        authority = new SigningAuthority(null);
        person = authority.issue(new Profile());
        authority.trustIn(folder);
    }

    @BeforeEach
    void start() {
        signatures = trusting(folder);
    }

    private static DssSignatures trusting(Path folder) {
        return new DssSignatures(
                SignatureProperties.of(folder), new NationalIds(false, InstantSource.system()), InstantSource.system());
    }

    private static Map<String, String> letter() {
        return Map.of("taotlus.txt", LETTER);
    }

    private static void assertValid(SignatureReport report, String level) {
        assertThat(report.reasons()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.VALID);
        assertThat(report.level()).isEqualTo(level);
        assertThat(report.signer()).isEqualTo(new NationalId("EE", "60001019906"));
        assertThat(report.signerName()).isEqualTo("ÕNNELA VÄLJAOTS");
        assertThat(report.signedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(report.text()).contains(LETTER);
    }

    private static void assertDoubted(SignatureReport report, String... reasons) {
        assertThat(report.reasons()).containsExactlyInAnyOrder(reasons);
        assertThat(report.verdict()).isEqualTo(Verdict.INDETERMINATE);
    }

    private static void assertInvalid(SignatureReport report, String... reasons) {
        assertThat(report.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(report.reasons()).isNotEmpty().containsAll(List.of(reasons));
        assertThat(report.signer()).isNull();
        assertThat(report.signerName()).isNull();
    }

    @Test
    void a_time_stamped_container_is_its_signers() {
        assertValid(signatures.check(authority.container("T", letter(), person)), "XAdES-BASELINE-T");
        assertValid(signatures.check(authority.container("LT", letter(), person)), "XAdES-BASELINE-LT");
    }

    @Test
    void a_container_without_time_stamp_is_for_a_caseworker() {
        SignatureReport report = signatures.check(authority.container("B", letter(), person));

        assertDoubted(report, "no-timestamp");
        assertThat(report.signer()).isEqualTo(new NationalId("EE", "60001019906"));
    }

    @Test
    void a_time_stamped_pdf_is_its_signers() {
        assertValid(signatures.check(authority.pdf("T", Pdf.of(LETTER), person)), "PAdES-BASELINE-T");
        assertValid(signatures.check(authority.pdf("LT", Pdf.of(LETTER), person)), "PAdES-BASELINE-LT");
        assertDoubted(signatures.check(authority.pdf("B", Pdf.of(LETTER), person)), "no-timestamp");
    }

    @Test
    void a_signed_mail_is_its_signers_but_for_its_time() {
        byte[] content = ("Content-Type: text/plain\r\n\r\n" + LETTER).getBytes(StandardCharsets.UTF_8);

        SignatureReport apart = signatures.check(authority.cms(content, false, person), content);
        assertDoubted(apart, "no-timestamp");
        assertThat(apart.signer()).isEqualTo(new NationalId("EE", "60001019906"));
        assertThat(apart.text()).contains(LETTER);

        SignatureReport within = signatures.check(authority.cms(content, true, person), null);
        assertDoubted(within, "no-timestamp");
        assertThat(within.text()).contains(LETTER);

        byte[] changed = content.clone();
        changed[changed.length - 2] ^= 1;
        assertInvalid(signatures.check(authority.cms(content, false, person), changed), "digest-broken");
    }

    @Test
    void a_file_swapped_after_signing_breaks_it() throws IOException {
        byte[] container = authority.container("LT", letter(), person);

        byte[] swapped = rewritten(
                container, (name, content) -> name.equals("taotlus.txt") ? bytes("Saatke k\u00f5ik mulle.") : content);
        assertInvalid(signatures.check(swapped), "digest-broken");

        byte[] forged = rewritten(
                container,
                (name, content) -> name.contains("signatures")
                        ? bytes(new String(content, StandardCharsets.UTF_8)
                                .replaceFirst("<xades:SigningTime>....", "<xades:SigningTime>2020"))
                        : content);
        assertThat(forged).isNotEqualTo(container);
        assertInvalid(signatures.check(forged));
    }

    @Test
    void a_file_that_nobody_signed_makes_a_container_invalid() throws IOException {
        byte[] container = authority.container("LT", letter(), person);

        assertInvalid(signatures.check(with(container, "lisa.txt", bytes("Ja kustutage k\u00f5ik."))));
    }

    @Test
    void a_pdf_changed_after_signing_is_invalid() throws IOException {
        byte[] signed = authority.pdf("LT", Pdf.of(LETTER), person);
        byte[] changed;
        try (PDDocument pdf = org.apache.pdfbox.Loader.loadPDF(signed);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            PDPage page = pdf.getPage(0);
            try (PDPageContentStream content =
                    new PDPageContentStream(pdf, page, PDPageContentStream.AppendMode.APPEND, false)) {
                content.addRect(0, 0, 100, 100);
                content.fill();
            }
            page.getCOSObject().setNeedToBeUpdated(true);
            page.getResources().getCOSObject().setNeedToBeUpdated(true);
            pdf.saveIncremental(bytes);
            changed = bytes.toByteArray();
        }
        assertThat(changed.length).isGreaterThan(signed.length);

        assertInvalid(signatures.check(changed));
    }

    @Test
    void an_expired_certificate_is_good_for_nothing_without_a_proof_of_time() {
        Owner expired = authority.issue(new Profile()
                .valid(Instant.now().minus(Duration.ofDays(400)), Instant.now().minus(Duration.ofDays(1))));

        assertInvalid(signatures.check(authority.cms(bytes(LETTER), true, expired), null), "certificate-expired");
    }

    @Test
    void a_revoked_certificate_is_invalid_and_an_outdated_list_says_nothing(@TempDir Path own) throws IOException {
        SigningAuthority careful = new SigningAuthority("http://127.0.0.1:9/none");
        Owner thief = careful.issue(new Profile());
        byte[] container = careful.container("T", letter(), thief);
        careful.trustIn(own);
        DssSignatures trusting = trusting(own);
        assertThat(trusting.check(container).verdict()).isEqualTo(Verdict.VALID);

        careful.revoke(thief);
        careful.trustIn(own, Instant.now().plus(Duration.ofHours(3)));
        assertInvalid(trusting.check(container), "certificate-revoked");

        careful.trustIn(own, Instant.now().minusMillis(1));
        assertThat(trusting.check(container).reasons()).contains("revocation-unknown");
        assertThat(trusting.check(container).verdict()).isEqualTo(Verdict.INDETERMINATE);
    }

    @Test
    void whom_nobody_trusts_is_not_told() {
        SigningAuthority own = new SigningAuthority(null);
        Owner forger = own.issue(new Profile());

        SignatureReport report = signatures.check(own.container("LT", letter(), forger));

        assertThat(report.verdict()).isEqualTo(Verdict.INDETERMINATE);
        assertThat(report.reasons()).contains("issuer-not-trusted");
        assertThat(report.signer()).isNull();
        assertThat(report.signerName()).isNull();
    }

    @Test
    void a_company_signs_for_nobody() {
        Owner company = authority.issue(new Profile().seal("NTREE-12345678"));

        SignatureReport report = signatures.check(authority.container("LT", letter(), company));

        assertDoubted(report, "not-personal");
        assertThat(report.signer()).isNull();
    }

    @Test
    void two_people_are_no_signer_and_one_broken_signature_breaks_both() throws IOException {
        Owner other = authority.issue(new Profile().serialNumber("PNOEE-38001085718"));
        byte[] both = authority.container("LT", letter(), person, other);

        SignatureReport report = signatures.check(both);
        assertDoubted(report, "several-signers");
        assertThat(report.signer()).isNull();

        assertValid(signatures.check(authority.container("LT", letter(), person, person)), "XAdES-BASELINE-LT");
        byte[] broken = rewritten(
                both,
                (name, content) -> name.endsWith("signatures002.xml")
                        ? bytes(new String(content, StandardCharsets.UTF_8).replaceFirst("(SigningTime>)\\d", "$10"))
                        : content);
        assertThat(broken).isNotEqualTo(both);
        assertInvalid(signatures.check(broken));
    }

    @Test
    void the_number_must_be_one() {
        assertDoubted(signatures.check(signedWith(new Profile().serialNumber("PNOEE-60001019907"))), "number-invalid");
        assertDoubted(signatures.check(signedWith(new Profile().serialNumber("PASEE-KF0123456"))), "no-number");
        assertDoubted(signatures.check(signedWith(new Profile().serialNumber(null))), "no-number");
        assertThat(signatures
                        .check(signedWith(new Profile().serialNumber("60001019906")))
                        .signer())
                .isEqualTo(new NationalId("EE", "60001019906"));
        assertThat(signatures
                        .check(signedWith(new Profile().serialNumber("PNOLV-320000-10022")))
                        .signer())
                .satisfiesAnyOf(
                        id -> assertThat(id).isNull(),
                        id -> assertThat(id.country()).isEqualTo("LV"));
    }

    @Test
    void a_number_that_is_none_is_not_told() {
        assertThat(signatures
                        .check(signedWith(new Profile().serialNumber("PNOEE-60001019907")))
                        .signer())
                .isNull();
    }

    @Test
    void a_certificate_of_another_use_is_for_a_caseworker() {
        assertDoubted(signatures.check(signedWith(new Profile().unqualified())), "not-qualified");
        assertDoubted(signatures.check(signedWith(new Profile().usage(KeyUsage.digitalSignature))), "not-for-signing");
    }

    @Test
    void nothing_personal_is_told_by_the_way() {
        SignatureReport report = signatures.check(authority.container("LT", letter(), person));

        assertThat(report.toString()).doesNotContain("60001019906", "VÄLJAOTS", LETTER);
    }

    @Test
    void what_is_no_container_is_refused() throws IOException {
        assertInvalid(signatures.check(bytes("hello")), "format");
        assertInvalid(signatures.check(new byte[0]), "format");
        assertInvalid(signatures.check(bytes("%PDF-1.7 and nothing more")));
        assertInvalid(signatures.check(Pdf.of("unsigned")), "no-signature");
        assertInvalid(signatures.check(bytes("no CMS"), bytes("content")), "unreadable");
    }

    private static byte[] signedWith(Profile profile) {
        return authority.container("LT", letter(), authority.issue(profile));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] with(byte[] container, String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(container));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            if (name != null) {
                out.putNextEntry(new ZipEntry(name));
                out.write(content);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] rewritten(byte[] container, BiFunction<String, byte[], byte[]> change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(container));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(change.apply(entry.getName(), in.readAllBytes()));
            }
        }
        return bytes.toByteArray();
    }
}
