package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.ClockTask;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.decision.Hold;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.BreachWords;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Incidents;
import org.dsrhub.ledger.MailboxAlarm;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Channel;
import org.dsrhub.request.ExtensionGround;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What goes out beside the answer: an extension, a refusal, a warning. */
class NoticeTest extends AnsweringHub {
    private static final LocalDate EXTENDED = LocalDate.of(2027, 3, 1);

    @Autowired
    Notices notices;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    Vault vault;

    @Autowired
    Holds holds;

    @Autowired
    DataControllers controllers;

    @Autowired
    List<LegalDayTask> tasks;

    @Autowired
    List<ClockTask> clockTasks;

    @Autowired
    Incidents incidents;

    @Autowired
    SentMails sent;

    @Autowired
    PlatformTransactionManager transactions;

    private UUID resting(String key, String language, String replyTo) {
        return requests.accept(
                        new NewRequest(
                                "tryg",
                                null,
                                Set.of(Right.ACCESS),
                                new Subject("Lars Nørgaard", null, null, List.of(), replyTo),
                                language,
                                Channel.MAIL,
                                Instant.parse("2026-12-01T08:00:00Z"),
                                NewRequest.Delivery.MAIL,
                                new NewRequest.Evidence("L3", "test", "ref"),
                                key,
                                null,
                                null),
                        DUE,
                        Next.rest(RequestState.IDENTIFICATION))
                .request()
                .id();
    }

    private UUID words(UUID id, String words) {
        Blob blob = vault.seal(id, Vault.Key.EVIDENCE, "text/plain", words.getBytes(StandardCharsets.UTF_8));
        vault.store(blob);
        return blob.id();
    }

