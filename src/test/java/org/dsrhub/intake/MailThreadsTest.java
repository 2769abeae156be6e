package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.support.WebHub;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** What comes in about a case that is there: replies, bounces, and mails that nobody may be answered. */
class MailThreadsTest extends MailboxHub {
    private static final String ACCESS = "Jeg vil gerne have indsigt i de oplysninger, I har om mig.";

    @Autowired
    SentMails sent;

    @Autowired
    Holds holds;

    @Autowired
    TransactionTemplate transaction;

    private RequestView opened(String address) {
        intake.take(Bytes.of("From: " + address, "Message-ID: <first-" + address + ">", "", ACCESS), "tryg");
        return await("tryg", Right.ACCESS, address);
    }

    /** As the acknowledgement does. */
    private String acknowledged(RequestView request) {
        String id = sent.messageId(request.caseNumber() + ".acknowledgement", "tryg.example");
        sent.note(
                request.id(),
                acknowledgement(request).id(),
                id,
                requests.subject(request.id()).replyTo());
        return id;
    }

    private TaskView acknowledgement(RequestView request) {
        return requests.tasks(request.id()).stream()
                .filter(task -> task.queue().equals("acknowledgement"))
                .findFirst()
                .orElseThrow();
    }

    private MailIntake.Folder mail(String from, String header, String... lines) {
        return intake.take(
                Bytes.of(
                        "From: " + from,
                        header,
                        "Message-ID: <" + UUID.randomUUID() + "@mail.example>",
                        "Content-Type: text/plain; charset=utf-8",
                        "",
                        String.join("\r\n", lines)),
                "tryg");
    }

    private List<AuditEntry> events(RequestView request, String event) {
        return requests.history(request.id()).stream()
                .filter(entry -> entry.event().equals(event))
                .toList();
    }

    private List<Quarantine.Entry> entries(RequestView request) {
        return quarantine.open().stream()
                .filter(entry -> request.id().equals(entry.requestId()))
                .toList();
    }

    private JsonNode shown(RequestView request) {
        return new WebHub(port)
                .get("caseworker", "/api/v1/requests/" + request.id())
                .json();
    }

    @Test
    void a_complaint_about_a_case_freezes_what_it_found_at_once() throws Exception {
        RequestView request = opened("complaint@mail.example");
        String id = acknowledged(request);

        for (int i = 0; i < 2; i++) {
            mail("complaint@mail.example", "In-Reply-To: " + id, "Hermed en klage over jeres svar.", "Nr. " + i);
        }

        assertThat(holds.list("tryg").stream().filter(hold -> request.id().equals(hold.complaintOf())))
                .singleElement()
                .satisfies(hold -> {
                    assertThat(hold.kind()).isEqualTo(Hold.Kind.H_CMP);
                    assertThat(hold.inForce()).isTrue();
                    assertThat(hold.setBy()).isEqualTo("hub");
                });
        assertThat(events(request, "complaint-taken")).hasSize(1);
        assertThat(entries(request)).allMatch(entry -> entry.reason().startsWith("mail-complaint"));
    }

