package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.StandardEnvironment;

/** Every file of {@code personas}: what access and erasure do with each item, by the files and rules as shipped. */
class PersonasTest {
    private static final Path FOLDER = Path.of("src/test/resources/personas");
    private static final Path CONNECTORS = Path.of("connectors");
    private static final List<Outcome> DATED = List.of(Outcome.RETAIN_UNTIL, Outcome.REFUSE);

    @TempDir
    static Path temporary;

    @TestFactory
    Stream<DynamicContainer> personas() throws IOException {
        YamlSchema schema = YamlSchema.at(FOLDER.resolve("persona.schema.json"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<JsonNode> personas = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> schema.read(file).require())
                    .toList();
            return personas.stream().map(persona -> {
                String title = persona.path("persona").asText() + " "
                        + persona.path("title").asText();
                return dynamicContainer(title, tests(persona));
            });
        }
    }

    @Test
    void everyPersonaOfThePaperIsThere() throws IOException {
        YamlSchema schema = YamlSchema.at(FOLDER.resolve("persona.schema.json"));
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.filter(file -> file.toString().endsWith(".yaml"))
                            .map(file ->
                                    schema.read(file).require().path("persona").asText()))
                    .contains("1", "2", "3", "3b", "4", "6", "8", "10", "11", "11c");
        }
    }

    private Stream<DynamicTest> tests(JsonNode persona) {
        Stage stage = new Stage(persona);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < stage.items.size(); i++) {
            JsonNode written = persona.path("items").get(i);
            ItemFacts item = stage.items.get(i);
            String what = written.path("what").asText();
            tests.add(dynamicTest(
                    what + ": access",
                    () -> assertThat(access(stage.decide(item, Right.ACCESS, stage.on)))
                            .isEqualTo(written.path("access").asText())));
            tests.add(dynamicTest(what + ": erasure", () -> {
                Decision decision = stage.decide(item, Right.ERASURE, stage.on);
                assertThat(erasure(decision)).isEqualTo(written.path("erasure").asText());
                if (written.has("says")) {
                    assertThat(decision.messageKey())
                            .isEqualTo(written.path("says").asText());
                }
            }));
            written.path("later")
                    .fields()
                    .forEachRemaining(later -> tests.add(dynamicTest(
                            what + ": erasure on " + later.getKey(),
                            () -> assertThat(
                                            erasure(stage.decide(item, Right.ERASURE, LocalDate.parse(later.getKey()))))
                                    .isEqualTo(later.getValue().asText()))));
        }
        persona.path("statements")
                .forEach(system -> tests.add(dynamicTest(
                        system.asText() + " is only named",
                        () -> assertThat(stage.connector(system.asText()).isStatement())
                                .isTrue())));
        return tests.stream();
    }

    private static String access(Decision decision) {
        assertThat(decision.silent()).isEqualTo(decision.outcome() == Outcome.WITHHOLD);
        return words(decision.outcome()) + (decision.overrun() ? ", overrun" : "");
    }

    private static String erasure(Decision decision) {
        String until = decision.until() == null || !DATED.contains(decision.outcome())
                ? ""
                : (decision.outcome() == Outcome.REFUSE ? " until " : " ") + decision.until();
        return words(decision.outcome()) + until + " by " + decision.rule()
                + (decision.suppression() ? ", suppression" : "");
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static final Map<String, Served> SHIPPED = new ConcurrentHashMap<>();

    /** What the hub reads of a controller and of those that share a register with it. */
    private record Served(DataController controller, Collection<Connector> connectors) {
        static Served of(HubHome home, String id) {
            DataController controller = read(home, List.of(id)).get(0);
            List<String> all = new ArrayList<>(controller.jointWith());
            all.add(id);
            ConnectorFolders.Reading connectors = ConnectorFolders.read(
                    home,
                    read(home, all),
                    new Templates(home),
                    ConnectorCommands.unset(new StandardEnvironment()),
                    List.of());
            assertThat(connectors.findings()).isEmpty();
            return new Served(controller, connectors.byQueue().values());
        }

        private static List<DataController> read(HubHome home, List<String> ids) {
            ControllerFolders.Reading read = ControllerFolders.read(home, ids);
            assertThat(read.findings()).isEmpty();
            return List.copyOf(read.controllers().values());
        }
    }

    /** The controller of a persona with its parameters, and its items read by its connector files. */
    private static final class Stage {
        final LocalDate on;
        final List<ItemFacts> items = new ArrayList<>();
        private final LocalDate born;
        private final DataController controller;
        private final Collection<Connector> connectors;
        private final List<Hold> holds = new ArrayList<>();

        Stage(JsonNode persona) {
            String id = persona.path("controller").asText();
            this.on = LocalDate.parse(persona.path("on").asText());
            this.born =
                    persona.has("born") ? LocalDate.parse(persona.path("born").asText()) : null;
            Served served = persona.has("test-parameters")
                    ? Served.of(home(persona, id), id)
                    : SHIPPED.computeIfAbsent(id, any -> Served.of(new HubHome(Path.of(".")), id));
            this.controller = served.controller;
            this.connectors = served.connectors;
            ItemSheet sheets =
                    new ItemSheet(controller, connectors, (domain, value) -> (domain + ":" + value).getBytes());
            persona.path("holds").forEach(hold -> holds.add(sheets.hold(hold)));
            for (JsonNode written : persona.path("items")) {
                ObjectNode sheet = written.deepCopy();
                sheet.remove(List.of("what", "access", "erasure", "says", "later"));
                items.add(sharing(sheets.facts(sheet)));
            }
        }

        Decision decide(ItemFacts item, Right right, LocalDate day) {
            CaseFile file = CaseFile.of(controller.retention(), day).born(born);
            items.forEach(file::add);
            return Decider.standard().decide(item, right, file, holds);
        }

        Connector connector(String system) {
            return connectors.stream()
                    .filter(connector -> connector.controller().equals(controller.id())
                            && connector.system().equals(system))
                    .findFirst()
                    .orElseThrow();
        }

        private ItemFacts sharing(ItemFacts item) {
            boolean joint = connectors.stream()
                    .anyMatch(other -> controller.jointWith().contains(other.controller())
                            && other.backend() != null
                            && other.backend().equals(connector(item.system()).backend()));
            return joint ? item.with(ItemFacts.Flag.JOINT) : item;
        }
    }

    /** A copy of the controller's files with what the persona sets. */
    private static HubHome home(JsonNode persona, String controller) {
        JsonNode parameters = persona.path("test-parameters");
        try {
            Path home = Files.createTempDirectory(temporary, "persona");
            try (Stream<Path> files = Files.walk(CONNECTORS)) {
                List<String> needed = List.of("schema", "reference", "templates", controller);
                // A branch names the others of its legal entity.
                for (Path file : files.filter(path -> path.getNameCount() == 1
                                || needed.contains(path.getName(1).toString())
                                || path.endsWith("controller.yaml"))
                        .toList()) {
                    Path copy = home.resolve(file.toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else if (file.toString().matches(".*\\.(json|yaml)")) {
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                    }
                }
            }
            Path folder = home.resolve(CONNECTORS).resolve(controller);
            change(folder.resolve("controller.yaml"), "controller", root -> {
                parameters.path("retention").forEach(((ArrayNode) root.path("retention"))::add);
                if (parameters.has("joint-with")) {
                    root.set("joint-with", parameters.path("joint-with"));
                }
            });
            parameters.path("items").fields().forEachRemaining(entry -> {
                String[] name = entry.getKey().split("\\.");
                change(folder.resolve(name[0] + ".yaml"), "connector", root -> {
                    JsonNode item = root.path("items").path(name[1]);
                    assertThat(item.isObject()).as(entry.getKey()).isTrue();
                    ((ObjectNode) item).set("retention", entry.getValue());
                });
            });
            return new HubHome(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void change(Path file, String schema, Consumer<ObjectNode> change) {
        ObjectNode root = (ObjectNode) YamlSchema.at(CONNECTORS.resolve("schema/" + schema + ".schema.json"))
                .read(file)
                .require()
                .deepCopy();
        change.accept(root);
        try {
            // JSON is YAML too.
            Files.writeString(file, root.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
