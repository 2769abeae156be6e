package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.junit.jupiter.api.Test;

class ErasureStageTest extends OnTheBench {
    @Test
    void erasesWhatIsDecidedAndProvesItByAskingAgain() {
        live("quotes", "recordings");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), bench.oldQuote("recordings", "R1"));

        bench.run();

        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.execution(id, "R1")).isEqualTo("PROVEN");
        assertThat(bench.systems.has("quotes", "Q1")).isFalse();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.jdbc.queryForObject("select count(*) from erasure_log", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void decidesLiisTammItemByItem() {
        live("policies", "claims", "recordings", "debts", "quotes", "consents", "carts");
        UUID id = bench.accept(
                Set.of(Right.ACCESS, Right.ERASURE),
                bench.item("policies", "policy", "policy", "EE-POL", "motor", Status.OPEN, Map.of()),
                bench.item(
                        "claims",
                        "claim",
                        "open-claim",
                        "EE-CLM",
                        "motor",
                        Status.OPEN,
                        Map.of("notified", "2026-09-05"),
                        Flag.THIRD_PARTY),
                bench.item(
                        "claims",
                        "claim",
                        "travel-claim",
                        "EE-CLM",
                        "travel",
                        Status.CLOSED,
                        Map.of("closed", "2014-04-30")),
                bench.item(
                        "recordings",
                        "call",
                        "call-2015",
                        "EE-CALL",
                        null,
                        Status.NONE,
                        Map.of("recorded", "2015-06-01")),
                bench.item(
                        "recordings",
                        "call",
                        "call-2026",
                        "EE-CALL",
                        null,
                        Status.NONE,
                        Map.of("recorded", "2026-09-20")),
                bench.item("debts", "debt", "debt", "EE-DEBT", null, Status.CLOSED, Map.of("fulfilled", "2019-02-28")),
                bench.oldQuote("quotes", "quote"),
                bench.item(
                        "consents",
                        "consent",
                        "consent",
                        "EE-MKT",
                        null,
                        Status.NONE,
                        Map.of("consented", "2025-01-15")),
                bench.item("carts", "cart", "cart", "EE-CART", null, Status.NONE, Map.of("consented", "2026-11-29")));

        bench.run();

        assertThat(bench.erasure(id, "policy").messageKey()).isEqualTo("refused.contract");
        assertThat(bench.erasure(id, "open-claim").messageKey()).isEqualTo("refused.open-claim");
        assertThat(bench.erasure(id, "call-2026").until()).isEqualTo(LocalDate.of(2036, 9, 20));
        assertThat(bench.erasure(id, "debt").until()).isEqualTo(LocalDate.of(2029, 2, 28));
        for (String erased : Set.of("travel-claim", "call-2015", "quote", "consent", "cart")) {
            assertThat(bench.erasure(id, erased).outcome()).as(erased).isEqualTo(Outcome.ERASE);
            assertThat(bench.execution(id, erased)).as(erased).isEqualTo("PROVEN");
        }
        assertThat(bench.systems.has("policies", "policy")).isTrue();
        assertThat(bench.systems.has("claims", "open-claim")).isTrue();
        assertThat(bench.systems.has("recordings", "call-2026")).isTrue();
        var access = bench.decided(id, Right.ACCESS);
        assertThat(access.get("open-claim").decision().outcome()).isEqualTo(Outcome.REDACT);
        assertThat(access.get("travel-claim").decision().overrun()).isTrue();
        assertThat(access.get("call-2026").decision().overrun()).isFalse();
        assertThat(bench.jdbc.queryForObject(
                        "select count(*) from suppression where kind = 'MARKETING'", Integer.class))
                .as("mail address and phone")
                .isEqualTo(2);
    }

    @Test
    void asksThriceAndThenAPersonErasesByHand() {
        live("quotes");
        bench.systems.forgetToErase("quotes");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));

        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.execution(id, "Q1")).isEqualTo("STILL_THERE");
        assertThat(bench.events(id)).contains("erasure-not-proven");
        assertThat(bench.requests.tasks(id).stream().filter(task -> task.action() == org.dsrhub.request.Action.ERASE))
                .hasSize(3);

        bench.review.release(id, "person");
        bench.run();
        assertThat(bench.view(id).state()).as("it was not done").isEqualTo(RequestState.REVIEW);

        bench.systems.eraseByHand("quotes");
        bench.review.release(id, "person");
        bench.run();
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void recipientIsToldOnceTheRestIsProven() {
        live("quotes");
        bench.systems.with("feed", Mode.LIVE, Service.NOTIFY);
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), bench.oldQuote("feed", "F1"));

        bench.run();

        assertThat(bench.execution(id, "F1")).isEqualTo("PROVEN");
        assertThat(bench.requests.tasks(id).stream()
                        .filter(task -> "feed".equals(task.system()))
                        .map(task -> task.action().name()))
                .containsExactly("QUERY", "NOTIFY");
    }

    @Test
    void recipientOfRetainedItemsIsNotTold() {
        bench.systems.with("feed", Mode.LIVE, Service.NOTIFY);
        UUID id = bench.accept(
                ERASURE,
                bench.item("feed", "policy", "F1", "EE-POL", "home", Status.CLOSED, Map.of("ended", "2020-01-01")));

        bench.run();

        assertThat(bench.requests.tasks(id).stream().filter(task -> task.action() == org.dsrhub.request.Action.NOTIFY))
                .isEmpty();
    }

    @Test
    void twoRequestsOfOneSubjectEraseOnce() {
        live("quotes");
        UUID one = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        UUID two = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));

        bench.run();

        assertThat(bench.systems.erased("quotes")).containsExactly("Q1");
        assertThat(bench.execution(one, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.execution(two, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.jdbc.queryForObject("select count(*) from erasure_log", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void systemThatFailsDoesNotHoldUpTheOthersAndIsNotForgotten() {
        live("quotes", "recordings");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), bench.oldQuote("recordings", "R1"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(lease("gjensidige-ee.recordings"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        bench.steps.complete(
                lease("gjensidige-ee.quotes"), Completion.as(TaskState.FAILED, "no-command: a person has to do it"));

        bench.run();

        assertThat(bench.execution(id, "R1")).isEqualTo("PROVEN");
        assertThat(bench.execution(id, "Q1")).isEqualTo("PENDING");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.view(id).partial()).isTrue();

        bench.answerAndClose(id);
        bench.jdbc.update("update item set executed_at = executed_at - interval '2 days'");
        bench.jdbc.update("update task set finished_at = finished_at - interval '2 days'");
        bench.atConfirmed(Bench.TODAY.plusDays(2));
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void workerThatRepeatsItsTaskErasesNothingTwice() {
        live("quotes");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        bench.work(lease("gjensidige-ee.quotes"));
        bench.steps.crash(lastLease);

        bench.run();

        assertThat(bench.systems.erased("quotes")).containsExactly("Q1");
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void lateReplyIsDecidedAndErasedAfterTheAnswer() {
        live("quotes", "recordings");
        UUID id = bench.accept(
                ERASURE,
                bench.oldQuote("quotes", "Q1"),
                bench.item(
                        "recordings", "call", "old", "EE-CALL", null, Status.NONE, Map.of("recorded", "2015-06-01")));
        Lease late = lease("gjensidige-ee.recordings");
        bench.steps.noLongerAwaited(late);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        bench.steps.complete(
                lease("answer"), Completion.then(org.dsrhub.ledger.Next.rest(RequestState.PARTLY_ANSWERED)));

        bench.steps.complete(late, bench.work(late));
        bench.run();

        assertThat(bench.execution(id, "old")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).as("a supplement goes out").isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void lateReplyWhileTheAnswerIsOnItsWayFollowsIt() {
        live("quotes", "recordings");
        UUID id = bench.accept(
                ERASURE,
                bench.oldQuote("quotes", "Q1"),
                bench.item(
                        "recordings", "call", "old", "EE-CALL", null, Status.NONE, Map.of("recorded", "2015-06-01")));
        Lease late = lease("gjensidige-ee.recordings");
        bench.steps.noLongerAwaited(late);
        bench.run();
        Lease answer = lease("answer");
        bench.steps.complete(late, bench.work(late));
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);

        bench.steps.complete(answer, Completion.then(org.dsrhub.ledger.Next.rest(RequestState.PARTLY_ANSWERED)));
        bench.steps.hurry(id);
        bench.run();

        assertThat(bench.execution(id, "old")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }
}
