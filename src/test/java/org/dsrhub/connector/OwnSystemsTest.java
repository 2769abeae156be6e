package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Systems that are in no seed, each connected by one file and nothing else. */
class OwnSystemsTest {
    private static final String DENTAL = """
            system: dental
            version: 1
            mode: live
            title: {en: Dental insurance, da: Tandforsikring}
            owner: dental
            template: jdbc
            backend: tryg-dental
            parameters:
              url: "{{tryg.core.url}}"
              username: "{{tryg.core.username}}"
              password: "{{tryg.core.password}}"
            keys:
              accepts: [national-id]
              format: {national-id: [without-hyphen, without-leading-zeros]}
            limits: {concurrency: 2, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: anonymise}
            purpose: Paying the dentist
            legal-basis: [GDPR-6-1-b]
            items:
              treatment:
                title: {en: Treatment, da: Behandling}
                ask: {national-id: "select * from dental where cpr = cast(:?value as bigint)"}
                anonymise: "update dental set {fields} where no = :?reference"
                anonymisation: {patient: initials, born: year, tooth: blank}
                reference: "no"
                subject-match: {national-id: cpr}
                sentinels: [9999-12-31]
                provenance: observed
                fields:
                  "no": {type: text}
                  cpr: {type: number}
                  patient: {category: identity}
                  born: {type: date}
                  tooth: {category: health, special: true}
                  paid_until: {type: date}
            """;

    private static final String UNLOAD = """
            system: host-policies
            version: 1
            mode: live
            title: Old policies
            owner: host
            template: host-file
            backend: tryg-host
            parameters:
              folder: "{{tryg.host.folder}}"
              files: POL.*
              charset: IBM-277
              layout: kind 1 skip, id 11, name 30, premium 5 packed 2, claims 3 zoned, opened 8 date
              header: H
              trailer: T
              trailer-count: 2-10
            keys: {accepts: [national-id]}
            limits: {concurrency: 1, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: manual}
            purpose: Old policies
            legal-basis: [GDPR-6-1-b]
            items:
              policy:
                title: Old policy
                ask: {national-id: id}
                reference: id
                subject-match: {national-id: id, name: name}
                fields: {id: {}, name: {}, premium: {type: number}, claims: {}, opened: {type: date}}
            """;

    private static final String ARCHIVE = """
            system: paper
            version: 1
            mode: live
            title: Paper archive
            owner: archive
            template: manual
            backend: tryg-paper
            parameters: {instructions: "shelf K, by birth date"}
            keys: {accepts: [national-id]}
            limits: {concurrency: 1, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: manual}
            purpose: Old claims
            legal-basis: [GDPR-6-1-b]
            items:
              folder:
                title: Folder
                ask: {national-id: manual}
                erase: manual
                reference: shelf
                subject-match: {national-id: cpr}
                fields: {shelf: {}, cpr: {}, note: {}}
            """;

    private static final String STATEMENT = """
            system: reinsurer
            version: 1
            mode: live
            title: Reinsurer
            owner: legal
            template: statement
            purpose: Reinsurance
            statement: {en: It is a controller of its own; ask it directly, da: Den er selv dataansvarlig}
            """;

    @TempDir
    static Path folder;

