package org.dsrhub.benchmark;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.support.TestFolder;
import org.dsrhub.system.HubProcess;
import org.dsrhub.system.Portal;

/**
 * Full access requests over all systems of one controller, beside a plain Java program that makes the same calls and
 * the same durable writes in the same run. Prints figures and their ratio; asserts nothing.
 *
 * <pre>mvn -q test-compile spring-boot:test-run -Dhub.main=org.dsrhub.benchmark.ThroughputBenchmark</pre>
 */
public final class ThroughputBenchmark {
    private static final int WARM_UP = Integer.getInteger("hub.benchmark.warm-up", 200);
    private static final int REQUESTS = Integer.getInteger("hub.benchmark.requests", 1000);
    private static final int CLIENTS = 16;
    private static final List<String> JVM = Stream.concat(
                    Stream.of("-Xmx1g", "-XX:TieredStopAtLevel=4"),
                    Stream.of(System.getProperty("hub.benchmark.jvm", "").split(" "))
                            .filter(option -> !option.isBlank()))
            .toList();
    private static final Duration LATENCY = Duration.ofMillis(Integer.getInteger("hub.benchmark.latency", 20));

    private final SimulatedEnvironment around;
    private final Portal portal;
    private final HubProcess hub;

    private ThroughputBenchmark(SimulatedEnvironment around, HubProcess hub) {
        this.around = around;
        this.hub = hub;
        this.portal = new Portal(hub::base);
    }

    public static void main(String[] args) throws Exception {
        Path folder = TestFolder.of("dsr-hub-benchmark");
        System.out.printf(
                "%d cores, Java %s, PostgreSQL with fsync, back ends of %d ms, %d requests after %d to warm up%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                LATENCY.toMillis(),
                REQUESTS,
                WARM_UP);
        try (SimulatedEnvironment around = SimulatedEnvironment.at(folder.resolve("around"))
                .fsync()
                .statementStatistics()
                .gatedHubDatabase()
                .start()) {
            around.gjensidigeEe().httpSystems().forEach(system -> system.latency(LATENCY));
            around.gjensidigeEe().collection().answerAfter(LATENCY);
            Map<String, Object> properties = new LinkedHashMap<>(around.properties());
            properties.put("hub.connectors.poll", "200");
            properties.put("hub.duplicates.join", "false");
            try (HubProcess hub =
                    HubProcess.start("hub", folder, properties, JVM).awaitReady()) {
                new ThroughputBenchmark(around, hub).run(folder);
            }
        }
        System.exit(0);
    }

    private void run(Path folder) throws Exception {
        List<SyntheticPerson> people = new ArrayList<>();
        for (int i = 0; i < WARM_UP + REQUESTS; i++) {
            people.add(SyntheticPeople.customer(SyntheticPeople.GJENSIDIGE_EE, i));
        }
        around.add(people);

        hubRequests(people, 0, WARM_UP);
        Sample before = sample();
        double hubSeconds = hubRequests(people, WARM_UP, REQUESTS);
        Sample used = sample().minus(before);
        long[] latencies = latencies(REQUESTS);

        PlainJava plain = new PlainJava(around, folder.resolve("plain"));
        many(WARM_UP, i -> plain.answer(people.get(i)));
        long started = System.nanoTime();
        Duration cpuBefore = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        many(REQUESTS, i -> plain.answer(people.get(WARM_UP + i)));
        double plainSeconds = (System.nanoTime() - started) / 1e9;
        plain.close();

        System.out.printf("%n%-34s %12s %12s %8s%n", "", "hub", "plain Java", "ratio");
        System.out.printf(
                "%-34s %12.1f %12.1f %8.2f%n",
                "requests/s", REQUESTS / hubSeconds, REQUESTS / plainSeconds, plainSeconds / hubSeconds);
        System.out.printf("%-34s %12.1f%n", "hub CPU ms a request", used.hubCpuMillis / (double) REQUESTS);
        System.out.printf("%-34s %12.1f%n", "PostgreSQL CPU ms a request", used.postgresCpuMillis / (double) REQUESTS);
        System.out.printf("%-34s %12.1f%n", "ledger round trips a request", used.roundTrips / (double) REQUESTS);
        System.out.printf("%-34s %12.2f%n", "WAL fsyncs a request", used.fsyncs / (double) REQUESTS);
        System.out.printf(
                "%-34s %12s  (the slowest HTTP system takes %d ms a call)%n",
                "p50/p99 from accepted to closed",
                latencies[REQUESTS / 2] + "/" + latencies[(int) (REQUESTS * 0.99)] + " ms",
                LATENCY.toMillis());
        statements();
    }

