package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.ClaimsCloud;
import org.dsrhub.simulation.ContactCentre;
import org.dsrhub.simulation.DataverseOrg;
import org.dsrhub.simulation.GraphMail;
import org.dsrhub.simulation.PagedApi;
import org.dsrhub.simulation.SimulatedCloud;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Each template for an API against a simulator of its product: asked, erased, proven, and misbehaving. */
class ApiTemplatesTest {
    private static final PagedApi NOTES = new PagedApi();
    private static final DataverseOrg DYNAMICS = new DataverseOrg();
    private static final ClaimsCloud CLAIMS = new ClaimsCloud();
    private static final ContactCentre CALLS = new ContactCentre();
    private static final GraphMail MAIL = new GraphMail();

    @TempDir
    static Path folder;

    private static HubUnderTest hub;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        for (String shared : List.of("templates", "schema", "reference")) {
            FileSystemUtils.copyRecursively(
                    Path.of("connectors", shared), home.resolve("connectors").resolve(shared));
        }
        FileSystemUtils.copyRecursively(
                Path.of("src/test/resources/connectors-of-apis"), home.resolve("connectors/tryg"));
        // The CRM tells whose a mail address and a telephone are: claimed by the request alone they tie no record to
        // anybody.
        for (String file : List.of("controller.yaml", "crm.yaml")) {
            Files.copy(
                    Path.of("connectors/tryg", file),
                    home.resolve("connectors/tryg").resolve(file));
        }
        Map<String, Object> properties = new HashMap<>();
        properties.put("hub.home", home.toString());
        put(properties, "notes", NOTES, "");
        put(properties, "dynamics", DYNAMICS, "/api/data/v9.2");
        put(properties, "cloud-claims", CLAIMS, "");
        put(properties, "calls", CALLS, "");
        put(properties, "mailboxes", MAIL, "/v1.0");
        Path secret = Files.writeString(folder.resolve("secret"), NOTES.secret());
        properties.put("notes.secret", "file:" + secret);
        hub = new HubUnderTest(folder.resolve("around"), properties).withoutAnswers();
    }

    private static void put(Map<String, Object> properties, String name, SimulatedCloud system, String path) {
        properties.put(name + ".url", system.url() + path);
        properties.put(name + ".oauth", system.tokenUrl());
        properties.put(name + ".secret", system.secret());
    }

    @AfterAll
    static void stop() {
        hub.close();
        Stream.of(NOTES, DYNAMICS, CLAIMS, CALLS, MAIL).forEach(SimulatedCloud::close);
    }

    @Test
    void pagesByCursorAndOffsetAndChangesWithETags() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 501);
        for (int i = 0; i < 5; i++) {
            NOTES.put("N/" + i, "id", "N/" + i, "email", person.email(), "cpr", person.nationalId(), "text", "x");
        }
        NOTES.race(1);
        UUID request = asked(person);
        assertThat(items(request, "notes")).hasSize(5);
        assertThat(items(request, "notes-by-offset")).hasSize(5);
        int issued = NOTES.tokensIssued();
        NOTES.changeSecret("another-secret");
        Files.writeString(folder.resolve("secret"), "another-secret\n");
        erase(request, "notes");
        assertThat(NOTES.records()).isEmpty();
        assertThat(NOTES.tokensIssued())
                .as("one new token, by the renewed secret")
                .isEqualTo(issued + 1);
        prove(request, "notes");
    }

    @Test
    void contactsAndTheirNotesAreFoundByPagesAndErased() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 502);
        String email = "o'brien@people.example";
        for (int i = 0; i < 3; i++) {
            DYNAMICS.contact("c" + i, person.name(), email, person.nationalId());
            DYNAMICS.note("n" + i, "c" + i, "called");
        }
        DYNAMICS.contact("stranger", "x", "x' or 'a' eq 'a", "x");
        DYNAMICS.throttle(1);
        UUID request = hub.accept(person, Set.of(Right.ACCESS), person.name(), email);
        collected(request);
        assertThat(items(request, "dynamics"))
                .hasSize(6)
                .anySatisfy(item -> assertThat(item.record()).containsEntry("objectid_contact.emailaddress1", email));
        erase(request, "dynamics");
        assertThat(DYNAMICS.records()).hasSize(4).noneMatch(row -> email.equals(row.get("emailaddress1")));
        prove(request, "dynamics");
    }

    @Test
    void aClaimIsChangedWithTheChecksumOfNow() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 503);
        for (int i = 0; i < 5; i++) {
            CLAIMS.claim("cc:" + i, person.nationalId(), "a broken window");
        }
        UUID request = asked(person);
        assertThat(items(request, "cloud-claims")).hasSize(5);
        CLAIMS.forgetTokens();
        CLAIMS.race(2);
        erase(request, "cloud-claims");
        assertThat(CLAIMS.records()).hasSize(5).allMatch(row -> row.get("nationalId") == null);
        prove(request, "cloud-claims");
    }

    @Test
    void conversationsAreSearchedAndErasedByJobsAndRecordingsWaitedFor() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 504);
        CALLS.conversation("k1", person.phone(), person.name(), "2024-05-01", "RIFF one");
        CALLS.conversation("k2", person.phone(), person.name(), "2025-05-01", "RIFF two");
        int before = CALLS.jobs();
        UUID request = asked(person);
        List<Item> calls = items(request, "calls");
        assertThat(calls).as(() -> states(request)).hasSize(2);
        assertThat(content(calls.get(0))).isEqualTo("RIFF one");
        assertThat(CALLS.jobs() - before)
                .as("one job however often it was looked at")
                .isEqualTo(1);
        CALLS.looks(2);
        erase(request, "calls");
        assertThat(CALLS.records()).isEmpty();
        CALLS.looks(0);
        prove(request, "calls");
        assertThat(CALLS.maxConcurrent()).isLessThanOrEqualTo(2);
    }

    @Test
    void onlyNamedMailboxesAreSearchedAndNoHitIsLost() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 505);
        MAIL.mostHits(5);
        for (int i = 1; i <= 12; i++) {
            MAIL.message(
                    "m" + i,
                    "claims@tryg.example",
                    null,
                    person.email(),
                    person.name(),
                    "2024-03-" + (10 + i),
                    "Hello " + i);
        }
        MAIL.message(
                "case",
                "service@tryg.example",
                "CASES",
                person.email(),
                person.name(),
                "2023-01-01",
                "Case",
                "a.txt",
                "b.txt");
        MAIL.message(
                "other", "service@tryg.example", "PRIVATE", person.email(), person.name(), "2023-01-01", "Not a case");
        MAIL.message(
                "own", "colleague@tryg.example", null, person.email(), person.name(), "2023-01-01", "Of a colleague");
        UUID request = asked(person);
        List<Item> mails = items(request, "mailboxes");
        assertThat(mails).as(() -> states(request)).hasSize(13);
        assertThat(MAIL.asked()).containsExactly("claims@tryg.example", "service@tryg.example/CASES");
        Item withFiles = mails.stream()
                .filter(item -> item.reference().equals("case"))
                .findFirst()
                .orElseThrow();
        assertThat(withFiles.media()).hasSize(2);
        assertThat(content(withFiles)).isEqualTo("content of a.txt");
        erase(request, "mailboxes");
        assertThat(MAIL.records()).extracting(row -> row.get("id")).containsExactlyInAnyOrder("other", "own");
        prove(request, "mailboxes");
    }

    private UUID asked(SyntheticPerson person) {
        hub.around.add(person);
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        collected(request);
        return request;
    }

    private static void collected(UUID request) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tasks(request))
                        .as(() -> states(request))
                        .anyMatch(task -> task.queue().equals("decision") && task.state() == TaskState.DONE));
    }

    /** Decides by hand that all of that system's items go, and has them gone. */
    private static void erase(UUID request, String system) {
        List<UUID> going = new ArrayList<>();
        hub.bean(Items.class).read(request, item -> {
            if (item.system().equals(system)) {
                going.add(item.id());
            }
        });
        Decision erase = new Decision(Outcome.ERASE, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
        hub.bean(Items.class)
                .decide(
                        request,
                        Right.ERASURE,
                        LocalDate.of(2026, 12, 1),
                        "clerk",
                        going.stream().map(id -> new Items.Decided(id, erase)).toList());
        hub.bean(Executions.class).pend(request, going);
        run(request, system, Action.ERASE, 20, going.size());
    }

    private static void prove(UUID request, String system) {
        run(request, system, Action.PROVE, 21, 0);
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> {
            if (item.system().equals(system)) {
                executions.add(item.execution());
            }
        });
        assertThat(executions).contains("PROVEN").doesNotContain("STILL_THERE", "PENDING", "ERASED");
    }

    private static void run(UUID request, String system, Action action, int wave, int items) {
        Connector connector = hub.bean(Connectors.class).get("tryg", system);
        NewTask task = new NewTask(connector.queue(), system, connector.backend(), action, wave, 1, false, null, null);
        hub.bean(Requests.class)
                .apply(
                        request,
                        Set.of(RequestState.values()),
                        "clerk",
                        "test",
                        Map.of(),
                        Next.tasks(RequestState.EXECUTING, List.of(task), null));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(tasks(request))
                        .filteredOn(one -> one.action() == action && system.equals(one.system()))
                        .hasSize(1)
                        .allSatisfy(one -> {
                            assertThat(one.state()).as(one.reason()).isEqualTo(TaskState.DONE);
                            assertThat(one.items()).isEqualTo(items);
                        }));
    }

    private static String states(UUID request) {
        return tasks(request).stream()
                .map(task -> task.queue() + " " + task.state() + " " + task.reason())
                .toList()
                .toString();
    }

    private static List<TaskView> tasks(UUID request) {
        return hub.bean(Requests.class).tasks(request);
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

    private static String content(Item item) throws IOException {
        try (var in = hub.bean(Vault.class).read(item.media().get(0).blobId())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
