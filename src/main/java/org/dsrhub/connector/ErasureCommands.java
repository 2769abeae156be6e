package org.dsrhub.connector;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.ledger.Replays;
import org.dsrhub.ledger.Replays.Standing;
import org.dsrhub.request.Problem;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What operations run with the hub's own jar after a backup was restored: {@code erasure replay}. It notes the replay in the
 * ledger, which a running hub then carries out, and shows by system what became of it.
 */
public final class ErasureCommands {
    static final String USAGE = """
            erasure replay --since <date> [--controller <id>] [--wait <minutes>]
                          looks again for everything that was erased since that day, and erases again what came back, under
                          the holds and rules of today. A running hub does it; this waits for it, 10 minutes at most
            """;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private ErasureCommands() {}

    /** @return the exit code: 0 where nothing is left to do, 1 where something is, 2 where the command is none */
    public static int run(String[] args, PrintStream out) {
        return ConnectorCommands.bare(
                ConnectorCommands.joined(args, List.of("--since", "--controller", "--wait")),
                out,
                (environment, words) -> run(environment, words, out));
    }

    private static int run(ConfigurableEnvironment environment, List<String> words, PrintStream out) {
        if (words.size() != 1 || !words.get(0).equals("replay") || environment.getProperty("since") == null) {
            out.print(USAGE);
            return 2;
        }
        LocalDate since = day(environment.getProperty("since"));
        Duration wait = Duration.ofMinutes(environment.getProperty("wait", Long.class, 10L));
        Replays replays = Replays.on(ledger(environment));
        List<Replays.Replay> asked = new ArrayList<>();
        for (DataController controller : controllers(environment, out)) {
            asked.add(replays.ask(
                    controller.id(), since.atStartOfDay(controller.zone()).toInstant(), "command"));
        }
        long end = System.nanoTime() + wait.toNanos();
        while (asked.stream().anyMatch(replay -> open(replays, replay)) && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        boolean done = true;
        for (Replays.Replay replay : asked) {
            done &= show(replays, replay, out);
        }
        return asked.isEmpty() || !done ? 1 : 0;
    }

    private static Collection<DataController> controllers(ConfigurableEnvironment environment, PrintStream out) {
        String wanted = environment.getProperty("controller");
        List<String> served = wanted == null
                ? List.of(environment.getProperty("hub.controllers", String[].class, new String[0]))
                : List.of(wanted);
        ControllerFolders.Reading read =
                ControllerFolders.read(new HubHome(Path.of(environment.getProperty("hub.home", "."))), served);
        List<Finding> wrong = List.copyOf(read.findings());
        wrong.forEach(out::println);
        return wrong.isEmpty() ? read.controllers().values() : List.of();
    }

    private static DriverManagerDataSource ledger(Environment environment) {
        String url = environment.getProperty("spring.datasource.url");
        if (url == null) {
            throw new Problem("no-ledger", "set spring.datasource.url, username and password as for the hub");
        }
        return new DriverManagerDataSource(
                url,
                environment.getProperty("spring.datasource.username"),
                environment.getProperty("spring.datasource.password"));
    }

    private static LocalDate day(String written) {
        try {
            return LocalDate.parse(written);
        } catch (DateTimeException e) {
            throw new Problem("no-day", "write the day as --since=2026-12-31");
        }
    }

    private static boolean open(Replays replays, Replays.Replay replay) {
        return !replays.find(replay.id()).map(Replays.Replay::begun).orElse(true)
                || replays.standing(replay.id()).values().stream()
                        .anyMatch(system -> system.containsKey(Standing.DUE) || system.containsKey(Standing.ASKED));
    }

    private static boolean show(Replays replays, Replays.Replay replay, PrintStream out) {
        out.println(replay.controller() + ", erased since " + replay.since() + " (replay " + replay.id() + ")");
        boolean begun = replays.find(replay.id()).map(Replays.Replay::begun).orElse(false);
        Map<String, Map<Standing, Integer>> systems = replays.standing(replay.id());
        if (!begun) {
            out.println("  not begun: a running hub begins it with its next sweep");
        } else if (systems.isEmpty()) {
            out.println("  nothing was erased since then");
        }
        Map<Standing, Integer> all = new EnumMap<>(Standing.class);
        systems.forEach((system, standing) -> {
            out.println("  " + system + ": " + inWords(standing));
            standing.forEach((one, items) -> all.merge(one, items, Integer::sum));
        });
        if (all.containsKey(Standing.FORGOTTEN)) {
            out.println(
                    "  The keys of 'forgotten' items are shredded: nobody can ask for them any more. What came back of"
                            + " them is known again, and put on the quarantine list, once a request finds it.");
        }
        return begun
                && !all.containsKey(Standing.DUE)
                && !all.containsKey(Standing.ASKED)
                && !all.containsKey(Standing.BY_HAND);
    }

    private static String inWords(Map<Standing, Integer> standing) {
        List<String> words = new ArrayList<>();
        standing.forEach((one, items) ->
                words.add(items + " " + one.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return String.join(", ", words);
    }
}