    /** Where PostgreSQL's time goes, warm-up included. */
    private void statements() throws SQLException {
        System.out.printf("%n%-12s %12s %10s  %s%n", "calls", "ms in all", "ms each", "statement of the hub");
        try (Connection connection = around.hubDatabase().getConnection();
                ResultSet rows = connection.createStatement().executeQuery("""
                        select calls, total_exec_time, mean_exec_time, regexp_replace(left(query, 110), '\\s+', ' ', 'g')
                        from pg_stat_statements s join pg_database d on d.oid = s.dbid
                        where d.datname = 'hub' order by calls desc limit 30""")) {
            while (rows.next()) {
                System.out.printf(
                        "%-12d %12.0f %10.3f  %s%n",
                        rows.getLong(1), rows.getDouble(2), rows.getDouble(3), rows.getString(4));
            }
        }
    }

    private double hubRequests(List<SyntheticPerson> people, int from, int count) throws Exception {
        long closedBefore = closed();
        long started = System.nanoTime();
        many(
                count,
                i -> portal.submit(
                                Portal.body(people.get(from + i), Delivery.FILE, Right.ACCESS),
                                "benchmark-" + (from + i))
                        .orElseThrow());
        Awaitility.await("all closed")
                .atMost(Duration.ofMinutes(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> closed() - closedBefore >= count);
        return (System.nanoTime() - started) / 1e9;
    }

    private static void many(int count, IntConsumer each) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < count; i++) {
            int n = i;
            clients.execute(() -> each.accept(n));
        }
        clients.shutdown();
        if (!clients.awaitTermination(20, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the clients did not end");
        }
    }

    private long closed() {
        return number("select count(*) from request where state = 'CLOSED'");
    }

    /** Milliseconds from accepted to closed of the newest requests, sorted. */
    private long[] latencies(int newest) throws SQLException {
        try (Connection connection = around.hubDatabase().getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select extract(epoch from closed_at - created_at) * 1000 from request"
                                + " order by created_at desc limit " + newest)) {
            long[] millis = new long[newest];
            for (int i = 0; rows.next(); i++) {
                millis[i] = rows.getLong(1);
            }
            Arrays.sort(millis);
            return millis;
        }
    }

    private Sample sample() {
        long postgres = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(name -> name.endsWith("postgres"))
                        .isPresent())
                .map(process -> process.info().totalCpuDuration().orElse(null))
                .filter(Objects::nonNull)
                .mapToLong(Duration::toMillis)
                .sum();
        return new Sample(
                ProcessHandle.of(hub.pid())
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toMillis(),
                postgres,
                around.hubDatabaseGate().roundTrips(),
                number("select wal_sync from pg_stat_wal"));
    }

    private long number(String sql) {
        try (Connection connection = around.hubDatabase().getConnection();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Sample(long hubCpuMillis, long postgresCpuMillis, long roundTrips, long fsyncs) {
        Sample minus(Sample other) {
            return new Sample(
                    hubCpuMillis - other.hubCpuMillis,
                    postgresCpuMillis - other.postgresCpuMillis,
                    roundTrips - other.roundTrips,
                    fsyncs - other.fsyncs);
        }
    }
}
