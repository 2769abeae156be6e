package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.connector.ErasureCommands;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Replays;
import org.dsrhub.ledger.Replays.Standing;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;

/** A backing system was restored from a backup that had what was erased since. */
class ErasureReplayTest extends OnTheBench {
    private final Instant yesterday = Instant.now().minusSeconds(86_400);

    private UUID erased(Item... items) {
        UUID id = bench.accept(ERASURE, items);
        bench.run();
        bench.answerAndClose(id);
        return id;
    }

    private void restore(Item... items) {
        for (Item item : items) {
            bench.systems.hold(item);
        }
    }

    private Map<String, Map<Standing, Integer>> replay(Instant since) {
        Replays replays = bench.bean(Replays.class);
        UUID replay = replays.ask(Systems.CONTROLLER, since, "operator").id();
        bench.deadlines.sweep();
        bench.run();
        return replays.standing(replay);
    }

    @Test
    void whatCameBackIsErasedAgainAndTheRestIsFoundToBeGone() {
        live("quotes", "recordings");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID id = erased(quote, bench.oldQuote("quotes", "Q2"), bench.oldQuote("recordings", "R1"));
        restore(quote);

        assertThat(replay(yesterday))
                .isEqualTo(Map.of(
                        "quotes",
                        Map.of(Standing.ERASED_AGAIN, 1, Standing.ABSENT, 1),
                        "recordings",
                        Map.of(Standing.ABSENT, 1)));
        assertThat(bench.systems.has("quotes", "Q1")).isFalse();
        assertThat(bench.systems.erased("quotes"))
                .containsExactlyInAnyOrder("Q1", "Q2", "Q1")
                .endsWith("Q1");
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.CLOSED);
        assertThat(bench.events(id)).contains("erasure-replayed", "erased-items-came-back", "deferred-erased");
    }

    @Test
    void eachFurtherRestoreIsReplayedToo() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID id = erased(quote);
        for (int restores = 0; restores < 4; restores++) {
            restore(quote);
            assertThat(replay(yesterday)).isEqualTo(Map.of("quotes", Map.of(Standing.ERASED_AGAIN, 1)));
            assertThat(bench.systems.has("quotes", "Q1")).isFalse();
        }
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void underAHoldOfTodayItStaysAndGoesWithItsRelease() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID id = erased(quote);
        restore(quote);
        UUID hold = bench.hold(Hold.Kind.H_LIT);

        assertThat(replay(yesterday)).isEqualTo(Map.of("quotes", Map.of(Standing.KEPT, 1)));
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
        assertThat(bench.erasure(id, "Q1").outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(bench.erasure(id, "Q1").rule()).isEqualTo("H-LIT");

        bench.release(hold);
        bench.deadlines.sweep();
        bench.run();
        assertThat(bench.systems.has("quotes", "Q1")).isFalse();
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void aReportThatNobodyMayKnowOfShowsInNoNumber() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        erased(quote);
        restore(quote);
        bench.hold(Hold.Kind.H_AML);

        assertThat(replay(yesterday)).isEmpty();
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
    }

    @Test
    void whatWasErasedBeforeThatDayIsNotLookedFor() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        erased(quote);
        restore(quote);
        bench.jdbc.update("update erasure_log set erased_at = erased_at - interval '2 days'");

        assertThat(replay(yesterday)).isEmpty();
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();
    }

    @Test
    void theNodeThatReplaysDiesAndAnotherGoesOn() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID id = erased(quote);
        restore(quote);
        Replays replays = bench.bean(Replays.class);
        UUID replay = replays.ask(Systems.CONTROLLER, yesterday, "operator").id();
        bench.deadlines.sweep();
        bench.steps.complete(lease("erasure"), bench.erasure.advance(lastLease));
        bench.steps.complete(lease("gjensidige-ee.quotes"), bench.work(lastLease));
        bench.erasure.advance(lease("erasure")); // and dies: what it planned is there, its task is due again
        bench.steps.crash(lastLease);
        bench.deadlines.sweep();

        bench.run();

        assertThat(replays.standing(replay)).isEqualTo(Map.of("quotes", Map.of(Standing.ERASED_AGAIN, 1)));
        assertThat(bench.systems.has("quotes", "Q1")).isFalse();
        assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
    }

    @Test
    void withShreddedKeysNothingCanBeAskedAndTheReplaySaysSo() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID id = erased(quote);
        restore(quote);
        bench.jdbc.update(
                "update request set closed_at = ? where id = ?",
                Bench.TODAY.atStartOfDay().atOffset(ZoneOffset.UTC),
                id);
        bench.atConfirmed(Bench.TODAY.plusMonths(4));
        bench.deadlines.sweep();
        assertThat(bench.events(id)).contains("payload-shredded");

        assertThat(replay(yesterday)).isEqualTo(Map.of("quotes", Map.of(Standing.FORGOTTEN, 1)));
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();

        UUID another = bench.accept(Set.of(Right.ACCESS), bench.oldQuote("quotes", "Q1"));
        bench.run();
        assertThat(bench.events(another)).contains("erased-items-found");
        assertThat(bench.jdbc.queryForList(
                        "select request_id from quarantine where reason = 'erased-items-found'", UUID.class))
                .containsExactly(another);
    }

    @Test
    void recipientsAndSystemsOnTrialAreNotAsked() {
        live("quotes");
        bench.systems.with("feed", Mode.LIVE, Service.NOTIFY);
        erased(bench.oldQuote("quotes", "Q1"), bench.oldQuote("feed", "F1"));
        bench.systems.with("quotes", Mode.SHADOW, Service.DELETE);

        assertThat(replay(yesterday))
                .isEqualTo(Map.of("quotes", Map.of(Standing.NOT_ASKED, 1), "feed", Map.of(Standing.NOT_ASKED, 1)));
    }

    @Test
    void theCommandNotesAReplayThatARunningHubCarriesOut() throws Exception {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        erased(quote);
        restore(quote);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        String ledger;
        try (Connection connection = bench.bean(DataSource.class).getConnection()) {
            ledger = connection.getMetaData().getURL();
        }
        String[] command = {
            "replay",
            "--since",
            LocalDate.now().minusDays(1).toString(),
            "--controller",
            Systems.CONTROLLER,
            "--wait",
            "0",
            "--spring.datasource.url=" + ledger,
            "--spring.datasource.username=postgres",
            "--spring.datasource.password="
        };

        int left = ErasureCommands.run(command, new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(left).isEqualTo(1);
        assertThat(told.toString(StandardCharsets.UTF_8)).contains(Systems.CONTROLLER, "not begun");
        bench.deadlines.sweep();
        bench.run();
        Replays replays = bench.bean(Replays.class);
        assertThat(replays.list(Set.of(), 10)).singleElement().satisfies(replay -> {
            assertThat(replay.askedBy()).isEqualTo("command");
            assertThat(replays.standing(replay.id())).isEqualTo(Map.of("quotes", Map.of(Standing.ERASED_AGAIN, 1)));
        });
        assertThat(ErasureCommands.run(new String[] {"replay"}, new PrintStream(told)))
                .isEqualTo(2);
    }

    @Test
    void theStopHoldsAReplayToo() {
        live("quotes");
        Item quote = bench.oldQuote("quotes", "Q1");
        UUID id = erased(quote);
        restore(quote);
        bench.settings.set("erasure.stopped", "true", "person");

        assertThat(replay(yesterday)).isEqualTo(Map.of("quotes", Map.of(Standing.ASKED, 1)));
        assertThat(bench.systems.has("quotes", "Q1")).isTrue();

        bench.settings.set("erasure.stopped", "false", "person");
        bench.steps.hurry(id);
        bench.run();
        assertThat(bench.systems.has("quotes", "Q1")).isFalse();
    }
}
