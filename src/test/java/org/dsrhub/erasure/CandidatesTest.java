package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Candidates;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that too few keys tie to the subject, and a person who says whose they are. */
class CandidatesTest extends OnTheBench {
    private static final UUID WORDS = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private Candidates candidates;
    private UUID id;
    private UUID matched;
    private UUID first;
    private UUID second;

    @BeforeEach
    void askTheSwitchboard() {
        live("calls");
        candidates = bench.bean(Candidates.class);
        Item one = bench.oldQuote("calls", "A1");
        Item two = bench.oldQuote("calls", "A2");
        Item own = bench.oldQuote("calls", "A3");
        matched = own.id();
        first = one.id();
        second = two.id();
        id = bench.accept(Set.of(Right.ACCESS), own, one, two);
        Lease lease = lease(bench.systems.all().iterator().next().queue());
        Completion found = bench.work(lease);
        bench.jdbc.update("update item set match = 'UNATTRIBUTABLE' where id in (?, ?)", first, second);
        bench.steps.complete(
                lease,
                new Completion(TaskState.UNATTRIBUTABLE, "too-few-keys: 2", null, null, 1, null, found.blobs(), null));
    }

    private List<UUID> open() {
        List<UUID> open = new ArrayList<>();
        bench.items.unattributed(id, item -> open.add(item.id()));
        return open;
    }

    private List<UUID> disclosed() {
        List<UUID> disclosed = new ArrayList<>();
        bench.items.decisions(id, item -> {
            assertThat(item.decision().outcome()).isEqualTo(Outcome.DISCLOSE);
            disclosed.add(item.itemId());
        });
        return disclosed;
    }

    private TaskView task() {
        return bench.requests.tasks(id).stream()
                .filter(task -> "calls".equals(task.system()))
                .findFirst()
                .orElseThrow();
    }

    private int decide(boolean belong, UUID... items) {
        return candidates.decide(id, List.of(items), belong, "kim", WORDS);
    }

    @Test
    void whatBelongsIsAnsweredLikeAnyOtherItemAndWhatDoesNotIsDiscarded() {
        assertThat(open()).containsExactlyInAnyOrder(first, second);

        assertThat(decide(true, first)).isEqualTo(1);
        assertThat(task().state()).isEqualTo(TaskState.UNATTRIBUTABLE);
        assertThat(decide(false, second)).isEqualTo(1);

        assertThat(open()).isEmpty();
        assertThat(task().state()).isEqualTo(TaskState.DONE);
        assertThat(task().items()).isEqualTo(2);
        bench.run();
        assertThat(disclosed()).containsExactlyInAnyOrder(matched, first);
        assertThat(bench.items.counts(id))
                .containsExactlyInAnyOrder(
                        new Items.Count("calls", "quote", "MATCHED", 2),
                        new Items.Count("calls", "quote", "DISCARDED", 1));
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void whoDecidesIsAuditedOnceAndTheSameAgainChangesNothing() {
        decide(true, first);
        assertThat(decide(true, first)).isZero();

        assertThat(bench.requests.history(id))
                .filteredOn(entry -> entry.event().equals("candidates-decided"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.actor()).isEqualTo("kim");
                    assertThat(entry.details())
                            .containsEntry("belong", true)
                            .containsEntry("items", List.of(first.toString()))
                            .containsEntry("words", WORDS.toString());
                });
    }

    @Test
    void aDecisionIsReplacedUntilTheRequestHasGoneOnWithTheRecord() {
        decide(false, first);
        assertThat(decide(true, first)).isEqualTo(1);
        assertThat(decide(false, first)).isEqualTo(1);
        decide(true, first);
        bench.run();

        assertThatThrownBy(() -> decide(false, first))
                .isInstanceOf(Requests.StateConflict.class)
                .hasMessageContaining("candidate-used");
        assertThat(disclosed()).contains(first);
    }

    @Test
    void onlyCandidatesOfTheRequestAreDecidedAllOrNone() {
        assertThatThrownBy(() -> decide(false, first, matched)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> decide(true, first, UUID.randomUUID())).isInstanceOf(Problem.class);

        assertThat(open()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void whileTheItemsAreBeingDecidedNobodyAddsOne() {
        Lease deciding = lease("decision");
        assertThatThrownBy(() -> decide(true, first))
                .isInstanceOf(Requests.StateConflict.class)
                .hasMessageContaining("deciding");

        bench.steps.complete(deciding, bench.decision.decide(deciding));
        assertThat(decide(true, first)).isEqualTo(1);
    }

    @Test
    void afterTheAnswerASupplementTellsWhatBelongs() {
        bench.run();
        bench.answerAndClose(id);
        assertThat(disclosed()).containsExactly(matched);

        decide(true, first);

        assertThat(bench.view(id).state()).isEqualTo(RequestState.PARTLY_ANSWERED);
        assertThat(bench.view(id).closedAt()).isNull();
        bench.run();
        assertThat(disclosed()).containsExactlyInAnyOrder(matched, first);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        bench.answerAndClose(id);
    }

    @Test
    void afterTheAnswerNothingHappensForWhatDoesNotBelong() {
        bench.run();
        bench.answerAndClose(id);

        assertThat(decide(false, first, second)).isEqualTo(2);

        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
        assertThat(task().state()).isEqualTo(TaskState.DONE);
    }

    @Test
    void aRefusedRequestAndAShreddedOneHaveNoCandidates() {
        bench.run();
        bench.answerAndClose(id);
        bench.jdbc.update("update vault_key set wrapped = null where request_id = ? and key = 'PAYLOAD'", id);
        assertThat(open()).isEmpty();
        assertThatThrownBy(() -> decide(true, first)).isInstanceOf(Problem.class);

        UUID refused = bench.accept(Set.of(Right.ACCESS));
        bench.requests.apply(
                refused,
                Set.of(RequestState.COLLECTING, RequestState.DECIDING),
                "kim",
                "refused",
                java.util.Map.of(),
                Next.closed(RequestOutcome.REFUSED));
        assertThatThrownBy(() -> candidates.decide(refused, List.of(first), true, "kim", WORDS))
                .isInstanceOf(Requests.StateConflict.class);
    }
}
