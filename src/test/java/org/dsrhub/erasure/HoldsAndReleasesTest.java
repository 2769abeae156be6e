package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Requests.StateConflict;
import org.dsrhub.ledger.WithheldAnswers;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;

/** What a hold freezes, what its release brings, and what an open request for a copy freezes. */
class HoldsAndReleasesTest extends OnTheBench {
    private Item call(String reference) {
        return bench.item(
                "recordings", "call", reference, "EE-CALL", null, Status.NONE, Map.of("recorded", "2026-09-20"));
    }

    @Test
    void releaseDecidesAgainAtOnceWhatTheHoldKept() {
        live("quotes", "recordings");
        UUID hold = bench.hold(Hold.Kind.H_LIT);
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), call("R1"));
        bench.run();
        bench.answerAndClose(id);
        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-LIT");
        assertThat(bench.erasure(id, "R1").rule()).isEqualTo("H-LIT");
        // The day's sweep is over: nothing else would look today.
        bench.deadlines.sweep();

        bench.release(hold);
        bench.deadlines.sweep();
        bench.deadlines.sweep();
        bench.run();

        assertThat(bench.execution(id, "Q1")).as("its erasure now").isEqualTo("PROVEN");
        assertThat(bench.erasure(id, "R1").until()).as("or its date").isEqualTo(LocalDate.of(2036, 9, 20));
        assertThat(bench.systems.has("recordings", "R1")).isTrue();
        assertThat(bench.events(id).stream().filter("hold-released"::equals)).hasSize(1);
    }

    @Test
    void whatAnAnswerWithheldUnderAnInvestigationIsAnsweredOnceItIsReleased() {
        live("quotes", "recordings");
        UUID hold = bench.hold(Hold.Kind.H_FRD, bench.subject, Set.of(), Set.of("call"));
        Item call = call("R1");
        UUID id = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"), call);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        bench.review.decide(id, call.id(), Right.ACCESS, Outcome.WITHHOLD, null, "it would warn them", "clerk");
        bench.review.release(id, "clerk");
        bench.run();
        bench.answerAndClose(id);
        bench.deadlines.sweep();
        assertThat(bench.view(id).state()).as("while it is in force").isEqualTo(RequestState.CLOSED);

        bench.release(hold);
        bench.deadlines.sweep();
        bench.deadlines.sweep();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.PARTLY_ANSWERED);
        bench.run();

        assertThat(bench.decided(id, Right.ACCESS).get("R1").decision().outcome())
                .isEqualTo(Outcome.DISCLOSE);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.jdbc.queryForList("select item_id from package_item where request_id = ?", UUID.class, id))
                .as("only what was withheld is new")
                .hasSize(1)
                .doesNotContain(call.id());
        bench.answerAndClose(id);
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.events(id).stream().filter("withheld-decided-again"::equals))
                .hasSize(1);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
    }

    @Test
    void anotherInvestigationStillLeavesItToAPerson() {
        live("recordings");
        UUID hold = bench.hold(Hold.Kind.H_FRD);
        bench.hold(Hold.Kind.H_SUP);
        Item call = call("R1");
        UUID id = bench.accept(Set.of(Right.ACCESS), call);
        bench.run();
        bench.review.decide(id, call.id(), Right.ACCESS, Outcome.WITHHOLD, null, "it would warn them", "clerk");
        bench.review.release(id, "clerk");
        bench.run();
        bench.answerAndClose(id);

        bench.release(hold);
        bench.deadlines.sweep();
        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.decided(id, Right.ACCESS).get("R1").decision().outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void whatIsWithheldInSilenceStaysSoWhateverElseWasReleased() {
        live("recordings");
        Item call = call("R1");
        bench.hold(Hold.Kind.H_AML, bench.subject, Set.of(call), Set.of());
        UUID hold = bench.hold(Hold.Kind.H_FRD, bench.subject, Set.of(call), Set.of());
        UUID id = bench.accept(Set.of(Right.ACCESS), call, bench.oldQuote("recordings", "Q1"));
        bench.run();
        bench.answerAndClose(id);

        bench.release(hold);
        bench.deadlines.sweep();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
        assertThat(bench.events(id)).doesNotContain("withheld-decided-again");
    }

    @Test
    void aReleasedReportOpensNothingAndStandsInItsOwnListUntilItIsSeenTo() {
        live("recordings");
        Item call = call("R1");
        UUID hold = bench.hold(Hold.Kind.H_AML, bench.subject, Set.of(call), Set.of());
        UUID id = bench.accept(Set.of(Right.ACCESS), call, bench.oldQuote("recordings", "Q1"));
        bench.run();
        bench.answerAndClose(id);
        WithheldAnswers withheld = bench.bean(WithheldAnswers.class);
        assertThat(withheld.reports(Systems.CONTROLLER)).isEmpty();

        bench.release(hold);
        bench.deadlines.sweep();
        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
        assertThat(bench.jdbc.queryForList("select holds from decision where request_id = ?", String.class, id))
                .as("no decision names it")
                .containsOnlyNulls();
        assertThat(withheld.reports(Systems.CONTROLLER)).singleElement().satisfies(report -> {
            assertThat(report.hold()).isEqualTo(hold);
            assertThat(report.cases()).containsExactly(bench.view(id).caseNumber());
        });
        withheld.seenTo(hold);
        assertThat(withheld.reports(Systems.CONTROLLER)).isEmpty();
        assertThatThrownBy(() -> withheld.seenTo(hold)).isInstanceOf(StateConflict.class);
    }

    @Test
    void releaseOfOneHoldLeavesItemsToTheOther() {
        live("quotes");
        UUID one = bench.hold(Hold.Kind.H_LIT);
        bench.hold(Hold.Kind.H_SUP);
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        bench.run();
        bench.answerAndClose(id);
        assertThat(bench.erasure(id, "Q1").rule()).as("an order comes first").isEqualTo("H-SUP");

        bench.release(one);
        bench.deadlines.sweep();
        bench.run();

        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-SUP");
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
    }

    @Test
    void holdFreezesItemsAndKindsOfRecordsNotPersons() {
        live("quotes");
        Item held = bench.oldQuote("quotes", "Q1");
        bench.hold(Hold.Kind.H_LIT, bench.subject, Set.of(held), Set.of());
        bench.hold(Hold.Kind.H_RGT, bench.subject, Set.of(), Set.of("call"));
        UUID id = bench.accept(ERASURE, held, bench.oldQuote("quotes", "Q2"));
        bench.run();

        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.execution(id, "Q2")).isEqualTo("PROVEN");

        UUID calls = bench.accept(
                ERASURE,
                bench.item("quotes", "call", "C1", "EE-QUOTE", null, Status.NONE, Map.of("offered", "2024-05-10")));
        bench.run();
        assertThat(bench.erasure(calls, "C1").rule()).isEqualTo("H-RGT");
    }

    @Test
    void holdOnAnAliasThatOnlyAnotherRequestKnowsStopsTheErasure() {
        live("quotes");
        Subject liis = bench.subject;
        Subject before =
                new Subject(null, null, null, List.of(SubjectKey.given(KeyKind.EMAIL, "liis.kask@mail.example")), null);
        bench.hold(Hold.Kind.H_LIT, before, Set.of(), Set.of());
        bench.subject = new Subject(null, null, new NationalId("EE", "69702140012"), before.keys(), null);
        bench.accept(Set.of(Right.RECTIFICATION), bench.oldQuote("quotes", "Q0"));

        bench.subject = liis;
        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"));
        bench.run();

        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-LIT");
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
    }

    @Test
    void complaintKeepsWhatTheRequestFoundAndNothingElse() {
        live("quotes", "recordings");
        UUID access = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"));
        bench.run();
        bench.answerAndClose(access);
        bench.holds.complaint(access, "to the authority", LocalDate.of(2027, 6, 1), "clerk");

        UUID id = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), bench.oldQuote("recordings", "Q2"));
        bench.run();

        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-CMP");
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.execution(id, "Q2")).isEqualTo("PROVEN");
    }

    @Test
    void openAccessRequestFreezesWhatItFoundAndLengthensNothingElse() {
        live("quotes", "recordings");
        UUID access = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"), call("R1"));
        bench.run();
        UUID erasure =
                bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), bench.oldQuote("recordings", "Q2"), call("R1"));

        assertThat(bench.run()).contains("access-pending");
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.execution(erasure, "Q2")).as("not found by the access").isEqualTo("PROVEN");
        assertThat(bench.erasure(erasure, "R1").until()).isEqualTo(LocalDate.of(2036, 9, 20));
        assertThat(bench.view(erasure).state()).isEqualTo(RequestState.EXECUTING);

        bench.answerAndClose(access);
        bench.steps.hurry(erasure);
        bench.run();
        assertThat(bench.execution(erasure, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.erasure(erasure, "R1").until()).isEqualTo(LocalDate.of(2036, 9, 20));
    }

    @Test
    void accessThatComesBetweenPlanAndEffectFreezesToo() {
        live("quotes");
        UUID erasure = bench.accept(ERASURE, bench.oldQuote("quotes", "Q1"), bench.oldQuote("quotes", "Q2"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        assertThat(bench.execution(erasure, "Q1")).isEqualTo("PENDING");

        lease("gjensidige-ee.quotes");
        var erasing = lastLease;
        UUID access = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.steps.complete(erasing, bench.work(erasing));
        bench.run();

        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.execution(erasure, "Q2")).isEqualTo("PROVEN");
        bench.answerAndClose(access);
        bench.steps.hurry(erasure);
        bench.run();
        assertThat(bench.execution(erasure, "Q1")).isEqualTo("PROVEN");
    }

    /** Set after its record was taken in; what is set before is not taken in at all. */
    @Test
    void reportDecidesInSilenceAndBringsNoWorkEver() {
        live("quotes");
        Item reported = bench.oldQuote("quotes", "Q1");
        UUID hold = bench.hold(Hold.Kind.H_AML, bench.subject, Set.of(reported), Set.of());
        UUID id = bench.accept(Set.of(Right.ACCESS, Right.ERASURE), reported);
        bench.run();
        assertThat(bench.erasure(id, "Q1").silent()).isTrue();
        assertThat(bench.decided(id, Right.ACCESS).get("Q1").decision().silent())
                .isTrue();
        assertThat(bench.items.outcomes(id)).isEmpty();
        bench.answerAndClose(id);
        List<String> before = bench.events(id);
        int tasks = bench.requests.tasks(id).size();

        for (int year = 1; year <= 3; year++) {
            if (year == 2) {
                bench.release(hold);
            }
            bench.atConfirmed(Bench.TODAY.plusYears(year).plusDays(1));
            bench.deadlines.sweep();
            bench.run();
        }

        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.requests.tasks(id)).hasSize(tasks);
        assertThat(bench.events(id)).startsWith(before.toArray(String[]::new));
        assertThat(bench.events(id).subList(before.size(), bench.events(id).size()))
                .as("what everybody's has")
                .isSubsetOf("payload-shredded");
        assertThat(bench.decided(id, Right.ERASURE).get("Q1").decision().outcome())
                .isEqualTo(Outcome.REFUSE);
    }
}
