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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
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
 * How long a withdrawal of marketing consent takes, from the mail in the controller's mailbox to the consent system that
 * knows of it and to the confirmation in the person's mailbox: on an idle hub, and behind very many access requests that
 * wait. Prints both and their ratio; asserts nothing.
 *
 * <pre>mvn -q test-compile spring-boot:test-run -Dhub.main=org.dsrhub.benchmark.WithdrawalBenchmark</pre>
 */
public final class WithdrawalBenchmark {
    private static final int WAITING = Integer.getInteger("hub.benchmark.waiting", 10_000);
    private static final int WITHDRAWALS = Integer.getInteger("hub.benchmark.withdrawals", 20);
    private static final Duration LATENCY = Duration.ofMillis(Integer.getInteger("hub.benchmark.latency", 200));
    private static final int CLIENTS = 8;

    private final SimulatedEnvironment around;
    private final Portal portal;
    private final List<SyntheticPerson> people;

    private WithdrawalBenchmark(SimulatedEnvironment around, HubProcess hub) {
        this.around = around;
        this.portal = new Portal(hub::base);
        this.people = IntStream.range(0, WAITING + 2 * WITHDRAWALS + 1)
                .mapToObj(i -> SyntheticPeople.customer(SyntheticPeople.GJENSIDIGE_EE, i))
                .toList();
        around.add(people);
    }

    public static void main(String[] args) throws Exception {
        Path folder = TestFolder.of("dsr-hub-withdrawal");
        try (SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).fsync().start()) {
            around.gjensidigeEe().httpSystems().forEach(system -> system.latency(LATENCY));
            around.gjensidigeEe().collection().answerAfter(LATENCY);
            Map<String, Object> properties = new LinkedHashMap<>(around.properties());
            properties.put("hub.duplicates.join", "false");
            try (HubProcess hub = HubProcess.start(
                            "hub", folder, properties, List.of("-Xmx1g", "-XX:TieredStopAtLevel=4"))
                    .awaitReady()) {
                new WithdrawalBenchmark(around, hub).run();
            }
        }
        System.exit(0);
    }

    private void run() throws Exception {
        withdraw(people.get(0)); // a first one to warm up
        Times idle = withdrawals(1, 1 + WITHDRAWALS);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 1 + 2 * WITHDRAWALS; i < people.size(); i++) {
            int n = i;
            clients.execute(() -> portal.submit(Portal.body(people.get(n), Delivery.FILE, Right.ACCESS), "waiting-" + n)
                    .orElseThrow());
        }
        clients.shutdown();
        Awaitility.await("accepted").atMost(Duration.ofHours(1)).until(clients::isTerminated);
        long before = number("state <> 'CLOSED'");
        Times busy = withdrawals(1 + WITHDRAWALS, 1 + 2 * WITHDRAWALS);
        System.out.printf(
                "%d cores, Java %s, back ends of %d ms, %d withdrawals each%n%n%-26s %18s %18s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                LATENCY.toMillis(),
                WITHDRAWALS,
                "seconds, median (longest)",
                "consents updated",
                "confirmed");
        idle.print("idle hub");
        busy.print(before + " requests wait");
        System.out.printf(
                "%-26s %18.2f %18.2f%n", "ratio", busy.updated() / idle.updated(), busy.confirmed() / idle.confirmed());
    }

    private Times withdrawals(int from, int to) {
        List<double[]> each = new ArrayList<>();
        for (int i = from; i < to; i++) {
            each.add(withdraw(people.get(i)));
        }
        return new Times(each);
    }

    /** @return seconds until the consent system knows, and until the person does */
    private double[] withdraw(SyntheticPerson person) {
        long before = confirmed();
        long sent = System.nanoTime();
        around.mail()
                .send(
                        person.email(),
                        around.gjensidigeEe().mailbox(),
                        "Nõusoleku tagasivõtmine",
                        "Võtan tagasi oma nõusoleku otseturunduseks. " + person.name());
        double updated = seconds(sent, () -> around.gjensidigeEe().consents().suppresses(person.email()));
        return new double[] {updated, seconds(sent, () -> confirmed() > before)};
    }

    private static double seconds(long since, java.util.concurrent.Callable<Boolean> until) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(until);
        return (System.nanoTime() - since) / 1e9;
    }

    /** Withdrawals whose confirmation the mail server has taken: an acknowledgement may come before that. */
    private long confirmed() {
        return number("state = 'CLOSED' and 'CONSENT_WITHDRAWAL' = any(rights)");
    }

    private long number(String of) {
        try (Connection connection = around.hubDatabase().getConnection();
                ResultSet row = connection.createStatement().executeQuery("select count(*) from request where " + of)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Times(List<double[]> each) {
        double updated() {
            return median(0);
        }

        double confirmed() {
            return median(1);
        }

        private double median(int of) {
            return sorted(of)[each.size() / 2];
        }

        private double[] sorted(int of) {
            double[] all = each.stream().mapToDouble(times -> times[of]).toArray();
            Arrays.sort(all);
            return all;
        }

        void print(String name) {
            System.out.printf(
                    "%-26s %18s %18s%n",
                    name,
                    String.format("%.2f (%.2f)", updated(), sorted(0)[each.size() - 1]),
                    String.format("%.2f (%.2f)", confirmed(), sorted(1)[each.size() - 1]));
        }
    }
}
