package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.lingala.zip4j.ZipFile;
import net.lingala.zip4j.model.FileHeader;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.LettersAgency;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What only people can look into: they get a form, a date and a reminder, and answer over the API. */
class PeopleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PAPER = """
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
            rights: {access: query, erasure: delete}
            purpose: Old claims
            legal-basis: [GDPR-6-1-b]
            items:
              folder:
                title: Folder
                ask: {national-id: manual}
                erase: manual
                reference: shelf
                subject-match: {national-id: cpr}
                brand: sold_as
                fields: {cpr: {}, shelf: {title: Shelf}, opened: {type: date}, pages: {type: number}, sold_as: {}}
            """;

    static final String OWN_MAILBOXES = """
            system: own-mailboxes
            version: 1
            mode: live
            title: Employees' own mailboxes
            owner: claims-department
            template: manual
            backend: tryg-people
            parameters:
              instructions: search your own mailbox and notes by name and address
              employees: "{{tryg.handlers}}, night-shift"
              remind: 1s
            keys: {accepts: [national-id, email]}
            limits: {concurrency: 1, timeout: 10s, reply-within: 3s}
            rights: {access: query, erasure: manual}
            purpose: Correspondence
            legal-basis: [GDPR-6-1-f]
            items:
              mail:
                title: E-mail
                ask: {national-id: manual, email: manual}
                reference: id
                subject-match: {email: from, name: sender}
                fields: {id: {}, from: {}, sender: {}, received: {type: date}}
            """;

    /** A register that a person looks into, of whichever controller. */
    private static final String REGISTER = """
            system: %s
            version: 1
            mode: live
            title: Register
            owner: register
            template: manual
            backend: %s
            parameters: {}
            keys: {accepts: [national-id]}
            limits: {concurrency: 1, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: delete}
            purpose: Cases
            legal-basis: [GDPR-6-1-b]
            items:
              case:
                title: Case
                ask: {national-id: manual}
                erase: manual
                reference: "no"
                subject-match: {national-id: person}
                %s
                fields: {"no": {}, person: {}, principal: {}}
            """;

    @TempDir
    static Path folder;

    private static LettersAgency insurer;

    private static HubUnderTest hub;
    private static SyntheticPerson person;
    private static SyntheticPerson stranger;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        FileSystemUtils.copyRecursively(Path.of("connectors"), home.resolve("connectors"));
        FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
        Files.writeString(home.resolve("connectors/tryg/paper.yaml"), PAPER);
        Files.writeString(home.resolve("connectors/tryg/own-mailboxes.yaml"), OWN_MAILBOXES);
        Path connectors = home.resolve("connectors");
        Files.writeString(
                connectors.resolve("claims-link/cases.yaml"),
                REGISTER.formatted("cases", "cases", "on-behalf-of: principal"));
        Files.writeString(connectors.resolve("mandatum/register.yaml"), REGISTER.formatted("register", "joint", ""));
        Files.writeString(connectors.resolve("kaleva/register.yaml"), REGISTER.formatted("register", "joint", ""));
        Path claimsLink = connectors.resolve("claims-link/controller.yaml");
        Files.writeString(
                claimsLink,
                Files.readString(claimsLink)
                        .replaceFirst("processor-for: .*", "processor-for:")
                        .replace(
                                "processor-for:\n",
                                "processor-for:\n  tryg-example: {name: Tryg Forsikring, values: [TRYG], controller: tryg}\n"));
        SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start();
        around.mail().mailbox("dataskydd@insurer.example");
        insurer = new LettersAgency(around.mail(), home.resolve("certificates"));
        Files.copy(insurer.certificate(), home.resolve("certificates/insurer-example.pem"));
        hub = new HubUnderTest(
                around,
                Map.of(
                        "hub.home",
                        home.toString(),
                        "hub.controllers",
                        "tryg,claims-link,mandatum,kaleva",
                        "hub.connectors.only",
                        "tryg.paper,tryg.own-mailboxes,claims-link.cases,mandatum.register,kaleva.register",
                        "tryg.handlers",
                        "bo@tryg.example"));
        person = SyntheticPeople.customer("tryg", 330);
        stranger = SyntheticPeople.customer("tryg", 331);
    }

    @AfterAll
    static void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    @Test
    void theFormSaysWhomToLookForAndIsAnsweredWithRecordsAndScans() throws IOException {
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        String path = path(request, handedOver(request, "paper", Action.QUERY));

        JsonNode form = get(path).path("form");
        assertThat(form.path("instructions").asText()).isEqualTo("shelf K, by birth date");
        assertThat(form.at("/lookFor/keys/national-id/0").asText()).isEqualTo(person.nationalId());
        assertThat(form.at("/items/folder/fields").findValuesAsText("name"))
                .containsExactly("shelf", "cpr", "opened", "pages", "sold_as");
        assertThat(Instant.parse(form.path("answerBy").asText()))
                .isAfter(Instant.now().plus(Duration.ofDays(4)));
        assertThat(hub.portal().get("legal", path).status()).isEqualTo(403);

        String answer = "{\"records\": [{\"type\": \"folder\", \"record\": {\"shelf\": \"K7\", \"cpr\": \""
                + person.nationalId()
                + "\", \"pages\": 3, \"sold_as\": \"TJM Forsikring\"}, \"documents\": [\"claim 1.pdf\"]}]}";
        HttpResponse<String> taken = send(path, answer, "claim 1.pdf", "%PDF-1.7 one");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(JSON.readTree(taken.body()).path("state").asText()).isEqualTo("DONE");
        Item item = items(request).get(0);
        assertThat(item.record()).containsEntry("shelf", "K7").containsEntry("opened", null);
        assertThat(item.facts().brand()).isEqualTo("tjm");
        Item.Media scan = item.media().get(0);
        assertThat(scan.mediaType()).isEqualTo("application/pdf");
        try (InputStream content = hub.bean(Vault.class).read(scan.blobId())) {
            assertThat(content).hasContent("%PDF-1.7 one");
        }

        assertThat(send(path, answer, "claim 1.pdf", "%PDF-1.7 one").statusCode())
                .as("the same again")
                .isEqualTo(200);
        assertThat(send(path, answer, "claim 1.pdf", "%PDF-1.7 two").statusCode())
                .as("another scan")
                .isEqualTo(409);
        assertThat(items(request)).hasSize(1);
        erase(request, path);
    }

    @Test
    void whatIsFilledInWrongIsNamed() throws IOException {
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        String path = path(request, handedOver(request, "paper", Action.QUERY));

        HubApi.Reply reply = post(path, """
                {"records": [{"type": "folder", "record": {"colour": "red", "opened": "yesterday", "pages": "many"}},
                             {"type": "file", "record": {}},
                             {"type": "folder", "record": {"shelf": "K1"}, "documents": ["x.pdf"]}]}""");
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body().path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/records/0/record/shelf",
                        "/records/0/record/colour",
                        "/records/0/record/opened",
                        "/records/0/record/pages",
                        "/records/1/type",
                        "/records/2/documents");
        assertThat(send(path, "{\"state\": \"NOTHING_HELD\", \"reason\": \"x\"}", "a.exe", "MZ")
                        .body())
                .contains("/document/0");
        assertThat(send(path, "{\"state\": \"NOTHING_HELD\", \"reason\": \"x\"}", "a.pdf", "%PDF")
                        .body())
                .contains("/records")
                .contains("under 'documents'");
        assertThat(post(path, "{\"state\": \"DONE\", \"reason\": \"x\"}").status())
                .isEqualTo(422);
        assertThat(task(request, "paper", Action.QUERY).state()).isEqualTo(TaskState.MANUAL);

        HubApi.Reply nothing = post(path, "{\"state\": \"NOTHING_HELD\", \"reason\": \"not on the shelf\"}");
        assertThat(nothing.body().path("state").asText()).isEqualTo("NOTHING_HELD");
        assertThat(nothing.body().path("keysUsed").get(0).asText()).isEqualTo("national-id");
    }

    @Test
    void aRecordOfSomebodyElseGoesToQuarantine() throws IOException {
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        String path = path(request, handedOver(request, "paper", Action.QUERY));

        HubApi.Reply reply = post(
                path,
                "{\"records\": [{\"type\": \"folder\", \"record\": {\"shelf\": \"K8\", \"cpr\": \""
                        + stranger.nationalId() + "\"}}]}");

        assertThat(reply.body().path("state").asText()).isEqualTo("QUARANTINED");
        assertThat(items(request)).isEmpty();
        assertThat(get("/api/v1/quarantine"))
                .anySatisfy(
                        entry -> assertThat(entry.path("requestId").asText()).isEqualTo(request.toString()));
    }

    @Test
    void employeesAreRemindedAndNobodyIsLeftOut() throws IOException {
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        List<TaskView> tasks = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> hub.bean(Requests.class).tasks(request).stream()
                                .filter(task -> "own-mailboxes".equals(task.system()))
                                .toList(),
                        all -> !all.isEmpty() && all.get(0).state() == TaskState.MANUAL);
        assertThat(tasks).as("one task for all").hasSize(1);
        assertThat(tasks.get(0).reason())
                .startsWith("manual: claims-department (2 employees")
                .doesNotContain("bo@");
        String path = path(request, tasks.get(0).id());
        JsonNode form = get(path).path("form");
        assertThat(form.path("employees"))
                .extracting(JsonNode::asText)
                .containsExactly("bo@tryg.example", "night-shift");
        assertThat(form.at("/lookFor/name").asText()).isEqualTo(person.name());

        await().atMost(Duration.ofSeconds(10)).until(() -> reason(request).startsWith("manual-reminder: "));
        await().atMost(Duration.ofSeconds(10)).until(() -> reason(request).startsWith("manual-overdue: "));

        String mail = "{\"records\": [{\"type\": \"mail\", \"record\": {\"id\": \"M1\", \"from\": \"" + person.email()
                + "\", \"sender\": \"" + person.name() + "\"}}], \"looked\": [%s]}";
        HubApi.Reply one = post(path, mail.formatted("\"bo@tryg.example\""));
        assertThat(one.status()).isEqualTo(422);
        assertThat(one.body().path("errors").findValuesAsText("pointer")).containsExactly("/looked");
        HubApi.Reply all = post(path, mail.formatted("\"night-shift\", \"bo@tryg.example\""));
        assertThat(all.body().path("state").asText())
                .as("late as it is, it is checked: name and address are only what the request claims")
                .isEqualTo("UNATTRIBUTABLE");
        assertThat(items(request)).isEmpty();
        aPersonSaysWhoseItIs(request);
    }

    private static void aPersonSaysWhoseItIs(UUID request) throws IOException {
        String candidates = "/api/v1/requests/" + request + "/candidates";
        assertThat(hub.portal().get("portal", candidates).status()).isEqualTo(403);
        JsonNode list = get(candidates).path("items");
        assertThat(list).hasSize(1);
        assertThat(list.at("/0/keys").findValuesAsText("kind")).containsExactly("name", "email");
        assertThat(list.at("/0/keys").findValuesAsText("agreement")).containsOnly("SAME");
        assertThat(list.toString()).as("nothing else of the record").doesNotContain("M1", "received");

        String decision = "{\"items\": [\"" + list.at("/0/id").asText() + "\"], \"belong\": true, \"reason\": \"%s\"}";
        assertThat(decide(candidates, decision.formatted("")).status()).isEqualTo(422);
        HubApi.Reply decided = decide(candidates, decision.formatted("asked her by telephone"));
        assertThat(decided.status()).as("%s", decided).isEqualTo(200);
        assertThat(decided.body().path("changed").asInt()).isEqualTo(1);
        HubApi.Reply again = decide(candidates, decision.formatted("asked her by telephone"));
        assertThat(again.body().path("changed").asInt()).isZero();

        assertThat(items(request)).extracting(Item::reference).containsExactly("M1");
        assertThat(get(candidates).path("items")).isEmpty();
        assertThat(task(request, "own-mailboxes", Action.QUERY).state()).isEqualTo(TaskState.DONE);
    }

    private static HubApi.Reply decide(String candidates, String decision) throws IOException {
        return hub.portal().post("caseworker", candidates + "/decisions", JSON.readTree(decision));
    }

    @Test
    void whatAProcessorHoldsForAnotherIsForwardedAndNotDisclosed() throws Exception {
        UUID request = accept("claims-link", "SE", "198507099805", "Elsa Processor");
        String path = path(request, handedOver(request, "cases", Action.QUERY));

        HubApi.Reply reply =
                post(path, cases("198507099805", "OWN-1:", "INS-2:insurer-example", "TRY-3:Tryg Forsikring"));
        assertThat(reply.body().path("state").asText()).as("%s", reply).isEqualTo("DONE");
        assertThat(items(request)).extracting(Item::reference).containsExactly("OWN-1");

        MimeMessage forwarded = await().atMost(Duration.ofSeconds(60))
                .until(() -> hub.around.mail().inbox("dataskydd@insurer.example"), mails -> mails.size() == 1)
                .get(0);
        assertThat(forwarded.getSubject()).contains("[DSR-").doesNotContain("Elsa");
        JsonNode inside = JSON.readTree(insurer.decrypted(forwarded));
        assertThat(inside.at("/nationalId/value").asText()).isEqualTo("198507099805");
        assertThat(inside.path("records")).extracting(JsonNode::asText).containsExactly("case INS-2");

        RequestView other = await().atMost(Duration.ofSeconds(60))
                .until(() -> forwardedToTryg("Elsa Processor"), Optional::isPresent)
                .get();
        assertThat(other.receivedAt())
                .as("its time runs from the first receipt")
                .isEqualTo(hub.bean(Requests.class).find(request).orElseThrow().receivedAt());
        assertThat(other.state()).as("another ladder").isEqualTo(RequestState.IDENTIFICATION);

        assertThat(answer(request))
                .contains("An insurer that Claims Link handles claims for", "Tryg Forsikring", "OWN-1")
                .doesNotContain("INS-2", "TRY-3");
        assertThat(hub.bean(Requests.class).history(request))
                .filteredOn(entry -> entry.event().equals("forwarded"))
                .extracting(entry -> entry.details().get("engagement") + " "
                        + entry.details().get("way"))
                .containsExactlyInAnyOrder("insurer-example mail", "tryg-example controller");
    }

    private static Optional<RequestView> forwardedToTryg(String name) {
        Requests requests = hub.bean(Requests.class);
        return requests.list("tryg", null, Right.ACCESS, null, 0, 200).stream()
                .filter(one -> name.equals(requests.subject(one.id()).name()))
                .findFirst();
    }

    @Test
    void whatIsHeldForAnUnknownPrincipalIsShownToNobodyBeforeAPersonDecides() throws Exception {
        UUID request = accept("claims-link", "SE", "198507099805", "Elsa Unclear");
        String path = path(request, handedOver(request, "cases", Action.QUERY));
        post(path, cases("198507099805", "NEW-4:Nobody knows"));

        await().atMost(Duration.ofSeconds(60)).until(() -> state(request) == RequestState.REVIEW);
    }

    @Test
    void aRegisterOfJointControllersIsAskedOnceAndTheLetterNamesBoth() throws Exception {
        UUID request = accept("mandatum", "FI", "131052-308T", "Aino Joint");
        String path = path(request, handedOver(request, "register", Action.QUERY));
        post(path, cases("131052-308T", "J-1:"));

        assertThat(items(request))
                .singleElement()
                .satisfies(item -> assertThat(item.facts().flags())
                        .containsExactlyInAnyOrder(ItemFacts.Flag.ON_PAPER, ItemFacts.Flag.JOINT));
        assertThat(answer(request))
                .contains("Keskinäinen Vakuutusyhtiö Kaleva", "Mandatum", "J-1")
                .contains("against each of us");
        assertThat(hub.bean(Requests.class).tasks(request))
                .filteredOn(task -> task.action() == Action.QUERY)
                .extracting(TaskView::queue)
                .containsExactly("mandatum.register");
    }

    /** @param cases number, colon, principal */
    private static String cases(String person, String... cases) {
        return Stream.of(cases)
                .map(one -> one.split(":", 2))
                .map(one -> "{\"type\": \"case\", \"record\": {\"no\": \"" + one[0] + "\", \"person\": \"" + person
                        + "\"" + (one[1].isEmpty() ? "" : ", \"principal\": \"" + one[1] + "\"") + "}}")
                .collect(Collectors.joining(", ", "{\"records\": [", "]}"));
    }

    private static UUID accept(String controller, String country, String number, String name) {
        NewRequest request = new NewRequest(
                controller,
                null,
                Set.of(Right.ACCESS),
                new Subject(name, null, new NationalId(country, number), List.of(), null),
                "en",
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence("L3", "e-id", "test"),
                UUID.randomUUID().toString(),
                null,
                null);
        return hub.bean(Requests.class)
                .accept(request, LocalDate.of(2027, 1, 4), Next.stage(RequestState.COLLECTING, "fan-out"))
                .request()
                .id();
    }

    private static RequestState state(UUID request) {
        return hub.bean(Requests.class).find(request).orElseThrow().state();
    }

    /** Letter and data of the package that the portal hands out. */
    private static String answer(UUID request) throws IOException {
        String path = "/api/v1/requests/" + request + "/package";
        await().atMost(Duration.ofSeconds(60)).until(() -> state(request) == RequestState.CLOSED);
        String secret = get(path + "/secret").path("secret").asText();
        Path file = folder.resolve(request + ".zip");
        Files.write(file, hub.portal().bytes("caseworker", path));
        StringBuilder text = new StringBuilder();
        try (ZipFile zip = new ZipFile(file.toFile(), secret.toCharArray())) {
            for (FileHeader header : zip.getFileHeaders()) {
                if (header.getFileName().matches("letter.html|data.json|.*book.*html")) {
                    try (InputStream in = zip.getInputStream(header)) {
                        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return text.toString();
    }

    private static String reason(UUID request) {
        return String.valueOf(task(request, "own-mailboxes", Action.QUERY).reason());
    }

    private void erase(UUID request, String answered) throws IOException {
        List<UUID> ids = items(request).stream().map(Item::id).toList();
        Decision decision = new Decision(Outcome.ERASE, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
        hub.bean(Items.class)
                .decide(
                        request,
                        Right.ERASURE,
                        LocalDate.of(2026, 12, 1),
                        "clerk",
                        ids.stream().map(id -> new Items.Decided(id, decision)).toList());
        hub.bean(Executions.class).pend(request, ids);

        String path = path(request, start(request, Action.ERASE));
        JsonNode form = get(path).path("form");
        assertThat(form.at("/references/0/reference").asText()).isEqualTo("K7");
        assertThat(form.path("items")).isEmpty();
        assertThat(post(path, "{\"records\": [], \"reason\": \"x\"}").status()).isEqualTo(422);
        HubApi.Reply done = post(path, "{\"state\": \"DONE\", \"reason\": \"shredded\"}");
        assertThat(done.body().path("state").asText()).as("%s", done).isEqualTo("DONE");
        assertThat(executions(request)).containsExactly("ERASED");

        String proof = path(request, start(request, Action.PROVE));
        assertThat(post(
                                proof,
                                "{\"records\": [{\"type\": \"folder\", \"record\": {\"shelf\": \"K7\", \"cpr\": \""
                                        + person.nationalId() + "\"}}]}")
                        .body()
                        .path("reason")
                        .asText())
                .startsWith("still-there: 1");
        assertThat(executions(request)).containsExactly("STILL_THERE");
    }

    private static UUID start(UUID request, Action action) {
        Connector connector = hub.bean(Connectors.class).get("tryg", "paper");
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
        return handedOver(request, "paper", action);
    }

    private static UUID handedOver(UUID request, String system, Action action) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> task(request, system, action), task -> task != null && task.state() == TaskState.MANUAL)
                .id();
    }

    private static TaskView task(UUID request, String system, Action action) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> system.equals(task.system()) && task.action() == action)
                .findFirst()
                .orElse(null);
    }

    private static List<Item> items(UUID request) {
        List<Item> items = new ArrayList<>();
        hub.bean(Items.class).read(request, items::add);
        return items;
    }

    private static List<String> executions(UUID request) {
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> {
            if (item.right() == Right.ERASURE) {
                executions.add(item.execution());
            }
        });
        return executions;
    }

    private static String path(UUID request, UUID task) {
        return "/api/v1/requests/" + request + "/tasks/" + task;
    }

    private static JsonNode get(String path) {
        HubApi.Reply reply = hub.portal().get("caseworker", path);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.body();
    }

    private static HubApi.Reply post(String path, String json) throws IOException {
        return hub.portal().post("caseworker", path + "/answer", JSON.readTree(json));
    }

    private static HttpResponse<String> send(String path, String answer, String name, String document)
            throws IOException {
        String type = name.endsWith(".pdf") ? "application/pdf" : "application/octet-stream";
        String body = "--b\r\nContent-Disposition: form-data; name=\"document\"; filename=\"" + name
                + "\"\r\nContent-Type: " + type + "\r\n\r\n" + document
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"answer\"\r\nContent-Type: application/json\r\n\r\n"
                + answer + "\r\n--b--\r\n";
        String port = hub.context.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "/answer"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("caseworker:caseworker-demo".getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
