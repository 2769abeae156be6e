package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.dsrhub.answer.Answers;
import org.dsrhub.decision.Hold;
import org.dsrhub.intake.Branches;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Three branches of one legal entity: one case, one answer, each item under its branch's rules. */
@Tag("hub")
class BranchesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String LT = "gjensidige-lt";
    private static final String LV = "gjensidige-lv";
    private static final String EE = "gjensidige-ee";
    private static final String NAME = "Jonas Petraitis";
    private static final LocalDate BORN = LocalDate.of(1980, 1, 8);
    private static final LocalDate DUE = LocalDate.of(2027, 1, 4);

    private static final String REGISTER = """
            system: register
            version: 1
            mode: live
            title: Register
            owner: register
            template: manual
            backend: %s-register
            parameters: {}
            keys: {accepts: [national-id, email]}
            limits: {concurrency: 1, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: delete, consent-withdrawal: suppress}
            purpose: Insurance
            legal-basis: [GDPR-6-1-a]
            items:
              record:
                title: Record
                ask: {national-id: manual}
                erase: manual
                suppress: {email: manual}
                reference: "no"
                subject-match: {national-id: person, name: name, birth-date: born}
                dates: {ended: ended, consented: ended}
                status: {field: state, open: [ACTIVE], closed: [ENDED]}
                product: product
                retention: %s
                fields: {"no": {}, person: {}, name: {}, born: {}, ended: {}, state: {}, product: {}}
            """;

    /** Lithuanian codes of people born that day, one for each test. */
    private static final List<String> NUMBERS = List.of(
            "38001081011",
            "38001081022",
            "38001081033",
            "38001081044",
            "38001081055",
            "38001081066",
            "38001081077",
            "38001081088",
            "38001081099",
            "38001081109",
            "38001081115");

    private static final AtomicInteger people = new AtomicInteger();

    @TempDir
    static Path folder;

    private static HubUnderTest hub;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        FileSystemUtils.copyRecursively(Path.of("connectors"), home.resolve("connectors"));
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        for (String branch : List.of(LT, LV, EE)) {
            Files.writeString(
                    home.resolve("connectors/" + branch + "/register.yaml"),
                    REGISTER.formatted(branch, branch.equals(EE) ? "EE-POL" : "BALT-MKT"));
        }
        hub = new HubUnderTest(
                SimulatedEnvironment.at(folder.resolve("around")).start(),
                Map.of(
                        "hub.home", home.toString(),
                        "hub.controllers", String.join(",", LT, LV, EE),
                        "hub.connectors.only",
                                Stream.of(LT, LV, EE)
                                        .map(branch -> branch + ".register")
                                        .reduce((one, other) -> one + "," + other)
                                        .orElseThrow()));
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void aCopyIsOneAnswerOverAllBranches() throws IOException {
        int before = statistics();
        UUID lead = accept(LT, "L3", DUE, Right.ACCESS);
        Map<String, UUID> parts = parts(lead);

        answer(parts.get(LV), Action.QUERY, "LV-1");
        await().atMost(LONGEST).until(() -> state(parts.get(LV)) == RequestState.DELIVERING);
        assertThat(state(lead)).as("one part is ready first").isEqualTo(RequestState.COLLECTING);
        answer(lead, Action.QUERY, "LT-1");
        TaskView waiting = await().atMost(LONGEST)
                .until(() -> task(lead, EE, Action.QUERY), task -> task != null && task.state() == TaskState.WAITING);
        assertThat(waiting.queue()).isEqualTo("branches");
        assertThat(task(lead, LV, Action.QUERY))
                .as("ready before it was waited for")
                .isNull();
        answer(parts.get(EE), Action.QUERY, "EE-1");

        Package answer = answered(lead, RequestState.CLOSED, 0);
        assertThat(answer.systems())
                .containsExactlyInAnyOrder("register", "gjensidige-lv.register", "gjensidige-ee.register");
        assertThat(answer.references()).containsExactlyInAnyOrder("LT-1", "LV-1", "EE-1");
        assertThat(answer.data.path("branches"))
                .extracting(branch -> branch.path("standing").asText())
                .containsExactly("READY", "READY");
        assertThat(answer.letter)
                .contains("This answer also covers our branches")
                .contains("ADB Gjensidige Latvijas filiāle")
                .contains("ADB Gjensidige Eesti filiaal");
        assertThat(answer.book).contains("<h2>Register (ADB Gjensidige Eesti filiaal)</h2>");

        for (UUID part : parts.values()) {
            await().atMost(LONGEST).until(() -> state(part) == RequestState.CLOSED);
            assertThat(view(part).outcome()).isEqualTo(RequestOutcome.FULFILLED);
            assertThat(view(part).caseNumber()).startsWith(view(lead).caseNumber() + ".");
            assertThat(hub.portal().get("portal", "/api/v1/requests/" + part).status())
                    .isEqualTo(404);
            assertThat(get("/api/v1/requests/" + part).path("partOf").asText()).isEqualTo(lead.toString());
            assertThat(hub.portal()
                            .get("caseworker", "/api/v1/requests/" + part + "/package")
                            .status())
                    .isEqualTo(404);
        }
        assertThat(entries(hub.portal().bytes("auditor", "/api/v1/requests/" + lead + "/export")))
                .contains(
                        "case.json",
                        "branches/" + LV + "/case.json",
                        "branches/" + EE + "/case.json",
                        "branches/" + EE + "/case.pdf");
        assertThat(get("/api/v1/requests/" + lead).path("parts"))
                .extracting(part -> part.path("controller").asText())
                .containsExactly(EE, LV);
        assertThat(hub.portal()
                        .get("portal", "/api/v1/events?after=0&limit=1000")
                        .body()
                        .path("events"))
                .extracting(event -> event.path("requestId").asText())
                .contains(lead.toString())
                .doesNotContain(parts.get(LV).toString(), parts.get(EE).toString());
        assertThat(statistics()).as("one case").isEqualTo(before + 1);
    }

    @Test
    void eachItemFollowsTheRulesOfItsBranch() throws IOException {
        UUID lead = accept(LV, "L3", DUE, Right.ACCESS, Right.ERASURE);
        Map<String, UUID> parts = parts(lead);
        assertThat(parts).containsOnlyKeys(LT, EE);

        for (UUID request : List.of(lead, parts.get(LT))) {
            answer(request, Action.QUERY, "R-" + view(request).controller());
            answer(request, Action.SUPPRESS);
            answer(request, Action.ERASE);
            answer(request, Action.PROVE);
        }
        answer(parts.get(EE), Action.QUERY, "R-" + EE);

        Package answer = answered(lead, RequestState.CLOSED, 0);
        Map<String, String> erasure = new TreeMap<>();
        answer.data
                .path("items")
                .forEach(item -> item.path("decisions").forEach(decision -> {
                    if (decision.path("right").asText().equals("ERASURE")) {
                        erasure.put(
                                item.path("reference").asText(),
                                decision.path("rule").asText() + " "
                                        + decision.path("outcome").asText() + " "
                                        + decision.path("until").asText());
                    }
                }));
        assertThat(erasure)
                .containsEntry("R-" + LV, "BALT-MKT ERASE null")
                .containsEntry("R-" + LT, "BALT-MKT ERASE null")
                .containsEntry("R-" + EE, "EE-POL RETAIN_UNTIL 2030-06-30");
        assertThat(answer.letter).contains("30 June 2030");
        await().atMost(LONGEST).until(() -> state(parts.get(EE)) == RequestState.CLOSED);
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(parts.get(LT), item -> executions.add(String.valueOf(item.execution())));
        assertThat(executions).containsOnly("PROVEN");
    }

    @Test
    void aBranchThatIsSlowFollowsAsASupplement() throws IOException {
        UUID lead = accept(LT, "L3", LocalDate.of(2026, 12, 1), Right.ACCESS);
        Map<String, UUID> parts = parts(lead);
        answer(parts.get(EE), Action.QUERY, "EE-1");
        await().atMost(LONGEST).until(() -> state(parts.get(EE)) == RequestState.DELIVERING);
        answer(lead, Action.QUERY, "LT-1");

        Package first = answered(lead, RequestState.PARTLY_ANSWERED, 0);
        assertThat(first.references()).containsExactlyInAnyOrder("LT-1", "EE-1");
        assertThat(first.letter).contains("The result of our branch ADB Gjensidige Latvijas filiāle is still to come");
        // A stage that is repeated after a kill tells what is known.
        replay(parts.get(EE));
        replay(lead);

        answer(parts.get(LV), Action.QUERY, "LV-1");
        Package second = answered(lead, RequestState.CLOSED, 1);
        assertThat(second.references()).containsExactly("LV-1");
        replay(parts.get(LV));
        replay(lead);
        await().atMost(LONGEST)
                .until(() -> parts.values().stream().allMatch(part -> state(part) == RequestState.CLOSED));
        assertThat(hub.bean(Requests.class).parts(lead)).hasSize(2);
        assertThat(hub.bean(Answers.class).latest(lead).orElseThrow().round()).isEqualTo(1);
    }

    @Test
    void theSameAskedOfASiblingJoinsAndIdentifiesWhatWaitsThere() throws IOException {
        String number = NUMBERS.get(people.getAndIncrement());
        UUID lead = submit(LT, "PHONE", "L2", "two-facts", number, "first-" + number);
        Map<String, UUID> parts = parts(lead);
        await().atMost(LONGEST).until(() -> state(parts.get(LV)) == RequestState.COLLECTING);
        assertThat(state(parts.get(EE))).as("Estonia asks for more").isEqualTo(RequestState.IDENTIFICATION);
        answer(parts.get(LV), Action.QUERY);
        answer(lead, Action.QUERY, "LT-1");
        Package first = answered(lead, RequestState.PARTLY_ANSWERED, 0);
        assertThat(first.letter)
                .contains("At our branch ADB Gjensidige Eesti filiaal nothing has been searched yet")
                .contains("Smart-ID");

        UUID again = submit(EE, "PORTAL", "L3", "mobile-id", number, "second-" + number);
        assertThat(again).isEqualTo(lead);
        answer(parts.get(EE), Action.QUERY, "EE-1");
        Package second = answered(lead, RequestState.CLOSED, 1);
        assertThat(second.references()).containsExactly("EE-1");
    }

    @Test
    void aWithdrawalIsConfirmedWhenAllBranchesHaveCarriedItOut() {
        UUID lead = accept(EE, "L0", DUE, Right.CONSENT_WITHDRAWAL);
        Map<String, UUID> parts = parts(lead);
        answer(lead, Action.SUPPRESS);
        answer(parts.get(LT), Action.SUPPRESS);
        await().atMost(LONGEST)
                .until(() -> task(lead, LV, Action.QUERY), task -> task != null && task.state() == TaskState.WAITING);
        assertThat(state(lead)).isNotEqualTo(RequestState.CLOSED);
        answer(parts.get(LV), Action.SUPPRESS);
        await().atMost(LONGEST).until(() -> state(lead) == RequestState.CLOSED);
    }

    @Test
    void partsEndWithTheirLeadAndNotByThemselves() {
        UUID lead = accept(LT, "L3", DUE, Right.ACCESS);
        Map<String, UUID> parts = parts(lead);
        ObjectNode reason = JSON.createObjectNode().put("reason", "the subject takes it back");
        HubApi.Reply refused =
                hub.portal().post("caseworker", "/api/v1/requests/" + parts.get(LV) + "/cancellation", reason);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().toString()).contains("part-of-another").contains(lead.toString());

        ObjectNode complaint = JSON.createObjectNode().put("reason", "it takes too long");
        assertThat(hub.portal()
                        .post("caseworker", "/api/v1/requests/" + lead + "/complaint", complaint)
                        .status())
                .isEqualTo(200);
        assertThat(List.of(LT, LV, EE))
                .as("what any branch has stays")
                .allSatisfy(branch -> assertThat(hub.bean(Holds.class).list(branch))
                        .anyMatch(hold -> hold.kind() == Hold.Kind.H_CMP && hold.inForce()));

        LocalDate extended = LocalDate.of(2027, 3, 1);
        hub.portal()
                .post(
                        "caseworker",
                        "/api/v1/requests/" + lead + "/extension",
                        JSON.createObjectNode().put("ground", "COMPLEXITY").put("reason", "many branches"));
        assertThat(view(lead).dueOn()).isAfterOrEqualTo(extended);
        assertThat(parts.values())
                .allMatch(part -> view(part).dueOn().equals(view(lead).dueOn()));

        assertThat(hub.portal()
                        .post("caseworker", "/api/v1/requests/" + lead + "/cancellation", reason)
                        .status())
                .isEqualTo(200);
        parts.values().forEach(part -> {
            await().atMost(LONGEST).until(() -> state(part) == RequestState.CLOSED);
            assertThat(view(part).outcome()).isEqualTo(RequestOutcome.CANCELLED);
        });
    }

    private static UUID accept(String branch, String level, LocalDate due, Right... rights) {
        String number = NUMBERS.get(people.getAndIncrement());
        NewRequest request = new NewRequest(
                branch,
                null,
                Set.of(rights),
                new Subject(
                        NAME,
                        BORN,
                        new NationalId("LT", number),
                        List.of(SubjectKey.given(KeyKind.EMAIL, number + "@mail.example")),
                        null),
                "en",
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence(level, "mobile-id", "test"),
                UUID.randomUUID().toString(),
                null,
                null);
        return hub.bean(Requests.class)
                .accept(request, due, Next.stage(RequestState.COLLECTING, "fan-out"))
                .request()
                .id();
    }

    /** As the portal, and a colleague at the telephone, do. */
    private static UUID submit(String branch, String channel, String level, String method, String number, String key) {
        ObjectNode body = JSON.createObjectNode();
        body.put("controller", branch).put("language", "en").put("channel", channel);
        body.putArray("rights").add("ACCESS");
        ObjectNode subject = body.putObject("subject");
        subject.putObject("nationalId").put("country", "LT").put("value", number);
        subject.put("name", NAME).put("birthDate", BORN.toString());
        subject.putArray("emails").add(number + "@mail.example");
        body.putObject("delivery").put("channel", "FILE");
        ObjectNode evidence = body.putObject("evidence").put("level", level).put("method", method);
        if (method.equals("two-facts")) {
            evidence.putArray("facts").add("policy-number").add("birth-date");
        } else {
            evidence.put("reference", key);
        }
        return hub.portal()
                .submit(channel.equals("PORTAL") ? "portal" : "caseworker", body, key)
                .orElseThrow();
    }

    private static Map<String, UUID> parts(UUID lead) {
        List<RequestView> parts =
                await().atMost(LONGEST).until(() -> hub.bean(Requests.class).parts(lead), all -> all.size() == 2);
        Map<String, UUID> byController = new LinkedHashMap<>();
        parts.forEach(part -> byController.put(part.controller(), part.id()));
        return byController;
    }

    private static RequestView view(UUID request) {
        return hub.bean(Requests.class).find(request).orElseThrow();
    }

    private static RequestState state(UUID request) {
        return view(request).state();
    }

    private static TaskView task(UUID request, String system, Action action) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> system.equals(task.system()) && task.action() == action)
                .findFirst()
                .orElse(null);
    }

    /** The archivist answers, and finds records with those numbers. */
    private static void answer(UUID request, Action action, String... numbers) {
        TaskView task = await().atMost(LONGEST)
                .until(
                        () -> task(request, "register", action),
                        found -> found != null && found.state() == TaskState.MANUAL);
        hub.bean(ManualAnswers.class)
                .answer(
                        task.id(),
                        Stream.of(numbers)
                                .map(number -> new ManualAnswers.Found("record", record(number), List.of()))
                                .toList(),
                        "archivist",
                        Map::of);
    }

    private static Map<String, Object> record(String number) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("no", number);
        record.put("name", NAME);
        record.put("born", BORN.toString());
        record.put("ended", "2020-06-30");
        record.put("state", "ENDED");
        record.put("product", "travel");
        return record;
    }

    private static void replay(UUID request) {
        Lease lease = new Lease(
                UUID.randomUUID(),
                request,
                view(request).controller(),
                "branches",
                null,
                Action.STAGE,
                0,
                1,
                null,
                false);
        hub.bean(Branches.class).advance(lease);
    }

    private static List<String> entries(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static int statistics() {
        HubApi.Reply reply = hub.portal().get("auditor", "/api/v1/statistics?year=2026");
        int received = 0;
        for (JsonNode controller : reply.body()) {
            received += controller.at("/all/received").asInt();
        }
        return received;
    }

    private static JsonNode get(String path) {
        HubApi.Reply reply = hub.portal().get("caseworker", path);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.body();
    }

    /** What the portal hands out. */
    private record Package(String letter, String book, JsonNode data) {
        List<String> systems() {
            List<String> systems = new ArrayList<>();
            data.path("systems")
                    .forEach(system -> systems.add(system.path("system").asText()));
            return systems;
        }

        List<String> references() {
            List<String> references = new ArrayList<>();
            data.path("items")
                    .forEach(item -> references.add(item.path("reference").asText()));
            return references;
        }
    }

    private static Package answered(UUID lead, RequestState state, int round) throws IOException {
        await().atMost(LONGEST).until(() -> state(lead) == state);
        String path = "/api/v1/requests/" + lead + "/package";
        String secret = get(path + "/secret").path("secret").asText();
        Path file = folder.resolve(lead + "-" + round + ".zip");
        Files.write(file, hub.portal().bytes("caseworker", path));
        Map<String, String> texts = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile(), secret.toCharArray())) {
            for (FileHeader header : zip.getFileHeaders()) {
                if (header.getFileName().matches("letter.html|data.json|data-book.html")) {
                    try (InputStream in = zip.getInputStream(header)) {
                        texts.put(header.getFileName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        JsonNode data = JSON.readTree(texts.get("data.json"));
        assertThat(data.path("round").asInt()).isEqualTo(round);
        return new Package(texts.get("letter.html"), texts.getOrDefault("data-book.html", ""), data);
    }
}
