package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.ledger.TestHub.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.TaskState;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JoinTest {
    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void theStageAfterTheLastReplyIsEnqueuedOnceHoweverTheLastTwoMeet() throws Exception {
        int rounds = 150;
        for (int round = 0; round < rounds; round++) {
            hub.collecting("r" + round, query("crm"), query("claims"));
        }
        List<Lease> crm = byRequest(hub.take("tryg.crm", rounds));
        List<Lease> claims = byRequest(hub.take("tryg.claims", rounds));
        assertThat(crm).hasSize(rounds);
        CyclicBarrier barrier = new CyclicBarrier(2);
        ExecutorService two = Executors.newFixedThreadPool(2);
        Future<Void> first = two.submit(completeAll(crm, barrier));
        Future<Void> second = two.submit(completeAll(claims, barrier));
        first.get();
        second.get();
        two.shutdown();
        assertThat(hub.count("select count(*) from task where queue = 'decide'"))
                .isEqualTo(rounds);
        assertThat(hub.count("select count(*) from request where open_tasks <> 1 or next_stage is not null"))
                .isZero();
        hub.assertOpenTasksCountedRight();
    }

    private static List<Lease> byRequest(List<Lease> leases) {
        List<Lease> sorted = new ArrayList<>(leases);
        sorted.sort(java.util.Comparator.comparing(Lease::requestId));
        return sorted;
    }

    private Callable<Void> completeAll(List<Lease> leases, CyclicBarrier barrier) {
        return () -> {
            for (Lease lease : leases) {
                barrier.await(5, java.util.concurrent.TimeUnit.SECONDS);
                hub.complete(lease, Completion.done());
            }
            return null;
        };
    }

    @Test
    void batchesOfTwoNodesInOppositeOrderDoNotDeadlock() throws Exception {
        int requests = 40;
        for (int i = 0; i < requests; i++) {
            hub.collecting("r" + i, query("crm"), query("claims"));
        }
        List<CompletionWriter.Finished> crm = finished(hub.take("tryg.crm", requests));
        List<CompletionWriter.Finished> claims = finished(hub.take("tryg.claims", requests));
        Collections.reverse(claims);
        ExecutorService two = Executors.newFixedThreadPool(2);
        Future<List<Boolean>> first = two.submit(() -> hub.writer.write(crm));
        Future<List<Boolean>> second = two.submit(() -> hub.writer.write(claims));
        assertThat(first.get()).doesNotContain(false);
        assertThat(second.get()).doesNotContain(false);
        two.shutdown();
        assertThat(hub.count("select count(*) from task where queue = 'decide'"))
                .isEqualTo(requests);
    }

    private static List<CompletionWriter.Finished> finished(List<Lease> leases) {
        return new ArrayList<>(leases.stream()
                .map(lease -> new CompletionWriter.Finished(lease, Completion.done(), false))
                .toList());
    }

    @Test
    void aTaskThatWaitsForAPersonHoldsTheStageBackAndOneThatFailedDoesNot() {
        UUID request = hub.collecting("k", query("crm"), query("claims"));
        hub.complete(hub.takeOne("tryg.crm"), Completion.as(TaskState.MANUAL, "manual: answer by hand"));
        hub.complete(hub.takeOne("tryg.claims"), Completion.as(TaskState.FAILED, "no: ask the owner"));
        assertThat(hub.take("decide", 1)).isEmpty();
        WaitingTasks.Claim claim =
                hub.waiting.claim(hub.task(request, "tryg.crm").id());
        assertThat(hub.waiting.complete(((WaitingTasks.Claim.Claimed) claim).lease(), Completion.done()))
                .isTrue();
        assertThat(hub.take("decide", 1)).hasSize(1);
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void aStageThatRanAtThisWaveGetsTheNextFreeNumber() {
        UUID request = hub.accept("k", Next.stage(RequestState.DECIDING, "decide"));
        for (int wave = 0; wave < 3; wave++) {
            Lease lease = hub.takeOne("decide");
            assertThat(lease.wave()).isEqualTo(wave);
            hub.complete(lease, Completion.then(Next.stage(RequestState.DECIDING, "decide")));
        }
        assertThat(hub.requests.find(request).orElseThrow().wave()).isZero();
    }

    @Test
    void tasksOfALaterWaveRaiseTheRequestsWave() {
        UUID request = hub.accept("k", Next.stage(RequestState.COLLECTING, "fan-out"));
        NewTask second = new NewTask("tryg.crm", "crm", null, org.dsrhub.request.Action.QUERY, 2, 1, true, null, null);
        hub.complete(
                hub.takeOne("fan-out"),
                Completion.then(Next.tasks(RequestState.COLLECTING, List.of(second), "collect")));
        assertThat(hub.requests.find(request).orElseThrow().wave()).isEqualTo(2);
        hub.complete(hub.takeOne("tryg.crm"), Completion.done());
        assertThat(hub.takeOne("collect").wave()).isEqualTo(2);
    }

    @Test
    void whatIsOverdueNoLongerHoldsUpTheAnswerAndItsLateReplyMakesASupplement() {
        UUID request = hub.collecting("k", query("crm"), query("claims", "claims-dk", Duration.ofMillis(50)));
        hub.backends.register("claims-dk", new Backends.Limits(4, null, null));
        hub.backends.pause("claims-dk", "op"); // not even leased: the time runs all the same
        hub.complete(hub.takeOne("tryg.crm"), Completion.done());
        assertThat(hub.take("decide", 1)).isEmpty();
        Awaitility.await().until(() -> hub.work.sweep() == 1);
        Lease decide = hub.takeOne("decide");
        assertThat(hub.task(request, "tryg.claims").blocking()).isFalse();
        hub.complete(
                decide, Completion.then(Next.rest(RequestState.PARTLY_ANSWERED).withPartial(true)));
        hub.backends.resume("claims-dk", "op");
        Lease late = hub.takeOne("tryg.claims");
        assertThat(late.overdue()).isTrue();
        hub.complete(late, Completion.done());
        assertThat(hub.take("supplement", 5)).hasSize(1);
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void twoLateRepliesBeforeTheSupplementRunsMakeOneAndOneAfterItBeganMakesAnother() {
        NewTask[] late = {
            query("a", null, Duration.ofMillis(1)),
            query("b", null, Duration.ofMillis(1)),
            query("c", null, Duration.ofMillis(1))
        };
        hub.collecting("k", late);
        Awaitility.await().until(() -> hub.work.sweep() > 0);
        hub.complete(hub.takeOne("decide"), Completion.then(Next.rest(RequestState.PARTLY_ANSWERED)));
        hub.complete(hub.takeOne("tryg.a"), Completion.done());
        hub.complete(hub.takeOne("tryg.b"), Completion.done());
        Lease supplement = hub.takeOne("supplement");
        assertThat(hub.take("supplement", 5)).isEmpty();
        hub.complete(hub.takeOne("tryg.c"), Completion.done());
        assertThat(hub.take("supplement", 5)).hasSize(1);
        assertThat(supplement.wave()).isZero();
    }

    @Test
    void anOverdueWaitingTaskIsNotRunAgainButItsAnswerIsStillFound() {
        UUID request = hub.collecting("k", query("feed", null, Duration.ofMillis(100)));
        hub.complete(hub.takeOne("tryg.feed"), Completion.waiting("REF-1", null));
        Awaitility.await().until(() -> hub.work.sweep() == 1);
        assertThat(hub.take("tryg.feed", 1)).isEmpty();
        assertThat(hub.task(request, "tryg.feed").state()).isEqualTo(TaskState.WAITING);
        assertThat(hub.take("decide", 1)).hasSize(1);
        WaitingTasks.Claim claim = hub.waiting.claim("tryg.feed", "REF-1");
        assertThat(hub.waiting.complete(((WaitingTasks.Claim.Claimed) claim).lease(), Completion.done()))
                .isTrue();
        assertThat(hub.take("supplement", 1)).hasSize(1);
    }

    @Test
    void aStageThatEndsAfterTheRequestWasCancelledDoesNotReopenIt() {
        UUID request = hub.accept("k", Next.stage(RequestState.DECIDING, "decide"));
        Lease lease = hub.takeOne("decide");
        hub.requests.apply(
                request,
                Set.of(RequestState.DECIDING),
                "anna",
                "cancelled",
                Map.of(),
                Next.closed(RequestOutcome.CANCELLED));
        assertThat(hub.complete(lease, Completion.then(Next.stage(RequestState.ANSWERING, "answer"))))
                .isTrue();
        assertThat(hub.requests.find(request).orElseThrow().state()).isEqualTo(RequestState.CLOSED);
        assertThat(hub.requests.find(request).orElseThrow().outcome()).isEqualTo(RequestOutcome.CANCELLED);
        assertThat(hub.take("answer", 1)).isEmpty();
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void nothingMoreIsAskedForACancelledRequest() {
        UUID request = hub.collecting("k", query("crm"), query("claims"));
        hub.requests.apply(
                request,
                Set.of(RequestState.COLLECTING),
                "anna",
                "cancelled",
                Map.of(),
                Next.closed(RequestOutcome.CANCELLED));
        assertThat(hub.take("tryg.crm", 1)).isEmpty();
        assertThat(hub.count("select count(*) from work")).isZero();
        hub.assertOpenTasksCountedRight();
    }

    @Test
    void aFailedTaskTriedAgainHoldsTheJoinAgainOrMakesASupplement() {
        UUID request = hub.collecting("k", query("crm"), query("claims"));
        hub.complete(hub.takeOne("tryg.crm"), Completion.as(TaskState.FAILED, "no: ask"));
        hub.requests.retry(request, hub.task(request, "tryg.crm").id(), "anna");
        hub.complete(hub.takeOne("tryg.claims"), Completion.done());
        assertThat(hub.take("decide", 1)).isEmpty();
        hub.complete(hub.takeOne("tryg.crm"), Completion.as(TaskState.FAILED, "no: ask"));
        hub.complete(hub.takeOne("decide"), Completion.then(Next.rest(RequestState.ANSWERING)));
        hub.requests.retry(request, hub.task(request, "tryg.crm").id(), "anna");
        hub.assertOpenTasksCountedRight();
        hub.complete(hub.takeOne("tryg.crm"), Completion.done());
        assertThat(hub.take("supplement", 1)).hasSize(1);
        hub.assertOpenTasksCountedRight();
    }
}
