package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.WebHub;
import org.junit.jupiter.api.Test;

class MailIntakeTest extends MailboxHub {
    @Test
    void an_access_request_by_mail_becomes_a_case_that_waits_for_identification() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        TRYG.deliver(message(
                "From: =?UTF-8?Q?Lars_N=C3=B8rgaard?= <lars.noergaard@mail.example>",
                "Subject: Indsigt",
                "Message-ID: <lars-1@mail.example>",
                "CamelFileName: ../../evil",
                "CamelHttpUri: http://evil.example",
                "moveTo: Elsewhere",
                "delete: true",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Kære Tryg, jeg vil gerne have indsigt i de oplysninger, I har om mig.",
                "Mit cpr-nummer er 721283-1403, kundenummer: K-100234, telefon +45 20 00 03 01.",
                "Venlig hilsen Lars Nørgaard"));

        RequestView view = await("tryg", Right.ACCESS, "lars.noergaard@mail.example");

        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(view.language()).isEqualTo("da");
        assertThat(view.receivedAt()).isAfter(before);
        Subject subject = requests.subject(view.id());
        assertThat(subject.name()).isEqualTo("Lars Nørgaard");
        assertThat(subject.nationalId().value()).isEqualTo("721283-1403");
        assertThat(subject.keys())
                .contains(
                        SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "K-100234"),
                        SubjectKey.given(KeyKind.PHONE, "+4520000301"));
        assertThat(requests.tasks(view.id()))
                .anyMatch(task -> task.queue().equals("acknowledgement") && !task.blocking());
        String blob = requests.history(view.id()).stream()
                .filter(entry -> entry.event().equals("mail-taken"))
                .map(entry -> entry.details().get("blob").toString())
                .findFirst()
                .orElseThrow();
        try (InputStream in = vault.read(UUID.fromString(blob))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("Kære Tryg");
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> count("tryg-box", "Done") >= 1 && count("tryg-box", "INBOX") == 0);
        assertThat(count("tryg-box", "Elsewhere")).isZero();
    }

    @Test
    void a_marketing_withdrawal_goes_at_once() throws Exception {
        EE.deliver(message(
                "From: Mari Kask <mari.kask@mail.example>",
                "Subject: Turundus",
                "Message-ID: <mari-1@mail.example>",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Tere! Võtan tagasi oma nõusoleku otseturunduseks. Lugupidamisega Mari Kask"));

        RequestView view = await("gjensidige-ee", Right.CONSENT_WITHDRAWAL, "mari.kask@mail.example");

        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(view.language()).isEqualTo("et");
        assertThat(requests.tasks(view.id())).anyMatch(task -> task.queue().equals("fan-out"));
    }

    @Test
    void a_machine_gets_no_case_and_no_reply() throws Exception {
        int before = requests.list("gjensidige-ee", null, Right.ERASURE, null, 0, 200)
                .size();
        EE.deliver(message(
                "From: Out of office <robot@mail.example>",
                "Subject: Re: kustutage minu andmed",
                "Message-ID: <robot-1@mail.example>",
                "Auto-Submitted: auto-replied",
                "",
                "Palun kustutage kõik minu andmed"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> quarantine.open().stream()
                        .anyMatch(entry -> entry.source().equals("mail/gjensidige-ee")
                                && entry.reason().equals("automatic-mail")));
        assertThat(requests.list("gjensidige-ee", null, Right.ERASURE, null, 0, 200))
                .hasSize(before);
    }

    @Test
    void what_is_not_understood_waits_for_a_human_who_can_read_it() throws Exception {
        List<Quarantine.Entry> before = quarantine.open();
        TRYG.deliver(message(
                "From: Some One <some.one@mail.example>",
                "Subject: Spørgsmål om min bil",
                "Message-ID: <some-1@mail.example>",
                "",
                "Jeg har en bil og en skade."));

        List<Quarantine.Entry> found = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            found.clear();
            quarantine.open().stream()
                    .filter(entry ->
                            entry.source().equals("mail/tryg") && entry.reason().startsWith("mail-unclear"))
                    .filter(entry -> !before.contains(entry))
                    .forEach(found::add);
            return !found.isEmpty();
        });

        WebHub hub = new WebHub(port);
        JsonNode list = hub.get("caseworker", "/api/v1/quarantine").json();
        assertThat(list.findValuesAsText("id")).contains(found.get(0).id().toString());
        WebHub.Reply content =
                hub.get("caseworker", "/api/v1/quarantine/" + found.get(0).id() + "/content");
        assertThat(content.text()).contains("en skade");
        assertThat(hub.get("operator", "/api/v1/quarantine").status()).isEqualTo(403);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> count("tryg-box", "Clarification") >= 1);
    }

    @Test
    void a_mail_stays_in_the_inbox_while_the_ledger_cannot_keep_it() throws Exception {
        Awaitility.await().until(() -> count("ee-box", "INBOX") == 0);
        jdbc.execute("alter table mail_seen rename to mail_seen_away");
        try {
            EE.deliver(message(
                    "From: Patient <patient@mail.example>",
                    "Subject: andmed",
                    "Message-ID: <patient-1@mail.example>",
                    "",
                    "Soovin tutvuda oma andmetega"));
            Awaitility.await()
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> count("ee-box", "INBOX") == 1);
        } finally {
            jdbc.execute("alter table mail_seen_away rename to mail_seen");
        }

        await("gjensidige-ee", Right.ACCESS, "patient@mail.example");
    }

    @Test
    void two_pollers_of_one_mail_make_one_case() {
        RawMail mail = Bytes.of(
                "From: Twice <twice@mail.example>",
                "Subject: indsigt",
                "Message-ID: <twice-1@mail.example>",
                "",
                "Jeg vil gerne have indsigt i mine oplysninger");
        RawMail copy = Bytes.of(
                "Received: from elsewhere",
                "From: Twice <twice@mail.example>",
                "Subject: indsigt",
                "Message-ID: <twice-1@mail.example>",
                "",
                "Jeg vil gerne have indsigt i mine oplysninger");

        CompletableFuture.allOf(Stream.of(mail, copy, mail, copy)
                        .map(one -> CompletableFuture.runAsync(() -> intake.take(one, "tryg")))
                        .toArray(CompletableFuture[]::new))
                .join();

        await("tryg", Right.ACCESS, "twice@mail.example");
    }

    @Test
    void a_mixed_letter_withdraws_at_once_and_waits_with_the_rest() {
        intake.take(
                Bytes.of(
                        "From: Mixed <mixed@mail.example>",
                        "Subject: data",
                        "Message-ID: <mixed-1@mail.example>",
                        "",
                        "Jeg vil gerne have indsigt i mine oplysninger, og jeg trækker mit samtykke til markedsføring tilbage."),
                "tryg");

        assertThat(await("tryg", Right.ACCESS, "mixed@mail.example").state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(await("tryg", Right.CONSENT_WITHDRAWAL, "mixed@mail.example").state())
                .isEqualTo(RequestState.COLLECTING);
    }
}
