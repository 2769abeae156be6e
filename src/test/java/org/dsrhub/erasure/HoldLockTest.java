package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dsrhub.decision.Hold;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class HoldLockTest {
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

    private static int waiting(Bench bench) {
        return CompletableFuture.supplyAsync(() -> bench.jdbc.queryForObject(
                        "select count(*) from pg_locks where relation = 'hold'::regclass and not granted"
                                + " and database = (select oid from pg_database where datname = current_database())",
                        Integer.class))
                .join();
    }
}
