package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an integrator sees who runs the hub's jar with {@code connectors}. */
class ConnectorCommandsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void everyShippedFileIsRightAndTheTimeOfTheChecksIsTold() {
        assertThat(run("validate")).as(text()).isZero();
        Matcher checked = Pattern.compile(
                        "(\\d+) connector files of \\d+ data controllers checked in \\d+ ms, 0 to mend")
                .matcher(text());
        assertThat(checked.find()).as(text()).isTrue();
        assertThat(Integer.parseInt(checked.group(1))).isGreaterThanOrEqualTo(17);
        assertThat(text()).contains("properties are not set here", "tryg.core.url");
    }

    @Test
    void allMistakesOfAllFilesComeAtOnceAndTheExitCodeSaysSo() throws IOException {
        Path home = copy();
        change(home, "tryg/controller.yaml", "source: \"[S] 003:91\"", "source: nobody");
        change(home, "gjensidige-ee/carts.yaml", "holding:", "holdng:");
        change(home, "gjensidige-ee/crm.yaml", "template: jdbc", "template: jbdc");
        assertThat(run("validate", "--hub.home=" + home)).isEqualTo(1);
        assertThat(text()).contains("tryg/controller.yaml:", "did you mean 'holding'", "did you mean 'jdbc'");
    }

    @Test
    void theCommittedCatalogueIsCurrent() throws IOException {
        assertThat(run("list")).as(text()).isZero();
        assertThat(text())
                .as("run: connectors list --write")
                .isEqualTo(Files.readString(Path.of("connectors/CATALOGUE.md")));
        assertThat(text()).contains("| Claim | claim,", "DK-CLM", "person decides");
    }

    @Test
    void aBlankFileOfEachTemplatePassesTheChecks() throws IOException {
        Path home = copy();
        for (String template : new Templates(new HubHome(home)).names()) {
            printed.reset();
            assertThat(run("new", template)).isZero();
            assertThat(text()).contains("# a whole number that counts up");
            String name = "blank-" + template;
            Files.writeString(
                    home.resolve("connectors/tryg/" + name + ".yaml"),
                    text().replace("my-system", name).replace("My system", name));
        }
        printed.reset();
        assertThat(run("validate", "--hub.home=" + home)).as(text()).isZero();
    }

    @Test
    void aTemplateThatIsNoneIsAnsweredWithTheNearest() {
        assertThat(run("new", "htpt-json")).isEqualTo(1);
        assertThat(text()).contains("did you mean 'http-json'?");
        assertThat(run("vlaidate")).isEqualTo(2);
    }

    @Test
    void oneSystemIsAskedAndNothingIsErased() throws IOException {
        HubUnderTest hub = HubUnderTest.shared();
        SyntheticPerson person = SyntheticPeople.p10();
        int before = hub.around.gjensidigeEe().core().records("quote").size();
        Path subject = Files.writeString(
                folder.resolve("subject.json"),
                "{\"name\": \"%s\", \"nationalId\": {\"country\": \"EE\", \"value\": \"%s\"}, \"emails\": [\"%s\"]}"
                        .formatted(person.name(), person.nationalId(), person.email()));
        List<String> args = new ArrayList<>(List.of("test", "gjensidige-ee/quotes", "--subject", subject.toString()));
        hub.around.properties().forEach((name, value) -> args.add("--" + name + "=" + value));
        assertThat(run(args.toArray(String[]::new))).as(text()).isZero();
        assertThat(text())
                .contains("gjensidige-ee.quotes: DONE", "matched", "access: disclose", "erasure: erase by EE-QUOTE")
                .contains("full_name: " + person.name(), "Nothing was erased.");
        assertThat(hub.around.gjensidigeEe().core().records("quote")).hasSize(before);
    }

    private int run(String... args) {
        return ConnectorCommands.run(args, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Path copy() throws IOException {
        Path home = folder.resolve("home");
        try (Stream<Path> files = Files.walk(Path.of("connectors"))) {
            for (Path file : files.toList()) {
                Path copy = home.resolve(file.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return home;
    }

    private static void change(Path home, String file, String from, String to) throws IOException {
        Path path = home.resolve("connectors").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }
}
