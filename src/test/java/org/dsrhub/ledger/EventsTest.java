package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Timeout(60)
class EventsTest {
    private static final LocalDate DUE = LocalDate.of(2026, 4, 1);
    private static final Next FIRST = Next.stage(RequestState.COLLECTING, "fan-out");

    private final javax.sql.DataSource database = TestPostgres.freshDatabase();
    private final TestHub hub = new TestHub(database);
    private final Events events = node();

    private JdbcEvents node() {
        return new JdbcEvents(new JdbcTemplate(database), new DataSourceTransactionManager(database));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private void move(UUID id, Next next) {
        hub.requests.apply(id, Set.of(RequestState.values()), "test", "moved", Map.of(), next);
    }

    private List<Events.Event> all() {
        return events.after(Set.of(), 0, 1000).events();
    }

    @Test
    void eachChangeOfARequestIsToldOnceAndNothingElseIs() {
        UUID id = hub.accept("k", FIRST);
        hub.requests.audit(id, "somebody", "items-listed", Map.of());
        move(id, Next.rest(RequestState.REVIEW));
        move(id, Next.rest(RequestState.REVIEW));
        hub.requests.extend(id, DUE.plusMonths(2), "test", Map.of(), Next.rest(null));
        move(id, Next.closed(RequestOutcome.FULFILLED));
        move(id, Next.rest(RequestState.DECIDING));

        assertThat(all())
                .extracting(Events.Event::kind)
                .containsExactly(Events.ACCEPTED, Events.MOVED, Events.EXTENDED, Events.CLOSED, Events.REOPENED);
        assertThat(all()).extracting(Events.Event::position).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(all().get(2).dueOn()).isEqualTo(DUE.plusMonths(2));
        assertThat(all().get(3).outcome()).isEqualTo(RequestOutcome.FULFILLED);
        assertThat(all().get(4).outcome()).isNull();
    }

    @Test
    void whatCommitsLateIsToldLateAndNeverBehindTheReadersBack() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
        TestHub other = new TestHub(database);
        Future<UUID> late = pool.submit(() -> transaction.execute(status -> {
            JdbcTemplate jdbc = new JdbcTemplate(database);
            UUID id = UUID.randomUUID();
            jdbc.update("""
                    insert into request_event (request_id, controller, case_number, kind, state, due_on, at)
                    values (?, 'tryg', 'DSR-1', 'MOVED', 'REVIEW', ?, statement_timestamp())""", id, DUE);
            written.countDown();
            await(read);
            return id;
        }));
        await(written);
        UUID early = other.accept("early", FIRST);
        Events.Batch first = events.after(Set.of(), 0, 10);
        assertThat(first.events()).extracting(Events.Event::requestId).containsExactly(early);
        read.countDown();
        UUID id = late.get();

        Events.Batch second = events.after(Set.of(), first.next(), 10);

        assertThat(second.events()).extracting(Events.Event::requestId).containsExactly(id);
        other.close();
        pool.shutdown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readersOfManyNodesMissNothingWhileManyTransactionsWrite() throws Exception {
        int writers = 4;
        int requests = 15;
        ExecutorService pool = Executors.newCachedThreadPool();
        AtomicBoolean over = new AtomicBoolean();
        List<Future<List<Events.Event>>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Events node = node();
            readers.add(pool.submit(reading(node, over)));
        }
        List<Future<?>> written = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            String name = "w" + w + "-";
            written.add(pool.submit(() -> {
                for (int i = 0; i < requests; i++) {
                    UUID id = hub.accept(name + i, FIRST);
                    move(id, Next.rest(RequestState.REVIEW));
                    move(id, Next.closed(RequestOutcome.CANCELLED));
                }
            }));
        }
        for (Future<?> one : written) {
            one.get();
        }
        over.set(true);

        for (Future<List<Events.Event>> reader : readers) {
            List<Events.Event> seen = reader.get();
            assertThat(seen).hasSize(writers * requests * 3);
            long expected = 1;
            Map<UUID, List<String>> kinds = new HashMap<>();
            for (Events.Event event : seen) {
                assertThat(event.position()).isEqualTo(expected++);
                kinds.computeIfAbsent(event.requestId(), id -> new ArrayList<>())
                        .add(event.kind());
            }
            assertThat(kinds.values()).allMatch(List.of(Events.ACCEPTED, Events.MOVED, Events.CLOSED)::equals);
        }
        pool.shutdown();
    }

    /** Polls as a portal does, until everything is written and told. */
    private static Callable<List<Events.Event>> reading(Events node, AtomicBoolean over) {
        return () -> {
            List<Events.Event> seen = new ArrayList<>();
            long after = 0;
            boolean last = false;
            while (true) {
                Events.Batch batch = node.after(Set.of(), after, 7);
                seen.addAll(batch.events());
                after = batch.next();
                if (last && !batch.more()) {
                    return seen;
                }
                last = over.get();
            }
        };
    }

    @Test
    void aCallerSeesItsControllersOnlyAndGoesOnBehindWhatIsNotItsOwn() {
        hub.requests.accept(TestHub.request("gjensidige-ee", "a", Set.of(Right.ACCESS)), DUE, FIRST);
        for (int i = 0; i < 5; i++) {
            hub.accept("b" + i, FIRST);
        }
        Events.Batch batch = events.after(Set.of("gjensidige-ee"), 0, 10);

        assertThat(batch.events()).hasSize(1);
        assertThat(batch.next()).isEqualTo(6);
        assertThat(batch.more()).isFalse();
        assertThat(events.after(Set.of("gjensidige-ee"), 6, 10).next()).isEqualTo(6);
        Events.Batch two = events.after(Set.of("tryg"), 0, 2);
        assertThat(two.more()).isTrue();
        assertThat(events.after(Set.of("tryg"), two.next(), 10).events()).hasSize(3);
    }

    @Test
    void whoeverWasAwayForTooLongIsToldSo() {
        hub.accept("old", FIRST);
        all();
        hub.jdbc.update("update request_event set at = at - interval '91 days'");
        hub.accept("new", FIRST);

        events.forget(Duration.ofDays(90));

        assertThatThrownBy(() -> events.after(Set.of(), 0, 10))
                .isInstanceOfSatisfying(
                        Events.Forgotten.class, e -> assertThat(e.first()).isEqualTo(1));
        assertThat(events.after(Set.of(), 1, 10).events()).hasSize(1);
        assertThatThrownBy(() -> events.after(Set.of(), 3, 10)).isInstanceOf(Events.Forgotten.class);
        events.forget(Duration.ofDays(90));
        assertThat(events.after(Set.of(), 2, 10).events()).isEmpty();
    }
}
