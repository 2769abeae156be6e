package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** What comes in about a case that is there: replies, bounces and codes. */
class MailAboutCasesTest extends AtMailDesk {
    @Test
    void a_reply_joins_its_case_by_the_message_that_it_answers() {
        RequestView request = opened();
        String letter = "Her er mit pas, som I bad om.";

        assertThat(desk.intake.take(
                        IntakeDesk.letter(
                                sender,
                                "Re",
                                List.of(
                                        "Message-ID: " + IntakeDesk.messageId(),
                                        "References: <else@mail.example>\r\n " + acknowledged(request)),
                                letter,
                                "> " + ACCESS),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        AuditEntry received = desk.events(request.id(), "reply-received").get(0);
        assertThat(received.details())
                .containsEntry("by", "message-id")
                .containsEntry("sender", "same-address")
                .containsEntry("dmarc", "none")
                .doesNotContainKey("opened");
        assertThat(new String(desk.blob(received.details().get("blob")), StandardCharsets.UTF_8))
                .contains(letter);
        assertThat(entries(request)).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).startsWith("mail-reply: the sender of the case");
            assertThat(entry.remedy()).contains("no proof of who wrote");
            assertThat(entry.blobId().toString())
                    .isEqualTo(received.details().get("blob").toString());
        });
        assertThat(desk.cases("tryg", sender)).hasSize(1);
    }

    @Test
    void a_reply_from_another_address_gains_nothing() {
        RequestView request = opened();
        String stranger = IntakeDesk.address();

        desk.mail("tryg", stranger, "Re: " + request.caseNumber().toLowerCase(), "Send svaret til min nye adresse.");

        assertThat(desk.events(request.id(), "reply-received").get(0).details())
                .containsEntry("by", "case-number")
                .containsEntry("sender", "other-address");
        assertThat(entries(request).get(0).reason() + entries(request).get(0).remedy())
                .contains("not known to be the case's", "proves nothing");
        assertThat(desk.requests.subject(request.id()).replyTo()).isEqualTo(sender);
        assertThat(desk.cases("tryg", stranger)).isEmpty();
    }

    @Test
    void of_many_case_numbers_the_first_five_are_looked_up() {
        RequestView request = opened();
        String others = "DSR-2026-999991 DSR-2026-999992 DSR-2026-999993 DSR-2026-999994 ";

        desk.mail("tryg", sender, others + request.caseNumber(), "Tak for jeres svar, det var alt.");
        assertThat(desk.events(request.id(), "reply-received")).hasSize(1);
        desk.mail("tryg", sender, others + "DSR-2026-999995 " + request.caseNumber(), "Tak for jeres svar igen.");
        assertThat(desk.events(request.id(), "reply-received")).hasSize(1);
    }

    @Test
    void a_case_of_another_controller_takes_no_reply() {
        RequestView request = opened();

        desk.mail("gjensidige-ee", sender, request.caseNumber(), "Tere, see on vastus");

        assertThat(desk.events(request.id(), "reply-received")).isEmpty();
    }

    @Test
    void a_reply_that_asks_for_more_opens_a_case_and_is_read_while_the_first_waits() {
        RequestView request = opened();

        assertThat(desk.mail("tryg", sender, "Re: " + request.caseNumber(), "Slet alle mine oplysninger."))
                .as("it may hold what the case waits for")
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        RequestView more = desk.cases("tryg", sender).get(1);
        assertThat(more.rights()).containsExactly(Right.ERASURE);
        assertThat(desk.events(request.id(), "reply-received").get(0).details())
                .containsEntry("opened", List.of(more.caseNumber()));
        assertThat(desk.events(more.id(), "mail-taken")).hasSize(1);
        assertThat(entries(request)).hasSize(1);
    }

    @Test
    void a_reply_that_is_a_request_of_its_own_is_nobody_s_to_read_once_the_first_waits_for_nothing() {
        desk.mail("tryg", sender, "Reklamer", WITHDRAWAL);
        RequestView request = desk.cases("tryg", sender).get(0);

        assertThat(desk.mail("tryg", sender, "Re: " + request.caseNumber(), ACCESS))
                .isEqualTo(MailIntake.Folder.DONE);

        assertThat(entries(request)).isEmpty();
        assertThat(desk.events(request.id(), "reply-received")).hasSize(1);
        assertThat(desk.cases("tryg", sender)).hasSize(2);
    }

    @Test
    void the_same_asked_again_in_a_reply_opens_nothing() {
        RequestView request = opened();

        desk.mail("tryg", sender, "Re: " + request.caseNumber(), ACCESS);

        assertThat(desk.events(request.id(), "reply-received").get(0).details()).doesNotContainKey("opened");
        assertThat(desk.cases("tryg", sender)).hasSize(1);
    }

    @Test
    void a_complaint_in_a_reply_goes_to_its_desk_and_lies_with_the_case() {
        RequestView request = opened();

        desk.mail("tryg", sender, "Re: " + request.caseNumber(), "Jeg vil gerne klage formelt over jeres svar.");

        assertThat(entries(request).get(0).reason()).startsWith("mail-complaint");
    }

    @Test
    void a_case_whose_content_is_shredded_takes_no_more_and_the_mail_is_not_lost() {
        RequestView request = opened();
        shred(request, Vault.Key.EVIDENCE);

        assertThat(desk.mail("tryg", sender, "Re: " + request.caseNumber(), "Tak for jeres svar, " + sender))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(entries(request)).isEmpty();
        assertThat(entriesWith("jeres svar, " + sender)).hasSize(1);
    }

    @Test
    void a_case_that_has_forgotten_who_asked_takes_what_is_written_about_it_as_from_anybody() {
        RequestView request = opened();
        String number = request.caseNumber();
        // The address is kept under the same key as the rest of what the person gave.
        shred(request, Vault.Key.PAYLOAD);

        desk.mail("tryg", sender, "Re: " + number, "Tak for jeres svar, " + sender);

        assertThat(desk.events(request.id(), "reply-received").get(0).details())
                .containsEntry("sender", "other-address");
    }

    @Test
    void a_bounce_of_our_letter_marks_the_delivery_failed_and_one_letter_is_one_entry() {
        RequestView request = opened();
        String id = acknowledged(request);
        RawMail bounce = notification("failed", "5.1.1", id);

        assertThat(desk.intake.take(bounce, "tryg")).isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(desk.intake.take(bounce, "tryg")).as("fetched again").isEqualTo(MailIntake.Folder.CLARIFICATION);
        desk.intake.take(notification("failed", "5.1.10", id), "tryg");

        List<AuditEntry> returned = desk.events(request.id(), "mail-returned");
        assertThat(returned).hasSize(2);
        assertThat(returned.get(0).details())
                .containsEntry("stage", "acknowledgement")
                .containsEntry("status", "5.1.1");
        assertThat(desk.blob(returned.get(0).details().get("blob"))).isNotEmpty();
        assertThat(entries(request)).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).isEqualTo("mail-returned: what acknowledgement sent did not arrive (5.1.1)");
            assertThat(entry.source()).isEqualTo("mail/tryg");
        });
        assertThat(desk.get(SentMails.class).lastReturn(request.id(), sender)).isPresent();
    }

    @Test
    void a_bounce_of_a_closed_case_s_letter_is_told_to_those_who_deliver_once() {
        RequestView request = opened();
        String id = acknowledged(request);
        desk.requests.apply(
                request.id(),
                Set.of(request.state()),
                "anna",
                "closed",
                Map.of(),
                Next.closed(RequestOutcome.FULFILLED));

        desk.intake.take(notification("failed", "5.1.1", id), "tryg");
        desk.intake.take(notification("failed", "5.1.10", id), "tryg");

        assertThat(desk.returned(request.id())).containsExactly(id);
        assertThat(entries(request)).as("and a person sees it").hasSize(1);
    }

    @Test
    void a_bounce_without_a_status_says_that_it_has_none() {
        RequestView request = opened();
        desk.intake.take(
                IntakeDesk.raw(
                        List.of(
                                "From: mailer-daemon@mx.example",
                                "Message-ID: " + IntakeDesk.messageId(),
                                "In-Reply-To: " + acknowledged(request)),
                        "Your message could not be delivered."),
                "tryg");

        assertThat(entries(request).get(0).reason()).endsWith("did not arrive (no status)");
    }

    @Test
    void a_letter_that_is_late_is_noted_and_one_that_the_hub_never_sent_is_not() {
        RequestView request = opened();

        assertThat(desk.intake.take(notification("delayed", "4.4.1", acknowledged(request)), "tryg"))
                .isEqualTo(MailIntake.Folder.DONE);
        assertThat(desk.intake.take(
                        notification(
                                "failed",
                                "5.1.1",
                                "<" + request.caseNumber() + ".acknowledgement.00112233@tryg.example>"),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(desk.events(request.id(), "mail-delayed")).hasSize(1);
        assertThat(desk.events(request.id(), "mail-returned")).isEmpty();
        assertThat(entries(request)).isEmpty();
    }

    @Test
    void a_bounce_about_a_case_that_is_shredded_waits_for_a_person() {
        RequestView request = opened();
        String id = acknowledged(request);
        shred(request, Vault.Key.EVIDENCE);

        assertThat(desk.intake.take(notification("failed", "5.1.1", id), "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);
    }

    private static RawMail notification(String action, String status, String original) {
        return new IntakeDesk.Raw(
                String.join("\r\n", DeliveryReportTest.notification(action, status, original))
                        .getBytes(StandardCharsets.UTF_8),
                null);
    }

    private RequestView waitingForCode(String code) {
        RequestView request = desk.get(Admission.class)
                .admit(
                        new NewRequest(
                                "tryg",
                                null,
                                Set.of(Right.OTHER_CONSENT_WITHDRAWAL),
                                new Subject("Lars Holm", null, new NationalId("DK", LARS), List.of(), sender),
                                "da",
                                Channel.MAIL,
                                IntakeDesk.TODAY,
                                NewRequest.Delivery.MAIL,
                                null,
                                "code/" + sender,
                                null,
                                "of the recording of calls"),
                        true)
                .get(0)
                .request();
        desk.get(TransactionTemplate.class).executeWithoutResult(status -> {
            ReplyCodes codes = desk.get(ReplyCodes.class);
            codes.prepare(request.id(), "on.file@mail.example");
            codes.made(request.id(), code, IntakeDesk.TODAY.plus(Duration.ofDays(7)));
        });
        return request;
    }

    @Test
    void a_mail_that_brings_the_code_asks_for_nothing_else_and_its_case_goes_on() {
        RequestView request = waitingForCode("AB3CD-EF4GH");
        assertThat(request.state()).isEqualTo(RequestState.IDENTIFICATION);
        RawMail mail = IntakeDesk.letter(
                sender,
                "Re: " + request.caseNumber(),
                List.of("Message-ID: " + IntakeDesk.messageId()),
                "Koden er ab3cdef4gh. Slet alle mine oplysninger.");

        assertThat(desk.intake.take(mail, "tryg")).isEqualTo(MailIntake.Folder.DONE);
        assertThat(desk.intake.take(mail, "tryg")).as("fetched again").isEqualTo(MailIntake.Folder.DONE);

        RequestView after = desk.requests.find(request.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(after.identificationLevel()).isEqualTo("L1");
        assertThat(desk.requests.subject(request.id()).replyTo())
                .as("whoever talked somebody out of their code gains nothing")
                .isEqualTo("on.file@mail.example");
        assertThat(desk.opened("tryg")).extracting(RequestView::id).containsExactly(request.id());
        assertThat(desk.events(request.id(), "mail-taken"))
                .singleElement()
                .satisfies(taken ->
                        assertThat(desk.blob(taken.details().get("blob"))).isEqualTo(bytes(mail)));
        assertThat(entries(request)).isEmpty();
    }

    @Test
    void a_wrong_code_and_one_that_its_domain_disowns_are_a_person_s_to_read() {
        RequestView request = waitingForCode("AB3CD-EF4GH");

        assertThat(desk.mail("tryg", sender, "Re: " + request.caseNumber(), "Koden er XX3CD-EF4GH. 1 " + sender))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(desk.intake.take(
                        IntakeDesk.letter(
                                sender,
                                "Re: " + request.caseNumber(),
                                List.of(
                                        "Message-ID: " + IntakeDesk.messageId(),
                                        "Authentication-Results: mx.tryg.example; dmarc=fail"),
                                "Koden er AB3CD-EF4GH. 2 " + sender),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(desk.requests.find(request.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(entriesWith(". 1 " + sender).get(0).reason()).isEqualTo("reply-code-refused");
        assertThat(entriesWith(". 2 " + sender).get(0).reason()).isEqualTo("reply-code-refused");
    }

    @Test
    void no_record_of_the_desk_shows_a_person() {
        assertThat(new MailArchive.Kept("tryg", null, null, UUID.fromString("0-0-0-0-1"), 1, null))
                .hasToString("Kept[00000000-0000-0000-0000-000000000001]");
        assertThat(new ReturnedCodes.Returned(opened(), "AB3CD-EF4GH").toString())
                .doesNotContain("AB3CD");
        assertThat(Map.of("raw", new ServerMail(null)).toString()).isEqualTo("{raw=ServerMail}");
    }
}
