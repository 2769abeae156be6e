package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.answer.AnswerWiring.Told;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.MailReturned;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

/** From the last reply to the mail in the subject's mailbox and the file in the portal's folder. */
class AnswerFlowTest extends AnsweringHub {
    @Autowired
    SentMails sent;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    Mandates mandates;

    @Autowired
    Notices notices;

    @Test
    void anAccessAnswerReachesTheSubjectByMailAndItsPasswordThePrinter() throws Exception {
        backing.script("lars")
                .told("crm", customer("Lars Nørgaard", "Æblevej 7, 2100 København Ø", true))
                .told("claims", claim("S-1", Outcome.REDACT), claim("S-2", Outcome.DISCLOSE))
                .told("recordings", recording("R-9", 40_000));

        UUID id = accept(
                "lars", "tryg", "tjm", Set.of(Right.ACCESS), "da", NewRequest.Delivery.MAIL, "lars@mail.example");
        RequestView closed = closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        MimeMessage mail = oneMail();
        assertThat(mail.getMessageID()).isEqualTo(packed.messageId());
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        String raw = raw(mail);
        assertThat(raw).doesNotContain(answers.secret(packed), "Nørgaard", "721283");
        Path zip = attachment(mail);
        Map<String, byte[]> files = open(zip, answers.secret(packed));
        keep("da", files);

        String letter = text(files.get("letter.pdf"));
        assertThat(letter)
                .contains(
                        "TJM Forsikring", "Kære Lars Nørgaard", closed.caseNumber(), "Svar på din anmodning om indsigt")
                .contains("1. december 2026", "Skadesager", "personnummer, telefonnummer", "2 registreringer")
                .contains("Inkasso", "Ingen oplysninger om dig", "Lovbestemt tavshedspligt", "Datatilsynet")
                .contains("artikel 15, stk. 4", "Æblevej 7");
        String book = new String(files.get("data-book.html"), StandardCharsets.UTF_8);
        assertThat(book)
                .contains(
                        "afsluttet",
                        "12.345,50 DKK",
                        "overstreget: vedrører en anden person",
                        "Forsikring &amp; Pension")
                .contains("3. maj 2014")
                .contains("Villy Vidne i bil 2")
                .doesNotContain("Villy Vidne i bil 1");
        assertThat(text(files.get("data-book.pdf"))).contains("Databog", "Skadenummer", "S-1");
        assertThat(files.keySet().stream().filter(name -> name.startsWith("recordings/")))
                .hasSize(1)
                .allMatch(name -> name.endsWith(".wav") && !name.contains("Lars"));
        JsonNode data = new ObjectMapper().readTree(files.get("data.json"));
        assertThat(data.path("items")).hasSize(4);
        assertThat(new String(files.get("data.json"), StandardCharsets.UTF_8))
                .contains("Villy Vidne i bil 2", "\"rule\" : \"DK-CLM\"")
                .doesNotContain("Villy Vidne i bil 1");

        Path printed = folder.resolve("print/tryg/" + closed.caseNumber() + "-0.pdf");
        String secretLetter = text(Files.readAllBytes(printed));
        keep("print", Map.of("secret.pdf", Files.readAllBytes(printed)));
        assertThat(secretLetter)
                .contains(answers.secret(packed), "Lars Nørgaard")
                .doesNotContain("Æblevej");
    }

    @Test
    void anAnswerThatCameBackReopensItsRequestAndAPersonSendsItOnceMore() throws Exception {
        backing.script("lars").told("crm", customer("Lars Nørgaard", "Æblevej 7, 2100 København Ø", true));
        UUID id = accept(
                "lars", "tryg", "tjm", Set.of(Right.ACCESS), "da", NewRequest.Delivery.MAIL, "gone@mail.example");
        closed(id, RequestState.CLOSED);
        String messageId = answers.latest(id).orElseThrow().messageId();
        MAIL.purgeEmailFromAllMailboxes();

        for (int round = 1; round <= 2; round++) {
            assertThat(sent.cameBack(messageId)).isTrue();
            events.publishEvent(new MailReturned(id, messageId));

            TaskView stopped = await().atMost(java.time.Duration.ofSeconds(20))
                    .until(
                            () -> requests.tasks(id).stream()
                                    .filter(task -> task.state() == TaskState.FAILED)
                                    .findFirst()
                                    .orElse(null),
                            task -> task != null);
            assertThat(stopped.reason()).startsWith("address-bounced").doesNotContain("gone@");
            RequestView open = requests.find(id).orElseThrow();
            assertThat(open.state()).as("its last day is watched again").isEqualTo(RequestState.DELIVERING);
            assertThat(open.closedAt()).isNull();
            assertThat(answers.unsent(id)).hasSize(1);
            assertThat(MAIL.getReceivedMessages()).isEmpty();

            requests.retry(id, stopped.id(), "anna");
            closed(id, RequestState.CLOSED);
            assertThat(oneMail().getMessageID()).isEqualTo(messageId);
            assertThat(answers.unsent(id)).isEmpty();
            MAIL.purgeEmailFromAllMailboxes();
        }
        events.publishEvent(new MailReturned(id, "<acknowledgement@tryg.example>"));
        assertThat(requests.find(id).orElseThrow().state())
                .as("another letter is no answer")
                .isEqualTo(RequestState.CLOSED);
    }

