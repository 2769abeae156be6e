package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of a mail: a case, an entry for a person, or nothing where it was taken before. Nothing is lost. */
class MailDeskTest {
    private static final String ACCESS = "Jeg vil gerne have indsigt i de oplysninger, I har om mig.";
    private static final String WITHDRAWAL = "Jeg trækker mit samtykke til markedsføring tilbage.";
    private static final String LARS = "721283-1403";

    private final IntakeDesk desk = new IntakeDesk();
    private final String sender = IntakeDesk.address();

    private RequestView opened() {
        assertThat(desk.mail("tryg", sender, "Indsigt", ACCESS)).isEqualTo(MailIntake.Folder.DONE);
        assertThat(desk.cases("tryg", sender)).hasSize(1);
        return desk.cases("tryg", sender).get(0);
    }

    /** As the acknowledgement does. */
    private String acknowledged(RequestView request) {
        SentMails sent = desk.get(SentMails.class);
        String id = sent.messageId(request.caseNumber() + ".acknowledgement", "tryg.example");
        UUID task = desk.requests.tasks(request.id()).stream()
                .filter(one -> one.queue().equals("acknowledgement"))
                .findFirst()
                .orElseThrow()
                .id();
        sent.note(request.id(), task, id, sender);
        return id;
    }

    private long begun() {
        return desk.jdbc.queryForObject("select count(*) from mail_begun", Long.class);
    }

    private List<Quarantine.Entry> entries(RequestView request) {
        return desk.entries(entry -> request.id().equals(entry.requestId()));
    }

    private List<Quarantine.Entry> entriesWith(String words) {
        return desk.entries(entry -> entry.blobId() != null
                && new String(desk.blob(entry.blobId()), StandardCharsets.UTF_8).contains(words));
    }

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

    private static byte[] bytes(RawMail mail) {
        return ((IntakeDesk.Raw) mail).bytes();
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

    private RawMail scan(String messageId, List<String> headers) {
        List<String> all = new java.util.ArrayList<>(headers);
        all.addAll(List.of(
                "From: " + sender,
                "Message-ID: " + messageId,
                "Content-Type: application/pdf",
                "Content-Disposition: attachment",
                "Content-Transfer-Encoding: base64"));
        return IntakeDesk.raw(all, "JVBERi0xLjcK");
    }

    @Test
    void attachments_alone_are_a_reply_where_they_answer_something() {
        RequestView request = opened();

        assertThat(desk.intake.take(
                        scan(IntakeDesk.messageId(), List.of("In-Reply-To: " + acknowledged(request))), "tryg"))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);
        assertThat(desk.events(request.id(), "reply-received")).hasSize(1);
    }

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
                        .as("it is asked for what is missing")
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

    private void shred(RequestView request, Vault.Key key) {
        desk.get(TransactionTemplate.class).executeWithoutResult(status -> desk.vault.shred(request.id(), key));
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
            Blob address = desk.vault.seal(
                    request.id(),
                    Vault.Key.PAYLOAD,
                    "text/plain",
                    "on.file@mail.example".getBytes(StandardCharsets.UTF_8));
            desk.vault.store(address);
            ReplyCodes codes = desk.get(ReplyCodes.class);
            codes.prepare(request.id(), address.id());
            codes.made(
                    request.id(),
                    ReplyCodes.hash(desk.get(KeyedHash.class), request.id(), code),
                    IntakeDesk.TODAY.plus(Duration.ofDays(7)));
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