    private static HubUnderTest hub;
    private static SyntheticPerson person;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        copy("connectors", home);
        copy("routes", home);
        Path tryg = home.resolve("connectors/tryg");
        Files.writeString(tryg.resolve("dental.yaml"), DENTAL);
        Files.writeString(tryg.resolve("host-policies.yaml"), UNLOAD);
        Files.writeString(tryg.resolve("paper.yaml"), ARCHIVE);
        Files.writeString(tryg.resolve("reinsurer.yaml"), STATEMENT);
        Path host = Files.createDirectories(folder.resolve("host"));
        hub = new HubUnderTest(
                folder.resolve("around"), Map.of("hub.home", home.toString(), "tryg.host.folder", host.toString()));
        person = SyntheticPeople.customer("tryg", 320);
        hub.around.add(person);
        Files.write(
                host.resolve("POL1"),
                HostUnload.of(Charset.forName("IBM-277"), person.nationalId(), person.name(), "812.50", 2, "19990101"));
        var core = hub.around.tryg().core();
        core.run("create table dental (no text, cpr bigint, patient text, born date, tooth text, paid_until date)");
        core.run(
                "insert into dental values ('D1', ?, ?, date '1980-05-04', 'upper left', date '9999-12-31')",
                Long.parseLong(person.nationalId().replace("-", "")),
                "Karen Blixen");
    }

    private static void copy(String name, Path home) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(name))) {
            for (Path file : files.toList()) {
                Path copy = home.resolve(file.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void eachIsAskedAndAPersonAnswersForThePaper() {
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        TaskView paper = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> task(request, "paper", Action.QUERY),
                        task -> task != null && task.state() == TaskState.MANUAL);
        assertThat(paper.reason()).startsWith("manual: archive");
        ManualAnswers answers = hub.bean(ManualAnswers.class);
        assertThat(answers.form("tryg", "paper", "da").fields())
                .containsEntry("folder", List.of("shelf", "cpr", "note"));
        assertThatThrownBy(() -> answers.answer(paper.id(), "[{\"type\":\"folder\",\"record\":{\"x\":1}}]", "clerk"))
                .isInstanceOf(Problem.class);
        answers.answer(
                paper.id(),
                "[{\"type\":\"folder\",\"record\":{\"shelf\":\"K7\",\"cpr\":\"" + person.nationalId() + "\"}}]",
                "clerk");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> hub.bean(Requests.class).tasks(request).stream()
                        .anyMatch(task -> task.queue().equals("decision") && task.state() == TaskState.DONE));
        assertThat(task(request, "reinsurer", Action.QUERY)).isNull();
        assertThat(items(request, "paper"))
                .singleElement()
                .satisfies(item -> assertThat(item.record()).containsEntry("shelf", "K7"));
        assertThat(items(request, "host-policies"))
                .singleElement()
                .satisfies(item -> assertThat(item.record())
                        .containsEntry("opened", "1999-01-01")
                        .containsEntry("name", person.name()));
        assertThat(items(request, "dental"))
                .singleElement()
                .satisfies(item -> assertThat(item.record()).containsEntry("paid_until", null));
        anonymise(request);
    }

    private void anonymise(UUID request) {
        List<UUID> dental = items(request, "dental").stream().map(Item::id).toList();
        Decision decision = new Decision(Outcome.ANONYMISE, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
        hub.bean(Items.class)
                .decide(
                        request,
                        Right.ERASURE,
                        LocalDate.of(2026, 12, 1),
                        "clerk",
                        dental.stream()
                                .map(id -> new Items.Decided(id, decision))
                                .toList());
        hub.bean(Executions.class).pend(request, dental);
        run(request, Action.ANONYMISE);
        assertThat(hub.around.tryg().core().records("dental"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("patient", "K.B.")
                        .containsEntry("tooth", null)
                        .satisfies(same -> assertThat(same.get("born")).hasToString("1980-01-01")));
        run(request, Action.PROVE);
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> {
            if (item.system().equals("dental") && item.right() == Right.ERASURE) {
                executions.add(item.execution());
            }
        });
        assertThat(executions).containsExactly("PROVEN");
    }

    private void run(UUID request, Action action) {
        Connector connector = hub.bean(Connectors.class).get("tryg", "dental");
        NewTask task = new NewTask(
                connector.queue(), connector.system(), connector.backend(), action, 30, 1, false, null, null);
        hub.bean(Requests.class)
                .apply(
                        request,
                        Set.of(RequestState.values()),
                        "clerk",
                        "test",
                        Map.of(),
                        Next.tasks(RequestState.EXECUTING, List.of(task), null));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(task(request, "dental", action).state())
                        .as(() -> task(request, "dental", action).reason())
                        .isEqualTo(TaskState.DONE));
    }

    private static TaskView task(UUID request, String system, Action action) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> system.equals(task.system()) && task.action() == action)
                .findFirst()
                .orElse(null);
    }

    private static List<Item> items(UUID request, String system) {
        List<Item> items = new ArrayList<>();
        hub.bean(Items.class).read(request, item -> {
            if (item.system().equals(system)) {
                items.add(item);
            }
        });
        return items;
    }
}
