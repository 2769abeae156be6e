package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailReaderTest {
    private final MailReader reader = new MailReader();

    private ReadMail read(String headers, byte[] body, String fallback) {
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        mail.writeBytes((headers + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        mail.writeBytes(body);
        return reader.read(mail.toByteArray(), fallback);
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-15, text/plain; charset=ISO-8859-15, Åsa Öst Šarūnas?",
        "windows-1257, text/plain; charset=windows-1257, Šarūnas Žukauskas",
        "windows-1257, text/plain, Õnnela Väljaots",
        "windows-1257, text/plain; charset=us-ascii, Šarūnas Žukauskas",
        "windows-1257, text/plain; charset=utf-8, Šarūnas Žukauskas",
        "windows-1257, text/plain; charset=x-no-such, Õnnela Väljaots",
        "UTF-8, text/plain; charset=us-ascii, Žukauskas Õnnela Åsa"
    })
    void a_charset_that_is_named_missing_or_wrong_is_decoded(String charset, String type, String text) {
        byte[] body = text.getBytes(Charset.forName(charset));

        String expected = new String(body, Charset.forName(charset));
        assertThat(read("From: a@b.example\r\nContent-Type: " + type, body, "windows-1257")
                        .text()
                        .strip())
                .isEqualTo(expected);
    }

    @Test
    void an_encoded_sender_and_subject_are_decoded() {
        ReadMail mail = read(
                "From: =?ISO-8859-1?Q?Lars_N=F8rgaard?= <lars@mail.example>\r\nSubject: =?UTF-8?B?SW5kc2lndCBpIG1pbmU=?=",
                new byte[0],
                "windows-1252");

        assertThat(mail.name()).isEqualTo("Lars Nørgaard");
        assertThat(mail.address()).isEqualTo("lars@mail.example");
        assertThat(mail.subject()).isEqualTo("Indsigt i mine");
    }

    @Test
    void html_alone_is_read_as_text() {
        ReadMail mail = read(
                "From: a@b.example\r\nContent-Type: text/html; charset=utf-8",
                "<html><style>p{}</style><p>Soovin&nbsp;tutvuda</p>oma &otilde;igusega"
                        .getBytes(StandardCharsets.UTF_8),
                "windows-1257");

        assertThat(mail.text()).contains("tutvuda").contains("õigusega").doesNotContain("p{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Precedence: bulk",
                "Precedence: list",
                "Return-Path: <>",
                "List-Id: <news.example>",
                "X-Auto-Response-Suppress: All",
                "Content-Type: multipart/report; boundary=x"
            })
    void a_machine_is_recognised(String header) {
        assertThat(read("From: a@b.example\r\n" + header, "x".getBytes(StandardCharsets.US_ASCII), "UTF-8")
                        .automatic())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Auto-Submitted: no", "X-Auto-Response-Suppress: None", "Precedence: normal"})
    void a_person_is_not_taken_for_a_machine(String header) {
        assertThat(read("From: a@b.example\r\n" + header, "x".getBytes(StandardCharsets.US_ASCII), "UTF-8")
                        .automatic())
                .isFalse();
    }

    @Test
    void broken_base64_keeps_what_was_read_and_does_not_throw() {
        ReadMail mail = read(
                "From: a@b.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64",
                "SW5kc2lndCE=\r\n###notbase64".getBytes(StandardCharsets.US_ASCII),
                "UTF-8");

        assertThat(mail.text()).startsWith("Indsigt!");
    }
}
