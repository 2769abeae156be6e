package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportTest {
    private static final String ID = "<DSR-2026-000017.acknowledgement.00ff@insurer.example>";

    private static ReadMail read(String... lines) {
        return new MailReader().read(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8), "UTF-8");
    }

    static String[] notification(String action, String status, String original) {
        return new String[] {
            "From: MAILER-DAEMON@mx.example",
            "Return-Path: <>",
            "Auto-Submitted: auto-replied",
            "Subject: Undelivered Mail Returned to Sender",
            "Message-ID: <" + action + status + original.hashCode() + "@mx.example>",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
            "",
            "--B",
            "Content-Type: text/plain",
            "",
            "I'm sorry to have to inform you",
            "--B",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example",
            "",
            "Final-Recipient: rfc822; gone@mail.example",
            "Action: " + action,
            "Status: " + status,
            "",
            "--B",
            "Content-Type: message/rfc822",
            "",
            "From: data@insurer.example",
            "Message-ID: " + original,
            "",
            "the letter",
            "--B--",
            ""
        };
    }

    @Test
    void a_notification_names_the_mail_and_why() {
        DeliveryReport report = read(notification("failed", "5.1.1", ID)).report();

        assertThat(report.failed()).isTrue();
        assertThat(report.status()).isEqualTo("5.1.1");
        assertThat(report.messageIds()).contains(ID);
    }

    @Test
    void what_is_only_late_has_not_failed_and_what_went_well_is_no_report() {
        assertThat(read(notification("delayed", "4.4.1", ID)).report().failed()).isFalse();
        assertThat(read(notification("relayed", "2.0.0", ID)).report()).isNull();
    }

    @Test
    void words_of_a_server_that_writes_no_notification_are_read() {
        ReadMail qmail = read(
                "From: MAILER-DAEMON@mx.example",
                "",
                "Hi. This is the qmail-send program. I'm afraid I wasn't able to deliver your message.",
                "<gone@mail.example>: 550 5.1.1 user unknown",
                "--- Below this line is a copy of the message.",
                "",
                "Message-ID: " + ID,
                "Subject: DSR-2026-000017");
        ReadMail exim = read(
                "From: Mail Delivery System <noreply@mx.example>",
                "X-Failed-Recipients: gone@mail.example",
                "In-Reply-To: " + ID,
                "",
                "A message that you sent could not be delivered");
        ReadMail late = read(
                "From: postmaster@mx.example",
                "References: " + ID,
                "",
                "Delivery is delayed; the server will keep trying.");

        assertThat(qmail.report()).isEqualTo(new DeliveryReport(true, "5.1.1", List.of(ID)));
        assertThat(exim.report().failed()).isTrue();
        assertThat(exim.report().messageIds()).contains(ID);
        assertThat(late.report().failed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: person@mail.example\r\nAuto-Submitted: auto-replied\r\nReturn-Path: <>",
                "From: person@mail.example",
                "From: person@mail.example\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=B"
            })
    void an_absence_a_reply_and_a_read_receipt_are_no_bounce(String headers) {
        assertThat(read(headers, "In-Reply-To: " + ID, "", "--B", "", "I am away until Monday 5.1.1", "--B--")
                        .report())
                .isNull();
    }

    @Test
    void broken_reports_throw_nothing() {
        assertThat(read("From: mailer-daemon@mx.example", "Content-Type: multipart/report", "", "--")
                        .report())
                .isNotNull();
        assertThat(read(
                                "From: mailer-daemon@mx.example",
                                "Content-Type: multipart/report; report-type=delivery-status; boundary=B",
                                "",
                                "--B",
                                "Content-Type: message/delivery-status",
                                "Content-Transfer-Encoding: base64",
                                "",
                                "@@@",
                                "--B--")
                        .report()
                        .messageIds())
                .as("a report of nothing that is known")
                .isEmpty();
    }
}