    private void extend(UUID id, String reason) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            UUID kept = words(id, reason);
            requests.extend(id, EXTENDED, "anna", Map.of("ground", "COMPLEXITY"), Notices.enqueue(null));
            notices.add(Notice.extension(id, EXTENDED, ExtensionGround.COMPLEXITY, kept));
        });
    }

    private void refuse(UUID id, String reason) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            UUID kept = words(id, reason);
            requests.apply(
                    id,
                    EnumSet.of(RequestState.IDENTIFICATION),
                    "anna",
                    "refused",
                    Map.of(),
                    Notices.enqueue(RequestOutcome.REFUSED));
            notices.add(Notice.refusal(id, DUE, kept));
        });
    }

    private AuditEntry told(UUID id, String event) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> requests.history(id).stream()
                                .filter(each -> each.event().equals(event))
                                .findFirst()
                                .orElse(null),
                        each -> each != null);
    }

    private static String body(MimeMessage mail) throws Exception {
        return mail.getContent().toString().replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "da | anmodningen er kompleks | 1. marts 2027 | klage | domstol | Datatilsynet",
                "en | the request is complex | 1 March 2027 | complaint | court | Datatilsynet"
            })
    void anExtensionIsToldWithReasonsComplaintAndCourtAndTheChainProvesIt(
            String language, String ground, String until, String complaint, String court, String authority)
            throws Exception {
        UUID id = resting("extension-" + language, language, "lars@mail.example");

        extend(id, "fjorten policer <b>og</b> {0}");

        AuditEntry proof = told(id, "notice-sent");
        MimeMessage mail = oneMail();
        assertThat(body(mail)).contains(ground, until, "fjorten policer <b>og</b> {0}", complaint, court);
        assertThat(mail.getSubject()).contains(requests.find(id).orElseThrow().caseNumber());
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(proof.details())
                .contains(
                        entry("kind", "EXTENSION"),
                        entry("way", "mail"),
                        entry("inTime", true),
                        entry("messageId", mail.getMessageID()));
        assertThat(proof.details().toString()).doesNotContain("policer");
        try (var kept = vault.read(UUID.fromString(proof.details().get("letter").toString()))) {
            assertThat(new String(kept.readAllBytes(), StandardCharsets.UTF_8)).contains("fjorten policer");
        }
        assertThat(notices.unsent(id)).isEmpty();
    }

    @Test
    void aRefusalIsToldThoughTheRequestIsClosed() throws Exception {
        UUID id = resting("refusal", "da", "lars@mail.example");

        refuse(id, "vi kender dig ikke");

        told(id, "notice-sent");
        assertThat(requests.find(id).orElseThrow().outcome()).isEqualTo(RequestOutcome.REFUSED);
        assertThat(body(oneMail())).contains("vi kender dig ikke", "Datatilsynet", "klage", "domstol");
    }

    @Test
    void toAnAddressThatALetterCameBackFromNothingMoreIsMailedUntilAPersonSaysSo() throws Exception {
        UUID id = resting("bounced", "en", "lars@mail.example");
        extend(id, "many systems");
        told(id, "notice-sent");
        String messageId = oneMail().getMessageID();
        assertThat(sent.find(messageId).orElseThrow().requestId()).isEqualTo(id);
        assertThat(messageId).as("nobody guesses it").matches("<DSR-\\d{4}-\\d+\\.[a-z0-9-]+\\.[0-9a-f]{20}@.+>");
        assertThat(sent.cameBack(messageId)).isTrue();

        refuse(id, "we do not know you");

        TaskView failed = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> requests.tasks(id).stream()
                                .filter(task -> task.state() == TaskState.FAILED)
                                .findFirst()
                                .orElse(null),
                        task -> task != null);
        assertThat(failed.reason()).startsWith("address-bounced").doesNotContain("lars");
        assertThat(MAIL.getReceivedMessages()).hasSize(1);

        requests.retry(id, failed.id(), "anna");
        assertThat(MAIL.waitForIncomingEmail(20_000, 2)).isTrue();
    }

    @Test
    void whoLeftNoAddressGetsALetterFromThePrinter() throws IOException {
        UUID id = resting("paper", "en", null);

        refuse(id, "nobody answered at that address");

        assertThat(told(id, "notice-sent").details()).containsEntry("way", "print");
        RequestView view = requests.find(id).orElseThrow();
        Path letter = folder.resolve("print/tryg/" + view.caseNumber() + "-refusal.pdf");
        assertThat(text(Files.readAllBytes(letter)))
                .contains("Lars Nørgaard", "nobody answered at that address", "court")
                .doesNotContain("Dear customer");
    }

    @Test
    void twoTasksAtOnceSendALetterOnce() {
        UUID id = resting("twins", "en", "lars@mail.example");

        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            extend(id, "many systems");
            requests.apply(id, EnumSet.allOf(RequestState.class), "hub", "test", Map.of(), Notices.enqueue(null));
        });

        await().atMost(Duration.ofSeconds(20))
                .until(() -> requests.tasks(id).stream()
                                .filter(task -> task.state().settled())
                                .count()
                        == 2);
        assertThat(MAIL.getReceivedMessages()).hasSize(1);
    }

    @Test
    void aWarningTellsARoleCaseNumberAndDaysOnly() throws Exception {
        UUID id = resting("warning", "en", "lars@mail.example");
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            notices.add(Notice.warning(id, DUE, 3, 3, "data-protection-officer"));
            notices.add(Notice.escalation(id, DUE, 3, 3, "complaints"));
            requests.apply(
                    id,
                    EnumSet.allOf(RequestState.class),
                    "hub",
                    "deadline-in-3-days",
                    Map.of(),
                    Notices.enqueue(null));
        });

        await().atMost(Duration.ofSeconds(20)).until(() -> notices.unsent(id).isEmpty());
        assertThat(MAIL.waitForIncomingEmail(20_000, 2)).isTrue();
        String number = requests.find(id).orElseThrow().caseNumber();
        MimeMessage[] mails = MAIL.getReceivedMessages();
        assertThat(Arrays.stream(mails).map(NoticeTest::to))
                .containsExactlyInAnyOrder("dpo@tryg.example", "klage@tryg.example");
        for (MimeMessage mail : mails) {
            assertThat(mail.getSubject()).contains(number, "3");
            assertThat(body(mail)).contains(number).doesNotContain("Lars", "mail.example");
        }
        assertThat(notices.warned(List.of(id))).containsEntry(id, 3);
    }

    @Test
    void aWarningIsNeverMailedIntoAMailboxThatTheHubPolls() {
        UUID id = requests.accept(
                        new NewRequest(
                                "gjensidige-ee",
                                null,
                                Set.of(Right.ACCESS),
                                new Subject("Liis Tamm", null, null, List.of(), null),
                                "et",
                                Channel.OFFICE,
                                Instant.parse("2026-12-01T08:00:00Z"),
                                NewRequest.Delivery.FILE,
                                null,
                                "own-mailbox",
                                null,
                                null),
                        DUE,
                        Next.tasks(RequestState.IDENTIFICATION, List.of(), null))
                .request()
                .id();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            notices.add(Notice.warning(id, DUE, 3, 3, "data-protection-officer"));
            requests.apply(
                    id,
                    EnumSet.allOf(RequestState.class),
                    "hub",
                    "deadline-in-3-days",
                    Map.of(),
                    Notices.enqueue(null));
        });

        assertThat(told(id, "warning-sent").details()).containsEntry("way", "own-mailbox");
        assertThat(MAIL.getReceivedMessages()).isEmpty();
    }

    @Test
    void theClockOfABreachIsToldTwiceBeforeItEndsAndNotOnceTheAuthorityKnows() throws Exception {
        Instant known = Instant.parse("2026-12-01T08:00:00Z");
        UUID incident = UUID.randomUUID();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            vault.createKeys(incident);
            incidents.confirm(
                    new Incidents.New(
                            incident,
                            "tryg",
                            Incidents.Kind.LOSS,
                            Incidents.Risk.RISK,
                            null,
                            null,
                            known,
                            words(incident, "Lars Nørgaard's letters are lost")),
                    "anna");
        });
        for (int hours : List.of(47, 48, 49, 66, 67, 80)) {
            clockTasks.forEach(task -> task.run(controllers.get("tryg"), known.plus(Duration.ofHours(hours))));
        }

        assertThat(MAIL.waitForIncomingEmail(20_000, 2)).isTrue();
        MimeMessage[] mails = MAIL.getReceivedMessages();
        assertThat(Arrays.stream(mails).map(NoticeTest::to)).containsOnly("dpo@tryg.example");
        assertThat(Arrays.stream(mails).map(NoticeTest::subject))
                .containsExactlyInAnyOrder(
                        "Brud på persondatasikkerheden, timer tilbage: 24",
                        "Brud på persondatasikkerheden, timer tilbage: 6");
        assertThat(body(mails[0])).contains(incident.toString()).doesNotContain("Lars");

        new TransactionTemplate(transactions)
                .executeWithoutResult(status ->
                        incidents.proceed(incident, Incidents.Step.AUTHORITY_TOLD, words(incident, "told"), "anna"));
        assertThat(incidents.running("tryg")).isEmpty();
    }

    @Test
    void whoseDataABreachConcernsIsWrittenToAndTheIncidentKnowsThatItHasGone() throws Exception {
        UUID id = resting("breached", "en", "lars@mail.example");
        UUID incident = UUID.randomUUID();
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            vault.createKeys(incident);
            incidents.confirm(
                    new Incidents.New(
                            incident,
                            "tryg",
                            Incidents.Kind.WRONG_RECIPIENT,
                            Incidents.Risk.HIGH,
                            id,
                            null,
                            Instant.parse("2026-12-01T08:00:00Z"),
                            words(incident, "x")),
                    "anna");
            String told = new BreachWords("A letter went astray.", "Others may know {your} number.", "We have it back.")
                    .json();
            notices.add(Notice.breach(id, DUE, words(id, told)));
            incidents.letter(incident, id, DUE);
            requests.apply(
                    id, EnumSet.allOf(RequestState.class), "anna", "breach-told", Map.of(), Notices.enqueue(null));
        });

        MimeMessage mail = oneMail();
        assertThat(to(mail)).isEqualTo("lars@mail.example");
        assertThat(body(mail))
                .contains("A letter went astray.", "Others may know {your} number.", "We have it back.", "Article 34");
        assertThat(told(id, "notice-sent").details()).containsEntry("kind", "BREACH");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> incidents.letters(incident).stream().allMatch(letter -> letter.sentAt() != null));
        assertThat(incidents.letters(incident)).hasSize(1);
    }

    private static String subject(MimeMessage mail) {
        try {
            return mail.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReviewDayOfHoldsIsToldOnceByNumberAndThatOfAReportNever() throws Exception {
        for (Hold.Kind kind : List.of(Hold.Kind.H_LIT, Hold.Kind.H_FRD, Hold.Kind.H_AML)) {
            holds.set(
                    new Holds.Wanted("tryg", kind, List.of(), Set.of("ab"), Set.of(), Set.of(), "a reason", DUE),
                    "anna");
        }
        for (LocalDate day : List.of(DUE.minusDays(1), DUE, DUE.plusDays(1))) {
            tasks.stream()
                    .filter(task -> task.getClass().getSimpleName().equals("HoldReminders"))
                    .forEach(task -> task.run(controllers.get("tryg"), day));
        }

        MimeMessage mail = oneMail();
        assertThat(to(mail)).isEqualTo("frister@tryg.example");
        assertThat(mail.getSubject()).endsWith(": 2");
        assertThat(raw(mail)).doesNotContain("H-", "a reason", "anna");
    }

    private static String to(MimeMessage mail) {
        try {
            return mail.getAllRecipients()[0].toString();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMailboxThatNobodyHearsOfIsToldToItsRoleAndSoIsItsEnd() throws Exception {
        Instant since = Instant.parse("2026-12-01T08:00:00Z");
        events.publishEvent(new MailboxAlarm("tryg", "tryg.alka", MailboxAlarm.Kind.LOGIN, since, false));
        events.publishEvent(new MailboxAlarm("tryg", "tryg.alka", MailboxAlarm.Kind.LOGIN, since, true));

        assertThat(MAIL.waitForIncomingEmail(20_000, 2)).isTrue();
        MimeMessage[] mails = MAIL.getReceivedMessages();
        assertThat(mails).allSatisfy(mail -> {
            assertThat(to(mail)).isEqualTo("frister@tryg.example");
            assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        });
        assertThat(mails[0].getSubject()).isEqualTo("Alarm: postkassen tryg.alka");
        assertThat(body(mails[0])).contains("afviser vores login");
        assertThat(mails[1].getSubject()).startsWith("Afblæsning");
    }
}
