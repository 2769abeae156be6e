package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.ledger.TestHub.query;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.TaskState;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineTest {
    private final String database = TestPostgres.url(TestPostgres.freshDatabaseName());
    private final TestHub hub = new TestHub(TestPostgres.pool(database));

    @AfterEach
    void close() {
        hub.close();
    }

    private void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    /** The whole way: queries, decide, closed. */
    private static void flow(Engine engine) {
        engine.register("decide", 32, lease -> Completion.then(Next.stage(RequestState.ANSWERING, "answer")));
        engine.register("answer", 32, lease -> Completion.then(Next.closed(RequestOutcome.FULFILLED)));
    }

    private boolean allClosed() {
        return hub.count("select count(*) from request where state <> 'CLOSED'") == 0;
    }

    @Test
    void twoNodesShareTheWorkAndEachTaskIsDoneOnce() {
        TestHub other = new TestHub(TestPostgres.pool(database), "b", TestHub.quick());
        Map<UUID, AtomicInteger> done = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> byNode = new ConcurrentHashMap<>();
        for (TestHub node : List.of(hub, other)) {
            for (String queue : List.of("tryg.crm", "tryg.claims")) {
                node.engine.register(queue, 16, lease -> {
                    done.computeIfAbsent(lease.taskId(), id -> new AtomicInteger())
                            .incrementAndGet();
                    byNode.computeIfAbsent(node == hub ? "a" : "b", id -> new AtomicInteger())
                            .incrementAndGet();
                    return Completion.done();
                });
            }
            flow(node.engine);
            node.engine.start();
        }
        for (int i = 0; i < 200; i++) {
            hub.collecting("r" + i, query("crm"), query("claims"));
        }
        await(this::allClosed);
        assertThat(done).hasSize(400);
        assertThat(done.values()).allMatch(count -> count.get() == 1);
        assertThat(byNode.keySet()).containsExactlyInAnyOrder("a", "b");
        assertThat(hub.count("select count(*) from work")).isZero();
        hub.assertOpenTasksCountedRight();
        assertThat(hub.audit.verify().intact()).isTrue();
        other.close();
    }

    @Test
    void limitsOfABackendHoldOverTwoEngines() {
        hub.backends.register("crm-dk", new Backends.Limits(4, null, null));
        TestHub other = new TestHub(TestPostgres.pool(database), "b", TestHub.quick());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger total = new AtomicInteger();
        for (TestHub node : List.of(hub, other)) {
            node.engine.register("tryg.crm", 16, lease -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                new CountDownLatch(1).await(5, java.util.concurrent.TimeUnit.MILLISECONDS);
                running.decrementAndGet();
                total.incrementAndGet();
                return Completion.done();
            });
            node.engine.start();
        }
        for (int i = 0; i < 100; i++) {
            hub.collecting("r" + i, query("crm", "crm-dk", null));
        }
        await(() -> total.get() == 100);
        assertThat(most.get()).isBetween(2, 4);
        other.close();
    }

    @Test
    void aDeadBackendDelaysItsOwnTasksOnlyAndCatchesUp() {
        hub.backends.register("dead", new Backends.Limits(8, null, null));
        hub.backends.register("well", new Backends.Limits(8, null, null));
        AtomicBoolean dead = new AtomicBoolean(true);
        hub.engine.register("tryg.claims", 8, lease -> {
            if (dead.get()) {
                throw new java.net.ConnectException("must not be kept");
            }
            return Completion.done();
        });
        hub.engine.register("tryg.crm", 8, lease -> Completion.done());
        flow(hub.engine);
        hub.engine.start();
        for (int i = 0; i < 40; i++) {
            hub.collecting("r" + i, query("crm", "well", null), query("claims", "dead", null));
        }
        await(() -> hub.count("select count(*) from task where queue = 'tryg.crm' and state <> 'DONE'") == 0);
        assertThat(hub.count("select count(*) from task where queue = 'tryg.claims' and state = 'DONE'"))
                .isZero();
        await(() -> hub.count("select count(*) from task where reason = 'ConnectException'") > 0);
        assertThat(hub.count("select count(*) from task where reason like '%kept%'"))
                .isZero();
        dead.set(false);
        await(this::allClosed);
    }

    @Test
    void aProblemFailsTheTaskWithItsRemedyAndAnythingElseIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        hub.engine.register("tryg.crm", 1, lease -> {
            throw new IllegalStateException(new Problem("reply-not-json", "ask the owner of the system"));
        });
        hub.engine.register("tryg.claims", 1, lease -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("secret");
            }
            return null;
        });
        hub.engine.start();
        UUID request = hub.collecting("k", query("crm"), query("claims"));
        await(() -> hub.requests.tasks(request).stream()
                        .filter(task -> task.state() == TaskState.FAILED)
                        .count()
                == 2);
        assertThat(hub.task(request, "tryg.crm").reason()).isEqualTo("reply-not-json: ask the owner of the system");
        assertThat(hub.task(request, "tryg.claims").reason()).startsWith("route-without-completion: ");
        assertThat(hub.task(request, "tryg.claims").attempt()).isEqualTo(3);
    }

    @Test
    void oneCompletionThatCannotBeWrittenDelaysNoOtherAndIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(10);
        hub.engine.register("tryg.crm", 10, lease -> {
            together.countDown();
            together.await();
            return Completion.waiting("unique" + lease.taskId(), null);
        });
        hub.engine.register(
                "tryg.claims",
                10,
                lease ->
                        // the reference of another task: the unique index refuses it
                        tries.incrementAndGet() < 3 ? Completion.waiting("taken", null) : Completion.done());
        UUID taken = hub.collecting("taken", query("claims"));
        hub.complete(hub.takeOne("tryg.claims"), Completion.waiting("taken", null));
        hub.engine.start();
        for (int i = 0; i < 9; i++) {
            hub.collecting("r" + i, query("crm"));
        }
        UUID poisoned = hub.collecting("poisoned", query("crm"), query("claims"));
        await(() -> hub.count("select count(*) from task where queue = 'tryg.crm' and state = 'WAITING'") == 10);
        await(() -> hub.task(poisoned, "tryg.claims").state() == TaskState.DONE);
        assertThat(hub.task(taken, "tryg.claims").state()).isEqualTo(TaskState.WAITING);
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void aNodeThatDiesLosesNothing() {
        TestHub dying = new TestHub(
                TestPostgres.pool(database), "b", TestHub.properties(Duration.ofMillis(300), Duration.ofMillis(20), 5));
        UUID request = hub.collecting("k", query("crm"));
        dying.takeOne("tryg.crm"); // and is never heard of again
        dying.close();
        hub.engine.register("tryg.crm", 1, lease -> Completion.done());
        flow(hub.engine);
        hub.engine.start();
        await(this::allClosed);
        assertThat(hub.task(request, "tryg.crm").attempt()).isEqualTo(2);
    }

    @Test
    void aStopGivesBackWhatIsNotDone() {
        TestHub other = new TestHub(TestPostgres.pool(database), "b", TestHub.quick());
        CountDownLatch begun = new CountDownLatch(1);
        other.engine.register("tryg.crm", 1, lease -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Completion.done();
        });
        other.engine.start();
        UUID request = hub.collecting("k", query("crm"));
        await(() -> begun.getCount() == 0);
        other.engine.stop();
        assertThat(hub.task(request, "tryg.crm").state()).isEqualTo(TaskState.DUE);
        assertThat(hub.take("tryg.crm", 1)).hasSize(1);
        other.close();
    }

    @Test
    void workOfAnotherNodeIsSeenBeforeThePoll() {
        EngineProperties slow = new EngineProperties(
                "",
                8,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMillis(1),
                200,
                Duration.ofMillis(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(5));
        TestHub sleeper = new TestHub(TestPostgres.pool(database), "b", slow);
        sleeper.engine.register("tryg.crm", 8, lease -> Completion.done());
        sleeper.engine.start();
        hub.engine.start();
        await(() -> hub.count(
                        "select count(*) from pg_stat_activity where datname = current_database() and query ilike '%listen dsr_work%' and state = 'idle'")
                >= 2);
        UUID request = hub.collecting("k", query("crm"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> hub.task(request, "tryg.crm").state() == TaskState.DONE);
        sleeper.close();
    }

    @Test
    void lostConnectionsAreWorkedAround() {
        AtomicInteger done = new AtomicInteger();
        hub.engine.register("tryg.crm", 8, lease -> {
            done.incrementAndGet();
            return Completion.done();
        });
        flow(hub.engine);
        hub.engine.start();
        HikariDataSource admin = TestPostgres.pool(TestPostgres.url("postgres"));
        org.springframework.jdbc.core.JdbcTemplate killer = new org.springframework.jdbc.core.JdbcTemplate(admin);
        String name = database.replaceAll(".*/([^?]*).*", "$1");
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 20; i++) {
                String key = round + "-" + i;
                await(() -> {
                    try {
                        hub.collecting(key, query("crm"));
                        return true;
                    } catch (RuntimeException e) {
                        return false;
                    }
                });
            }
            killer.execute("alter database " + name + " allow_connections false");
            killer.queryForList("select pg_terminate_backend(pid) from pg_stat_activity where datname = ?", name);
            Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            killer.execute("alter database " + name + " allow_connections true");
        }
        admin.close();
        await(() -> {
            try {
                return allClosed();
            } catch (RuntimeException e) {
                return false;
            }
        });
        assertThat(hub.count("select count(*) from request")).isEqualTo(100);
        assertThat(hub.audit.verify().intact()).isTrue();
    }

    @Test
    void metricsSayQueuesAndStates() {
        hub.engine.register("tryg.crm", 8, lease -> Completion.done());
        hub.engine.start();
        hub.collecting("k", query("crm"));
        await(() -> hub.meters
                        .find("hub.tasks")
                        .tags("queue", "tryg.crm", "state", "DONE")
                        .counter()
                != null);
        await(() -> hub.meters.find("hub.work.open").tags("queue", "decide").gauge() != null);
        assertThat(hub.meters.get("hub.engine.lease.batch").summary().count()).isPositive();
    }
}
