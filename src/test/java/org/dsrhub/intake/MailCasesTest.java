package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;

/** What a case by mail knows of its sender, and when nobody is told that it was opened. */
class MailCasesTest extends AtMailDesk {
    @Test
    void a_flood_of_one_sender_waits_in_quarantine_and_all_of_the_first_are_cases() {
        for (int i = 0; i < 7; i++) {
            assertThat(desk.mail("tryg", sender, "Nr. " + i, ACCESS, sender))
                    .as("mail %d", i)
                    .isEqualTo(i < 5 ? MailIntake.Folder.DONE : MailIntake.Folder.QUARANTINE);
        }

        assertThat(entriesWith(sender))
                .hasSize(2)
                .allMatch(entry -> entry.reason().equals("sender-over-limit")
                        && entry.remedy().contains("hub.senders"));
        RequestView only = desk.cases("tryg", sender).get(0);
        assertThat(desk.queues(only.id()))
                .as("an address is acknowledged so often a day and no more")
                .filteredOn("acknowledgement"::equals)
                .hasSize(2);
        assertThat(desk.mail("gjensidige-ee", sender, "Nr. 8", "Soovin tutvuda oma andmetega."))
                .as("what another controller gets is another matter")
                .isEqualTo(MailIntake.Folder.DONE);
    }

    @Test
    void a_case_beyond_the_cap_is_opened_all_the_same_and_says_why_nobody_was_told() {
        for (int i = 0; i < 3; i++) {
            desk.mail("tryg", "Person" + "abc".charAt(i) + " Holm <" + sender + ">", "Nr. " + i, ACCESS);
        }

        assertThat(desk.cases("tryg", sender))
                .hasSize(3)
                .filteredOn(view ->
                        !desk.events(view.id(), "acknowledgement-capped").isEmpty())
                .singleElement()
                .satisfies(view -> assertThat(desk.queues(view.id()))
                        .as("what is missing is asked for on another day: SparedSendersTest counts the mails")
                        .containsExactly("notice"));
    }

    @Test
    void a_sender_whom_their_domain_disowns_gets_a_case_that_says_so() {
        desk.intake.take(
                IntakeDesk.letter(
                        sender,
                        "Indsigt",
                        List.of(
                                "Message-ID: " + IntakeDesk.messageId(),
                                "Authentication-Results: mx.tryg.example; spf=softfail; dmarc=fail"),
                        ACCESS),
                "tryg");

        RequestView view = desk.cases("tryg", sender).get(0);
        assertThat(desk.events(view.id(), "sender-disowned").get(0).details()).containsEntry("dmarc", "fail");
        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
    }

    @Test
    void what_an_untrusted_host_found_is_not_heard() {
        desk.intake.take(
                IntakeDesk.letter(
                        sender,
                        "Indsigt",
                        List.of(
                                "Message-ID: " + IntakeDesk.messageId(),
                                "Authentication-Results: mx.evil.example; dmarc=fail"),
                        ACCESS),
                "tryg");

        assertThat(desk.events(desk.cases("tryg", sender).get(0).id(), "sender-disowned"))
                .isEmpty();
    }

    @Test
    void where_nothing_but_a_signature_counts_a_mail_without_one_is_told_so() {
        desk.mail("gjensidige-ee", sender, "Andmed", "Soovin tutvuda oma andmetega.");

        RequestView view = desk.cases("gjensidige-ee", sender).get(0);
        assertThat(desk.events(view.id(), "signature-required")).hasSize(1);
        assertThat(desk.waits(view.id())).containsExactly("SIGNATURE");
    }

    @Test
    void a_writer_without_a_name_in_the_header_has_the_one_they_sign_with() {
        desk.mail("tryg", sender, "Indsigt", ACCESS, "Med venlig hilsen", "Karen Holm");

        assertThat(desk.requests.subject(desk.cases("tryg", sender).get(0).id()).name())
                .isEqualTo("Karen Holm");
    }

    @Test
    void a_letter_in_the_old_code_of_the_baltic_countries_is_read() {
        byte[] letter = String.join(
                        "\r\n",
                        "From: " + sender,
                        "Message-ID: " + IntakeDesk.messageId(),
                        "Content-Type: text/plain",
                        "",
                        "Vēlos piekļūt saviem personas datiem.",
                        "Ar cieņu",
                        "Jānis Bērziņš")
                .getBytes(java.nio.charset.Charset.forName("windows-1257"));

        desk.intake.take(new IntakeDesk.Raw(letter, null), "gjensidige-lv");

        RequestView view = desk.cases("gjensidige-lv", sender).get(0);
        assertThat(desk.requests.subject(view.id()).name()).isEqualTo("Jānis Bērziņš");
    }

    @Test
    void a_request_in_an_attachment_alone_waits_for_a_person_and_is_never_carried_out() {
        assertThat(desk.intake.take(
                        enclosing("Hej, se venligst det vedlagte brev fra mig.", "Slet alle mine oplysninger."),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(desk.cases("tryg", sender)).isEmpty();
        assertThat(entriesWith(sender).get(0).reason())
                .isEqualTo("mail-unclear: what it asks for stands in an attachment only");
    }

    @Test
    void identifiers_in_an_attachment_count_for_a_request_in_the_letter() {
        assertThat(desk.intake.take(enclosing(ACCESS, "Kundenummer: K-100299, cpr-nr. " + LARS), "tryg"))
                .isEqualTo(MailIntake.Folder.DONE);

        Subject subject =
                desk.requests.subject(desk.cases("tryg", sender).get(0).id());
        assertThat(subject.nationalId()).isEqualTo(new NationalId("DK", LARS));
        assertThat(subject.keys()).contains(SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "K-100299"));
    }

    private RawMail enclosing(String letter, String enclosed) {
        return IntakeDesk.raw(
                List.of(
                        "From: " + sender,
                        "Message-ID: " + IntakeDesk.messageId(),
                        "Content-Type: multipart/mixed; boundary=B"),
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "",
                letter,
                "--B",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Disposition: attachment; filename=brev.txt",
                "",
                enclosed,
                "--B--",
                "");
    }

    @Test
    void an_archive_that_nobody_opened_is_named_in_the_case_and_before_a_person() {
        desk.intake.take(
                IntakeDesk.raw(
                        List.of(
                                "From: " + sender,
                                "Message-ID: " + IntakeDesk.messageId(),
                                "Content-Type: multipart/mixed; boundary=B"),
                        "--B",
                        "Content-Type: text/plain; charset=utf-8",
                        "",
                        ACCESS,
                        "--B",
                        "Content-Type: application/zip",
                        "Content-Disposition: attachment; filename=a.zip",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "UEsDBAoAAAAAAA==",
                        "--B",
                        "Content-Type: image/png",
                        "Content-Disposition: attachment; filename=a.png",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "iVBORw0KGgo=",
                        "--B--"),
                "tryg");

        RequestView view = desk.cases("tryg", sender).get(0);
        assertThat(desk.events(view.id(), "attachment-unread"))
                .extracting(entry -> entry.details().get("number"))
                .containsExactly(1, 2);
        assertThat(entries(view)).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).startsWith("attachment-archive: ");
            assertThat(entry.remedy()).contains("open attachment 1 of its mail");
        });
    }
}
