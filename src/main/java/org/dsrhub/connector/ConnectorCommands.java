package org.dsrhub.connector;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.request.Problem;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * What an integrator runs with the hub's own jar: {@code connectors validate | list | new | test}. Without a web server,
 * ledger or route; it reads the same configuration as the hub.
 */
public final class ConnectorCommands {
    static final String USAGE = """
            connectors validate                 checks every file of connectors/, and names every mistake
            connectors list [--write]           the catalogue of all systems; --write puts it into connectors/CATALOGUE.md
            connectors new <template>           a commented file to fill in, on standard output
            connectors test <controller>/<system> --subject <file.json>
                                                asks that system alone and shows what it holds and what the rules would do
            """;

    private final ConfigurableEnvironment environment;
    private final HubHome home;
    private final PrintStream out;

    private ConnectorCommands(ConfigurableEnvironment environment, PrintStream out) {
        this.environment = environment;
        this.home = new HubHome(Path.of(environment.getProperty("hub.home", ".")));
        this.out = out;
    }

    /** @return the exit code: 0, 1 where something is to mend, 2 where the command is none */
    public static int run(String[] args, PrintStream out) {
        return bare(args, out, (environment, words) -> new ConnectorCommands(environment, out).run(words, args));
    }

    /** {@code --on 2026-12-31} as {@code --on=2026-12-31}, for those options. */
    public static String[] joined(String[] args, List<String> options) {
        List<String> joined = new ArrayList<>();
        for (String arg : args) {
            String last = joined.isEmpty() ? "" : joined.get(joined.size() - 1);
            if (options.contains(last)) {
                joined.set(joined.size() - 1, last + "=" + arg);
            } else {
                joined.add(arg);
            }
        }
        return joined.toArray(String[]::new);
    }

    /** What runs with the hub's configuration; its exit code is the process's. */
    public interface Command {
        int run(ConfigurableEnvironment environment, List<String> words) throws IOException;
    }

    /** Runs a command with the hub's configuration and nothing else of it. @param args as written, with {@code --} options */
    public static int bare(String[] args, PrintStream out, Command command) {
        List<String> words =
                List.of(args).stream().filter(arg -> !arg.startsWith("--")).toList();
        try (ConfigurableApplicationContext bare = new SpringApplicationBuilder(Bare.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(
                        "spring.main.banner-mode=off", "logging.level.root=WARN", "spring.main.log-startup-info=false")
                .run(args)) {
            return command.run(bare.getEnvironment(), words);
        } catch (Problem e) {
            out.println(e.getMessage());
            return 1;
        } catch (IOException e) {
            out.println("a file cannot be read or written: " + e.getMessage());
            return 1;
        }
    }

    /** Nothing but the configuration. */
    private static final class Bare {}

    private int run(List<String> words, String[] args) throws IOException {
        switch (words.isEmpty() ? "" : words.get(0)) {
            case "validate":
                return validate();
            case "list":
                return list(List.of(args).contains("--write"));
            case "new":
                if (words.size() > 1) {
                    out.print(new BlankConnector(home, new Templates(home)).of(words.get(1)));
                    return 0;
                }
                break;
            case "test":
                if (words.size() > 1) {
                    return ConnectorTrial.run(environment, words, args, out);
                }
                break;
            default:
                break;
        }
        out.print(USAGE);
        return 2;
    }

    /** All that is in the files, with what is wrong in them. */
    record Everything(ControllerFolders.Reading controllers, ConnectorFolders.Reading connectors, Set<String> unset) {}

    private Everything everything() {
        Unset unset = new Unset();
        environment.getPropertySources().addLast(unset);
        ControllerFolders.Reading controllers = ControllerFolders.read(home, List.of());
        ConnectorFolders.Reading connectors = ConnectorFolders.read(
                home, controllers.controllers().values(), new Templates(home), environment, List.of());
        environment.getPropertySources().remove(unset.getName());
        return new Everything(controllers, connectors, unset.names);
    }

    private int validate() {
        long start = System.nanoTime();
        Everything all = everything();
        long millis = (System.nanoTime() - start) / 1_000_000;
        all.controllers().findings().forEach(out::println);
        all.connectors().findings().forEach(out::println);
        int wrong = all.controllers().findings().size()
                + all.connectors().findings().size();
        if (!all.unset().isEmpty()) {
            out.println(
                    all.unset().size() + " properties are not set here; a hub that serves these systems needs them: "
                            + String.join(", ", all.unset()));
        }
        out.println(all.connectors().byQueue().size() + " connector files of "
                + all.controllers().controllers().size() + " data controllers checked in " + millis + " ms, " + wrong
                + " to mend");
        return wrong == 0 ? 0 : 1;
    }

    private int list(boolean write) throws IOException {
        Everything all = everything();
        List<Finding> wrong = new java.util.ArrayList<>(all.controllers().findings());
        wrong.addAll(all.connectors().findings());
        wrong.forEach(out::println);
        String catalogue = Catalogue.of(
                all.controllers().controllers().values(),
                all.connectors().byQueue().values());
        if (write) {
            Path file = home.connectors().resolve("CATALOGUE.md");
            Files.writeString(file, catalogue);
            out.println("written: " + file);
        } else {
            out.print(catalogue);
        }
        return wrong.isEmpty() ? 0 : 1;
    }

    /**
     * The systems of one controller, read without the properties of an installation.
     *
     * @throws Problem {@code connector-files} naming every mistake
     */
    public static List<Connector> connectors(
            HubHome home, DataController controller, ConfigurableEnvironment environment) {
        ConnectorFolders.Reading reading =
                ConnectorFolders.read(home, List.of(controller), new Templates(home), unset(environment), List.of());
        environment.getPropertySources().remove(Unset.NAME);
        if (!reading.findings().isEmpty()) {
            throw new Problem(
                    "connector-files",
                    reading.findings().stream().map(Finding::toString).collect(Collectors.joining("\n")));
        }
        return List.copyOf(reading.byQueue().values());
    }

    /** The environment, with an answer to every property, so that files are read without those of an installation. */
    static ConfigurableEnvironment unset(ConfigurableEnvironment environment) {
        environment.getPropertySources().addLast(new Unset());
        return environment;
    }

    /** Says yes to every property and remembers which nobody else had set. */
    private static final class Unset extends PropertySource<Object> {
        static final String NAME = "unset";
        private final Set<String> names = new TreeSet<>();

        Unset() {
            super(NAME, new Object());
        }

        @Override
        public Object getProperty(String name) {
            names.add(name);
            return "";
        }
    }
}
