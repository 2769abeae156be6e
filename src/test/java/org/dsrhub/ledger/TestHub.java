package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One node's ledger on a database, without Spring: two of them on one database are a cluster. */
final class TestHub implements AutoCloseable {
    final JdbcTemplate jdbc;
    final EngineProperties properties;
    final PlainVault vault;
    final Wakeup wakeup;
    final WorkTable work;
    final CompletionWriter writer;
    final Engine engine;
    final JdbcRequests requests;
    final JdbcWaitingTasks waiting;
    final JdbcIntents intents;
    final JdbcBackends backends;
    final JdbcItems items;
    final JdbcHolds holds;
    final JdbcQuarantine quarantine;
    final JdbcSettings settings;
    final JdbcAudit audit;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    TestHub(DataSource dataSource) {
        this(dataSource, "a", quick());
    }

    TestHub(DataSource dataSource, String node, EngineProperties properties) {
        this.properties = properties;
        jdbc = new JdbcTemplate(dataSource);
        DataSourceTransactionManager manager = new org.springframework.jdbc.support.JdbcTransactionManager(dataSource);
        TransactionTemplate transactions = new TransactionTemplate(manager);
        vault = new PlainVault(jdbc);
        wakeup = new Wakeup(dataSource, properties.notifyDelay());
        work = new WorkTable(jdbc, transactions, wakeup, properties, node);
        writer = new CompletionWriter(jdbc, transactions, wakeup, vault, properties);
        engine = new Engine(work, writer, wakeup, new LedgerMetrics(meters), properties);
        requests = new JdbcRequests(
                jdbc,
                manager,
                wakeup,
                vault,
                vault,
                new SubjectHashes(vault, new Normaliser(new NationalIds(true, InstantSource.system()))));
        waiting = new JdbcWaitingTasks(jdbc, manager, wakeup, writer, properties, new LedgerConfiguration.Node(node));
        intents = new JdbcIntents(jdbc, manager, vault);
        backends = new JdbcBackends(jdbc, wakeup);
        items = new JdbcItems(jdbc, manager, vault);
        SubjectHashes hashes = new SubjectHashes(vault, new Normaliser(new NationalIds(true, InstantSource.system())));
        holds = new JdbcHolds(jdbc, manager, vault, hashes, new JdbcAliases(jdbc, hashes), requests);
        quarantine = new JdbcQuarantine(jdbc);
        settings = new JdbcSettings(jdbc);
        audit = new JdbcAudit(jdbc, manager);
    }

    /** Short times, so that tests wait little. */
    static EngineProperties quick() {
        return properties(Duration.ofSeconds(2), Duration.ofMillis(20), 5);
    }

    static EngineProperties properties(Duration lease, Duration backOff, int breakerFailures) {
        return new EngineProperties(
                "",
                64,
                lease,
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                Duration.ofMillis(10),
                Duration.ofMillis(1),
                200,
                Duration.ofMillis(1),
                backOff,
                Duration.ofSeconds(1),
                breakerFailures,
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                Duration.ofMillis(5),
                Duration.ofMillis(300),
                Duration.ofMillis(500));
    }

    static NewRequest request(String key) {
        return request("tryg", key, Set.of(Right.ACCESS));
    }

    static NewRequest request(String controller, String key, Set<Right> rights) {
        return new NewRequest(
                controller,
                null,
                rights,
                new Subject("Test Person", null, new NationalId("DK", "010170-0001"), List.of(), null),
                "da",
                Channel.PORTAL,
                Instant.parse("2026-03-01T10:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence("L2", "test", "ref"),
                key,
                null,
                null);
    }

    UUID accept(String key, Next first) {
        return requests.accept(request(key), LocalDate.of(2026, 4, 1), first)
                .request()
                .id();
    }

    /** Tasks of the systems, then the stage {@code decide}. */
    UUID collecting(String key, NewTask... tasks) {
        return accept(key, Next.tasks(RequestState.COLLECTING, List.of(tasks), "decide"));
    }

    static NewTask query(String system) {
        return query(system, null, null);
    }

    static NewTask query(String system, String backend, Duration replyWithin) {
        return new NewTask("tryg." + system, system, backend, Action.QUERY, 0, 1, true, replyWithin, null);
    }

    /** Leases what is due in a queue, as a taker would. */
    List<Lease> take(String queue, int permits) {
        return work.take(java.util.Map.of(queue, permits), permits).leases();
    }

    Lease takeOne(String queue) {
        List<Lease> leases = take(queue, 1);
        assertThat(leases).as("due work of " + queue).hasSize(1);
        return leases.get(0);
    }

    boolean complete(Lease lease, Completion completion) {
        return writer.write(List.of(new CompletionWriter.Finished(lease, completion, false)))
                .get(0);
    }

    boolean thrown(Lease lease, Completion completion) {
        return writer.write(List.of(new CompletionWriter.Finished(lease, completion, true)))
                .get(0);
    }

    TaskView task(UUID request, String queue) {
        List<TaskView> found = new ArrayList<>(requests.tasks(request).stream()
                .filter(task -> task.queue().equals(queue))
                .toList());
        assertThat(found).as("tasks of " + queue).hasSize(1);
        return found.get(0);
    }

    long count(String sql, Object... parameters) {
        return jdbc.queryForObject(sql, Long.class, parameters);
    }

    /** The invariant behind the join. */
    void assertOpenTasksCountedRight() {
        assertThat(jdbc.queryForList("""
                select r.id from request r where r.open_tasks <> (
                    select count(*) from task t where t.request_id = r.id and t.blocking and t.state not in
                        ('DONE', 'NOTHING_HELD', 'NOT_SEARCHABLE', 'UNATTRIBUTABLE', 'FAILED', 'QUARANTINED'))"""))
                .as("requests whose column of open tasks is wrong")
                .isEmpty();
    }

    @Override
    public void close() {
        engine.stop();
        if (jdbc.getDataSource() instanceof com.zaxxer.hikari.HikariDataSource pool) {
            pool.close();
        }
    }
}
