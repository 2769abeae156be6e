package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.support.Pdf;
import org.dsrhub.support.SigningAuthority;
import org.junit.jupiter.api.Test;

class SignedMailIntakeTest extends MailboxHub {
    private SigningAuthority authority;

    @Test
    void a_signed_request_goes_at_once_and_somebody_elses_waits() throws Exception {
        byte[] container = authority()
                .container(
                        "T",
                        Map.of("taotlus.txt", "Tere! Soovin tutvuda oma andmetega, mis teil minu kohta on."),
                        authority.issue(new SigningAuthority.Profile()));

        intake.take(signed("own-signature@mail.example", "Minu isikukood on 60001019906.", container), "gjensidige-ee");
        intake.take(signed("other-signature@mail.example", "Isikukood on 38001085718.", container), "gjensidige-ee");

        RequestView own = await("gjensidige-ee", Right.ACCESS, "own-signature@mail.example");
        assertThat(own.state()).isNotEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(own.id())).anyMatch(entry -> entry.event().equals("signature-accepted"));
        RequestView other = await("gjensidige-ee", Right.ACCESS, "other-signature@mail.example");
        assertThat(other.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(other.id())).anyMatch(entry -> entry.event().equals("signer-not-subject"));
    }

    @Test
    void input1_what_the_senders_domain_disowns_is_identified_by_no_signature() throws Exception {
        byte[] container = authority()
                .container(
                        "T",
                        Map.of("taotlus.txt", "Soovin tutvuda oma andmetega."),
                        authority.issue(new SigningAuthority.Profile()));

        intake.take(disowned("disowned@mail.example", TRUSTED_HOST_EE, container), "gjensidige-ee");
        intake.take(disowned("forwarded@mail.example", TRUSTED_HOST, container), "gjensidige-ee");

        RequestView disowned = await("gjensidige-ee", Right.ACCESS, "disowned@mail.example");
        assertThat(disowned.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(disowned.identificationLevel()).isNotEqualTo("L3");
        assertThat(requests.history(disowned.id()))
                .anyMatch(entry -> entry.event().equals("signature-undecided"))
                .noneMatch(entry -> entry.event().equals("signature-accepted"));
        RequestView trusted = await("gjensidige-ee", Right.ACCESS, "forwarded@mail.example");
        assertThat(trusted.state())
                .as("that mailbox does not trust that host, so the signature counts")
                .isNotEqualTo(RequestState.IDENTIFICATION);
    }

    private RawMail disowned(String from, String host, byte[] container) {
        Bytes mail = (Bytes) signed(from, "Minu isikukood on 60001019906.", container);
        return new Bytes(("Authentication-Results: " + host + "; dmarc=fail header.from=mail.example\r\n"
                        + new String(mail.bytes(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_bdoc_and_a_signed_pdf_identify_who_signed_them() throws Exception {
        byte[] bdoc = authority()
                .container(
                        "LT",
                        Map.of("taotlus.txt", "Soovin tutvuda oma andmetega."),
                        authority.issue(new SigningAuthority.Profile()));
        byte[] pdf = authority.pdf(
                "T", Pdf.of("Soovin tutvuda oma andmetega."), authority.issue(new SigningAuthority.Profile()));

        for (Object[] sent : new Object[][] {
            {"bdoc@mail.example", "application/octet-stream; name=taotlus.bdoc", bdoc},
            {"pdf@mail.example", "application/pdf; name=taotlus.pdf", pdf}
        }) {
            String from = (String) sent[0];
            intake.take(signed(from, "Taotlus on lisatud.", (String) sent[1], (byte[]) sent[2]), "gjensidige-ee");

            RequestView request = await("gjensidige-ee", Right.ACCESS, from);
            assertThat(request.state()).as(from).isNotEqualTo(RequestState.IDENTIFICATION);
            assertThat(request.identificationLevel()).isEqualTo("L3");
            assertThat(requests.subject(request.id()).nationalId()).isEqualTo(new NationalId("EE", "60001019906"));
            assertThat(requests.history(request.id()))
                    .anyMatch(entry -> entry.event().equals("signature-accepted"));
        }
    }

    @Test
    void a_mail_signed_by_smime_identifies_where_the_ladder_takes_it_without_a_time_stamp() throws Exception {
        String part = "Content-Type: text/plain; charset=utf-8\r\n\r\nSoovin tutvuda oma andmetega.\r\n";
        String signature = Base64.getMimeEncoder()
                .encodeToString(authority()
                        .cms(
                                part.getBytes(StandardCharsets.UTF_8),
                                false,
                                authority.issue(new SigningAuthority.Profile())));
        for (String controller : List.of("gjensidige-lv", "gjensidige-ee")) {
            intake.take(
                    Bytes.of(
                            "From: smime@mail.example",
                            "Subject: Taotlus",
                            "Message-ID: <smime@mail.example>",
                            "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
                                    + " micalg=sha-256; boundary=B",
                            "",
                            "--B",
                            part,
                            "--B",
                            "Content-Type: application/pkcs7-signature; name=smime.p7s",
                            "Content-Transfer-Encoding: base64",
                            "",
                            signature,
                            "--B--"),
                    controller);
        }

        RequestView lenient = await("gjensidige-lv", Right.ACCESS, "smime@mail.example");
        assertThat(lenient.state()).isNotEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(lenient.id()))
                .anyMatch(entry -> entry.event().equals("signature-accepted"));
        assertThat(requests.subject(lenient.id()).nationalId()).isEqualTo(new NationalId("EE", "60001019906"));
        RequestView strict = await("gjensidige-ee", Right.ACCESS, "smime@mail.example");
        assertThat(strict.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.history(strict.id()))
                .anyMatch(entry -> entry.event().equals("signature-undecided"));
    }

    /** A new one, the only one that is trusted now. */
    private SigningAuthority authority() throws IOException {
        authority = new SigningAuthority(null);
        authority.trustIn(TRUST);
        return authority;
    }

    private static RawMail signed(String from, String text, byte[] container) {
        return signed(from, text, "application/vnd.etsi.asic-e+zip; name=taotlus.asice", container);
    }

    private static RawMail signed(String from, String text, String type, byte[] document) {
        return Bytes.of(
                "From: " + from,
                "Subject: Taotlus",
                "Message-ID: <" + from + ">",
                "Content-Type: multipart/mixed; boundary=B",
                "",
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "",
                text,
                "--B",
                "Content-Type: " + type,
                "Content-Transfer-Encoding: base64",
                "",
                Base64.getMimeEncoder().encodeToString(document),
                "--B--");
    }
}
