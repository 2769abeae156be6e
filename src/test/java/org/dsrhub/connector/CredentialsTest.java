package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.GraphMail;
import org.dsrhub.simulation.ObjectStore;
import org.dsrhub.simulation.PagedApi;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.simulation.TlsPartner;
import org.dsrhub.simulation.TlsParty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How systems are opened: certificates, passwords and tokens, and what becomes of them while the hub runs. */
class CredentialsTest {
    private static final TlsParty FIRST = new TlsParty("hub-1");
    private static final TlsPartner PARTNER = new TlsPartner(FIRST, "pass-1");
    private static final PagedApi NOTES = new PagedApi();
    private static final GraphMail MAIL = new GraphMail();
    private static final ObjectStore OBJECTS = new ObjectStore();

    @TempDir
    static Path folder;

    private static HubUnderTest hub;

    @BeforeAll
    static void start() throws IOException {
        Path home = folder.resolve("home");
        for (String part : List.of(
                "routes",
                "connectors/schema",
                "connectors/templates",
                "connectors/reference",
                "connectors/tryg/controller.yaml")) {
            copy(Path.of(part), home.resolve(part));
        }
        Path tests = Path.of("src/test/resources");
        copy(tests.resolve("credentials/tryg"), home.resolve("connectors/tryg"));
        for (String file : List.of(
                "connectors-of-apis/notes.yaml",
                "connectors-of-apis/mailboxes.yaml",
                "exchanges/tryg/claim-documents.yaml")) {
            Path from = tests.resolve(file);
            copy(from, home.resolve("connectors/tryg").resolve(from.getFileName()));
        }
        FIRST.write(folder, "hub");
        PARTNER.own().writeCertificate(folder.resolve("partner.crt"));
        Map<String, Object> properties = new HashMap<>();
        properties.put("hub.home", home.toString());
        properties.put("partner.url", PARTNER.url());
        properties.put("partner.password", "file:" + secret("partner", "pass-1"));
        properties.put("partner.bundle", "partner");
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "100ms");
        String bundle = "spring.ssl.bundle.pem.partner.";
        properties.put(bundle + "reload-on-update", "true");
        properties.put(bundle + "keystore.certificate", "file:" + folder.resolve("hub.crt"));
        properties.put(bundle + "keystore.private-key", "file:" + folder.resolve("hub.key"));
        properties.put(bundle + "truststore.certificate", "file:" + folder.resolve("partner.crt"));
        properties.put("notes.url", NOTES.url());
        properties.put("notes.oauth", NOTES.tokenUrl());
        properties.put("notes.secret", NOTES.secret());
        properties.put("mailboxes.url", MAIL.url() + "/v1.0");
        properties.put("mailboxes.oauth", MAIL.tokenUrl());
        properties.put("mailboxes.secret", MAIL.secret());
        properties.put("objects.url", OBJECTS.url());
        properties.put("objects.access-key", "file:" + secret("access-key", OBJECTS.accessKey()));
        properties.put("objects.secret-key", "file:" + secret("secret-key", OBJECTS.secretKey()));
        hub = new HubUnderTest(folder.resolve("around"), properties).withoutAnswers();
    }

    private static Path secret(String name, String value) throws IOException {
        return Files.writeString(folder.resolve(name + ".secret"), value + "\n");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = from.equals(file)
                        ? to
                        : to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @AfterAll
    static void stop() {
        hub.close();
        PARTNER.close();
        NOTES.close();
        MAIL.close();
        OBJECTS.close();
    }

    @Test
    void aPartnerIsOpenedByCertificateAndPasswordOfNow() throws Exception {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 601);
        assertThatThrownBy(PartnerCall::withoutCertificate).isInstanceOf(IOException.class);
        assertThat(settled(ask("partner", person)).state()).isEqualTo(TaskState.DONE);
        assertThat(PARTNER.seen()).containsExactly("CN=hub-1");

        TlsParty second = new TlsParty("hub-2");
        PARTNER.change(second, "pass-2");
        UUID waiting = ask("partner", person);
        await().atMost(Duration.ofSeconds(20)).until(() -> task(waiting).attempt() > 1);
        secret("partner", "pass-2");
        second.write(folder, "hub");
        assertThat(settled(waiting)).extracting(TaskView::state).isEqualTo(TaskState.DONE);
        assertThat(PARTNER.seen()).containsExactly("CN=hub-1", "CN=hub-2");
    }

    /** What the partner does with a client that shows nothing. */
    private static final class PartnerCall {
        static void withoutCertificate() throws Exception {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {PARTNER.own().trust()}, null);
            HttpClient.newBuilder()
                    .sslContext(tls)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(PARTNER.url() + "/notes?cpr=1"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
        }
    }

    @Test
    void aWrongPasswordIsTheOwnersMatter() throws IOException {
        secret("partner", "mistyped");
        try {
            TaskView task = settled(ask("partner", SyntheticPeople.customer("tryg", 602)));
            assertThat(task.state()).isEqualTo(TaskState.FAILED);
            assertThat(task.reason()).startsWith("http-401");
        } finally {
            secret("partner", "pass-1");
        }
    }

    @Test
    void aTokenIsKeptAndRenewedBeforeItEnds() throws Exception {
        NOTES.forgetTokens();
        NOTES.tokenLifetime(5);
        try {
            Connector notes = hub.bean(Connectors.class).get("tryg", "notes");
            HttpLogin login = hub.bean(HttpLogin.class);
            login.refused(notes, login.authorization(notes));
            int issued = NOTES.tokensIssued();
            int refused = NOTES.refusals();
            HttpClient client = HttpClient.newHttpClient();
            List<Integer> answers = new ArrayList<>();
            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> {
                        HttpRequest call = HttpRequest.newBuilder(URI.create(NOTES.url() + "/notes?email=x"))
                                .header("Authorization", login.authorization(notes))
                                .build();
                        answers.add(client.send(call, HttpResponse.BodyHandlers.discarding())
                                .statusCode());
                        return NOTES.tokensIssued() == issued + 2;
                    });
            assertThat(answers).hasSizeGreaterThan(10).containsOnly(200);
            assertThat(NOTES.refusals()).isEqualTo(refused);
        } finally {
            NOTES.tokenLifetime(3600);
        }
    }

    @Test
    void aRefusedTokenIsRenewedOnceAndNotForEver() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 603);
        assertThat(settled(ask("notes", person)).state()).isEqualTo(TaskState.NOTHING_HELD);
        int issued = NOTES.tokensIssued();
        int refused = NOTES.refusals();
        NOTES.forgetTokens();
        assertThat(settled(ask("notes", person)).state()).isEqualTo(TaskState.NOTHING_HELD);
        assertThat(NOTES.tokensIssued()).isEqualTo(issued + 1);
        assertThat(NOTES.refusals()).isEqualTo(refused + 1);
        NOTES.admitNobody(true);
        try {
            TaskView task = settled(ask("notes", person));
            assertThat(task.state()).isEqualTo(TaskState.FAILED);
            assertThat(task.reason()).startsWith("http-401");
            assertThat(NOTES.refusals()).as("once, and once more").isEqualTo(refused + 3);
        } finally {
            NOTES.admitNobody(false);
        }
    }

    @Test
    void anObjectStoreIsOpenedByTheKeysOfNow() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 604);
        OBJECTS.put("claims/" + person.nationalId() + "/a.txt", "a".getBytes(), Map.of("claim", "K-1"));
        OBJECTS.changeAccessKey("HUB2");
        assertThat(settled(ask("claim-documents", person)).state()).isEqualTo(TaskState.FAILED);
        secret("access-key", "HUB2");
        assertThat(settled(ask("claim-documents", person)).state()).isEqualTo(TaskState.DONE);
    }

    @Test
    void neverMoreThanFourCallsAreOpenToAMailbox() {
        MAIL.work(Duration.ofMillis(60));
        try {
            List<UUID> all = IntStream.range(0, 16)
                    .mapToObj(i -> ask("mailboxes", SyntheticPeople.customer("tryg", 610 + i)))
                    .toList();
            assertThat(all).allSatisfy(one -> assertThat(settled(one).state()).isEqualTo(TaskState.NOTHING_HELD));
        } finally {
            MAIL.work(Duration.ZERO);
        }
        assertThat(MAIL.mostAtOnce("claims@tryg.example")).isBetween(2, 4);
        assertThat(MAIL.mostAtOnce("service@tryg.example")).isBetween(1, 4);
    }

    private static UUID ask(String system, SyntheticPerson person) {
        NewRequest request = new NewRequest(
                "tryg",
                null,
                Set.of(Right.ACCESS),
                new Subject(
                        person.name(),
                        null,
                        new NationalId(person.country(), person.nationalId()),
                        List.of(SubjectKey.given(KeyKind.EMAIL, person.email())),
                        null),
                "en",
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence("L3", "e-id", "test"),
                UUID.randomUUID().toString(),
                null,
                null);
        Connector connector = hub.bean(Connectors.class).get("tryg", system);
        return hub.bean(Requests.class)
                .accept(
                        request,
                        LocalDate.of(2027, 1, 4),
                        Next.tasks(RequestState.COLLECTING, List.of(connector.task(Action.QUERY, 0)), null))
                .request()
                .id();
    }

    private static TaskView settled(UUID request) {
        await().atMost(Duration.ofSeconds(30)).until(() -> task(request).state().settled());
        return task(request);
    }

    private static TaskView task(UUID request) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> task.action() == Action.QUERY)
                .findFirst()
                .orElseThrow();
    }
}
