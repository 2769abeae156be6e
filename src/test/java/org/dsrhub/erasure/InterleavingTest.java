package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.LeaseLost;
import org.dsrhub.ledger.Next;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;

/**
 * Holds, complaints and requests for a copy come and go, workers die and come back late, in any order: no held item is erased
 * and none is forgotten. {@code -Dhub.test.interleavings=1000} tells as many stories, {@code -Dhub.test.seed} one again.
 */
class InterleavingTest {
    private static final int STORIES = Integer.getInteger("hub.test.interleavings", 40);
    private static final int MOST_EVENTS = 40;
    private static final Set<RequestState> FOUND = Set.of(RequestState.REVIEW, RequestState.ANSWERING);
    private static final Hold.Kind[] KINDS = {
        Hold.Kind.H_LIT,
        Hold.Kind.H_SUP,
        Hold.Kind.H_FRD,
        Hold.Kind.H_CMP,
        Hold.Kind.H_RGT,
        Hold.Kind.H_OPN,
        Hold.Kind.H_DBT,
        Hold.Kind.H_MIN,
        Hold.Kind.H_EST
    };

    enum Event {
        /** one worker does one task */
        WORK,
        WORK_MORE,
        WORK_AGAIN,
        /** two persons set a hold */
        HOLD,
        /** one person does, and another later */
        ASK,
        APPROVE,
        RELEASE,
        COMPLAIN,
        /** the subject asks for a copy of some of it too */
        ACCESS,
        DELIVER,
        /** a worker does its task and dies before it hands in */
        DIE_AFTER,
        /** a worker dies with a task in its hands, to come back later */
        FREEZE,
        /** a frozen worker goes on, long after its lease ran out */
        THAW,
        STOP,
        RESUME,
        SWEEP
    }

    @Test
    void noHeldItemIsErasedAndNoneForgotten() {
        Long only = Long.getLong("hub.test.seed");
        long first = only != null ? only : new Random().nextLong();
        try (Bench bench = new Bench("hub.controllers=" + Systems.CONTROLLER)) {
            bench.systems.with("quotes", Mode.LIVE, Service.DELETE).with("recordings", Mode.LIVE, Service.DELETE);
            for (int number = 1; number <= (only != null ? 1 : STORIES); number++) {
                long seed = first + number - 1;
                Random random = new Random(seed);
                List<Event> events = random.ints(random.nextInt(MOST_EVENTS + 1), 0, Event.values().length)
                        .mapToObj(i -> Event.values()[i])
                        .toList();
                try {
                    new Story(bench, number, random).live(events);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("-Dhub.test.seed=" + seed + " " + events, e);
                }
            }
        }
    }

    private static final class Story {
        private final Bench bench;
        private final Random random;
        private final String name;
        private final LocalDate day;
        private final List<String> queues = new ArrayList<>(
                List.of("gjensidige-ee.quotes", "gjensidige-ee.recordings", "decision", "erasure", "notice"));
        private final Deque<Lease> frozen = new ArrayDeque<>();
        private final Map<String, Item> items = new LinkedHashMap<>();
        private final UUID request;
        /** references that each hold in force covers */
        private final Map<UUID, Set<String>> holds = new LinkedHashMap<>();

        private final Map<UUID, Set<String>> asked = new LinkedHashMap<>();
        private final List<UUID> copies = new ArrayList<>();

        Story(Bench bench, int number, Random random) {
            this.bench = bench;
            this.random = random;
            name = "T" + number;
            day = Bench.TODAY.plusDays(2L * number);
            bench.atConfirmed(day);
            bench.subject = new Subject(
                    "Test Person",
                    null,
                    null,
                    List.of(
                            SubjectKey.given(KeyKind.CUSTOMER_NUMBER, name),
                            SubjectKey.given(KeyKind.EMAIL, name + "@mail.example")),
                    null);
            bench.systems.witness = this::seeEffect;
            for (int i = 1; i <= 4; i++) {
                hold(bench.oldQuote(i < 4 ? "quotes" : "recordings", name + "-" + i));
            }
            hold(bench.item(
                    "recordings",
                    "call",
                    name + "-kept",
                    "EE-CALL",
                    null,
                    Status.NONE,
                    Map.of("recorded", "2026-09-20")));
            request = bench.accept(Set.of(Right.ERASURE), items.values().toArray(Item[]::new));
        }