    @Test
    void anErasureAnswerIsLaidForThePortalAndSaysWhatBecameOfEachRecord() throws Exception {
        backing.script("liis")
                .told("crm", erasure("customer", "K-1", Outcome.REFUSE, null, "refused.contract", null))
                .told(
                        "claims",
                        erasure("claim", "S-7", Outcome.REFUSE, null, "refused.open-claim", null),
                        erasure("claim", "S-3", Outcome.ERASE, null, "erased", "PROVEN"))
                .told(
                        "debts",
                        erasure("debt", "V-5", Outcome.RETAIN_UNTIL, LocalDate.of(2029, 2, 28), "retained.debt", null))
                .told(
                        "recordings",
                        erasure(
                                "recording",
                                "R-4",
                                Outcome.RETAIN_UNTIL,
                                LocalDate.of(2036, 9, 20),
                                "retained.call",
                                null));

        UUID id = accept("liis", "gjensidige-ee", null, Set.of(Right.ERASURE), "et", NewRequest.Delivery.FILE, null);
        RequestView closed = closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Path zip = folder.resolve("portal/gjensidige-ee/" + closed.caseNumber() + "-0.zip");
        assertThat(Files.readAllBytes(zip)).hasSize((int) packed.size());
        assertThat(folder.resolve("portal/gjensidige-ee/" + closed.caseNumber() + "-0.zip.done"))
                .hasContent(HexFormat.of().formatHex(packed.sha256()));
        Map<String, byte[]> files = open(zip, answers.secret(packed));
        keep("et", files);

        String letter = text(files.get("letter.pdf"));
        assertThat(letter)
                .contains("Vastus Teie taotlusele kustutada oma isikuandmed", "Lugupeetud Liis Tamm", "Ei kustutatud")
                .contains("Säilitatakse kuni 28.02.2029", "Säilitatakse kuni 20.09.2036", "Kustutatud")
                .contains("Kahjujuhtum S-3", "Andmekaitse Inspektsioon");
        assertThat(files.keySet()).containsExactlyInAnyOrder("letter.pdf", "letter.html", "data.json", "manifest.json");
        assertThat(new String(files.get("data.json"), StandardCharsets.UTF_8))
                .contains("\"reference\" : \"S-3\"", "\"execution\" : \"PROVEN\"")
                .doesNotContain("\"record\"");
    }

