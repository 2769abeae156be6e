package org.dsrhub.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.support.TestFolder;
import org.dsrhub.system.HubProcess;

/**
 * Starts the hub with few and with many of the shipped connector files, by turns, and prints how much longer the latter
 * takes: until it serves, and how much the processors worked for that. Asserts nothing.
 *
 * <pre>mvn -q test-compile spring-boot:test-run -Dhub.main=org.dsrhub.benchmark.StartBenchmark</pre>
 */
public final class StartBenchmark {
    private static final int FEW = 6;
    private static final int MANY = 60;
    private static final int TURNS = Integer.getInteger("hub.benchmark.turns", 3);
    private static final Path CONNECTORS = Path.of("connectors");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:]+)}}");
    private static final Pattern STARTED = Pattern.compile("process running for ([0-9.]+)");

    private StartBenchmark() {}

    public static void main(String[] args) throws Exception {
        Path folder = TestFolder.of("dsr-hub-start");
        List<Start> few = new ArrayList<>();
        List<Start> many = new ArrayList<>();
        try (SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start()) {
            List<Path> files = files();
            start(around, folder, files.subList(0, FEW)); // the database's tables are made now
            for (int turn = 0; turn < TURNS; turn++) {
                few.add(start(around, folder, files.subList(0, FEW)));
                many.add(start(around, folder, files.subList(0, MANY)));
            }
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
        System.out.printf("%n%-12s %20s %20s%n", "", "s until it serves", "s of processors");
        print(FEW + " files", few);
        print(MANY + " files", many);
        System.out.printf(
                "%-12s %20.2f %20.2f  (medians)%n",
                "difference",
                median(many, Start::seconds) - median(few, Start::seconds),
                median(many, Start::processors) - median(few, Start::processors));
        System.exit(0);
    }

    /** @param processors seconds that all threads together were on a processor */
    private record Start(double seconds, double processors) {}

    private static void print(String name, List<Start> starts) {
        starts.forEach(start -> System.out.printf("%-12s %20.2f %20.2f%n", name, start.seconds, start.processors));
    }

    private static double median(List<Start> starts, java.util.function.ToDoubleFunction<Start> of) {
        double[] all = starts.stream().mapToDouble(of).sorted().toArray();
        return all[all.length / 2];
    }

    private static Start start(SimulatedEnvironment around, Path folder, List<Path> files) throws IOException {
        Map<String, Object> properties = new LinkedHashMap<>(unset(folder));
        properties.putAll(around.properties());
        properties.remove("hub.controllers");
        properties.put(
                "hub.connectors.only",
                String.join(",", files.stream().map(StartBenchmark::queue).toList()));
        properties.put("management.endpoint.health.show-details", "never");
        try (HubProcess hub =
                HubProcess.start("hub", folder, properties, List.of("-Xmx512m", "-XX:TieredStopAtLevel=4"))) {
            // Who asks its health while it starts takes processors from it.
            Matcher started = Awaitility.await("the hub says how long it took, see " + hub.log())
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> STARTED.matcher(Files.readString(hub.log())), Matcher::find);
            double processors = ProcessHandle.of(hub.pid())
                            .flatMap(process -> process.info().totalCpuDuration())
                            .orElse(Duration.ZERO)
                            .toMillis()
                    / 1000.0;
            hub.awaitReady();
            return new Start(Double.parseDouble(started.group(1)), processors);
        } finally {
            Files.deleteIfExists(folder.resolve("hub.log"));
        }
    }

    /** By turns from each folder, so that few are as mixed as many. */
    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(CONNECTORS, 2)) {
            List<Path> files = all.filter(file -> file.getNameCount() == 3)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> Files.exists(file.resolveSibling("controller.yaml")))
                    .filter(file -> !file.endsWith("controller.yaml"))
                    .filter(StartBenchmark::startsAlone)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .toList();
            if (files.size() < MANY) {
                throw new IllegalStateException("only " + files.size() + " connector files");
            }
            return files;
        }
    }

    /** An agency's mail is signed with keys that have to lie somewhere. */
    private static boolean startsAlone(Path file) {
        try {
            return !Files.readString(file).contains("template: mail-exchange");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String queue(Path file) {
        String name = file.getFileName().toString();
        return file.getParent().getFileName() + "." + name.substring(0, name.length() - ".yaml".length());
    }

    /** Something for every placeholder of any connector file; nobody listens there. */
    private static Map<String, Object> unset(Path folder) throws IOException {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Path file : files()) {
            String text = Files.readString(file);
            String url = text.contains("template: jdbc")
                    ? "jdbc:postgresql://127.0.0.1:1/none"
                    : text.contains("template: jms") ? "tcp://127.0.0.1:1" : "http://127.0.0.1:1";
            Matcher placeholder = PLACEHOLDER.matcher(text);
            while (placeholder.find()) {
                String name = placeholder.group(1);
                String end = Arrays.asList(name.split("\\.")).get(name.split("\\.").length - 1);
                properties.putIfAbsent(
                        name,
                        switch (end) {
                            case "url" -> url;
                            // One each: two systems may not look into one folder.
                            case "port" -> String.valueOf(1 + properties.size());
                            case "host" -> "127.0.0.1";
                            case "media", "folder" -> folder.toString();
                            case "known-hosts" ->
                                Files.writeString(folder.resolve("known_hosts"), "")
                                        .toString();
                            default -> "none";
                        });
            }
        }
        properties.remove("hub.environment");
        return properties;
    }
}
