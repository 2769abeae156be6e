package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class DeadlineSweepTest {
    private static final LocalDate LAST_DAY = LocalDate.of(2036, 9, 20);
    private final Bench bench = new Bench();

    @BeforeEach
    void systems() {
        bench.systems.with("recordings", Mode.LIVE, Service.DELETE).with("quotes", Mode.LIVE, Service.DELETE);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Item call2026() {
        return bench.item(
                "recordings", "call", "call-2026", "EE-CALL", null, Status.NONE, Map.of("recorded", "2026-09-20"));
    }

    private UUID answered(Item... held) {
        UUID id = bench.accept(Set.of(Right.ERASURE), held);
        bench.run();
        bench.answerAndClose(id);
        return id;
    }

    private void sweepOn(LocalDate day) {
        bench.atConfirmed(day);
        bench.deadlines.sweep();
        bench.run();
    }

    @Test
    void erasesWhatWasRetainedOnTheDayAfterItsLast() {
        UUID id = answered(call2026());
        assertThat(bench.erasure(id, "call-2026").until()).isEqualTo(LAST_DAY);

        sweepOn(LAST_DAY);
        assertThat(bench.systems.has("recordings", "call-2026")).isTrue();

        sweepOn(LAST_DAY.plusDays(1));
        assertThat(bench.systems.has("recordings", "call-2026")).isFalse();
        assertThat(bench.execution(id, "call-2026")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
        assertThat(bench.erasure(id, "call-2026").overrun()).isFalse();
        assertThat(bench.events(id)).contains("deferred-erasure-due", "deferred-erased");
    }

    @Test
    void startsADeferredErasureOnceHoweverOftenItSweeps() {
        UUID id = answered(call2026());
        bench.atConfirmed(LAST_DAY.plusDays(1));

        bench.deadlines.sweep();
        bench.deadlines.sweep();
        bench.run();
        bench.deadlines.sweep();
        bench.run();

        assertThat(bench.events(id).stream().filter("deferred-erasure-due"::equals))
                .hasSize(1);
        assertThat(bench.systems.erased("recordings")).containsExactly("call-2026");
    }

    @Test
    void deferredErasureFindsItsReferenceAfterThePayloadIsShredded() {
        UUID id = answered(call2026(), bench.oldQuote("quotes", "Q1"));
        UUID payload = bench.jdbc.queryForObject(
                "select blob_id from item where request_id = ? and system = 'recordings'", UUID.class, id);

        closedOn(id, LocalDate.of(2026, 12, 2));
        sweepOn(LocalDate.of(2027, 4, 1));
        assertThat(bench.events(id)).contains("payload-shredded");
        assertThat(bench.jdbc.queryForList("select 1 from blob where id = ?", payload))
                .isEmpty();
        assertThat(bench.jdbc.queryForList("select 1 from blob where request_id = ? and key = 'PAYLOAD'", id))
                .isEmpty();
        bench.items.read(id, kept -> assertThat(kept.record()).isNullOrEmpty());

        sweepOn(LAST_DAY.plusDays(1));
        assertThat(bench.systems.has("recordings", "call-2026")).isFalse();
        assertThat(bench.execution(id, "call-2026")).isEqualTo("PROVEN");
    }

    @Test
    void holdKeepsPayloadAndRetainedItemUntilItIsReleased() {
        UUID id = answered(call2026());
        UUID hold = bench.hold(Hold.Kind.H_LIT);
        closedOn(id, LocalDate.of(2026, 12, 2));

        sweepOn(LocalDate.of(2027, 4, 1));
        assertThat(bench.events(id)).doesNotContain("payload-shredded");
        sweepOn(LAST_DAY.plusDays(1));
        assertThat(bench.systems.has("recordings", "call-2026")).isTrue();
        assertThat(bench.erasure(id, "call-2026").rule()).isEqualTo("H-LIT");

        bench.release(hold);
        sweepOn(LAST_DAY.plusDays(2));
        assertThat(bench.systems.has("recordings", "call-2026")).isFalse();
    }

    @Test
    void systemThatIsGoneByThenIsReportedAndTheOthersAreErased() {
        UUID id = answered(
                call2026(),
                bench.item("quotes", "call", "other", "EE-CALL", null, Status.NONE, Map.of("recorded", "2026-09-20")));
        bench.systems.remove("recordings");

        sweepOn(LAST_DAY.plusDays(1));

        assertThat(bench.execution(id, "other")).isEqualTo("PROVEN");
        assertThat(bench.jdbc.queryForList("select reason from quarantine", String.class))
                .containsExactly("system-without-connector");
    }

    /** As if the database's clock had gone on as well. */
    private void aDayLater(UUID id) {
        bench.jdbc.update("update item set executed_at = executed_at - interval '25 hours'");
        bench.steps.hurry(id);
        bench.run();
    }

    private long proven(UUID id) {
        return bench.decided(id, Right.ERASURE).values().stream()
                .filter(one -> "PROVEN".equals(one.execution()))
                .count();
    }

    @Test
    void whatExceedsASystemsDailyLimitGoesOverSeveralDays() {
        bench.systems.limits.put("recordings", 2);
        bench.systems.with("recordings", Mode.LIVE, Service.DELETE);
        Item[] calls = IntStream.rangeClosed(1, 9)
                .mapToObj(n -> bench.item(
                        "recordings",
                        "call",
                        "call-" + n,
                        "EE-CALL",
                        null,
                        Status.NONE,
                        Map.of("recorded", "2026-09-20")))
                .toArray(Item[]::new);
        UUID id = answered(calls);

        sweepOn(LAST_DAY.plusDays(1));
        assertThat(proven(id)).isEqualTo(2);
        bench.steps.hurry(id);
        assertThat(bench.run()).containsExactly("erasure-limit");
        assertThat(proven(id)).as("within the same day").isEqualTo(2);

        for (int day = 2; day <= 4; day++) {
            aDayLater(id);
            assertThat(proven(id)).isEqualTo(2 * day);
        }
        aDayLater(id);
        assertThat(proven(id)).isEqualTo(9);
        assertThat(bench.events(id)).contains("deferred-erased");
        assertThat(bench.events(id).stream().filter("deferred-erasure-put-off"::equals))
                .as("once a portion")
                .hasSize(4);
    }

    @Test
    void aRequestThatStillWaitsForASystemErasesItsItemsOnTheirDayToo() {
        bench.systems.with("slow", Mode.LIVE, Service.DELETE);
        UUID id = bench.accept(
                Set.of(Right.ERASURE), call2026(), bench.oldQuote("slow", "S1"), bench.oldQuote("slow", "S2"));
        Lease late = bench.steps.take("gjensidige-ee.slow").orElseThrow();
        bench.steps.noLongerAwaited(late);
        bench.run();
        bench.answerPartly(id);
        assertThat(bench.view(id).state()).isEqualTo(RequestState.PARTLY_ANSWERED);

        sweepOn(LAST_DAY.plusDays(1));
        assertThat(bench.execution(id, "call-2026"))
                .as("%s %s", bench.events(id), bench.requests.tasks(id))
                .isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.PARTLY_ANSWERED);

        bench.steps.complete(late, bench.work(late));
        bench.run();
        assertThat(bench.execution(id, "S1")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
    }

    private Item policy(Status status, Map<String, String> dates) {
        return bench.item("quotes", "policy", "P1", "EE-POL", "home", status, dates);
    }

    @Test
    void whatWaitsForAnEndIsAskedForEachMonthAndErasedOnceItsRuleAllows() {
        UUID id = answered(policy(Status.OPEN, Map.of()));
        assertThat(bench.erasure(id, "P1").outcome()).isEqualTo(Outcome.REFUSE);

        sweepOn(Bench.TODAY.plusDays(20));
        assertThat(bench.events(id)).as("not before a month has gone").doesNotContain("refusals-due");
        sweepOn(Bench.TODAY.plusMonths(1).plusDays(1));
        sweepOn(Bench.TODAY.plusMonths(1).plusDays(2));
        assertThat(bench.events(id).stream().filter("refusals-due"::equals)).hasSize(1);
        assertThat(bench.erasure(id, "P1").rule()).as("still open").isEqualTo("EE-POL");
        assertThat(bench.systems.has("quotes", "P1")).isTrue();

        policy(Status.CLOSED, Map.of("ended", "2027-01-10"));
        sweepOn(Bench.TODAY.plusMonths(3));
        assertThat(bench.erasure(id, "P1").outcome()).isEqualTo(Outcome.RETAIN_UNTIL);
        assertThat(bench.erasure(id, "P1").until()).isEqualTo(LocalDate.of(2037, 1, 10));

        sweepOn(LocalDate.of(2037, 1, 11));
        assertThat(bench.execution(id, "P1")).isEqualTo("PROVEN");
    }

    @Test
    void whatASystemTellsAnewIsReadAfterThePayloadIsShreddedToo() {
        UUID id = answered(policy(Status.OPEN, Map.of()));
        sweepOn(Bench.TODAY.plusYears(2));
        sweepOn(Bench.TODAY.plusYears(2).plusDays(1));
        assertThat(bench.events(id)).contains("payload-shredded");

        policy(Status.CLOSED, Map.of("ended", "2016-01-10"));
        sweepOn(Bench.TODAY.plusYears(3));
        assertThat(bench.execution(id, "P1")).isEqualTo("PROVEN");
    }

    @Test
    void whereASystemCannotTellAPersonDecides() {
        UUID id = answered(policy(Status.OPEN, Map.of()));
        bench.systems.down.add("quotes");

        sweepOn(Bench.TODAY.plusMonths(2));

        assertThat(bench.erasure(id, "P1").outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(bench.jdbc.queryForList("select reason from quarantine where request_id = ?", String.class, id))
                .containsExactly("deferred-erasure-in-review");
        assertThat(bench.systems.has("quotes", "P1")).isTrue();
    }

    @Test
    void aPeriodThatHasBecomeShorterSinceTheAnswerEndsAtOnce() {
        UUID id = answered(call2026());
        // As if the answer had been given under a version that is no longer.
        bench.jdbc.update("update decision set rule_version = 0 where request_id = ?", id);
        bench.jdbc.update("update decision set until_on = '2056-09-20' where request_id = ?", id);

        sweepOn(Bench.TODAY.plusDays(1));

        assertThat(bench.erasure(id, "call-2026").until()).isEqualTo(LAST_DAY);
        assertThat(bench.erasure(id, "call-2026").ruleVersion()).isEqualTo(1);
        assertThat(bench.events(id).stream().filter("rules-changed"::equals)).hasSize(1);
        sweepOn(Bench.TODAY.plusDays(2));
        assertThat(bench.events(id).stream().filter("rules-changed"::equals)).hasSize(1);
    }

    @Test
    void itemsOfManyDaysAreEachErasedOnTheirs() {
        Item[] calls = IntStream.rangeClosed(1, 5)
                .mapToObj(n -> bench.item(
                        "recordings",
                        "call",
                        "call-" + n,
                        "EE-CALL",
                        null,
                        Status.NONE,
                        Map.of("recorded", "2026-09-2" + n)))
                .toArray(Item[]::new);
        UUID id = answered(calls);

        for (int n = 1; n <= 5; n++) {
            sweepOn(LAST_DAY.plusDays(n + 1));
            assertThat(proven(id)).isEqualTo(n);
        }
    }

    @Test
    void restrictionBlocksTheHubsOwnErasing() {
        UUID id = answered(call2026());
        bench.hold(Hold.Kind.H_RST);

        sweepOn(LAST_DAY.plusDays(1));

        assertThat(bench.systems.has("recordings", "call-2026")).isTrue();
        assertThat(bench.erasure(id, "call-2026").outcome()).isEqualTo(Outcome.REFUSE);
    }

    @Test
    void aRestrictionThatTheSubjectAskedForBlocksItUntilTheirOwnRequest() {
        UUID erasure = answered(call2026());
        UUID id = bench.accept(Set.of(Right.RESTRICTION), bench.oldQuote("quotes", "Q1"));
        bench.run();
        bench.answerAndClose(id);

        sweepOn(LAST_DAY.plusDays(1));
        assertThat(bench.systems.has("recordings", "call-2026")).isTrue();
        assertThat(bench.erasure(erasure, "call-2026").rule()).isEqualTo("H-RST");

        UUID own = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("quotes", "Q1"));
        bench.run();
        assertThat(bench.execution(own, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void refusalBecauseOfAHoldIsDecidedAgainOnceItIsReleased() {
        UUID hold = bench.hold(Hold.Kind.H_LIT);
        UUID id = answered(bench.oldQuote("quotes", "Q1"));
        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-LIT");

        bench.release(hold);
        sweepOn(Bench.TODAY.plusDays(1));

        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void jumpedClockErasesNothingUntilAPersonConfirmsIt() {
        UUID id = answered(call2026());
        bench.deadlines.sweep();

        bench.at(LAST_DAY.plusDays(1));
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.systems.has("recordings", "call-2026")).isTrue();
        assertThat(bench.events(id)).doesNotContain("payload-shredded", "deferred-erasure-due");

        bench.days.confirm(Systems.CONTROLLER, "person");
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.systems.has("recordings", "call-2026")).isFalse();
    }

    @Test
    void clockThatGoesBackErasesNothing() {
        bench.deadlines.sweep();
        bench.at(Bench.TODAY.minusDays(1));
        UUID id = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("quotes", "Q1"));

        assertThat(bench.run()).containsExactly("legal-day-implausible");
        assertThat(bench.execution(id, "Q1")).isNull();
    }

    @Test
    void clockMayRunAsFarAsItIsAllowedTo() {
        bench.deadlines.sweep();
        bench.at(Bench.TODAY.plusDays(3));
        assertThat(bench.days.plausible(Systems.CONTROLLER)).contains(Bench.TODAY.plusDays(3));
        bench.at(Bench.TODAY.plusDays(7));
        assertThat(bench.days.plausible(Systems.CONTROLLER)).isEmpty();
    }

    private List<String> warnings(UUID id) {
        return bench.events(id).stream()
                .filter(event -> event.startsWith("deadline-"))
                .toList();
    }

    private int mails(UUID id) {
        return bench.jdbc.queryForObject(
                "select count(*) from task where request_id = ? and queue = 'notice'", Integer.class, id);
    }

    @Test
    void warnsOnceTenAndThreeDaysBeforeTheDeadlineAndOnTheDay() {
        UUID id = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"));
        Notices notices = bench.bean(Notices.class);
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (String day : List.of("2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01", "2027-01-03", "2027-01-04")) {
            bench.at(LocalDate.parse(day));
            bench.deadlines.sweep();
            bench.deadlines.sweep();
            seen.put(day, notices.warned(List.of(id)).getOrDefault(id, -1));
        }
        assertThat(warnings(id)).containsExactly("deadline-in-10-days", "deadline-in-3-days", "deadline-reached");
        assertThat(mails(id)).isEqualTo(3);
        assertThat(seen.values()).containsExactly(-1, 10, 10, 3, 3, 0);
        assertThat(notices.unsent(id))
                .extracting(Notice::daysLeft, Notice::role)
                .containsExactlyInAnyOrder(
                        tuple(10, "deadlines"),
                        tuple(3, "deadlines"),
                        tuple(3, "compliance"),
                        tuple(0, "deadlines"),
                        tuple(0, "compliance"));
    }

    @Test
    void theLastWarningGoesToANamedRoleTooAndAnExtendedDeadlineIsWarnedAboutAgain() {
        UUID id = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"));
        DataController.Deadline rule =
                new DataController.Deadline(1, 2, null, List.of(2, 8), "deadlines", "complaints");
        DeadlineWarnings warnings = bench.bean(DeadlineWarnings.class);
        Notices notices = bench.bean(Notices.class);

        warnings.warn(Systems.CONTROLLER, rule, LocalDate.of(2026, 12, 28));
        warnings.warn(Systems.CONTROLLER, rule, LocalDate.of(2027, 1, 3));
        bench.requests.extend(id, LocalDate.of(2027, 3, 1), "person", Map.of(), Notices.enqueue(null));
        warnings.warn(Systems.CONTROLLER, rule, LocalDate.of(2027, 1, 4));
        warnings.warn(Systems.CONTROLLER, rule, LocalDate.of(2027, 2, 28));

        assertThat(notices.unsent(id))
                .extracting(Notice::kind, Notice::role, Notice::dueOn, Notice::daysLeft)
                .containsExactlyInAnyOrder(
                        tuple(Notice.Kind.WARNING, "deadlines", LocalDate.of(2027, 1, 4), 7),
                        tuple(Notice.Kind.WARNING, "deadlines", LocalDate.of(2027, 1, 4), 1),
                        tuple(Notice.Kind.ESCALATION, "complaints", LocalDate.of(2027, 1, 4), 1),
                        tuple(Notice.Kind.WARNING, "deadlines", LocalDate.of(2027, 3, 1), 1),
                        tuple(Notice.Kind.ESCALATION, "complaints", LocalDate.of(2027, 3, 1), 1));
    }

    @Test
    void twoNodesAndAKilledOneWarnOnce() throws Exception {
        UUID id = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"));
        DataController controller = bench.bean(DataControllers.class).get(Systems.CONTROLLER);
        DeadlineWarnings warnings = bench.bean(DeadlineWarnings.class);
        LocalDate day = LocalDate.of(2027, 1, 1);

        new TransactionTemplate(bench.bean(PlatformTransactionManager.class)).executeWithoutResult(killed -> {
            warnings.warn(controller, day);
            killed.setRollbackOnly();
        });
        assertThat(warnings(id)).isEmpty();
        assertThat(mails(id)).isZero();

        ExecutorService nodes = Executors.newFixedThreadPool(4);
        try {
            for (var node :
                    nodes.invokeAll(Collections.nCopies(4, Executors.callable(() -> warnings.warn(controller, day))))) {
                node.get();
            }
        } finally {
            nodes.shutdown();
        }
        assertThat(warnings(id)).containsExactly("deadline-in-3-days");
        assertThat(mails(id)).isEqualTo(1);
    }

    @Test
    void oneNodeSweepsAtATime() throws Exception {
        try (Connection other = bench.jdbc.getDataSource().getConnection()) {
            other.createStatement().execute("select pg_advisory_lock(hashtext('dsr-hub'), hashtext('deadlines'))");
            assertThat(bench.deadlines.sweep()).isFalse();
            other.createStatement().execute("select pg_advisory_unlock(hashtext('dsr-hub'), hashtext('deadlines'))");
        }
        assertThat(bench.deadlines.sweep()).isTrue();
    }

    private void closedOn(UUID id, LocalDate day) {
        bench.jdbc.update("update request set closed_at = ? where id = ?", day.atTime(10, 0), id);
    }
}