    @Test
    void aSystemThatHasNotAnsweredIsNamedAndTheSupplementTellsOnlyWhatIsNew() throws Exception {
        backing.script("paul")
                .told("crm", customer("Paul Post", "Vej 1", false))
                .told("debts", debt("V-1"));
        backing.script("paul").slow.put("debts", "ref-paul");

        UUID id = accept("paul", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.PARTLY_ANSWERED);
        Answers.Packed first = answers.latest(id).orElseThrow();
        Map<String, byte[]> answer = open(portal(first), answers.secret(first));
        keep("en", answer);
        assertThat(text(answer.get("letter.pdf")))
                .contains("What is still outstanding", "Debt collection. We keep asking", "No answer yet");

        Lease late = await().until(
                                        () -> waiting.claim("tryg.debts", "ref-paul"),
                                        WaitingTasks.Claim.Claimed.class::isInstance)
                        instanceof WaitingTasks.Claim.Claimed claimed
                ? claimed.lease()
                : null;
        waiting.complete(late, backing.reply(late));

        closed(id, RequestState.CLOSED);
        Answers.Packed second = answers.latest(id).orElseThrow();
        assertThat(second.round()).isEqualTo(1);
        Map<String, byte[]> supplement = open(portal(second), answers.secret(second));
        assertThat(text(supplement.get("letter.pdf"))).contains("Supplement to our answer", "No further data");
        JsonNode items =
                new ObjectMapper().readTree(supplement.get("data.json")).path("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).path("reference").asText()).isEqualTo("V-1");
    }

    @Test
    void aPortableCopyHoldsWhatArticle20CoversAsJsonAndAsCsv() throws Exception {
        Decision elsewhere = new Decision(
                Outcome.WITHHOLD, "none", 0, null, "GDPR-20-1", "eu-gdpr:A20", "not-portable", false, false);
        Decision portable =
                new Decision(Outcome.DISCLOSE, "none", 0, null, "GDPR-15-3", "eu-gdpr:A15", "disclosed", false, false);
        backing.script("mona")
                .told(
                        "claims",
                        new Told(
                                "claim",
                                "S-1",
                                Map.of(),
                                Map.of("claimNumber", "S-1", "description", "=1+1, \"bump\""),
                                Map.of(Right.PORTABILITY, portable),
                                0,
                                null),
                        new Told(
                                "claim",
                                "S-2",
                                Map.of(),
                                Map.of("claimNumber", "S-2", "description", "a score of ours"),
                                Map.of(Right.PORTABILITY, elsewhere),
                                0,
                                null));

        UUID id = accept("mona", "tryg", null, Set.of(Right.PORTABILITY), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        assertThat(files.keySet()).contains("portable/portable.json", "portable/claims-claim.csv");
        JsonNode records =
                new ObjectMapper().readTree(files.get("portable/portable.json")).path("records");
        assertThat(records).hasSize(1);
        assertThat(records.get(0).at("/record/claimNumber").asText()).isEqualTo("S-1");
        String csv = new String(files.get("portable/claims-claim.csv"), StandardCharsets.UTF_8);
        assertThat(csv)
                .contains("\"claimNumber\"")
                .contains("\"=1+1, \"\"bump\"\"\"")
                .endsWith("\r\n");
        files.forEach((name, content) -> {
            if (!name.endsWith(".pdf")) {
                assertThat(new String(content, StandardCharsets.UTF_8)).as(name).doesNotContain("a score of ours");
            }
        });
        assertThat(text(files.get("letter.pdf")))
                .contains("Portable copy", "does not cover it: it covers data that you have provided");
    }

    @Test
    void whatStatutorySecrecyCoversShowsNowhere() throws Exception {
        Decision silent = new Decision(Outcome.WITHHOLD, "none", 0, null, null, null, null, false, false);
        backing.script("peter")
                .told("crm", customer("Peter Holm", "Vej 2", false))
                .told(
                        "debts",
                        new Told(
                                "debt",
                                "FIU-1",
                                Map.of(),
                                Map.of("number", "FIU-1"),
                                Map.of(Right.ACCESS, silent),
                                0,
                                null));

        UUID id = accept("peter", "tryg", null, Set.of(Right.ACCESS), "en", NewRequest.Delivery.FILE, null);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(portal(packed), answers.secret(packed));
        String everything = files.values().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .reduce("", String::concat);
        assertThat(everything).doesNotContain("FIU-1", "WITHHOLD");
        assertThat(text(files.get("letter.pdf"))).containsPattern("Debt collection[^\\n]*\\n?[^\\n]*No data about you");
    }

    @Test
    void aWithdrawalIsConfirmedWithoutAPackage() throws Exception {
        UUID id = accept(
                "mari",
                "gjensidige-ee",
                null,
                Set.of(Right.CONSENT_WITHDRAWAL),
                "et",
                NewRequest.Delivery.MAIL,
                "mari@mail.example");
        closed(id, RequestState.CLOSED);

        assertThat(oneMail().getContent().toString())
                .contains("otseturunduseks antud nõusoleku tagasivõtmine", "Andmekaitse Inspektsioon");
        assertThat(answers.latest(id)).isEmpty();
    }

    @Test
    void whoWritesInRussianIsAnsweredInTheControllersLanguageAndEnglish() throws Exception {
        backing.script("yelena")
                .told("claims", claim("S-1", Outcome.DISCLOSE))
                .told("recordings", recording("R-1", 400));
        UUID id = accept(
                "yelena",
                "gjensidige-ee",
                null,
                Set.of(Right.ACCESS),
                "ru",
                NewRequest.Delivery.MAIL,
                "yelena@mail.example");
        RequestView closed = closed(id, RequestState.CLOSED);

        MimeMessage mail = oneMail();
        assertThat(mail.getSubject())
                .contains("Meie vastus Teie taotlusele", "Our answer to your request", closed.caseNumber());
        assertThat(((Multipart) mail.getContent()).getBodyPart(0).getContent().toString())
                .containsSubsequence("Lugupeetud klient", "* * *", "Dear customer");
        Answers.Packed packed = answers.latest(id).orElseThrow();
        Map<String, byte[]> files = open(attachment(mail), answers.secret(packed));
        assertThat(text(files.get("letter.pdf")))
                .contains("Lugupeetud Test Person", "andmekaitsespetsialist", "Kaust en: käesolev kiri");
        assertThat(text(files.get("en/letter.pdf")))
                .contains("Dear Test Person", "data protection officer", "Claims")
                .doesNotContain("Kaust", "Folder en");
        assertThat(text(files.get("data-book.pdf"))).contains("Andmeraamat", "Kahjunumber", "S-1");
        assertThat(text(files.get("en/data-book.pdf"))).contains("Data book", "Claim number", "S-1");
        String recording = files.keySet().stream()
                .filter(name -> name.startsWith("recordings/"))
                .findFirst()
                .orElseThrow();
        assertThat(new String(files.get("data-book.html"), StandardCharsets.UTF_8))
                .contains("href=\"" + recording + "\"");
        assertThat(new String(files.get("en/data-book.html"), StandardCharsets.UTF_8))
                .contains("href=\"../" + recording + "\"");
        Path printed = folder.resolve("print/gjensidige-ee/" + closed.caseNumber() + "-0.pdf");
        assertThat(text(Files.readAllBytes(printed)))
                .contains("sidekriipsudega", "including the hyphens")
                .containsOnlyOnce(answers.secret(packed));
    }

    @Test
    void anAcknowledgementToSomebodyNotIdentifiedSaysHowToBeAndNothingElse() throws Exception {
        Subject subject = new Subject("Ole Okse", null, null, List.of(), "ole@mail.example");
        requests.accept(
                new NewRequest(
                        "tryg",
                        null,
                        Set.of(Right.ACCESS),
                        subject,
                        "da",
                        Channel.MAIL,
                        Instant.parse("2026-12-01T08:00:00Z"),
                        NewRequest.Delivery.MAIL,
                        null,
                        "mail:<abc@mail.example>",
                        null,
                        null),
                DUE,
                Next.tasks(
                        RequestState.IDENTIFICATION,
                        List.of(new NewTask("acknowledgement", null, null, Action.STAGE, 0, 0, false, null, null)),
                        null));

        MimeMessage mail = oneMail();
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(mail.getHeader("In-Reply-To")).containsExactly("<abc@mail.example>");
        assertThat(mail.getContent().toString())
                .contains("MitID", "På vores kontor med gyldig legitimation")
                .doesNotContain("Ole", "4. januar");
    }

    private UUID represented(String key, LocalDate until, boolean receipt) {
        backing.script(key).told("crm", customer("Lars Nørgaard", "Æblevej 7, 2100 København Ø", false));
        Subject subject = new Subject(
                "Lars Nørgaard",
                null,
                null,
                List.of(SubjectKey.given(KeyKind.EMAIL, "lars.own@mail.example")),
                receipt ? "advocate@mail.example" : "lars.own@mail.example");
        NewRequest asked = new NewRequest(
                "tryg",
                null,
                Set.of(Right.ACCESS),
                subject,
                "en",
                Channel.MAIL,
                Instant.parse("2026-12-01T08:00:00Z"),
                NewRequest.Delivery.MAIL,
                null,
                key,
                null,
                null,
                new Representative(Representative.Capacity.AUTHORISED, "Ada Advocate", "advocate@mail.example"));
        UUID id = requests.accept(asked, DUE, Next.rest(RequestState.IDENTIFICATION))
                .request()
                .id();
        mandates.confirm(
                id, new Mandate(Representative.Capacity.AUTHORISED, "e-1", null, until, true, receipt, null), "anna");
        requests.identify(
                id,
                Channel.OFFICE,
                new NewRequest.Evidence("L3", "test", "ref"),
                subject,
                "anna",
                Next.tasks(
                        RequestState.COLLECTING,
                        AnswerWiring.SYSTEMS.stream()
                                .map(system -> query("tryg", system, java.time.Duration.ofMinutes(10)))
                                .toList(),
                        "decision"));
        return id;
    }

    @Test
    void aRepresentativeIsGreetedAndTheSubjectNamed() throws Exception {
        UUID id = represented("advocate-of-lars", LocalDate.of(2026, 12, 1), true);
        closed(id, RequestState.CLOSED);

        Answers.Packed packed = answers.latest(id).orElseThrow();
        MimeMessage mail = oneMail();
        assertThat(mail.getAllRecipients()[0].toString()).isEqualTo("advocate@mail.example");
        String letter = text(open(attachment(mail), answers.secret(packed)).get("letter.pdf"));
        assertThat(letter)
                .contains("Dear Ada Advocate", "You act for Lars Nørgaard", "that person and their data are meant")
                .doesNotContain("Dear Lars", "Æblevej");
        Path printed = folder.resolve("print/tryg/" + packed.fileName().replace(".zip", ".pdf"));
        assertThat(text(Files.readAllBytes(printed)))
                .as("the password goes to the subject's address")
                .contains("Lars Nørgaard", "Æblevej")
                .doesNotContain("Advocate");
    }

    @Test
    void whereReceiptIsNotCoveredTheSubjectIsGreeted() throws Exception {
        UUID id = represented("subject-of-advocate", null, false);
        closed(id, RequestState.CLOSED);

        MimeMessage mail = oneMail();
        assertThat(mail.getAllRecipients()[0].toString()).isEqualTo("lars.own@mail.example");
        String letter =
                text(open(attachment(mail), answers.secret(answers.latest(id).orElseThrow()))
                        .get("letter.pdf"));
        assertThat(letter).contains("Dear Lars Nørgaard").doesNotContain("Advocate", "You act for");
    }

    @Test
    void nothingLeavesOnceThePowerOfAttorneyHasEndedAndAPersonDecides() throws Exception {
        UUID id = represented("ended-for-lars", LocalDate.of(2026, 11, 30), true);
        TaskView stopped = await().atMost(java.time.Duration.ofSeconds(20))
                .until(
                        () -> requests.tasks(id).stream()
                                .filter(task ->
                                        task.reason() != null && task.reason().startsWith("mandate-ended"))
                                .findFirst()
                                .orElse(null),
                        task -> task != null);

        assertThat(stopped.state()).isEqualTo(TaskState.FAILED);
        assertThat(stopped.reason()).contains("/identification").doesNotContain("Lars", "Ada");
        assertThat(MAIL.getReceivedMessages()).isEmpty();
        String secret = answers.latest(id).orElseThrow().fileName().replace(".zip", ".pdf");
        assertThat(folder.resolve("print/tryg/" + secret)).doesNotExist();

        requests.retry(id, stopped.id(), "anna");
        closed(id, RequestState.CLOSED);

        assertThat(oneMail().getAllRecipients()[0].toString()).isEqualTo("lars.own@mail.example");
    }

    @Test
    void aNoticeGoesToTheSubjectOnceThePowerOfAttorneyHasEnded() throws Exception {
        UUID id = represented("refused-for-lars", LocalDate.of(2026, 11, 30), true);
        await().atMost(java.time.Duration.ofSeconds(20))
                .until(() -> requests.tasks(id).stream()
                        .anyMatch(task -> task.reason() != null && task.reason().startsWith("mandate-ended")));
        notices.add(Notice.refusal(id, DUE, null));
        requests.apply(
                id,
                Set.of(RequestState.DELIVERING),
                "anna",
                "refused",
                Map.of(),
                Notices.enqueue(RequestOutcome.REFUSED));
        assertThat(oneMail().getAllRecipients()[0].toString()).isEqualTo("lars.own@mail.example");
    }

    @Test
    void aNewPowerOfAttorneyLetsTheAnswerGo() throws Exception {
        UUID id = represented("renewed-for-lars", LocalDate.of(2026, 11, 30), true);
        TaskView stopped = await().atMost(java.time.Duration.ofSeconds(20))
                .until(
                        () -> requests.tasks(id).stream()
                                .filter(task ->
                                        task.reason() != null && task.reason().startsWith("mandate-ended"))
                                .findFirst()
                                .orElse(null),
                        task -> task != null);

        mandates.confirm(
                id,
                new Mandate(
                        Representative.Capacity.AUTHORISED, "e-2", null, LocalDate.of(2027, 11, 30), true, true, null),
                "anna");
        requests.retry(id, stopped.id(), "anna");
        closed(id, RequestState.CLOSED);

        assertThat(oneMail().getAllRecipients()[0].toString()).isEqualTo("advocate@mail.example");
    }
}
