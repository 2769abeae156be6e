package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.MariaDbServer;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

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

    private static final String PETS = """
            system: pets
            version: 1
            mode: live
            title: Pet insurance
            owner: pets
            template: jdbc
            backend: tryg-pets
            parameters: {url: "{{tryg.pets.url}}", username: hub, password: "{{tryg.pets.password}}"}
            keys: {accepts: [national-id]}
            limits: {concurrency: 2, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: delete}
            purpose: Insuring pets
            legal-basis: [GDPR-6-1-b]
            items:
              visit:
                title: Visit
                ask: {national-id: "select * from visit where cpr = :?value"}
                erase: delete from visit where id = :?reference
                erase-order: 1
                reference: id
                subject-match: {national-id: cpr}
                when: {field: kind, values: [visit]}
                fields: {id: {}, kind: {}, cpr: {}, on_day: {type: date}, price: {type: number}}
              pet:
                title: Pet
                ask: {national-id: "select * from pet where cpr = :?value"}
                erase: delete from pet where id = :?reference
                erase-order: 2
                reference: id
                subject-match: {national-id: cpr}
                when: {field: kind, values: [pet]}
                fields: {id: {}, kind: {}, cpr: {}, name: {}}
            """;

    @TempDir
    static Path folder;

    private static MariaDbServer mariaDb;

    private static HubUnderTest hub;
    private static SyntheticPerson person;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        FileSystemUtils.copyRecursively(Path.of("connectors"), home.resolve("connectors"));
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        Path tryg = home.resolve("connectors/tryg");
        Files.writeString(tryg.resolve("dental.yaml"), DENTAL);
        Files.writeString(tryg.resolve("host-policies.yaml"), UNLOAD);
        Files.writeString(tryg.resolve("paper.yaml"), ARCHIVE);
        Files.writeString(tryg.resolve("reinsurer.yaml"), STATEMENT);
        if (MariaDbServer.isAvailable()) {
            mariaDb = new MariaDbServer(Files.createDirectories(folder.resolve("pets")));
            Files.writeString(tryg.resolve("pets.yaml"), PETS);
            mariaDb.run(
                    "create table pet (id varchar(9) primary key, kind varchar(9), cpr varchar(11), name varchar(40))");
            mariaDb.run("create table visit (id varchar(9) primary key, kind varchar(9), cpr varchar(11), on_day date,"
                    + " price decimal(9, 2), pet varchar(9), foreign key (pet) references pet (id))");
            mariaDb.run("alter table visit modify pet varchar(9) invisible");
        }
        Path host = Files.createDirectories(folder.resolve("host"));
        hub = new HubUnderTest(
                folder.resolve("around"),
                Map.of(
                        "hub.home",
                        home.toString(),
                        "hub.controllers",
                        "gjensidige-ee,tryg",
                        "hub.connectors.only",
                        String.join(",", SimulatedEnvironment.SYSTEMS)
                                + ",tryg.dental,tryg.host-policies,tryg.paper,tryg.reinsurer"
                                + (mariaDb == null ? "" : ",tryg.pets"),
                        "tryg.host.folder",
                        host.toString(),
                        "tryg.pets.url",
                        mariaDb == null ? "" : mariaDb.url(),
                        "tryg.pets.password",
                        "hub"));
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

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
        if (mariaDb != null) {
            mariaDb.close();
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
        hub.bean(ManualAnswers.class)
                .answer(
                        paper.id(),
                        List.of(new ManualAnswers.Found(
                                "folder", Map.of("shelf", "K7", "cpr", person.nationalId()), List.of())),
                        "clerk",
                        Map::of);
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

    @Test
    void aMariaDbIsAskedErasedInOrderAndProven() {
        assumeTrue(mariaDb != null, "no MariaDB for this machine");
        SyntheticPerson owner = SyntheticPeople.customer("tryg", 321);
        hub.around.add(owner);
        mariaDb.run(
                "insert into pet values ('P1', 'pet', '" + owner.nationalId() + "', 'Bjørn'), ('P2', 'pet', 'x', 'y')");
        mariaDb.run("insert into visit (id, kind, cpr, on_day, price, pet) values ('V1', 'visit', '"
                + owner.nationalId() + "', '2020-02-29', 12.50, 'P1')");
        UUID request = hub.accept(owner, Set.of(Right.ACCESS));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            TaskView task = task(request, "pets", Action.QUERY);
            return task != null && task.state() == TaskState.DONE;
        });
        List<Item> items = items(request, "pets");
        assertThat(items).extracting(Item::reference).containsExactlyInAnyOrder("P1", "V1");
        assertThat(items).anySatisfy(item -> assertThat(item.record()).containsEntry("on_day", "2020-02-29"));
        assertThat(items).anySatisfy(item -> assertThat(item.record()).containsEntry("name", "Bjørn"));
        decide(request, items, Outcome.ERASE);
        run(request, "pets", Action.ERASE);
        assertThat(mariaDb.select("select id from pet")).containsExactly("P2");
        assertThat(mariaDb.select("select id from visit")).isEmpty();
        run(request, "pets", Action.PROVE);
        assertThat(executions(request, "pets")).containsExactly("PROVEN", "PROVEN");
    }

    private void anonymise(UUID request) {
        decide(request, items(request, "dental"), Outcome.ANONYMISE);
        run(request, "dental", Action.ANONYMISE);
        assertThat(hub.around.tryg().core().records("dental"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("patient", "K.B.")
                        .containsEntry("tooth", null)
                        .satisfies(same -> assertThat(same.get("born")).hasToString("1980-01-01")));
        run(request, "dental", Action.PROVE);
        assertThat(executions(request, "dental")).containsExactly("PROVEN");
    }

    private static void decide(UUID request, List<Item> items, Outcome outcome) {
        List<UUID> ids = items.stream().map(Item::id).toList();
        Decision decision = new Decision(outcome, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
        hub.bean(Items.class)
                .decide(
                        request,
                        Right.ERASURE,
                        LocalDate.of(2026, 12, 1),
                        "clerk",
                        ids.stream().map(id -> new Items.Decided(id, decision)).toList());
        hub.bean(Executions.class).pend(request, ids);
    }

    private static List<String> executions(UUID request, String system) {
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> {
            if (item.system().equals(system) && item.right() == Right.ERASURE) {
                executions.add(item.execution());
            }
        });
        return executions;
    }

    private void run(UUID request, String system, Action action) {
        Connector connector = hub.bean(Connectors.class).get("tryg", system);
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
                .untilAsserted(() -> assertThat(task(request, system, action).state())
                        .as(() -> task(request, system, action).reason())
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
