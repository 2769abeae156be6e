package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.Hold;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class HoldLockTest {
    private static final List<String> SYSTEMS = List.of("quotes", "recordings");
    private static final int EACH = 40;
    /** of {@link Bench#work} */
    private static final int CHUNK = 2;

    private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

    @AfterAll
    static void close() {
        POOL.shutdownNow();
    }

    @Test
    void approvingAHoldWaitsForTheTransactionThatHasJustLookedForIt() {
        try (Bench bench = new Bench()) {
            UUID hold = bench.asked(Hold.Kind.H_LIT, Bench.liis(), Set.of(), Set.of());
            TransactionTemplate transactions =
                    new TransactionTemplate(new JdbcTransactionManager(bench.jdbc.getDataSource()));

            CompletableFuture<Void> approval = transactions.execute(status -> {
                assertThat(bench.executions.freezeHolds(Systems.CONTROLLER, Bench.liis()))
                        .isEmpty();
                CompletableFuture<Void> running = CompletableFuture.runAsync(() -> {
                    bench.holds.approve(hold, "two");
                });
                await().atMost(Duration.ofSeconds(5)).until(() -> waiting(bench) == 1);
                assertThat(running).isNotDone();
                return running;
            });

            assertThat(approval).succeedsWithin(Duration.ofSeconds(5));
            assertThat(bench.holds.inForce(Systems.CONTROLLER, Bench.liis())).hasSize(1);
        }
    }

    /**
     * Two workers erase in transactions of their own while a third person approves a hold: what they had looked at before may
     * end, and nothing more is begun.
     */
    @Test
    void aHoldThatIsSetWhileWorkersEraseStopsThem() throws Exception {
        try (Bench bench = new Bench()) {
            SYSTEMS.forEach(system -> bench.systems.with(system, Mode.LIVE, Service.DELETE));
            for (int round = 1; round <= 5; round++) {
                bench.subject = new Subject(
                        null, null, null, List.of(SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "R" + round)), null);
                race(bench, round);
            }
        }
    }

    private static void race(Bench bench, int round) throws Exception {
        List<Item> items = SYSTEMS.stream()
                .flatMap(system ->
                        IntStream.range(0, EACH).mapToObj(i -> bench.oldQuote(system, round + "-" + system + "-" + i)))
                .toList();
        UUID request = bench.accept(Set.of(Right.ERASURE), items.toArray(Item[]::new));
        for (String queue : List.of("gjensidige-ee.quotes", "gjensidige-ee.recordings", "decision", "erasure")) {
            Lease lease = bench.steps.take(queue).orElseThrow();
            bench.steps.complete(
                    lease,
                    switch (queue) {
                        case "decision" -> bench.decision.decide(lease);
                        case "erasure" -> bench.erasure.advance(lease);
                        default -> bench.work(lease);
                    });
        }
        UUID hold = bench.asked(Hold.Kind.H_LIT, bench.subject, Set.of(), Set.of());
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger afterwards = new AtomicInteger();
        AtomicBoolean inForce = new AtomicBoolean();
        CountDownLatch some = new CountDownLatch(2 * round);
        bench.systems.witness = (system, reference) -> {
            begun.incrementAndGet();
            if (inForce.get()) {
                afterwards.incrementAndGet();
            }
            some.countDown();
        };
        List<CompletableFuture<Void>> workers = SYSTEMS.stream()
                .map(system -> bench.steps.take("gjensidige-ee." + system).orElseThrow())
                .map(lease -> CompletableFuture.runAsync(() -> bench.steps.complete(lease, bench.work(lease)), POOL))
                .toList();
        assertThat(some.await(60, TimeUnit.SECONDS)).isTrue();

        bench.holds.approve(hold, "two");
        inForce.set(true);

        for (CompletableFuture<Void> worker : workers) {
            worker.get(60, TimeUnit.SECONDS);
        }
        assertThat(begun.get()).as("there was something left to stop").isLessThan(2 * EACH);
        assertThat(afterwards.get())
                .as("effects after the approval, of what was looked at before it")
                .isLessThanOrEqualTo(2 * CHUNK);
        bench.systems.witness = (system, reference) -> {
            throw new AssertionError("erased under a hold: " + reference);
        };
        bench.run();
        Map<String, Items.DecidedItem> decided = bench.decided(request, Right.ERASURE);
        List<Item> there = items.stream()
                .filter(item -> bench.systems.has(item.system(), item.reference()))
                .toList();
        assertThat(there).hasSize(2 * EACH - begun.get());
        assertThat(there)
                .allSatisfy(item -> assertThat(
                                decided.get(item.reference()).decision().rule())
                        .isEqualTo("H-LIT"));
    }

    private static int waiting(Bench bench) {
        return CompletableFuture.supplyAsync(() -> bench.jdbc.queryForObject(
                        "select count(*) from pg_locks where relation = 'hold'::regclass and not granted"
                                + " and database = (select oid from pg_database where datname = current_database())",
                        Integer.class))
                .join();
    }
}
