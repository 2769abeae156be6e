package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** A system that no document names is connected by the one file that {@code connectors/README.md} shows, as it stands there. */
class WorkedExampleTest {
    private static final SyntheticPerson PERSON = SyntheticPeople.customer("tryg", 340);
    private static final SyntheticPerson NEIGHBOUR = SyntheticPeople.customer("tryg", 341);

    @TempDir
    static Path folder;

    private static HubUnderTest hub;

    @BeforeAll
    static void start() throws IOException {
        String example = section(Files.readString(Path.of("connectors/README.md")));
        Path home = folder.resolve("home");
        for (String part : List.of("routes", "connectors")) {
            FileSystemUtils.copyRecursively(Path.of(part), home.resolve(part));
        }
        Files.writeString(home.resolve("connectors/tryg/dental.yaml"), block("yaml", example));
        SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start();
        var core = around.tryg().core();
        core.run(block("sql", example));
        int patient = 0;
        for (SyntheticPerson person : List.of(PERSON, NEIGHBOUR)) {
            around.add(person);
            core.run(
                    "insert into patient values (?, ?, ?, ?)",
                    ++patient,
                    person.customerNumber(),
                    person.name(),
                    LocalDate.of(1980, 5, 4));
            core.run(
                    "insert into treatment values (?, ?, date '2024-02-29', 'upper left', 'Dr Hansen', 812.50,"
                            + " date '9999-12-31')",
                    "T" + patient,
                    patient);
        }
        hub = new HubUnderTest(
                around,
                Map.of(
                        "hub.home", home.toString(),
                        "hub.controllers", "tryg",
                        "hub.connectors.only", "tryg.crm,tryg.dental",
                        "dental.url", core.url(),
                        "dental.username", "postgres",
                        "dental.password", "postgres"));
    }

    private static String section(String text) {
        return text.substring(text.indexOf("## A worked example"), text.indexOf("## What a file may say"));
    }

    private static String block(String language, String text) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void theFileHasAtMostSixtyLines() throws IOException {
        assertThat(Files.readAllLines(folder.resolve("home/connectors/tryg/dental.yaml")))
                .hasSizeLessThanOrEqualTo(60);
    }

    @Test
    void itIsAskedOnceTheCrmHasToldTheCustomerNumber() {
        UUID request = hub.accept(PERSON, Set.of(Right.ACCESS));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> hub.bean(Requests.class).tasks(request).stream()
                        .anyMatch(task -> task.queue().equals("tryg.dental") && task.state() == TaskState.DONE));
        List<Item> found = new ArrayList<>();
        hub.bean(Items.class).read(request, found::add);
        assertThat(found)
                .filteredOn(item -> item.system().equals("dental"))
                .singleElement()
                .satisfies(item -> {
                    assertThat(item.reference()).isEqualTo("T1");
                    assertThat(item.record())
                            .containsEntry("treated_on", "2024-02-29")
                            .containsEntry("customer_no", PERSON.customerNumber())
                            .containsEntry("paid_until", null);
                });
    }

    @Test
    void itErasesWhatAPersonLetsGoAndNothingElse() {
        SyntheticPerson leaving = SyntheticPeople.customer("tryg", 342);
        var core = hub.around.tryg().core();
        core.run("insert into patient values (9, ?, ?, date '1980-05-04')", leaving.customerNumber(), leaving.name());
        core.run("insert into treatment values ('T9', 9, date '2020-01-01', 'lower right', 'Dr Hansen', 1, null)");
        Asking asking = Asking.of(
                hub, "dental", leaving, List.of(SubjectKey.given(KeyKind.CUSTOMER_NUMBER, leaving.customerNumber())));
        assertThat(asking.settled(Action.QUERY).items()).isEqualTo(1);

        assertThat(asking.erase().state()).isEqualTo(TaskState.DONE);
        assertThat(asking.prove().reason()).isNull();
        assertThat(asking.executions()).containsOnly("PROVEN");
        assertThat(core.records("treatment"))
                .extracting(row -> row.get("treatment_no"))
                .containsExactlyInAnyOrder("T1", "T2");
    }
}
