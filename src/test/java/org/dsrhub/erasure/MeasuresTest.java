package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Holds.HoldView;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Measure.Consequence;
import org.dsrhub.ledger.Measure.Result;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests.StateConflict;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restriction, rectification, objection, withdrawal of a consent, human review: protected first, decided by a person, done. */
class MeasuresTest {
    private static Bench bench;
    private static int people;
    private Lease lastLease;
    private static final Set<Right> RESTRICTION = Set.of(Right.RESTRICTION);
    private static final Set<Right> OBJECTION = Set.of(Right.OBJECTION);

    @BeforeAll
    static void begin() {
        bench = new Bench();
        bench.systems
                .with(
                        "crm",
                        Mode.LIVE,
                        Map.of(
                                Right.ACCESS, Service.QUERY,
                                Right.ERASURE, Service.DELETE,
                                Right.RECTIFICATION, Service.MANUAL,
                                Right.RESTRICTION, Service.FLAG),
                        List.of("GDPR-6-1-b"))
                .with("scores", Mode.LIVE, rights(Service.FLAG), List.of("GDPR-6-1-f"))
                .with("web", Mode.LIVE, rights(Service.NONE), List.of("GDPR-6-1-b"))
                .with("paper", Mode.LIVE, rights(Service.MANUAL), List.of("GDPR-6-1-b"))
                .with(
                        "feed",
                        Mode.LIVE,
                        Map.of(Right.ACCESS, Service.QUERY, Right.ERASURE, Service.NOTIFY),
                        List.of("GDPR-6-1-f"));
    }

    @AfterAll
    static void end() {
        bench.close();
    }

    /** Somebody new, and nothing left over from the one before. */
    @BeforeEach
    void afresh() {
        bench.jdbc.execute("delete from work");
        bench.systems.told.clear();
        bench.systems.down.clear();
        bench.atConfirmed(Bench.TODAY);
        bench.subject = new Subject(
                "Somebody",
                null,
                null,
                List.of(SubjectKey.given(KeyKind.EMAIL, "somebody" + ++people + "@mail.example")),
                null);
    }

    private Lease lease(String queue) {
        lastLease = bench.steps.take(queue).orElseThrow(() -> new AssertionError("nothing due in " + queue));
        return lastLease;
    }

    private static Map<Right, Service> rights(Service restriction) {
        return Map.of(Right.ACCESS, Service.QUERY, Right.ERASURE, Service.DELETE, Right.RESTRICTION, restriction);
    }

    @Test
    void aDeadSystemKeepsNeitherTheHoldNorTheOtherFlagsNorTheAnswerWaiting() {
        bench.systems.down.add("scores");
        UUID id = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"), bench.oldQuote("scores", "S1"));

        assertThat(bench.run()).contains("system-down");

        assertThat(restricted(id)).isTrue();
        assertThat(bench.systems.told).containsOnly(Map.entry("crm", Action.RESTRICT));
        assertThat(bench.view(id).state()).isEqualTo(RequestState.EXECUTING);

        bench.steps.hurry(id);
        Lease late = lease("gjensidige-ee.scores");
        bench.steps.noLongerAwaited(late);
        bench.steps.complete(late, bench.work(late));
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(task(id, "scores", Action.RESTRICT).state()).isEqualTo(TaskState.DUE);

        bench.systems.down.clear();
        bench.steps.hurry(id);
        bench.run();
        assertThat(bench.systems.told).containsEntry("scores", Action.RESTRICT);
    }

    @Test
    void whatALateReplyBringsIsFlaggedToo() {
        UUID id = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"), bench.oldQuote("scores", "S1"));
        Lease late = lease("gjensidige-ee.scores");
        bench.steps.noLongerAwaited(late);
        bench.run();
        bench.answerPartly(id);
        assertThat(bench.systems.told).containsOnly(Map.entry("crm", Action.RESTRICT));

        bench.steps.complete(late, bench.work(late));
        bench.run();

        assertThat(bench.systems.told).containsEntry("scores", Action.RESTRICT);
        assertThat(task(id, "scores", Action.RESTRICT).blocking())
                .as("nobody waits for it")
                .isFalse();
        assertThat(bench.events(id)).contains("restricting-late-find");
    }