        private void hold(Item item) {
            items.put(item.reference(), item);
        }

        private void seeEffect(String system, String reference) {
            assertThat(holds.values())
                    .as("holds in force at the moment of an effect on %s", reference)
                    .noneMatch(covered -> covered.contains(reference));
            assertThat(copies)
                    .as("undelivered copies that found %s", reference)
                    .noneMatch(copy -> FOUND.contains(bench.view(copy).state()) && found(copy, reference));
        }

        private boolean found(UUID in, String reference) {
            Item item = items.get(reference);
            return bench.jdbc.queryForObject(
                    "select exists (select 1 from item where request_id = ? and system = ? and reference_hash = ?)",
                    Boolean.class,
                    in,
                    item.system(),
                    bench.hash.of("item:" + item.system(), reference));
        }

        void live(List<Event> events) {
            events.forEach(this::happen);
            end();
            for (int i = 1; i <= 4; i++) {
                String reference = name + "-" + i;
                assertThat(bench.execution(request, reference))
                        .as(() -> reference + " " + bench.erasure(request, reference) + " " + bench.events(request))
                        .isEqualTo("PROVEN");
                assertThat(bench.systems.has(i < 4 ? "quotes" : "recordings", reference))
                        .isFalse();
            }
            assertThat(bench.systems.has("recordings", name + "-kept")).isTrue();
            assertThat(bench.execution(request, name + "-kept")).isNull();
            assertThat(bench.erasure(request, name + "-kept").until()).isEqualTo(LocalDate.of(2036, 9, 20));
            assertThat(bench.jdbc.queryForObject("select open_tasks from request where id = ?", Integer.class, request))
                    .isZero();
        }

        private void happen(Event event) {
            switch (event) {
                case WORK, WORK_MORE, WORK_AGAIN ->
                    take((lease, work) -> bench.steps.complete(lease, work.apply(lease)));
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
                    ask();
                    approve();
                }
                case ASK -> ask();
                case APPROVE -> approve();
                case RELEASE -> release();
                case COMPLAIN -> complain();
                case ACCESS -> copy(random.nextInt(1, 4));
                case DELIVER -> deliver();
                case STOP -> bench.settings.set("erasure.stopped", "true", "person");
                case RESUME -> bench.settings.set("erasure.stopped", "false", "person");
                case SWEEP -> bench.deadlines.sweep();
            }
        }

        private interface Turn {
            void play(Lease lease, Function<Lease, Completion> work);
        }

        private void hurry() {
            bench.steps.hurry(request);
            copies.forEach(bench.steps::hurry);
        }