    @Test
    void a_reply_joins_its_case_by_the_message_that_it_answers() throws Exception {
        RequestView request = opened("reply@mail.example");
        String id = acknowledged(request);

        MailIntake.Folder folder = mail(
                "reply@mail.example",
                "References: <else@mail.example>\r\n " + id,
                "Her er mit pas, som I bad om.",
                "> " + ACCESS);

        assertThat(folder).isEqualTo(MailIntake.Folder.CLARIFICATION);
        AuditEntry received = events(request, "reply-received").get(0);
        assertThat(received.details()).containsEntry("by", "message-id").containsEntry("sender", "same-address");
        assertThat(received.details().toString()).doesNotContain("pas,").doesNotContain("mail.example");
        try (InputStream in =
                vault.read(UUID.fromString(received.details().get("blob").toString()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("mit pas");
        }
        assertThat(entries(request)).singleElement().satisfies(entry -> {
            assertThat(entry.source()).isEqualTo("mail/tryg");
            assertThat(entry.reason()).startsWith("mail-reply: the sender of the case");
        });
        assertThat(shown(request).path("toRead").asInt()).isEqualTo(1);
        assertThat(requests.find(request.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(requests.list("tryg", null, null, null, 0, 200).stream()
                        .filter(view -> "reply@mail.example"
                                .equals(requests.subject(view.id()).replyTo())))
                .as("no second case")
                .hasSize(1);
    }

    @Test
    void a_reply_from_another_address_is_for_a_caseworker_and_gains_nothing() {
        RequestView request = opened("victim@mail.example");
        int acknowledgements = requests.tasks(request.id()).size();

        mail(
                "stranger@mail.example",
                "Subject: Re: " + request.caseNumber().toLowerCase(java.util.Locale.ROOT),
                "Send venligst svaret til min nye adresse, stranger@mail.example.");

        assertThat(events(request, "reply-received").get(0).details())
                .containsEntry("by", "case-number")
                .containsEntry("sender", "other-address");
        assertThat(entries(request))
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason() + entry.remedy())
                        .contains("not known to be the case's", "proves nothing"));
        assertThat(requests.subject(request.id()).replyTo()).isEqualTo("victim@mail.example");
        assertThat(requests.subject(request.id()).keys())
                .noneMatch(key -> key.value().contains("stranger"));
        RequestView after = requests.find(request.id()).orElseThrow();
        assertThat(after.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(after.identificationLevel()).isNull();
        assertThat(requests.tasks(request.id())).hasSize(acknowledgements);
    }

    @Test
    void a_case_of_another_controller_takes_no_reply() {
        RequestView request = opened("elsewhere@mail.example");

        intake.take(
                Bytes.of("From: a@mail.example", "Subject: " + request.caseNumber(), "", "Tere, see on vastus"),
                "gjensidige-ee");

        assertThat(events(request, "reply-received")).isEmpty();
        assertThat(entries(request)).isEmpty();
    }

    @Test
    void a_reply_that_asks_for_more_opens_a_case_and_lies_with_the_first() {
        RequestView request = opened("more@mail.example");

        mail("more@mail.example", "Subject: Re: " + request.caseNumber(), "Slet alle mine oplysninger.");

        RequestView more = await("tryg", Right.ERASURE, "more@mail.example");
        assertThat(more.id()).isNotEqualTo(request.id());
        assertThat(events(request, "reply-received").get(0).details())
                .containsEntry("opened", List.of(more.caseNumber()));
        assertThat(events(more, "mail-taken")).hasSize(1);
    }

    @Test
    void a_complaint_in_a_reply_goes_to_its_desk_and_lies_with_the_case() {
        RequestView request = opened("angry@mail.example");

        mail(
                "angry@mail.example",
                "Subject: Re: " + request.caseNumber(),
                "Jeg vil gerne klage formelt over jeres svar.");

        assertThat(entries(request))
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).startsWith("mail-complaint"));
    }

    @Test
    void attachments_alone_are_a_reply_too() {
        RequestView request = opened("scan@mail.example");

        intake.take(
                Bytes.of(
                        "From: scan@mail.example",
                        "In-Reply-To: " + acknowledged(request),
                        "Content-Type: application/pdf",
                        "Content-Disposition: attachment",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "JVBERi0xLjcK"),
                "tryg");

        assertThat(events(request, "reply-received")).hasSize(1);
    }

    @Test
    void a_case_whose_content_is_shredded_takes_no_more_and_the_mail_is_not_lost() {
        RequestView request = opened("late@mail.example");
        transaction.executeWithoutResult(status -> vault.shred(request.id(), Vault.Key.EVIDENCE));
        int before = quarantine.open().size();

        assertThat(mail("late@mail.example", "Subject: Re: " + request.caseNumber(), "Tak for jeres svar."))
                .isEqualTo(MailIntake.Folder.CLARIFICATION);

        assertThat(quarantine.open()).hasSize(before + 1);
        assertThat(entries(request)).isEmpty();
    }

    @Test
    void a_case_that_has_forgotten_who_asked_still_takes_what_is_written_about_it() {
        intake.take(
                Bytes.of("From: forgotten@mail.example", "Message-ID: <forgotten@mail.example>", "", ACCESS), "kaleva");
        RequestView request = await("kaleva", Right.ACCESS, "forgotten@mail.example");
        transaction.executeWithoutResult(status -> vault.shred(request.id(), Vault.Key.PAYLOAD));

        intake.take(
                Bytes.of(
                        "From: forgotten@mail.example",
                        "Subject: Re: " + request.caseNumber(),
                        "",
                        "Tak for jeres svar."),
                "kaleva");

        assertThat(events(request, "reply-received").get(0).details()).containsEntry("sender", "other-address");
    }

    @Test
    void input2_a_bounce_of_our_letter_marks_the_delivery_failed() {
        RequestView request = opened("gone@mail.example");
        String id = acknowledged(request);
        RawMail bounce = Bytes.of(DeliveryReportTest.notification("failed", "5.1.1", id));

        assertThat(intake.take(bounce, "tryg")).isEqualTo(MailIntake.Folder.CLARIFICATION);
        intake.take(Bytes.of(DeliveryReportTest.notification("failed", "5.1.10", id)), "tryg");

        assertThat(events(request, "mail-returned").get(0).details())
                .containsEntry("stage", "acknowledgement")
                .containsEntry("status", "5.1.1");
        assertThat(entries(request)).as("one letter, one entry").singleElement().satisfies(entry -> {
            assertThat(entry.reason()).isEqualTo("mail-returned: what acknowledgement sent did not arrive (5.1.1)");
            assertThat(entry.remedy()).contains("post, telephone");
        });
        JsonNode shown = shown(request);
        assertThat(shown.path("mailsReturned").asInt()).isEqualTo(1);
        assertThat(shown.path("stages").findValuesAsText("returnedAt")).hasSize(1);
        assertThat(new WebHub(port)
                        .get("caseworker", "/api/v1/requests?controller=tryg&size=200")
                        .json()
                        .path("items")
                        .findValuesAsText("mailsReturned"))
                .contains("1");
        assertThat(sent.lastReturn(request.id(), "GONE@mail.example")).isPresent();
        assertThat(requests.tasks(request.id()))
                .filteredOn(task -> task.queue().equals("acknowledgement"))
                .hasSize(1);
    }

    @Test
    void a_letter_that_is_late_or_that_the_hub_never_sent_is_not_marked() {
        RequestView request = opened("slow@mail.example");
        intake.take(Bytes.of(DeliveryReportTest.notification("delayed", "4.4.1", acknowledged(request))), "tryg");
        int before = quarantine.open().size();
        String guessed = "<" + request.caseNumber() + ".acknowledgement.00112233445566778899@tryg.example>";

        assertThat(intake.take(Bytes.of(DeliveryReportTest.notification("failed", "5.1.1", guessed)), "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(events(request, "mail-delayed")).hasSize(1);
        assertThat(events(request, "mail-returned")).isEmpty();
        assertThat(shown(request).has("mailsReturned")).isFalse();
        assertThat(quarantine.open()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"persondata@tryg.example", "DATA@ALKA.example"})
    void input2_what_comes_from_our_own_address_is_answered_by_nobody(String own) {
        assertThat(mail(own, "Subject: loop", ACCESS)).isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(quarantine.open()).anyMatch(entry -> entry.reason().equals("own-mail"));
        assertThat(requests.list("tryg", null, null, null, 0, 200))
                .noneMatch(view -> own.equals(requests.subject(view.id()).replyTo()));
    }

    @Test
    void input2_our_own_mail_sent_on_without_its_marks_is_known_by_its_message_id() {
        RequestView request = opened("mirror@mail.example");

        MailIntake.Folder folder = intake.take(
                Bytes.of("From: mirror@mail.example", "Message-ID: " + acknowledged(request), "", ACCESS), "tryg");

        assertThat(folder).isEqualTo(MailIntake.Folder.QUARANTINE);
        await("tryg", Right.ACCESS, "mirror@mail.example");
    }

    @Test
    void input2_one_address_is_acknowledged_ten_times_a_day_and_every_mail_is_a_case_all_the_same() {
        for (int i = 0; i < 12; i++) {
            mail("flooded@mail.example", "Subject: " + i, ACCESS, "Brev " + i);
        }

        List<RequestView> cases = requests.list("tryg", null, Right.ACCESS, null, 0, 200).stream()
                .filter(view -> "flooded@mail.example"
                        .equals(requests.subject(view.id()).replyTo()))
                .toList();
        assertThat(cases).hasSize(12);
        assertThat(cases.stream().flatMap(view -> requests.tasks(view.id()).stream()))
                .filteredOn(task -> task.queue().equals("acknowledgement"))
                .hasSize(10);
        assertThat(cases)
                .filteredOn(view -> !events(view, "acknowledgement-capped").isEmpty())
                .hasSize(2)
                .allSatisfy(view -> assertThat(requests.tasks(view.id()))
                        .as("what is missing is still to be asked for")
                        .extracting(TaskView::queue)
                        .contains("notice"));
        assertThat(cases)
                .as("mails, whichever stage writes them")
                .filteredOn(view -> sent.noteWithin(
                        10,
                        view.id(),
                        requests.tasks(view.id()).get(0).id(),
                        sent.messageId(view.caseNumber() + ".any", "tryg.example"),
                        "Flooded@mail.example"))
                .hasSize(10);
    }

    @Test
    void input1_a_spoofed_sender_gets_the_neutral_reply_and_the_findings_are_kept() {
        mail(
                "spoofed@mail.example",
                "Authentication-Results: " + TRUSTED_HOST
                        + "; spf=softfail smtp.mailfrom=spoofed@mail.example; dmarc=fail\r\n"
                        + "Authentication-Results: " + TRUSTED_HOST + "; dmarc=pass",
                ACCESS,
                "Mit cpr-nummer er 721283-1403.");

        RequestView request = await("tryg", Right.ACCESS, "spoofed@mail.example");
        assertThat(request.state())
                .as("how to identify oneself is what it is told")
                .isEqualTo(RequestState.IDENTIFICATION);
        assertThat(request.identificationLevel()).isNull();
        assertThat(events(request, "mail-taken").get(0).details())
                .containsEntry("dmarc", "fail")
                .containsEntry("spf", "softfail")
                .containsEntry("dkim", "none");
        assertThat(events(request, "sender-disowned")).hasSize(1);
        assertThat(requests.tasks(request.id())).extracting(TaskView::queue).containsExactly("acknowledgement");
    }

    @Test
    void input1_what_an_untrusted_host_found_is_not_heard() {
        mail("vouched@mail.example", "Authentication-Results: mx.evil.example; dmarc=fail; spf=pass", ACCESS);

        RequestView request = await("tryg", Right.ACCESS, "vouched@mail.example");
        assertThat(events(request, "mail-taken").get(0).details())
                .containsEntry("dmarc", "none")
                .containsEntry("spf", "none");
        assertThat(events(request, "sender-disowned")).isEmpty();
    }

    @Test
    void input2_an_absence_reply_to_our_mail_lies_with_its_case_and_nobody_has_to_look() {
        RequestView request = opened("away@mail.example");
        String id = acknowledged(request);
        int before = quarantine.open().size();
        int tasks = requests.tasks(request.id()).size();
        String away = "Auto-Submitted: auto-replied\r\nIn-Reply-To: ";

        assertThat(mail("away@mail.example", away + id, "Jeg er på ferie. Slet alle mine oplysninger."))
                .isEqualTo(MailIntake.Folder.DONE);

        assertThat(events(request, "automatic-reply-received").get(0).details())
                .containsEntry("by", "message-id")
                .containsKey("blob");
        assertThat(events(request, "reply-received")).isEmpty();
        assertThat(quarantine.open()).hasSize(before);
        assertThat(requests.tasks(request.id())).as("no acknowledgement").hasSize(tasks);
        assertThat(requests.list("tryg", null, Right.ERASURE, null, 0, 200))
                .noneMatch(view ->
                        "away@mail.example".equals(requests.subject(view.id()).replyTo()));
        assertThat(mail(
                        "away@mail.example",
                        "Auto-Submitted: auto-replied\r\nSubject: Autosvar: " + request.caseNumber(),
                        "Jeg er på ferie."))
                .as("a number can be guessed: a person looks")
                .isEqualTo(MailIntake.Folder.QUARANTINE);
    }
}
