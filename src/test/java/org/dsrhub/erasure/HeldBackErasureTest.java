package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Requests.StateConflict;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;

/** What keeps an erasure from being carried out, for a while or until a person says so. */
class HeldBackErasureTest extends OnTheBench {
    @Test
    void holdSetBetweenDecisionAndPlanStopsTheErasure() {
        live("quotes");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        assertThat(bench.erasure(id, "Q1").outcome()).isEqualTo(Outcome.ERASE);

        bench.hold(Hold.Kind.H_LIT);
        bench.run();

        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.erasure(id, "Q1").outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-LIT");
        assertThat(bench.events(id)).contains("decided-again");
    }

    @Test
    void holdSetBetweenPlanAndExecutionStopsTheErasure() {
        live("quotes");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        assertThat(bench.execution(id, "Q1")).isEqualTo("PENDING");

        bench.hold(Hold.Kind.H_LIT);
        bench.run();

        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.erasure(id, "Q1").outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void restrictionYieldsToTheSubjectsOwnRequest() {
        live("quotes");
        bench.hold(Hold.Kind.H_RST);
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));

        bench.run();

        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void stopHoldsPlanningAndExecution() {
        live("quotes");
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        bench.settings.set("erasure.stopped", "true", "person");

        assertThat(bench.run()).containsExactly("erasure-stopped");
        UUID other = bench.accept(ERASURE, bench.oldQuote("quotes", "Q2"));
        assertThat(bench.run()).containsExactly("erasure-stopped");
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.execution(other, "Q2")).isNull();

        bench.settings.set("erasure.stopped", "false", "person");
        bench.steps.hurry(id);
        bench.steps.hurry(other);
        bench.run();
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.execution(other, "Q2")).isEqualTo("PROVEN");
    }

    @Test
    void shadowSystemSaysWhatItWouldErase() {
        bench.systems.with("quotes", Mode.SHADOW, Service.DELETE);
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));

        bench.run();

        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.requests.history(id).stream()
                        .filter(entry -> entry.event().equals("erased"))
                        .findFirst()
                        .orElseThrow()
                        .details()
                        .toString())
                .contains("wouldErase=1");
    }

    @Test
    void aboveTheDailyLimitAPersonReleases() {
        bench.close();
        bench = new Bench("hub.erasure.daily-limit=2");
        live("quotes");
        UUID id = bench.accept(
                ERASURE,
                bench.oldQuote("quotes", "Q1"),
                bench.oldQuote("quotes", "Q2"),
                bench.oldQuote("quotes", "Q3"));

        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.execution(id, "Q1")).isNull();

        bench.review.release(id, "person");
        bench.run();
        assertThat(bench.execution(id, "Q3")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void erasureWaitsForTheSubjectsOpenAccessRequest() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID access = bench.accept(Set.of(Right.ACCESS), quote);
        bench.run();
        assertThat(bench.view(access).state()).isEqualTo(RequestState.ANSWERING);
        UUID erasure = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));

        assertThat(bench.run()).containsExactly("access-pending");
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();

        bench.answerAndClose(access);
        bench.steps.hurry(erasure);
        bench.run();
        assertThat(bench.execution(erasure, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void itemWithoutRuleWaitsForAPerson() {
        live("quotes");
        Item odd = bench.item("quotes", "quote", "Q1", null, null, Status.NONE, Map.of());
        UUID id = bench.accept(ERASURE, odd);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThatThrownBy(() -> bench.review.release(id, "person")).isInstanceOf(StateConflict.class);

        bench.review.decide(id, odd.id(), Right.ERASURE, Outcome.ERASE, null, "nothing obliges to keep it", "person");
        bench.review.release(id, "person");
        bench.run();

        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.decided(id, Right.ERASURE).get("Q1").decidedBy()).isEqualTo("person");
        assertThat(bench.jdbc.queryForObject("select count(*) from decision where words is not null", Integer.class))
                .isEqualTo(1);
    }

    @Test
    void personCannotEraseUnderAHold() {
        live("quotes");
        Item odd = bench.item("quotes", "quote", "Q1", null, null, Status.NONE, Map.of());
        UUID id = bench.accept(ERASURE, odd);
        bench.run();
        UUID hold = bench.hold(Hold.Kind.H_LIT);
        assertThatThrownBy(
                        () -> bench.review.decide(id, odd.id(), Right.ERASURE, Outcome.ERASE, null, "words", "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("hold-in-force");

        bench.release(hold);
        bench.review.decide(id, odd.id(), Right.ERASURE, Outcome.ERASE, null, "words", "person");
        bench.hold(Hold.Kind.H_LIT);
        bench.review.release(id, "person");
        bench.run();
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-LIT");
    }

    @Test
    void rightsThatNeedAPersonWait() {
        live("quotes");
        UUID id = bench.accept(Set.of(Right.RECTIFICATION), bench.oldQuote("quotes", "Q1"));

        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.events(id)).contains("person-needed");
        assertThatThrownBy(() -> bench.review.release(id, "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageContaining("measures-open: RECTIFICATION: say at /rectification");
    }
}