        private void take(Turn turn) {
            hurry();
            Collections.shuffle(queues, random);
            for (String queue : queues) {
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
                case "notice" -> warned -> Completion.done();
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

        /** All of it, a kind of records, or some items; by one alias of the subject. */
        private void ask() {
            Set<Item> some = new HashSet<>();
            Set<String> categories = Set.of();
            Set<String> covered = new TreeSet<>(items.keySet());
            switch (random.nextInt(3)) {
                case 0 -> {
                    categories = Set.of("quote");
                    covered.remove(name + "-kept");
                }
                case 1 -> {
                    items.values().stream().filter(item -> random.nextBoolean()).forEach(some::add);
                    if (!some.isEmpty()) {
                        covered.clear();
                        some.forEach(item -> covered.add(item.reference()));
                    }
                }
                default -> {
                    // everything
                }
            }
            Subject alias =
                    new Subject(null, null, null, List.of(bench.subject.keys().get(random.nextInt(2))), null);
            asked.put(bench.asked(KINDS[random.nextInt(KINDS.length)], alias, some, categories), covered);
        }

        private void approve() {
            asked.keySet().stream().findFirst().ifPresent(id -> {
                bench.holds.approve(id, "two");
                holds.put(id, asked.remove(id));
            });
        }

        private void complain() {
            Set<String> covered = new TreeSet<>(items.keySet());
            if (items.keySet().stream().anyMatch(reference -> found(request, reference))) {
                covered.removeIf(reference -> !found(request, reference));
            }
            UUID id = bench.holds
                    .complaint(request, "reason", LocalDate.of(2027, 6, 1), "clerk")
                    .id();
            holds.putIfAbsent(id, covered);
        }

        private void release() {
            List<UUID> inForce = List.copyOf(holds.keySet());
            if (!inForce.isEmpty()) {
                UUID id = inForce.get(random.nextInt(inForce.size()));
                bench.release(id);
                holds.remove(id);
            }
        }

        private void copy(int some) {
            if (copies.size() < 2) {
                copies.add(bench.accept(
                        Set.of(Right.ACCESS),
                        items.values().stream()
                                .limit(some)
                                .map(item -> new Item(
                                        UUID.randomUUID(),
                                        item.system(),
                                        item.type(),
                                        item.reference(),
                                        item.facts(),
                                        item.record(),
                                        item.media()))
                                .toArray(Item[]::new)));
            }
        }

        private void deliver() {
            copies.forEach(this::judge);
            copies.stream()
                    .filter(copy -> bench.view(copy).state() == RequestState.ANSWERING)
                    .findFirst()
                    .ifPresent(this::answer);
        }

        /** An order or an investigation leaves to a person what is disclosed. */
        private void judge(UUID copy) {
            if (bench.view(copy).state() == RequestState.REVIEW) {
                List<UUID> open = new ArrayList<>();
                bench.items.decisions(copy, item -> {
                    if (item.decision().outcome() == Outcome.REVIEW) {
                        open.add(item.itemId());
                    }
                });
                open.forEach(item -> bench.review.decide(
                        copy, item, Right.ACCESS, Outcome.DISCLOSE, null, "the order allows it", "clerk"));
                bench.review.release(copy, "clerk");
            }
        }

        /** The others' answers stay where they are. */
        private void answer(UUID which) {
            List<Lease> due = new ArrayList<>();
            for (var lease = bench.steps.take("answer"); lease.isPresent(); lease = bench.steps.take("answer")) {
                due.add(lease.get());
            }
            for (Lease lease : due) {
                if (lease.requestId().equals(which)) {
                    bench.steps.complete(lease, Completion.then(Next.closed(RequestOutcome.FULFILLED)));
                } else {
                    bench.steps.crash(lease);
                }
            }
            assertThat(bench.view(which).state()).isEqualTo(RequestState.CLOSED);
        }

        private void runAll() {
            do {
                bench.run();
            } while (bench.step("notice", worker("notice"), new ArrayList<>()));
        }

        /** Whatever happened, in the end holds go, copies are delivered, and workers work. */
        private void end() {
            bench.settings.set("erasure.stopped", "false", "person");
            hurry();
            runAll();
            copies.forEach(copy -> deliver());
            assertThat(copies).allMatch(copy -> bench.view(copy).state() == RequestState.CLOSED);
            hurry();
            runAll();
            assertThat(bench.view(request).state()).isEqualTo(RequestState.ANSWERING);
            answer(request);
            while (!holds.isEmpty()) {
                release();
            }
            bench.deadlines.sweep();
            runAll();
            bench.atConfirmed(day.plusDays(1));
            bench.deadlines.sweep();
            runAll();
        }
    }
}
