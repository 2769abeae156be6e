package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Evidence;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Redactions;
import org.dsrhub.ledger.Requests.StateConflict;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person has blacked out of an item, and the copy of a recording that they have redacted. */
class ReviewTest {
    private static final Bench bench = new Bench();
    private static UUID request;
    private static UUID item;
    private static UUID recording;

    @BeforeAll
    static void waiting() {
        bench.systems.with("recordings", Mode.LIVE, Service.DELETE);
        Item plain = bench.item(
                "recordings",
                "call",
                "C1",
                "EE-CALL",
                null,
                Status.NONE,
                Map.of("recorded", "2026-09-20"),
                Flag.INTERNAL_ASSESSMENT);
        request = bench.accept(Set.of(Right.ACCESS), plain);
        Lease lease = bench.steps.take("gjensidige-ee.recordings").orElseThrow();
        recording = kept(Vault.Key.PAYLOAD, "two voices");
        item = plain.id();
        bench.steps.complete(
                lease,
                bench.steps.reply(
                        lease,
                        List.of(new Item(
                                item,
                                plain.system(),
                                plain.type(),
                                plain.reference(),
                                plain.facts(),
                                plain.record(),
                                List.of(new Item.Media("call.wav", "audio/wav", recording, 10))))));
        bench.run();
        assertThat(bench.view(request).state()).isEqualTo(RequestState.REVIEW);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static UUID kept(Vault.Key key, String content) {
        Blob blob = bench.vault.seal(request, key, "audio/wav", content.getBytes(StandardCharsets.UTF_8));
        bench.vault.store(blob);
        return blob.id();
    }

    private static UUID evidence(String content) {
        UUID blob = kept(Vault.Key.EVIDENCE, content);
        return bench.bean(Evidence.class)
                .add(
                        request,
                        new Evidence.New(
                                content.getBytes(StandardCharsets.UTF_8),
                                Evidence.Kind.OTHER,
                                "audio/wav",
                                content.length(),
                                blob,
                                blob,
                                null),
                        "clerk")
                .id();
    }

    private static void redact(Outcome outcome, List<String> values, Map<UUID, UUID> copies) {
        bench.review.decide(
                request, item, Right.ACCESS, outcome, null, "the other voice is a doctor's", values, copies, "clerk");
    }

    private static Map<UUID, Redactions.Redaction> kept() {
        return bench.bean(Redactions.class).of(Right.ACCESS, List.of(item));
    }

    private static String sha256(String content) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theCopyIsKeptWithTheHashesOfBothInTheAuditChain() throws Exception {
        UUID copy = evidence("one voice");

        redact(Outcome.REDACT, List.of("Dr. Villy Vidne"), Map.of(recording, copy));

        assertThat(kept().get(item).values()).containsExactly("Dr. Villy Vidne");
        assertThat(kept().get(item).copies().get(recording).mediaType()).isEqualTo("audio/wav");
        Map<String, Object> told = bench.requests.history(request).stream()
                .filter(entry -> entry.event().equals("redacted-copy"))
                .map(AuditEntry::details)
                .findFirst()
                .orElseThrow();
        assertThat(told)
                .containsEntry("sha256", sha256("two voices"))
                .containsEntry("copySha256", sha256("one voice"))
                .containsEntry("media", recording.toString());
        assertThat(bench.requests.history(request).toString()).doesNotContain("Villy");
        assertThat(bench.jdbc
                        .queryForList("select redaction::text from redaction", String.class)
                        .toString())
                .doesNotContain("Villy");

        redact(Outcome.DISCLOSE, List.of(), Map.of());
        assertThat(kept()).as("the second decision replaces the first").isEmpty();
    }

    @Test
    void whatIsNoCopyIsRefused() {
        UUID same = evidence("two voices");

        assertThatThrownBy(() -> redact(Outcome.REDACT, List.of(), Map.of(recording, same)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the recording itself");
        assertThatThrownBy(() -> redact(Outcome.REDACT, List.of(), Map.of(UUID.randomUUID(), same)))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> redact(Outcome.REDACT, List.of(), Map.of(recording, UUID.randomUUID())))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> redact(Outcome.DISCLOSE, List.of("Villy Vidne"), Map.of()))
                .isInstanceOf(Problem.class);
    }

    @Test
    void onTheLastDayWhatIsDecidedIsAnsweredAndTheRestFollows() {
        Item clear =
                bench.item("recordings", "call", "C2", "EE-CALL", null, Status.NONE, Map.of("recorded", "2026-09-20"));
        Item odd = bench.item(
                "recordings",
                "call",
                "C3",
                "EE-CALL",
                null,
                Status.NONE,
                Map.of("recorded", "2026-09-20"),
                Flag.INTERNAL_ASSESSMENT);
        UUID id = bench.accept(Set.of(Right.ACCESS), clear, odd);
        UUID erasing = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("recordings", "C4"));
        bench.run();
        UUID words = UUID.randomUUID();
        assertThatThrownBy(() -> bench.review.answerPartly(id, words, "clerk"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("not-due");
        bench.atConfirmed(LocalDate.of(2027, 1, 4));
        assertThatThrownBy(() -> bench.review.answerPartly(erasing, words, "clerk"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("erasure-open");

        assertThat(bench.review.answerPartly(id, words, "clerk").state()).isEqualTo(RequestState.ANSWERING);
        Lease answer = bench.steps.take("answer").orElseThrow();
        bench.steps.complete(answer, Completion.then(Next.rest(RequestState.PARTLY_ANSWERED)));
        assertThat(bench.decided(id, Right.ACCESS).get("C3").decision().outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThatThrownBy(() -> bench.review.release(id, "second")).isInstanceOf(StateConflict.class);

        bench.review.decide(id, odd.id(), Right.ACCESS, Outcome.DISCLOSE, null, "an opinion, but about them", "clerk");
        assertThat(bench.review.release(id, "second").state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void aCopyIsAnsweredPartlyWhileTheErasureStaysOpen() {
        bench.systems.with("quotes", Mode.LIVE, Service.DELETE);
        bench.atConfirmed(LocalDate.of(2026, 12, 1));
        bench.subject = new Subject(
                "Somebody else", null, null, List.of(SubjectKey.given(KeyKind.EMAIL, "else@mail.example")), null);
        Item odd = bench.item("quotes", "note", "N9", null, null, Status.NONE, Map.of());
        UUID id = bench.accept(Set.of(Right.ACCESS, Right.ERASURE), bench.oldQuote("quotes", "Q9"), odd);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        bench.atConfirmed(LocalDate.of(2027, 1, 4));

        assertThat(bench.review.answerPartly(id, UUID.randomUUID(), "clerk").state())
                .isEqualTo(RequestState.ANSWERING);
        bench.answerPartly(id);
        bench.atConfirmed(LocalDate.of(2027, 1, 5));
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.PARTLY_ANSWERED);
        assertThat(bench.systems.has("quotes", "Q9"))
                .as("nothing is released yet")
                .isTrue();

        bench.review.decide(id, odd.id(), Right.ERASURE, Outcome.ERASE, null, "nothing speaks for it", "clerk");
        assertThat(bench.review.release(id, "clerk").state()).isEqualTo(RequestState.EXECUTING);
        bench.run();
        assertThat(bench.execution(id, "Q9")).isEqualTo("PROVEN");
        assertThat(bench.execution(id, "N9")).isEqualTo("PROVEN");
        assertThat(bench.jdbc.queryForList("select 1 from package_item where request_id = ?", id))
                .as("the answer tells of each what became of it")
                .isEmpty();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }
}
