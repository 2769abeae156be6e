package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far a mail is read, what of it is text and what is enclosed, and what nobody may make of its headers. */
class LetterEdgesTest {
    private final MailReader reader = new MailReader();

    private ReadMail read(String... lines) {
        return reader.read(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1), "windows-1252");
    }

    private static String[] multipart(String type, String... parts) {
        List<String> lines = new java.util.ArrayList<>(
                List.of("From: a@mail.example", "Content-Type: multipart/" + type + "; boundary=B", ""));
        for (String part : parts) {
            lines.add("--B");
            lines.add(part);
        }
        lines.add("--B--");
        return lines.toArray(String[]::new);
    }

    private static String part(String type, String content) {
        return "Content-Type: " + type + "\r\n\r\n" + content;
    }

    @Test
    void a_letter_written_twice_is_read_as_it_was_written_plainly() {
        ReadMail mail = read(multipart("alternative", part("text/plain", "plain"), part("text/html", "<p>styled</p>")));

        assertThat(mail.text().strip()).isEqualTo("plain");
        assertThat(mail.attachments()).isZero();
    }

    @Test
    void where_the_plain_text_is_empty_the_styled_one_is_read() {
        assertThat(read(multipart("alternative", part("text/plain", " "), part("text/html", "<p>styled</p>")))
                        .text()
                        .strip())
                .isEqualTo("styled");
        assertThat(read("From: a@mail.example", "", " ").text()).isBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<head><title>t</title></head>a<br>b | a\\nb",
                "<script>var a = '<b>';</script>a | a",
                "<STYLE type=x>p{}</STYLE >a | a",
                "<p>a</p><div>b</div><li>c<tr>d<h2>e | a\\nb\\nc\\nd\\ne",
                "a<b>b</b>c | a b c",
                "&lt;&aring;&amp;&#233; | <å&é"
            })
    void what_styled_text_says_is_what_its_reader_sees(String html, String text) {
        assertThat(MailText.stripped(html)
                        .strip()
                        .replaceAll("[ ]*\n[ ]*", "\n")
                        .replaceAll(" +", " "))
                .isEqualTo(text.replace("\\n", "\n"));
    }

    @Test
    void enclosures_are_numbered_and_signatures_are_none_of_them() {
        ReadMail mail = read(multipart(
                "mixed",
                part("text/plain", "letter"),
                part("application/pdf", "%PDF-1"),
                part("application/pkcs7-signature", "x"),
                part("application/pgp-signature; name=a", "x"),
                part("application/x-pkcs7-signature", "x"),
                "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nenclosed"));

        assertThat(mail.attachments()).isEqualTo(5);
        assertThat(mail.enclosed()).extracting(Attachment::number).containsExactly(1, 5);
        assertThat(mail.enclosed()).extracting(Attachment::type).element(0).isEqualTo("application/pdf");
        assertThat(new String(mail.enclosed().get(1).bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("enclosed");
        assertThat(mail.text().strip()).isEqualTo("letter");
        assertThat(mail.enclosed().get(0)).hasToString("Attachment[1, 6 bytes]");
        assertThat(mail.toString()).isEqualTo("ReadMail[7 characters, 5 attachments]");
    }

    @Test
    void enclosures_are_held_as_far_as_the_beginning_of_a_mail_reaches() {
        String half = "x".repeat(Attachment.LARGEST / 2);
        ReadMail mail = read(multipart(
                "mixed",
                part("image/png", half),
                part("image/png", half),
                part("image/png", "y"),
                part("image/png", "z")));

        assertThat(mail.enclosed()).extracting(Attachment::cut).containsExactly(false, false, true, true);
        assertThat(mail.enclosed().get(1).bytes()).hasSize(half.length());
        assertThat(mail.enclosed().get(2).bytes()).isEmpty();
    }

    @Test
    void a_text_is_read_to_two_hundred_thousand_characters() {
        String most = "a".repeat(199_998);
        assertThat(read(multipart(
                                "mixed",
                                part("text/plain", most),
                                part("text/plain", "more"),
                                part("text/plain", "no")))
                        .text())
                .endsWith("more\n")
                .hasSizeLessThan(200_030);
        assertThat(read("From: a@mail.example", "", "a".repeat(300_000)).text()).hasSizeLessThan(210_000);
    }

    @ParameterizedTest
    @CsvSource({"20,true", "21,false"})
    void a_mail_within_a_mail_within_a_mail_ends_somewhere(int depth, boolean read) {
        StringBuilder mail = new StringBuilder("From: a@mail.example\r\n");
        for (int i = 0; i < depth; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=B" + i + "\r\n\r\n--B" + i + "\r\n");
        }
        assertThat(read(mail + "Content-Type: text/plain\r\n\r\ndeep").text().contains("deep"))
                .isEqualTo(read);
    }

    @Test
    void of_many_parts_the_first_five_hundred_are_looked_at() {
        String[] parts = new String[600];
        Arrays.fill(parts, part("image/png", "x"));

        assertThat(read(multipart("mixed", parts)).enclosed()).hasSizeBetween(499, 500);
    }

    @Test
    void bytes_in_an_unknown_encoding_are_read_as_they_are() {
        assertThat(read("From: a@mail.example", "Content-Transfer-Encoding: x-own", "", "hello")
                        .text())
                .contains("hello");
        byte[] utf8 = "From: a@mail.example\r\n\r\nŠarūnas".getBytes(StandardCharsets.UTF_8);
        assertThat(reader.read(utf8, "no-such-charset").text()).contains("Šarūnas");
        byte[] latin = "From: a@mail.example\r\n\r\nÅsa".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(reader.read(latin, "no-such-charset").text()).contains("Åsa");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "From: a@mail.example | a@mail.example",
                "From: Name <a@mail.example> | a@mail.example",
                "From: undisclosed | none",
                "From: <@mail.example> | none",
                "From: \"a b\"@mail.example | none",
                "X: y | none",
                "From: broken, b@mail.example | b@mail.example"
            })
    void a_sender_is_an_address_that_can_be_written_to(String header, String address) {
        assertThat(read(header, "", "x").address()).isEqualTo(address);
    }

    @Test
    void an_address_is_as_long_as_addresses_are() {
        assertThat(read("From: " + "a".repeat(64) + "@mail.example", "", "x").address())
                .isNotNull();
        assertThat(read("From: " + "a".repeat(65) + "@mail.example", "", "x").address())
                .isNull();
    }

    @Test
    void signs_that_steer_a_terminal_or_turn_a_text_round_are_blanks() {
        ReadMail mail = reader.read(
                "From: =?UTF-8?Q?Ann=E2=80=AE_Evil?= <a@mail.example>\r\nSubject: =?UTF-8?Q?a=07b=E2=81=A6c?=\r\n\r\nx"
                        .getBytes(StandardCharsets.US_ASCII),
                "UTF-8");

        assertThat(mail.name()).isEqualTo("Ann  Evil");
        assertThat(mail.subject()).isEqualTo("a b c");
        assertThat(read("From: a@mail.example", "Subject: " + "s".repeat(600), "", "x")
                        .subject())
                .hasSize(500);
        assertThat(read("From: a@mail.example", "Subject: " + "s".repeat(500), "", "x")
                        .subject())
                .hasSize(500);
        assertThat(mail.everything()).isEqualTo("a b c\nx\n");
    }

    @Test
    void what_a_mail_does_not_say_is_empty_and_no_person() {
        ReadMail mail = read("X: y", "", "");

        assertThat(mail.messageId()).isNull();
        assertThat(mail.name()).isNull();
        assertThat(mail.subject()).isEmpty();
        assertThat(mail.results()).isEmpty();
        assertThat(mail.answers()).isEmpty();
        assertThat(mail.report()).isNull();
        assertThat(mail.automatic()).isFalse();
        assertThat(read("From: a@mail.example", "", "x").name()).isEmpty();
        assertThat(read("Message-ID:  <1@mail.example> ", "", "x").messageId()).isEqualTo("<1@mail.example>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: MAILER-DAEMON@mail.example",
                "From: Postmaster@mail.example",
                "X-Autoreply: yes",
                "Return-Path: < >",
                "Auto-Submitted: AUTO-generated",
                "Precedence: Junk",
                "Precedence: auto_reply",
                "X-Auto-Response-Suppress: OOF"
            })
    void machines_have_many_names(String header) {
        assertThat(read(header, "", "x").automatic()).isTrue();
    }

    @Test
    void findings_of_so_many_servers_are_kept_as_any_mail_passes() {
        String[] lines = new String[62];
        Arrays.fill(lines, "Authentication-Results: a; spf=pass");
        lines[60] = "";
        lines[61] = "x";

        assertThat(read(lines).results()).hasSize(50);
    }

    @Test
    void the_nearest_of_the_mails_that_it_answers_comes_first() {
        ReadMail mail = read(
                "From: a@mail.example",
                "In-Reply-To: <3@m.example>",
                "References: <1@m.example> <2@m.example> <3@m.example> <not an id> <@m.example>",
                "",
                "x");

        assertThat(mail.answers()).containsExactly("<3@m.example>", "<2@m.example>", "<1@m.example>");
        String many = java.util.stream.IntStream.range(0, 60)
                .mapToObj(i -> "<" + i + "@m.example>")
                .collect(Collectors.joining(" "));
        assertThat(read("References: " + many, "", "x").answers()).hasSize(50).startsWith("<59@m.example>");
    }

    private DeliveryReport report(String... lines) {
        return read(lines).report();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.1.1 unknown | true | 5.1.1",
                "451 4.4.1 later | false | 4.4.1",
                "delivered 2.0.0 | false | 2.0.0",
                "unknown user | true | ''",
                "delivery is delayed | false | ''",
                "we will keep trying | false | ''",
                "version 15.1.1.2 | true | ''",
                "3.1.1 | true | ''"
            })
    void a_server_s_words_tell_whether_it_gave_up(String words, boolean failed, String status) {
        assertThat(report("From: MAIL-Daemon@mx.example", "", words))
                .isEqualTo(new DeliveryReport(failed, status, List.of()));
        assertThat(report("From: a@mail.example", "", words)).isNull();
        assertThat(report("From: postmasters@mail.example", "", words)).isNull();
    }

    private DeliveryReport notification(String fields, String headers) {
        return report(
                "From: mailer-daemon@mx.example",
                "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
                "",
                "--B",
                "Content-Type: message/delivery-status",
                "",
                fields.replace(";", "\r\n"),
                "--B",
                "Content-Type: text/rfc822-headers",
                "",
                headers,
                "--B--");
    }

    @Test
    void of_several_recipients_one_that_failed_counts_with_its_status() {
        String id = "<1@insurer.example>";
        DeliveryReport both = notification(
                "Action: delayed;Status: 4.4.1;;Action: FAILED;Status: 5.1.1;;Action: delayed;Status: 4.2.2",
                "Message-ID: " + id);

        assertThat(both).isEqualTo(new DeliveryReport(true, "5.1.1", List.of(id)));
        assertThat(both).hasToString("DeliveryReport[failed=true, 5.1.1]");
        assertThat(notification("Action: delayed;Status: 4.4.1;;Action: relayed;Status: 2.0.0", "X: y"))
                .isEqualTo(new DeliveryReport(false, "4.4.1", List.of()));
        assertThat(notification("Action: delivered;Status: 2.0.0", "X: y")).isNull();
        assertThat(notification("Action: failed", "Message-ID: nobody's"))
                .isEqualTo(new DeliveryReport(true, "", List.of()));
    }

    @Test
    void what_a_mail_quotes_names_the_mail_that_came_back() {
        assertThat(report(
                                "From: mailer-daemon@mx.example",
                                "",
                                "> Message-ID: <1@insurer.example>",
                                "text Message-ID: <2@insurer.example>")
                        .messageIds())
                .containsExactly("<1@insurer.example>");
        String many = java.util.stream.IntStream.range(0, 60)
                .mapToObj(i -> "Message-ID: <" + i + "@insurer.example>\r\n")
                .collect(Collectors.joining());
        assertThat(report("From: mailer-daemon@mx.example", "", many).messageIds())
                .hasSize(50);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.a; spf=pass; dkim=fail (bad; worse) header.d=x; dmarc=none | pass fail none",
                "mx.a 1; SPF=Pass smtp.mailfrom=x | pass none none",
                "MX.A; spf/1=softfail | softfail none none",
                "mx.a; dkim=pass; dkim=fail; dkim=pass | none pass,fail none",
                "mx.a; spf=made-up; dmarc=bestguesspass | none none bestguesspass",
                "mx.a; reason=\"x; dmarc=pass\"; spf=neutral | neutral none none",
                "mx.a; x=\"a\\\"; dmarc=pass\"; spf=neutral | neutral none none",
                "mx.a; (nested (comment; dmarc=pass) still; dmarc=pass) spf=fail | fail none none",
                "mx.a; (a \\) b; dmarc=pass) spf=fail | fail none none",
                "mx.a; ) spf=fail; dmarc=pass | none none pass",
                "mx.a; =pass; spf=pass | pass none none",
                "mx.b; spf=pass | none none none",
                "spf=pass; dkim=pass | none none none",
                "mx.a | none none none"
            })
    void findings_are_those_of_the_standard_and_of_the_trusted_host(String header, String results) {
        AuthenticationResults found = AuthenticationResults.of(List.of(header), java.util.Set.of("mx.a"));

        assertThat(found.spf() + " " + found.dkim() + " " + found.dmarc()).isEqualTo(results);
        assertThat(found.disowned()).isFalse();
        assertThat(found.details()).containsEntry("spf", found.spf()).hasSize(3);
    }

    @Test
    void a_server_that_does_not_name_itself_counts_where_the_operator_says_so() {
        List<String> headers = List.of("spf=pass; dmarc=fail", "mx.a; dmarc=pass");

        assertThat(AuthenticationResults.of(headers, java.util.Set.of("-")).disowned())
                .isTrue();
        assertThat(AuthenticationResults.of(headers, java.util.Set.of("-")).spf())
                .isEqualTo("pass");
        assertThat(AuthenticationResults.of(headers, java.util.Set.of("mx.a")).dmarc())
                .isEqualTo("pass");
        assertThat(AuthenticationResults.of(headers, java.util.Set.of())).isEqualTo(AuthenticationResults.NONE);
    }

    @Test
    void nothing_that_a_sender_writes_makes_it_throw() {
        ByteArrayOutputStream rubbish = new ByteArrayOutputStream();
        rubbish.writeBytes(new byte[] {0, (byte) 0xff, '\n'});
        rubbish.writeBytes("From: \"\r\nSubject: =?no-such?B?x?=\r\nContent-Type: ;;;\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));

        assertThat(reader.read(rubbish.toByteArray(), "UTF-8").automatic()).isFalse();
        assertThat(read("Subject: =?no-such?B?eA==?=", "", "x").subject()).isEqualTo("=?no-such?B?eA==?=");
    }
}
