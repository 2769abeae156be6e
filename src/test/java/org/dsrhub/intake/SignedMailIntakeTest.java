package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.support.SigningAuthority;
import org.junit.jupiter.api.Test;

class SignedMailIntakeTest extends MailboxHub {
    @Test
    void a_signed_request_goes_at_once_and_somebody_elses_waits() throws Exception {
        SigningAuthority authority = new SigningAuthority(null);
        authority.trustIn(TRUST);
        byte[] container = authority.container(
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
        SigningAuthority authority = new SigningAuthority(null);
        authority.trustIn(TRUST);
        byte[] container = authority.container(
                "T",
                Map.of("anmodning.txt", "Soovin tutvuda oma andmetega."),
                authority.issue(new SigningAuthority.Profile()));
        Bytes mail = (Bytes) signed("forwarded@mail.example", "Minu isikukood on 60001019906.", container);
        String headed = "Authentication-Results: " + TRUSTED_HOST + "; dmarc=fail header.from=mail.example\r\n"
                + new String(mail.bytes(), StandardCharsets.UTF_8);

        intake.take(new Bytes(headed.getBytes(StandardCharsets.UTF_8)), "gjensidige-ee");
        RequestView trusted = await("gjensidige-ee", Right.ACCESS, "forwarded@mail.example");

        assertThat(trusted.state())
                .as("that mailbox trusts no host, so the signature counts")
                .isNotEqualTo(RequestState.IDENTIFICATION);

        SignedMail.Finding accepted = new SignedMail.Finding(
                "signature-accepted",
                new org.dsrhub.request.NewRequest.Evidence("L3", "qualified-signature", "ref"),
                null,
                Map.of());
        assertThat(accepted.disowned().evidence()).isNull();
        assertThat(accepted.disowned().code()).isEqualTo("signature-undecided");
    }

    private static RawMail signed(String from, String text, byte[] container) {
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
                "Content-Type: application/vnd.etsi.asic-e+zip; name=taotlus.asice",
                "Content-Transfer-Encoding: base64",
                "",
                Base64.getMimeEncoder().encodeToString(container),
                "--B--");
    }
}
