package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.dsrhub.datacontroller.DataController.Identification;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.signature.TestSignatures;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Right;
import org.dsrhub.support.SigningAuthority;
import org.dsrhub.support.SigningAuthority.Owner;
import org.dsrhub.support.SigningAuthority.Profile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedMailTest {
    private static final String LETTER = "Tere! Soovin tutvuda oma andmetega, mis teil minu kohta on.";
    private static final NationalId OWN = new NationalId("EE", "60001019906");
    private static final NationalId OTHER = new NationalId("EE", "38001085718");
    private static final Set<Right> ACCESS = Set.of(Right.ACCESS);

    private static SigningAuthority authority;
    private static Owner person;
    private static SignedMail mails;

    @TempDir
    static Path folder;

    @BeforeAll
    static void trust() throws IOException {
        authority = new SigningAuthority(null);
        person = authority.issue(new Profile());
        authority.trustIn(folder);
        NationalIds nationalIds = new NationalIds(false, InstantSource.system());
        mails = new SignedMail(TestSignatures.trusting(folder), nationalIds, new Lexicons(), new MailReader());
    }

    private static Identification ladder(String... methods) {
        return new Identification(
                "L3",
                Map.of(),
                Arrays.stream(methods)
                        .map(method -> new Identification.Method(
                                Channel.MAIL, method, method.equals("two-facts") ? "L2" : "L3"))
                        .toList());
    }

    private static final Identification ESTONIAN = ladder(SignedMail.QUALIFIED);

    private static RawMail mail(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new RawMail() {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                to.write(bytes);
            }

            @Override
            public Instant arrivedAt() {
                return null;
            }
        };
    }

    private static RawMail attached(String type, String name, byte[]... documents) {
        StringBuilder mail = new StringBuilder(
                "From: a@mail.example\r\nSubject: Taotlus\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
                        + "--B\r\nContent-Type: text/plain\r\n\r\nVt manus.\r\n");
        for (byte[] document : documents) {
            mail.append("--B\r\nContent-Type: ")
                    .append(type)
                    .append("\r\nContent-Disposition: attachment; filename=")
                    .append(name)
                    .append("\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                    .append(Base64.getMimeEncoder().encodeToString(document))
                    .append("\r\n");
        }
        return mail(mail.append("--B--\r\n").toString());
    }

    private static RawMail container(byte[]... containers) {
        return attached("application/octet-stream", "taotlus.asice", containers);
    }

    private static byte[] signed(String text, Owner owner) {
        return authority.container("LT", Map.of("taotlus.txt", text), owner);
    }

    private static SignedMail.Finding find(RawMail mail, Identification ladder, NationalId named) {
        return find(mail, ladder, named, Instant.now());
    }

    private static SignedMail.Finding find(RawMail mail, Identification ladder, NationalId named, Instant now) {
        try {
            SignedMail.Checked checked = mails.check(mail, CapturedMail.of(mail), "windows-1257");
            SignedMail.Finding finding = mails.identify(checked, ladder, ACCESS, named, now);
            assertThat(finding.toString() + checked + finding.details())
                    .doesNotContain(OWN.value(), "VÄLJAOTS", LETTER);
            assertThat(finding.evidence() != null).isEqualTo("signature-accepted".equals(finding.code()));
            return finding;
        } catch (IOException | jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_signed_request_is_its_signers() {
        RawMail mail = container(signed(LETTER, person));

        SignedMail.Finding finding = find(mail, ESTONIAN, OWN);

        assertThat(finding.code()).isEqualTo("signature-accepted");
        assertThat(finding.evidence().level()).isEqualTo("L3");
        assertThat(finding.evidence().method()).isEqualTo("qualified-signature");
        assertThat(finding.evidence().reference()).matches("[0-9a-f]{32}");
        assertThat(finding.subject()).isEqualTo(OWN);
        assertThat(find(mail, ESTONIAN, null).subject()).isEqualTo(OWN);
        assertThat(find(mail, ESTONIAN, new NationalId("LT", OWN.value())).code())
                .isEqualTo("signer-not-subject");
    }

    @Test
    void somebody_elses_signature_is_asked_for_a_power_of_attorney() {
        SignedMail.Finding finding = find(container(signed(LETTER, person)), ESTONIAN, OTHER);

        assertThat(finding.code()).isEqualTo("signer-not-subject");
        assertThat(finding.subject()).isEqualTo(OTHER);
    }

    @Test
    void a_signature_under_anything_else_or_long_ago_is_for_a_caseworker() {
        assertThat(find(container(signed("Kindlustusleping nr 1", person)), ESTONIAN, OWN)
                        .code())
                .isEqualTo("signature-not-of-the-request");
        assertThat(find(
                                container(signed(LETTER, person)),
                                ESTONIAN,
                                OWN,
                                Instant.now().plus(Duration.ofDays(31)))
                        .code())
                .isEqualTo("signature-not-recent");
    }

    @Test
    void a_signature_without_time_is_accepted_only_where_the_ladder_says_so() {
        RawMail mail = container(authority.container("B", Map.of("taotlus.txt", LETTER), person));

        assertThat(find(mail, ESTONIAN, OWN).code()).isEqualTo("signature-undecided");
        SignedMail.Finding lenient = find(mail, ladder(SignedMail.QUALIFIED, SignedMail.WITHOUT_TIME), OWN);
        assertThat(lenient.evidence().method()).isEqualTo(SignedMail.WITHOUT_TIME);
        assertThat(find(container(signed(LETTER, person)), ladder("two-facts"), OWN)
                        .code())
                .isEqualTo("signature-not-offered");
    }

    @Test
    void a_broken_signature_is_refused_and_one_beside_it_does_not_help() {
        byte[] broken = signed(LETTER, person);
        broken[broken.length / 3] ^= 1;

        assertThat(find(container(broken), ESTONIAN, OWN).code()).isEqualTo("signature-invalid");
        assertThat(find(container(signed(LETTER, person), broken), ESTONIAN, OWN)
                        .code())
                .isEqualTo("signature-invalid");
    }

    @Test
    void containers_of_two_people_are_nobodys() {
        Owner other = authority.issue(new Profile().serialNumber("PNOEE-" + OTHER.value()));

        assertThat(find(container(signed(LETTER, person), signed(LETTER, other)), ESTONIAN, OWN)
                        .code())
                .isEqualTo("signature-undecided");
    }

    @Test
    void an_unsigned_mail_and_a_scan_need_a_signature_where_nothing_else_is_taken() {
        RawMail plain = mail("From: a@mail.example\r\nSubject: Taotlus\r\n\r\n" + LETTER);
        RawMail scan = attached("application/pdf", "pass.pdf", "%PDF-1.4 a scan".getBytes(StandardCharsets.US_ASCII));

        assertThat(find(plain, ESTONIAN, OWN).code()).isEqualTo("signature-required");
        assertThat(find(scan, ESTONIAN, OWN).code()).isEqualTo("signature-required");
        assertThat(find(plain, ladder(SignedMail.QUALIFIED, "two-facts"), OWN).code())
                .isNull();
    }

    @Test
    void a_signed_mail_counts_whatever_a_server_did_to_its_line_ends() {
        String part = "Content-Type: multipart/mixed; boundary=B1\r\n\r\n--B1\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(LETTER.getBytes(StandardCharsets.UTF_8)) + "\r\n--B1--\r\n";
        String signature = Base64.getMimeEncoder()
                .encodeToString(authority.cms(part.getBytes(StandardCharsets.UTF_8), false, person));
        String mail = "From: a@mail.example\r\nSubject: x\r\nContent-Type: multipart/signed;"
                + " protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"B\"\r\n\r\n--B\r\n" + part
                + "\r\n--B\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + signature + "\r\n--B--\r\n";
        Identification lenient = ladder(SignedMail.QUALIFIED, SignedMail.WITHOUT_TIME);

        assertThat(find(mail(mail), ESTONIAN, OWN).code()).isEqualTo("signature-undecided");
        assertThat(find(mail(mail), lenient, OWN).code()).isEqualTo("signature-accepted");
        assertThat(find(mail(mail.replace("\r\n", "\n")), lenient, OWN).code()).isEqualTo("signature-accepted");
        String changed = mail.replaceFirst("base64\r\n\r\n.", "base64\r\n\r\nA");
        assertThat(changed).isNotEqualTo(mail);
        assertThat(find(mail(changed), lenient, OWN).code()).isEqualTo("signature-invalid");

        String opaque = "From: a@mail.example\r\nSubject: x\r\nContent-Type: application/pkcs7-mime;"
                + " smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder()
                        .encodeToString(authority.cms(part.getBytes(StandardCharsets.UTF_8), true, person));
        assertThat(find(mail(opaque), lenient, OWN).code()).isEqualTo("signature-accepted");
    }

    @Test
    void a_mail_too_large_to_be_held_is_for_a_caseworker() throws Exception {
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        container(signed(LETTER, person)).writeTo(large);
        String text = large.toString(StandardCharsets.UTF_8).replace("--B--", "--B\r\n\r\n" + "x".repeat(10_000_000));

        assertThat(find(mail(text), ESTONIAN, OWN).code()).isEqualTo("signature-undecided");
    }
}
