package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.LeaseLost;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;

/** Holds come and go, workers die and come back late, in any order: no held item is erased and none is forgotten. */
class InterleavingTest {
    private static final List<String> QUEUES =
            List.of("gjensidige-ee.quotes", "gjensidige-ee.recordings", "decision", "erasure");
    private static Bench bench;
    private static int tries;

    enum Event {
        /** one worker does one task */
        WORK,
        WORK_MORE,
        HOLD,
        RELEASE,
        /** a worker does its task and dies before it hands in */
        DIE_AFTER,
        /** a worker dies with a task in its hands, to come back later */
        FREEZE,
        /** a frozen worker goes on, long after its lease ran out */
        THAW,
        STOP,
        RESUME
    }

    @AfterContainer
    static void close() {
        if (bench != null) {
            bench.close();
            bench = null;
        }
    }

    @Property(tries = 200)
    void noHeldItemIsErasedAndNoneForgotten(@ForAll @Size(max = 40) List<Event> events) {
        if (bench == null) {
            bench = new Bench();
            bench.systems.with("quotes", Mode.LIVE, Service.DELETE).with("recordings", Mode.LIVE, Service.DELETE);
        }
        new Story().live(events);
    }

    private static final class Story {
        private final String name = "T" + ++tries;
        private final LocalDate day = Bench.TODAY.plusDays(2L * tries);
        private final Deque<Lease> frozen = new ArrayDeque<>();
        private final UUID request;
        private UUID hold;

        Story() {
            bench.atConfirmed(day);
            bench.subject = new Subject(
                    "Test Person", null, null, List.of(SubjectKey.given(KeyKind.CUSTOMER_NUMBER, name)), null);
            bench.systems.witness = () -> assertThat(hold)
                    .as("a hold in force at the moment of an effect")
                    .isNull();
            request = bench.accept(
                    Set.of(Right.ERASURE),
                    bench.oldQuote("quotes", name + "-1"),
                    bench.oldQuote("quotes", name + "-2"),
                    bench.oldQuote("quotes", name + "-3"),
                    bench.oldQuote("recordings", name + "-4"),
                    bench.item(
                            "recordings",
                            "call",
                            name + "-kept",
                            "EE-CALL",
                            null,
                            Status.NONE,
                            Map.of("recorded", "2026-09-20")));
        }

        void live(List<Event> events) {
            events.forEach(this::happen);
            end();
            for (int i = 1; i <= 4; i++) {
                String reference = name + "-" + i;
                assertThat(bench.execution(request, reference)).as(reference).isEqualTo("PROVEN");
                assertThat(bench.systems.has(i < 4 ? "quotes" : "recordings", reference))
                        .isFalse();
            }
            assertThat(bench.systems.has("recordings", name + "-kept")).isTrue();
            assertThat(bench.execution(request, name + "-kept")).isNull();
            assertThat(bench.jdbc.queryForObject("select open_tasks from request where id = ?", Integer.class, request))
                    .isZero();
        }

        private void happen(Event event) {
            switch (event) {
                case WORK, WORK_MORE -> take((lease, work) -> bench.steps.complete(lease, work.apply(lease)));
                case DIE_AFTER ->
                    take((lease, work) -> {
                        work.apply(lease);
                        bench.steps.crash(lease);
                    });
                case FREEZE ->
                    take((lease, work) -> {
                        frozen.add(lease);
                        bench.steps.crash(lease);
                    });
                case THAW -> thaw();
                case HOLD -> {
                    if (hold == null) {
                        hold = bench.hold(Hold.Kind.H_LIT);
                    }
                }
                case RELEASE -> release();
                case STOP -> bench.settings.set("erasure.stopped", "true", "person");
                case RESUME -> bench.settings.set("erasure.stopped", "false", "person");
            }
        }

        private interface Turn {
            void play(Lease lease, Function<Lease, Completion> work);
        }

        private void take(Turn turn) {
            bench.steps.hurry(request);
            for (String queue : QUEUES) {
                var lease = bench.steps.take(queue);
                if (lease.isPresent()) {
                    turn.play(lease.get(), worker(queue));
                    return;
                }
            }
        }

        private Function<Lease, Completion> worker(String queue) {
            return switch (queue) {
                case "decision" -> bench.decision::decide;
                case "erasure" -> bench.erasure::advance;
                default -> bench::work;
            };
        }

        private void thaw() {
            Lease late = frozen.poll();
            if (late == null) {
                return;
            }
            try {
                Completion completion = worker(late.queue()).apply(late);
                boolean again = bench.steps.complete(late, completion);
                assertThat(again).as("a late worker's result counts").isFalse();
            } catch (LeaseLost e) {
                // stopped before it did anything
            }
        }

        private void release() {
            if (hold != null) {
                bench.release(hold);
                hold = null;
            }
        }

        /** Whatever happened, in the end holds go and workers work. */
        private void end() {
            bench.settings.set("erasure.stopped", "false", "person");
            bench.steps.hurry(request);
            bench.run();
            assertThat(bench.view(request).state()).isEqualTo(RequestState.ANSWERING);
            bench.answerAndClose(request);
            release();
            bench.atConfirmed(day.plusDays(1));
            bench.deadlines.sweep();
            bench.run();
        }
    }
}