    @Test
    void aStageThatDiesBetweenTheHoldAndTheFlagsSetsOneHoldAndEachFlagOnce() {
        UUID id = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.steps.complete(lease("gjensidige-ee.crm"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        Lease dying = lease("measures");
        bench.measures.advance(dying);
        assertThat(restricted(id)).isTrue();
        bench.steps.crash(dying);

        bench.run();
        assertThat(bench.steps.complete(dying, Completion.done())).isFalse();

        assertThat(bench.jdbc.queryForObject("select count(*) from hold where restriction_of = ?", Integer.class, id))
                .isEqualTo(1);
        assertThat(tasks(id, Action.RESTRICT)).hasSize(1);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void eachSystemCarriesItsFlagByCommandOrByAPersonOrIsNamed() {
        UUID id = bench.accept(
                RESTRICTION, bench.oldQuote("crm", "C1"), bench.oldQuote("web", "W1"), bench.oldQuote("paper", "P1"));
        bench.run();

        assertThat(task(id, "paper", Action.RESTRICT).state()).isEqualTo(TaskState.MANUAL);
        assertThat(tasks(id, Action.RESTRICT)).extracting(TaskView::system).containsExactlyInAnyOrder("crm", "paper");
        assertThat(details(id, "restriction-planned"))
                .containsEntry("flag", List.of("crm"))
                .containsEntry("manual", List.of("paper"))
                .containsEntry("cannotFlag", List.of("web"));
        assertThat(bench.view(id).state()).isEqualTo(RequestState.EXECUTING);

        byHand(id, "paper", Action.RESTRICT);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void aLaterErasureOfTheSubjectEndsTheRestrictionAndItsFlags() {
        UUID restricted = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.run();
        bench.answerAndClose(restricted);
        bench.at(Bench.TODAY.plusDays(1));
        Item kept = bench.item("crm", "call", "K1", "EE-CALL", null, Status.NONE, Map.of("recorded", "2026-09-20"));
        UUID erasure = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("crm", "C1"), kept);

        bench.run();

        assertThat(bench.execution(erasure, "C1")).isEqualTo("PROVEN");
        assertThat(bench.erasure(erasure, "K1").outcome()).isEqualTo(Outcome.RETAIN_UNTIL);
        assertThat(restricted(restricted)).isFalse();
        assertThat(bench.systems.told).containsEntry("crm", Action.LIFT);
        assertThat(details(restricted, "restriction-ended"))
                .containsEntry("by", bench.view(erasure).caseNumber());
        assertThat(bench.events(erasure)).contains("earlier-restriction-ended");

        bench.answerAndClose(erasure);
        bench.atConfirmed(bench.erasure(erasure, "K1").until().plusDays(1));
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.execution(erasure, "K1")).isEqualTo("PROVEN");
    }

    @Test
    void anErasureOlderThanTheRestrictionRespectsIt() {
        Item odd = bench.item("crm", "note", "N1", null, null, Status.NONE, Map.of());
        UUID erasure = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("crm", "C1"), odd);
        bench.run();
        assertThat(bench.view(erasure).state()).isEqualTo(RequestState.REVIEW);
        bench.at(Bench.TODAY.plusDays(1));
        UUID restricted = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.run();

        assertThatThrownBy(() -> bench.review.decide(
                        erasure, odd.id(), Right.ERASURE, Outcome.ERASE, null, "nothing speaks for it", "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("hold-in-force");
        bench.review.decide(erasure, odd.id(), Right.ERASURE, Outcome.REFUSE, null, "it is restricted", "person");
        bench.review.release(erasure, "person");
        bench.run();

        assertThat(bench.systems.has("crm", "C1")).isTrue();
        assertThat(bench.erasure(erasure, "C1").rule()).isEqualTo("H-RST");
        assertThat(restricted(restricted)).isTrue();
        assertThat(bench.systems.told).containsEntry("crm", Action.RESTRICT);
    }

    @Test
    void aRestrictionThatComesBetweenPlanAndEffectStopsAnOlderErasure() {
        UUID erasure = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("scores", "S1"));
        bench.steps.complete(lease("gjensidige-ee.scores"), bench.work(lastLease));
        bench.steps.complete(lease("decision"), bench.decision.decide(lastLease));
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        assertThat(bench.execution(erasure, "S1")).isEqualTo("PENDING");
        bench.at(Bench.TODAY.plusDays(1));
        UUID restricted = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.steps.complete(lease("gjensidige-ee.crm"), bench.work(lastLease));
        bench.holds.restrict(restricted, "Art. 18", Bench.TODAY.plusDays(100));

        bench.run();

        assertThat(bench.systems.has("scores", "S1")).isTrue();
        assertThat(bench.erasure(erasure, "S1").rule()).isEqualTo("H-RST");
    }

    @Test
    void anObjectionWhoseRestrictionAnErasureHasEndedIsStillWeighed() {
        UUID id = objected();
        bench.at(Bench.TODAY.plusDays(1));
        bench.accept(Set.of(Right.ERASURE), bench.oldQuote("crm", "C2"));
        bench.run();
        assertThat(restricted(id)).isFalse();

        decide(id, Right.OBJECTION, Result.REFUSED, null, Set.of());
        bench.review.release(id, "person");
        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.bean(Notices.class).noted(id, Notice.Kind.LIFT)).isFalse();
    }

    @Test
    void theSubjectIsToldBeforeAnyFlagIsLifted() {
        UUID id = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.run();
        bench.answerAndClose(id);
        bench.restrictions.lift(id, words(id), "person");
        assertThatThrownBy(() -> bench.restrictions.lift(id, words(id), "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("lift-asked");

        assertThat(bench.run()).containsExactly("lift-waits");
        assertThat(restricted(id)).isTrue();
        assertThat(bench.systems.told).containsEntry("crm", Action.RESTRICT);

        told(id);
        bench.steps.hurry(id);
        bench.run();
        assertThat(restricted(id)).isFalse();
        assertThat(bench.systems.told).containsEntry("crm", Action.LIFT);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
        assertThatThrownBy(() -> bench.restrictions.lift(id, words(id), "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("not-restricted");
    }

    @Test
    void aLiftThatDiesHalfWayIsTakenUpAgain() {
        UUID id = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.run();
        bench.answerAndClose(id);
        bench.restrictions.lift(id, words(id), "person");
        told(id);
        Lease dying = lease("restriction-lift");
        bench.restrictions.lift(dying);
        bench.steps.crash(dying);

        bench.run();

        assertThat(tasks(id, Action.LIFT)).hasSize(1);
        assertThat(bench.systems.told).containsEntry("crm", Action.LIFT);
    }

    @Test
    void whoIsDoubtedIsNotToldOfARestrictionThatIsLifted() {
        UUID id = objected();
        bench.requests.apply(
                id,
                Set.of(RequestState.REVIEW),
                "person",
                "suspended",
                Map.of(),
                Next.rest(RequestState.IDENTIFICATION));
        bench.restrictions.lift(id, words(id), "person");
        bench.run();

        assertThat(bench.bean(Notices.class).noted(id, Notice.Kind.LIFT)).isFalse();
        assertThat(restricted(id)).isFalse();
        assertThat(bench.systems.told).containsEntry("scores", Action.LIFT);
    }

    @Test
    void twoPersonsCannotEndARestrictionBehindTheSubjectsBack() {
        UUID id = bench.accept(RESTRICTION, bench.oldQuote("crm", "C1"));
        bench.run();
        UUID hold = bench.holds.restriction(id).orElseThrow().id();

        assertThatThrownBy(() -> bench.holds.release(hold, "one"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("restriction:");
    }

    @Test
    void anObjectionRestrictsWhatRestsOnInterestsUntilAPersonHasWeighedIt() {
        UUID id = objected();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.systems.told).containsOnly(Map.entry("scores", Action.RESTRICT));
        assertThat(restricted(id)).isTrue();
        assertThatThrownBy(() -> bench.review.release(id, "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageContaining("OBJECTION: weigh the interests");
    }

    @Test
    void anUpheldObjectionErasesWhatRestedOnInterestsAndNothingElse() {
        UUID id = objected();
        decide(id, Right.OBJECTION, Result.GRANTED, Consequence.ERASE, Set.of());
        bench.review.release(id, "person");
        bench.run();

        assertThat(bench.execution(id, "S1")).isEqualTo("PROVEN");
        assertThat(bench.decided(id, Right.ERASURE)).containsOnlyKeys("S1");
        assertThat(bench.systems.has("crm", "C1")).isTrue();
        assertThat(bench.systems.told).containsEntry("scores", Action.RESTRICT);
        assertThat(restricted(id)).isFalse();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void whatNoRuleLetsGoWaitsForAPersonAfterAnObjectionToo() {
        Item odd = bench.item("scores", "score", "S1", null, null, Status.NONE, Map.of());
        UUID id = bench.accept(OBJECTION, odd);
        bench.run();
        decide(id, Right.OBJECTION, Result.GRANTED, Consequence.ERASE, Set.of());
        bench.review.release(id, "person");
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.systems.has("scores", "S1")).isTrue();
        assertThatThrownBy(() -> decide(id, Right.OBJECTION, Result.REFUSED, null, Set.of()))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("decided-before");

        bench.review.decide(id, odd.id(), Right.ERASURE, Outcome.ERASE, null, "nothing speaks for it", "person");
        bench.review.release(id, "person");
        bench.run();
        assertThat(bench.execution(id, "S1")).isEqualTo("PROVEN");
    }

    @Test
    void anUpheldObjectionMayOnlyStopTheProcessing() {
        UUID id = objected();
        decide(id, Right.OBJECTION, Result.GRANTED, Consequence.STOP, Set.of());
        bench.review.release(id, "person");
        bench.run();

        assertThat(bench.systems.told).containsOnly(Map.entry("scores", Action.RESTRICT));
        assertThat(bench.systems.has("scores", "S1")).isTrue();
        assertThat(restricted(id)).as("the hub's own erasing goes on").isFalse();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void aRefusedObjectionLiftsTheRestrictionOnceTheSubjectIsTold() {
        UUID id = objected();
        decide(id, Right.OBJECTION, Result.REFUSED, null, Set.of());
        bench.review.release(id, "person");
        assertThat(bench.run()).contains("lift-waits");
        assertThat(bench.systems.told).containsEntry("scores", Action.RESTRICT);

        told(id);
        bench.steps.hurry(id);
        bench.run();
        assertThat(bench.systems.told).containsEntry("scores", Action.LIFT);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    @Test
    void whatIsWrongIsCorrectedByAPersonAndThenItsRecipientsAreTold() {
        UUID id = bench.accept(Set.of(Right.RECTIFICATION), bench.oldQuote("crm", "C1"), bench.oldQuote("feed", "F1"));
        bench.run();
        assertThatThrownBy(() -> decide(id, Right.RECTIFICATION, Result.GRANTED, null, Set.of("nowhere")))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> decide(id, Right.OBJECTION, Result.REFUSED, null, Set.of()))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("not-asked");

        decide(id, Right.RECTIFICATION, Result.GRANTED, null, Set.of("crm"));
        bench.review.release(id, "person");
        bench.run();
        assertThat(task(id, "crm", Action.RECTIFY).state()).isEqualTo(TaskState.MANUAL);
        assertThat(tasks(id, Action.INFORM)).isEmpty();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.EXECUTING);

        byHand(id, "crm", Action.RECTIFY);
        bench.run();
        assertThat(task(id, "feed", Action.INFORM).state()).isEqualTo(TaskState.MANUAL);
        byHand(id, "feed", Action.INFORM);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.systems.has("feed", "F1")).isTrue();
    }

    @Test
    void aCorrectionWithoutANamedSystemIsTheMastersAndASystemWithoutOneNeedsANamedSystem() {
        UUID id =
                bench.accept(Set.of(Right.RECTIFICATION), bench.oldQuote("crm", "C1"), bench.oldQuote("scores", "S1"));
        UUID masterless = bench.accept(Set.of(Right.RECTIFICATION), bench.oldQuote("scores", "S1"));
        bench.run();
        decide(id, Right.RECTIFICATION, Result.GRANTED, null, Set.of());
        bench.review.release(id, "person");
        bench.run();

        assertThat(tasks(id, Action.RECTIFY)).extracting(TaskView::system).containsExactly("crm");
        assertThatThrownBy(() -> decide(masterless, Right.RECTIFICATION, Result.GRANTED, null, Set.of()))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("invalid-decision");
    }

    @Test
    void aCorrectionThatWasGivenUpKeepsTheRequestWithAPerson() {
        UUID id = bench.accept(Set.of(Right.RECTIFICATION), bench.oldQuote("crm", "C1"));
        bench.run();
        decide(id, Right.RECTIFICATION, Result.GRANTED, null, Set.of("crm"));
        bench.review.release(id, "person");
        bench.step("measures", bench.measures::advance, new ArrayList<>());
        bench.steps.complete(lease("gjensidige-ee.crm"), Completion.as(TaskState.FAILED, "no-owner: nobody takes it"));
        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThatThrownBy(() -> bench.review.release(id, "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessageContaining("RECTIFY crm: the task is FAILED");
    }

    @Test
    void refusalsConsentsAndReviewsGoOnWithWhatThePersonSays() {
        UUID id = bench.accept(
                Set.of(Right.RECTIFICATION, Right.OTHER_CONSENT_WITHDRAWAL, Right.HUMAN_REVIEW),
                bench.oldQuote("crm", "C1"));
        bench.run();
        decide(id, Right.RECTIFICATION, Result.REFUSED, null, Set.of());
        decide(id, Right.HUMAN_REVIEW, Result.CHANGED, null, Set.of());
        assertThatThrownBy(() -> bench.review.release(id, "person"))
                .isInstanceOf(StateConflict.class)
                .hasMessage("measures-open: OTHER_CONSENT_WITHDRAWAL: say at /consent-withdrawal in which systems the"
                        + " named consent ends");
        decide(id, Right.OTHER_CONSENT_WITHDRAWAL, Result.GRANTED, null, Set.of("scores"));
        bench.review.release(id, "person");
        bench.run();

        assertThat(tasks(id, Action.RECTIFY)).isEmpty();
        assertThat(task(id, "scores", Action.WITHDRAW).state()).isEqualTo(TaskState.MANUAL);
        byHand(id, "scores", Action.WITHDRAW);
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    private UUID objected() {
        UUID id = bench.accept(OBJECTION, bench.oldQuote("crm", "C1"), bench.oldQuote("scores", "S1"));
        bench.run();
        return id;
    }

    private void decide(UUID id, Right right, Result result, Consequence consequence, Set<String> systems) {
        bench.bean(MeasureReview.class).decide(id, right, result, consequence, systems, "because", "person");
    }

    private boolean restricted(UUID id) {
        return bench.holds.restriction(id).filter(HoldView::inForce).isPresent();
    }

    private List<TaskView> tasks(UUID id, Action action) {
        return bench.requests.tasks(id).stream()
                .filter(task -> task.action() == action)
                .toList();
    }

    private TaskView task(UUID id, String system, Action action) {
        return tasks(id, action).stream()
                .filter(task -> task.system().equals(system))
                .findFirst()
                .orElseThrow();
    }

    /** As the API hands in a person's answer. */
    private void byHand(UUID id, String system, Action action) {
        var waiting = bench.bean(WaitingTasks.class);
        var claim = (WaitingTasks.Claim.Claimed)
                waiting.claim(task(id, system, action).id());
        assertThat(waiting.complete(claim.lease(), Completion.done())).isTrue();
    }

    private Map<String, Object> details(UUID id, String event) {
        return bench.requests.history(id).stream()
                .filter(entry -> entry.event().equals(event))
                .findFirst()
                .orElseThrow()
                .details();
    }

    private UUID words(UUID id) {
        return UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** As the stage that writes letters. */
    private void told(UUID id) {
        Notices notices = bench.bean(Notices.class);
        notices.unsent(id).stream()
                .filter(notice -> notice.kind() == Notice.Kind.LIFT)
                .forEach(notice -> notices.sent(notice, null));
    }
}
