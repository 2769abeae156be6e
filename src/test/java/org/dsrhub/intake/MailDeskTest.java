package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a mail: a case, an entry for a person, or nothing where it was taken before. Nothing is lost. */
class MailDeskTest extends AtMailDesk {
    @Test
    void a_request_by_mail_becomes_a_case_with_its_mail_and_is_acknowledged() {
        RawMail mail = IntakeDesk.letter(
                "=?UTF-8?Q?Lars_N=C3=B8rgaard?= <" + sender + ">",
                "Indsigt",
                List.of(
                        "Message-ID: <lars-" + sender + ">",
                        "Authentication-Results: mx.tryg.example; spf=pass; dmarc=pass"),
                ACCESS,
                "Mit cpr-nummer er 721283-1403, kundenummer: K-100234, født 12. juli 1983.");
        long begun = begun();

        assertThat(desk.intake.take(
                        new IntakeDesk.Raw(bytes(mail), Instant.now().minus(2, ChronoUnit.HOURS)), "tryg"))
                .isEqualTo(MailIntake.Folder.DONE);

        RequestView view = desk.cases("tryg", sender).get(0);
        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(view.rights()).containsExactly(Right.ACCESS);
        assertThat(view.language()).isEqualTo("da");
        assertThat(view.channel()).isEqualTo(Channel.MAIL);
        assertThat(view.receivedAt())
                .as("its arrival at the server, on the legal clock")
                .isCloseTo(IntakeDesk.TODAY.minus(2, ChronoUnit.HOURS), within(5, ChronoUnit.MINUTES));
        NewRequest original = desk.requests.original(view.id());
        assertThat(original.delivery()).isEqualTo(NewRequest.Delivery.MAIL);
        assertThat(original.deduplicationKey()).startsWith("mail/").endsWith(" <lars-" + sender + ">");
        Subject subject = desk.requests.subject(view.id());
        assertThat(subject.name()).isEqualTo("Lars Nørgaard");
        assertThat(subject.nationalId()).isEqualTo(new NationalId("DK", LARS));
        assertThat(subject.keys())
                .contains(
                        SubjectKey.given(KeyKind.EMAIL, sender), SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "K-100234"));
        AuditEntry taken = desk.events(view.id(), "mail-taken").get(0);
        assertThat(taken.details()).containsEntry("dmarc", "pass").containsEntry("spf", "pass");
        assertThat(desk.blob(taken.details().get("blob"))).isEqualTo(bytes(mail));
        assertThat(desk.events(view.id(), "acknowledgement-capped")).isEmpty();
        assertThat(desk.events(view.id(), "sender-disowned")).isEmpty();
        assertThat(desk.queues(view.id())).contains("acknowledgement");
        assertThat(desk.waits(view.id())).containsExactly("IDENTITY");
        assertThat(begun()).as("nothing is left in hand").isEqualTo(begun);
    }

    @Test
    void a_mail_from_the_future_and_one_without_an_arrival_arrive_now() {
        for (Instant arrival : new Instant[] {null, Instant.now().plus(3, ChronoUnit.HOURS)}) {
            String address = IntakeDesk.address();
            RawMail mail = IntakeDesk.letter(address, "", List.of("Message-ID: <a" + address + ">"), ACCESS);
            desk.intake.take(new IntakeDesk.Raw(bytes(mail), arrival), "tryg");

            assertThat(desk.cases("tryg", address).get(0).receivedAt())
                    .isCloseTo(IntakeDesk.TODAY, within(5, ChronoUnit.MINUTES));
        }
    }

    @Test
    void the_same_mail_again_whatever_servers_wrote_into_its_headers_is_no_second_case() {
        List<String> headers = List.of("Message-ID: <twice-" + sender + ">");
        desk.intake.take(IntakeDesk.letter(sender, "Indsigt", headers, ACCESS), "tryg");
        long begun = begun();

        assertThat(desk.intake.take(
                        IntakeDesk.letter(
                                sender, "Indsigt", List.of(headers.get(0), "Received: from relay.example"), ACCESS),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.DONE);

        assertThat(desk.cases("tryg", sender)).hasSize(1);
        assertThat(desk.events(desk.cases("tryg", sender).get(0).id(), "request-repeated"))
                .as("it is the first delivery, not a repetition")
                .isEmpty();
        assertThat(begun()).isEqualTo(begun);
    }

    @Test
    void other_words_under_a_message_id_that_was_used_are_another_mail() {
        List<String> headers = List.of("Message-ID: <reused-" + sender + ">");
        desk.intake.take(IntakeDesk.letter(sender, "Indsigt", headers, ACCESS), "tryg");
        desk.intake.take(IntakeDesk.letter(sender, "Slet", headers, "Slet alle mine oplysninger."), "tryg");

        assertThat(desk.cases("tryg", sender))
                .extracting(RequestView::rights)
                .containsExactly(Set.of(Right.ACCESS), Set.of(Right.ERASURE));
    }

    @Test
    void what_is_not_understood_is_laid_before_a_person_once() {
        RawMail mail = IntakeDesk.letter(
                sender,
                "Spørgsmål",
                List.of("Message-ID: <unclear-" + sender + ">"),
                "Jeg har et spørgsmål om mine oplysninger. " + sender);

        assertThat(desk.intake.take(mail, "tryg")).isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(desk.intake.take(mail, "tryg"))
                .as("a copy lies where its like lies")
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(desk.cases("tryg", sender)).isEmpty();
        assertThat(entriesWith(sender)).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).startsWith("mail-unclear: ");
            assertThat(entry.source()).isEqualTo("mail/tryg");
            assertThat(entry.requestId()).isNull();
            assertThat(entry.remedy()).contains("channel MAIL and receivedAt 2026-12-01T09:0");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "klage | Jeg vil gerne klage formelt over jeres svar. | mail-complaint: | complaints",
                "aki.ee | Please send us a copy of the personal data. | mail-authority: | data protection officer",
                "bo | Min far døde den 3. marts, og jeg skriver for dødsboet. | mail-estate: | estate desk",
                "bil | Hvordan anmelder jeg skaden på min bil? | mail-other: | the desk it is for"
            })
    void what_is_no_request_goes_to_the_desk_it_is_for(String who, String letter, String reason, String remedy) {
        String from = who.contains(".") ? "info" + sender.hashCode() + "@" + who : sender;

        assertThat(desk.mail("tryg", from, "Brev", letter, from)).isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(entriesWith(from)).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).startsWith(reason);
            assertThat(entry.remedy()).contains(remedy);
        });
        assertThat(desk.cases("tryg", from)).isEmpty();
    }

    @Test
    void what_an_authority_asks_for_opens_no_case_whatever_it_is() {
        String from = "info" + sender.hashCode() + "@aki.ee";

        assertThat(desk.mail("tryg", from, "Andmed", ACCESS, from)).isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(desk.cases("tryg", from)).isEmpty();
        assertThat(entriesWith(from).get(0).reason()).startsWith("mail-authority: its sender's domain");
    }

    @Test
    void a_language_without_letters_is_kept_so_that_the_answer_comes_in_english_too() {
        desk.mail(
                "gjensidige-ee",
                sender,
                "Данные",
                "Прошу прислать копию всех моих персональных данных, которые вы храните.");

        assertThat(desk.cases("gjensidige-ee", sender))
                .singleElement()
                .extracting(RequestView::language)
                .isEqualTo("ru");
    }

    @Test
    void a_complaint_stops_no_withdrawal_of_marketing_consent() {
        assertThat(desk.mail("tryg", sender, "Klage", "Jeg vil gerne klage formelt.", WITHDRAWAL))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        RequestView view = desk.cases("tryg", sender).get(0);
        assertThat(view.rights()).containsExactly(Right.CONSENT_WITHDRAWAL);
        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(desk.queues(view.id())).containsExactly("acknowledgement", "fan-out");
        assertThat(entriesWith(sender).get(0).reason()).startsWith("mail-complaint");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Auto-Submitted: auto-replied | automatic-mail | a machine wrote it",
                "Precedence: bulk | automatic-mail | a machine wrote it"
            })
    void a_machine_gets_no_case_and_no_reply(String header, String reason, String remedy) {
        assertThat(desk.intake.take(
                        IntakeDesk.letter(
                                sender, "Re", List.of("Message-ID: " + IntakeDesk.messageId(), header), ACCESS, sender),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(entriesWith(sender)).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).isEqualTo(reason);
            assertThat(entry.remedy()).contains(remedy);
        });
        assertThat(desk.cases("tryg", sender)).isEmpty();
    }

    @Test
    void what_lies_in_quarantine_lies_there_once_and_a_copy_goes_there_too() {
        RawMail mail = IntakeDesk.letter(
                sender, "Re", List.of("Auto-Submitted: auto-replied", "Message-ID: <m" + sender + ">"), ACCESS, sender);
        desk.intake.take(mail, "tryg");
        long begun = begun();

        assertThat(desk.intake.take(mail, "tryg")).isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(entriesWith(sender)).hasSize(1);
        assertThat(begun()).isEqualTo(begun);
    }

    @ParameterizedTest
    @CsvSource({"persondata@tryg.example", "PERSONDATA@tryg.example"})
    void what_comes_from_our_own_address_is_answered_by_nobody(String own) {
        assertThat(desk.mail("tryg", own, "loop", ACCESS, sender)).isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(entriesWith(sender).get(0).reason()).isEqualTo("own-mail");
        assertThat(desk.cases("tryg", own)).isEmpty();
    }

    @Test
    void our_own_mail_sent_on_without_its_marks_is_known_by_its_message_id() {
        RequestView request = opened();

        assertThat(desk.intake.take(
                        IntakeDesk.letter(sender, "x", List.of("Message-ID: " + acknowledged(request)), ACCESS),
                        "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);
        assertThat(desk.cases("tryg", sender)).hasSize(1);
    }

    @Test
    void a_mail_that_names_no_sender_and_one_that_says_nothing_wait_for_a_person() {
        assertThat(desk.intake.take(IntakeDesk.raw(List.of("Subject: x"), ACCESS, "no-one " + sender), "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);
        assertThat(entriesWith("no-one " + sender).get(0).reason()).isEqualTo("mail-without-sender");

        assertThat(desk.intake.take(
                        IntakeDesk.raw(List.of("From: " + sender, "Message-ID: <empty-" + sender + ">"), ""), "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);
        assertThat(entriesWith("<empty-" + sender).get(0).reason()).isEqualTo("mail-empty");

        assertThat(desk.intake.take(scan("<scan-" + sender + ">", List.of()), "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);
        assertThat(entriesWith("<scan-" + sender).get(0).reason()).isEqualTo("mail-attachments-only");
    }

    @Test
    void attachments_alone_are_a_reply_where_they_answer_something() {
        RequestView request = opened();

        assertThat(desk.intake.take(
                        scan(IntakeDesk.messageId(), List.of("In-Reply-To: " + acknowledged(request))), "tryg"))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(desk.events(request.id(), "reply-received")).hasSize(1);
    }
}
