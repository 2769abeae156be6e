package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dsrhub.ledger.TestHub.query;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeasingTest {
    private final TestHub hub = new TestHub(
            TestPostgres.freshDatabase(), "a", TestHub.properties(Duration.ofMillis(400), Duration.ofMillis(20), 3));

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void anExpiredLeaseIsGivenToAnotherAndTheLateWorkerChangesNothing() {
        UUID request = hub.collecting("k", query("crm"));
        Lease late = hub.takeOne("tryg.crm");
        assertThat(hub.take("tryg.crm", 1)).isEmpty();
        Awaitility.await().until(() -> !hub.take("tryg.crm", 1).isEmpty());
        hub.items.append(current(request), List.of(row(UUID.randomUUID())));
        assertThatThrownBy(() -> hub.items.append(late, List.of(row(UUID.randomUUID()))))
                .isInstanceOf(LeaseLost.class);
        assertThatThrownBy(() -> hub.intents.begin(late, "send")).isInstanceOf(LeaseLost.class);
        assertThat(hub.complete(late, Completion.as(TaskState.NOTHING_HELD, "late")))
                .isFalse();
        assertThat(hub.task(request, "tryg.crm").state()).isEqualTo(TaskState.RUNNING);
        assertThat(hub.task(request, "tryg.crm").reason()).isNull();
        assertThat(hub.complete(current(request), Completion.done())).isTrue();
        assertThat(hub.complete(current(request), Completion.done())).isFalse();
        assertThat(hub.count("select count(*) from task where queue = 'decide'"))
                .isEqualTo(1);
    }

    private Lease current(UUID request) {
        TaskView task = hub.task(request, "tryg.crm");
        return new Lease(
                task.id(), request, "tryg", task.queue(), task.system(), task.action(), 0, task.attempt(), null, false);
    }

    private static Items.Row row(UUID blob) {
        return new Items.Row(UUID.randomUUID(), "crm", "customer", "MATCHED", new byte[] {1}, blob);
    }

    @Test
    void heartbeatsKeepALeaseBeyondItsTime() {
        hub.collecting("k", query("crm"));
        Lease lease = hub.takeOne("tryg.crm");
        long until = System.nanoTime() + Duration.ofMillis(900).toNanos();
        Awaitility.await().pollInterval(Duration.ofMillis(100)).until(() -> {
            hub.work.heartbeat(List.of(lease));
            assertThat(hub.take("tryg.crm", 1)).isEmpty();
            return System.nanoTime() > until;
        });
        assertThat(hub.complete(lease, Completion.done())).isTrue();
    }

    /** A worker that brings a million rows is between fence and commit most of the time. */
    @Test
    void aHeartbeatWaitsForAWriterUnderTheLease() throws Exception {
        hub.collecting("k", query("crm"));
        Lease lease = hub.takeOne("tryg.crm");
        String due = "select extract(epoch from due_at) * 1000 from work";
        long before = hub.count(due);
        CompletableFuture<Void> beat;
        try (Connection writer = hub.jdbc.getDataSource().getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement()
                    .executeQuery("select 1 from work for share")
                    .next();
            beat = CompletableFuture.runAsync(() -> hub.work.heartbeat(List.of(lease)));
            Awaitility.await()
                    .until(() -> beat.isDone()
                            || hub.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                                            + " and datname = current_database()")
                                    > 0);
            writer.rollback();
        }
        beat.get(10, TimeUnit.SECONDS);
        assertThat(hub.count(due)).isGreaterThan(before);
    }

    @Test
    void rowsOfAnAttemptThatLostItsLeaseAreSwept() {
        UUID request = hub.collecting("k", query("crm"));
        Lease first = hub.takeOne("tryg.crm");
        hub.items.append(first, List.of(row(UUID.randomUUID()), row(UUID.randomUUID())));
        hub.work.giveBack(List.of(first));
        Lease second = hub.takeOne("tryg.crm");
        hub.items.append(second, List.of(row(UUID.randomUUID())));
        hub.complete(second, Completion.done().withItems(1));
        assertThat(hub.count("select count(*) from item where request_id = ?", request))
                .isEqualTo(1);
    }

    @Test
    void aRetryWaitsLongerFromTimeToTimeUpToTheLongest() {
        for (int attempt : new int[] {1, 2, 5, 40}) {
            long expected = Math.min(1_000, 20L << Math.min(20, attempt - 1));
            for (int i = 0; i < 20; i++) {
                assertThat(hub.writer.backOff(attempt).toMillis()).isBetween(expected / 2 - 1, expected + 1);
            }
        }
        UUID request = hub.collecting("k", query("crm"));
        hub.complete(hub.takeOne("tryg.crm"), Completion.retry("busy: later", Duration.ofMillis(250)));
        long from = System.nanoTime();
        assertThat(hub.take("tryg.crm", 1)).isEmpty();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !hub.take("tryg.crm", 1).isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofMillis(200));
        assertThat(hub.task(request, "tryg.crm").attempt()).isEqualTo(2);
    }

    @Test
    void concurrencyOfABackendHoldsOverQueuesAndNodes() throws Exception {
        hub.backends.register("crm-dk", new Backends.Limits(3, null, null));
        for (int i = 0; i < 20; i++) {
            hub.collecting("r" + i, query("crm", "crm-dk", null), query("claims", "crm-dk", null));
        }
        TestHub other = new TestHub(hub.jdbc.getDataSource(), "b", hub.properties);
        Map<String, Integer> permits = Map.of("tryg.crm", 8, "tryg.claims", 8);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Lease> all = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            hub.work.giveBack(all);
            other.work.giveBack(all);
            all.clear();
            CyclicBarrier barrier = new CyclicBarrier(4);
            List<Future<List<Lease>>> takes = new ArrayList<>();
            for (TestHub node : List.of(hub, other, hub, other)) {
                takes.add(pool.submit(() -> {
                    barrier.await(5, TimeUnit.SECONDS);
                    return node.work.take(permits, 16).leases();
                }));
            }
            for (Future<List<Lease>> take : takes) {
                all.addAll(take.get());
            }
            assertThat(all).hasSize(3);
        }
        pool.shutdown();
        hub.complete(all.get(0), Completion.done());
        assertThat(other.work.take(permits, 16).leases()).hasSize(1);
    }

    @Test
    void whatExpiresSoonIsLeasedFirstAndAgainAfterAPersonRetriesIt() {
        NewTask soon = new NewTask("tryg.carts", "carts", null, Action.QUERY, 0, 1, true, null, null, 20, Set.of());
        UUID request = hub.collecting("k", query("claims"), query("crm"), soon);
        Map<String, Integer> permits = Map.of("tryg.crm", 1, "tryg.claims", 1, "tryg.carts", 1);

        Lease first = hub.work.take(permits, 1).leases().get(0);
        assertThat(first.queue()).isEqualTo("tryg.carts");

        hub.complete(first, Completion.as(TaskState.FAILED, "down: later"));
        hub.requests.retry(request, first.taskId(), "person");
        assertThat(hub.work.take(permits, 1).leases().get(0).queue()).isEqualTo("tryg.carts");
    }

    @Test
    void theRateOfABackendHolds() {
        hub.backends.register("slow", new Backends.Limits(100, 5, Duration.ofSeconds(1)));
        for (int i = 0; i < 40; i++) {
            hub.collecting("r" + i, query("crm", "slow", null));
        }
        long from = System.nanoTime();
        List<Lease> leased = new ArrayList<>();
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> {
            for (Lease lease : hub.take("tryg.crm", 50)) {
                hub.complete(lease, Completion.done());
                leased.add(lease);
            }
            return leased.size() >= 10;
        });
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        assertThat(took).as("5 at once, then 5 a second").isGreaterThan(Duration.ofMillis(900));
        assertThat(leased.size()).isLessThanOrEqualTo((int) (6 + took.toMillis() * 5 / 1000));
    }

    @Test
    void aPausedBackendsTasksWaitAndOthersGoOn() {
        hub.backends.register("a", new Backends.Limits(4, null, null));
        hub.backends.register("b", new Backends.Limits(4, null, null));
        hub.collecting("k", query("crm", "a", null), query("claims", "b", null));
        hub.backends.pause("a", "op");
        assertThat(hub.take("tryg.crm", 1)).isEmpty();
        assertThat(hub.take("tryg.claims", 1)).hasSize(1);
        assertThat(hub.backends.all().get(0).paused()).isTrue();
        assertThat(hub.backends.all().get(0).waiting()).isEqualTo(1);
        assertThat(hub.backends.all().get(1).running()).isEqualTo(1);
        hub.backends.resume("a", "op");
        assertThat(hub.take("tryg.crm", 1)).hasSize(1);
    }

    @Test
    void retryAfterHoldsForAllTasksOfTheBackend() {
        hub.backends.register("a", new Backends.Limits(4, null, null));
        hub.collecting("k", query("crm", "a", null));
        hub.backends.notBefore("a", java.time.Instant.now().plusMillis(300), "retry-after: the system asked for it");
        assertThat(hub.take("tryg.crm", 1)).isEmpty();
        Awaitility.await().until(() -> !hub.take("tryg.crm", 1).isEmpty());
    }

    @Test
    void theBreakerOpensProbesOnceAndClosesOnSuccess() {
        hub.backends.register("a", new Backends.Limits(8, null, null));
        for (int i = 0; i < 6; i++) {
            hub.collecting("r" + i, query("crm", "a", null));
        }
        for (Lease lease : hub.take("tryg.crm", 3)) {
            hub.thrown(lease, Completion.retry("ConnectException", Duration.ofMillis(1)));
        }
        assertThat(hub.backends.all().get(0).failures()).isEqualTo(3);
        assertThat(hub.take("tryg.crm", 8)).as("the breaker is open").isEmpty();
        List<Lease> probe = new ArrayList<>();
        Awaitility.await().until(() -> {
            probe.addAll(hub.take("tryg.crm", 8));
            return !probe.isEmpty();
        });
        assertThat(probe).as("half open").hasSize(1);
        assertThat(hub.take("tryg.crm", 8)).isEmpty();
        hub.complete(probe.get(0), Completion.done());
        assertThat(hub.take("tryg.crm", 8)).hasSize(5);
    }

    @Test
    void aFewUrgentOnesOvertakeAndABurstOfOneControllerLeavesOthersTheirShare() {
        for (int i = 0; i < 50; i++) {
            accept("tryg", "t" + i, Right.ACCESS);
        }
        for (int i = 0; i < 3; i++) {
            accept("gjensidige-ee", "g" + i, Right.ACCESS);
        }
        accept("tryg", "urgent", Right.CONSENT_WITHDRAWAL);
        List<Lease> leases = hub.take("fan-out", 7);
        assertThat(leases.stream().filter(lease -> lease.controller().equals("gjensidige-ee")))
                .hasSize(3);
        assertThat(
                        hub.count(
                                "select count(*) from task t join request r on r.id = t.request_id where t.state = 'RUNNING' and r.priority = 10"))
                .isEqualTo(1);
        assertThat(leases).hasSize(7);
    }

    private void accept(String controller, String key, Right right) {
        hub.requests.accept(
                TestHub.request(controller, key, Set.of(right)),
                LocalDate.of(2026, 4, 1),
                Next.stage(RequestState.COLLECTING, "fan-out"));
    }

    @Test
    void aClaimedAnswerIsBusyForOthersAndForgottenClaimsComeBack() {
        UUID request = hub.collecting("k", query("feed"));
        hub.complete(hub.takeOne("tryg.feed"), Completion.waiting("REF", null));
        WaitingTasks.Claim.Claimed claimed = (WaitingTasks.Claim.Claimed) hub.waiting.claim("tryg.feed", "REF");
        assertThat(hub.waiting.claim("tryg.feed", "REF")).isInstanceOf(WaitingTasks.Claim.Busy.class);
        assertThat(hub.waiting.claim("tryg.feed", "NONE")).isInstanceOf(WaitingTasks.Claim.Unknown.class);
        hub.waiting.release(claimed.lease());
        assertThat(hub.task(request, "tryg.feed").state()).isEqualTo(TaskState.WAITING);
        assertThat(hub.waiting.complete(claimed.lease(), Completion.done())).isFalse();
        hub.waiting.claim("tryg.feed", "REF"); // and forgotten
        hub.jdbc.update("update work set claimed_until = now() - interval '1 second'");
        hub.work.sweep();
        assertThat(hub.task(request, "tryg.feed").state()).isEqualTo(TaskState.WAITING);
        assertThat(hub.take("tryg.feed", 1))
                .as("the question is not asked again")
                .isEmpty();
        Lease again = ((WaitingTasks.Claim.Claimed) hub.waiting.claim("tryg.feed", "REF")).lease();
        assertThat(hub.waiting.complete(again, Completion.done())).isTrue();
        assertThat(hub.waiting.claim("tryg.feed", "REF")).isInstanceOf(WaitingTasks.Claim.Settled.class);
        assertThat(hub.take("decide", 1)).hasSize(1);
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void anAnswerFasterThanItsQuestionsSenderTakesTheTaskOver() {
        UUID request = hub.collecting("k", query("host"));
        Lease asking = hub.takeOne("tryg.host");
        assertThat(hub.waiting.claim("tryg.host", "REF")).isInstanceOf(WaitingTasks.Claim.Unknown.class);
        hub.waiting.expect(asking, "REF");
        assertThat(hub.waiting.claim(asking.taskId()))
                .as("a person does not")
                .isInstanceOf(WaitingTasks.Claim.Busy.class);
        WaitingTasks.Claim.Claimed early = (WaitingTasks.Claim.Claimed) hub.waiting.claim("tryg.host", "REF");
        assertThat(hub.waiting.claim("tryg.host", "REF")).isInstanceOf(WaitingTasks.Claim.Busy.class);
        assertThat(hub.complete(asking, Completion.waiting("REF", null))).isFalse();
        hub.waiting.release(early.lease());
        assertThat(hub.task(request, "tryg.host").state()).isEqualTo(TaskState.WAITING);
        assertThat(hub.take("tryg.host", 1))
                .as("the question is not asked again")
                .isEmpty();
        Lease again = ((WaitingTasks.Claim.Claimed) hub.waiting.claim("tryg.host", "REF")).lease();
        assertThat(hub.waiting.complete(again, Completion.done())).isTrue();
        assertThatThrownBy(() -> hub.waiting.expect(asking, "REF")).isInstanceOf(LeaseLost.class);
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void aMessageThatIsSentAgainIsTheOneThatWasKept() throws IOException {
        UUID request = hub.collecting("k", query("letters"));
        Lease first = hub.takeOne("tryg.letters");
        var sealed = hub.vault.seal(request, Vault.Key.PAYLOAD, "message/rfc822", new byte[] {1});
        var anew = hub.vault.seal(request, Vault.Key.PAYLOAD, "message/rfc822", new byte[] {2});
        assertThat(hub.intents.begin(first, "mail", sealed)).isEmpty();
        hub.thrown(first, Completion.retry("SocketException", Duration.ZERO));
        Lease second = hub.takeOne("tryg.letters");
        assertThat(hub.intents.begin(second, "mail", anew)).contains(sealed.id());
        assertThat(hub.vault.read(sealed.id()).readAllBytes()).containsExactly(1);
        assertThat(hub.intents.begin(second, "another-mail", anew)).isEmpty();
    }

    @Test
    void anEffectThatWasBegunAndNotFinishedIsKnown() {
        hub.collecting("k", query("crm"));
        Lease first = hub.takeOne("tryg.crm");
        assertThat(hub.intents.begin(first, "send")).isFalse();
        hub.thrown(first, Completion.retry("SocketException", Duration.ZERO));
        Lease second = hub.takeOne("tryg.crm");
        assertThat(hub.intents.begin(second, "send"))
                .as("the outcome of the first is not known")
                .isTrue();
        hub.complete(second, Completion.retry("refused: nothing was sent", Duration.ZERO));
        assertThat(hub.intents.begin(hub.takeOne("tryg.crm"), "send")).isFalse();
    }

    @Test
    void blobsAreStoredWithTheCompletionAndNotWithoutIt() {
        UUID request = hub.collecting("k", query("crm"));
        Lease first = hub.takeOne("tryg.crm");
        hub.work.giveBack(List.of(first));
        Lease second = hub.takeOne("tryg.crm");
        var blob = hub.vault.seal(request, Vault.Key.PAYLOAD, "text/plain", new byte[] {1});
        var lost = hub.vault.seal(request, Vault.Key.PAYLOAD, "text/plain", new byte[] {2});
        assertThat(hub.complete(first, Completion.done().withBlobs(List.of(lost))))
                .isFalse();
        assertThat(hub.complete(second, Completion.done().withBlobs(List.of(blob))))
                .isTrue();
        assertThat(hub.count("select count(*) from blob where id = ?", lost.id()))
                .isZero();
        assertThat(hub.count("select count(*) from blob where id = ?", blob.id()))
                .isEqualTo(1);
    }

    @Test
    void theLeaseStatementsUseTheIndexWithStatisticsOfAnEmptyTable() {
        hub.jdbc.execute("analyze work");
        hub.jdbc.execute("analyze lane");
        hub.jdbc.update("insert into lane values ('q', 'tryg', 50, ''), ('q', 'tryg', 10, '')");
        UUID request = hub.accept("k", Next.stage(RequestState.RECEIVED, "x"));
        hub.jdbc.update("""
                insert into task (id, request_id, queue, action, wave, state)
                select gen_random_uuid(), ?, 'q', 'STAGE', n, 'DUE' from generate_series(1, 20000) n""", request);
        hub.jdbc.update("""
                insert into work (task_id, request_id, queue, controller, priority, due_at)
                select id, request_id, queue, 'tryg', 50, now() from task where queue = 'q'""");
        assertThat(plan(WorkTable.NEXT_DUE, Columns.texts(List.of("q"))))
                .contains("work_due")
                .doesNotContain("Seq Scan on work");
        Columns wanted = new Columns("text", "int4");
        wanted.add("q", 8);
        String plan = plan(
                WorkTable.LEASE,
                wanted.and(5, Columns.texts(List.of("b")), Columns.texts(List.of("b")), 8, "n", 1000L));
        assertThat(plan)
                .contains("work_due")
                .contains("work_pkey")
                .contains("task_pkey")
                .doesNotContain("Seq Scan")
                .doesNotContain("Bitmap")
                .doesNotContain("Hash Join")
                .doesNotContain("Merge Join");
    }

    private String plan(String sql, Object... parameters) {
        return new org.springframework.transaction.support.TransactionTemplate(
                        new org.springframework.jdbc.support.JdbcTransactionManager(hub.jdbc.getDataSource()))
                .execute(status -> {
                    hub.jdbc.execute(WorkTable.PLANNER);
                    return String.join("\n", hub.jdbc.queryForList("explain " + sql, String.class, parameters));
                });
    }
}
