package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests go from the fan-out to the decision over all kinds of systems, and the systems misbehave. */
class CollectingTest {
    private final HubUnderTest hub = HubUnderTest.shared();

    @AfterEach
    void behave() {
        List.of(hub.around.tryg(), hub.around.gjensidigeEe()).forEach(controller -> {
            controller.httpSystems().forEach(system -> system.behave());
            controller.core().down(false);
            controller.collection().down(false);
            controller.collection().wrongPerson(false);
            controller.collection().halfWrittenFor(Duration.ZERO);
        });
        resume("tryg", "claims");
    }

    @Test
    void everyFileIsARouteNamedLikeItsQueue() {
        CamelContext camel = hub.bean(CamelContext.class);
        for (Connector connector : hub.bean(Connectors.class).all()) {
            assertThat(camel.getRouteController().getRouteStatus(connector.queue()))
                    .as(connector.queue())
                    .isEqualTo(ServiceStatus.Started);
            assertThat(camel.getRoute(connector.queue()).getDescription()).startsWith(connector.title("en"));
        }
    }

    @Test
    void aDanishCustomerIsFoundInEverySystem() {
        UUID request = hub.accept(SyntheticPeople.p3(), Set.of(Right.ACCESS));
        decided(request);
        assertThat(found(request))
                .isEqualTo(Map.of(
                        "crm.customer", 1,
                        "policies.policy", 1,
                        "quotes.private-quote", 1,
                        "call-recordings.documentation-call", 1,
                        "consents.consent", 1,
                        "chat.chat", 1,
                        "tryghedsgruppen.membership", 1));
        assertThat(states(request, "claims")).containsOnly(TaskState.NOTHING_HELD);
        assertThat(states(request, "debt-collection")).containsOnly(TaskState.NOTHING_HELD);
        assertThat(states(request, "call-recordings")).contains(TaskState.DONE);
    }

    @Test
    void anEstonianCustomerIsFoundInEverySystem() {
        UUID request = hub.accept(SyntheticPeople.p10(), Set.of(Right.ERASURE));
        decided(request);
        assertThat(found(request))
                .isEqualTo(Map.of(
                        "crm.customer", 1,
                        "policies.policy", 1,
                        "quotes.quote", 1,
                        "carts.cart", 1,
                        "claims.claim", 2,
                        "call-recordings.call", 2,
                        "debt-collection.debt", 1,
                        "consents.consent", 1));
    }

    @Test
    void aRecordingBringsItsAudioAndWhatTheSidecarSays() throws Exception {
        UUID request = hub.accept(SyntheticPeople.p3(), Set.of(Right.ACCESS));
        decided(request);
        Item recording = items(request).stream()
                .filter(item -> item.system().equals("call-recordings"))
                .findFirst()
                .orElseThrow();
        assertThat(recording.record()).containsKeys("durationSeconds", "transcript");
        assertThat(recording.media()).hasSize(1);
        byte[] heard = hub.portal()
                .bytes(
                        "caseworker",
                        "/api/v1/requests/" + request + "/items/" + recording.id() + "/media/"
                                + recording.media().get(0).blobId());
        assertThat(new String(heard, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(heard));
        assertThat(hub.bean(Requests.class).history(request))
                .as("the chain of custody: what the archive sent, and who heard it")
                .anyMatch(entry -> entry.event().equals("recordings-taken")
                        && entry.details().toString().contains(sha256))
                .anyMatch(entry -> entry.event().equals("recording-fetched")
                        && entry.actor().equals("caseworker"));
    }

    @Test
    void aRecordOfSomebodyElseIsQuarantinedAndTheOthersAreKept() {
        hub.around.tryg().claims().wrongPerson(true);
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 3), Set.of(Right.ACCESS));
        mixedUp(request);
        resume("tryg", "claims");
        decided(request);
        assertThat(states(request, "claims")).containsOnly(TaskState.QUARANTINED);
        assertThat(found(request)).containsEntry("crm.customer", 1);
        assertThat(items(request))
                .allMatch(item -> !item.system().equals("claims")
                        || SyntheticPeople.customer("tryg", 3)
                                .nationalId()
                                .equals(item.record().get("nationalId")));
        assertThat(hub.bean(Quarantine.class).open())
                .anyMatch(entry -> request.equals(entry.requestId()) && entry.blobId() != null);
    }

    @Test
    void aSystemThatMixesPeopleUpIsNotAskedAgainUntilAPersonHasLooked() {
        hub.around.tryg().claims().wrongPerson(true);
        mixedUp(hub.accept(SyntheticPeople.customer("tryg", 13), Set.of(Right.ACCESS)));
        hub.around.tryg().claims().wrongPerson(false);
        UUID next = hub.accept(SyntheticPeople.customer("tryg", 14), Set.of(Right.ACCESS));
        await().atMost(Duration.ofSeconds(60)).until(() -> states(next, "crm").contains(TaskState.DONE));
        assertThat(states(next, "claims")).containsOnly(TaskState.DUE);
        assertThat(backend("tryg", "claims").paused()).isTrue();
        assertThat(backend("tryg", "claims").reason()).startsWith("record-of-another-person: ");

        resume("tryg", "claims");
        decided(next);
        assertThat(states(next, "claims")).doesNotContain(TaskState.QUARANTINED);
    }

    private void mixedUp(UUID request) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> states(request, "claims").contains(TaskState.QUARANTINED));
    }

    private Backends.BackendView backend(String controller, String system) {
        String name = hub.bean(Connectors.class).of(controller).stream()
                .filter(connector -> connector.system().equals(system))
                .findFirst()
                .orElseThrow()
                .backend();
        return hub.bean(Backends.class).all().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void resume(String controller, String system) {
        hub.bean(Backends.class).resume(backend(controller, system).name(), "test");
    }

    @Test
    void aReplyCutOffEachTimeFailsWithARemedy() {
        hub.around.tryg().claims().cutJson(true);
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 4), Set.of(Right.ACCESS));
        decided(request);
        TaskView claims = task(request, "claims");
        assertThat(claims.state()).isEqualTo(TaskState.FAILED);
        assertThat(claims.attempt()).isGreaterThan(2);
        assertThat(claims.reason()).startsWith("reply-unreadable: ");
    }

    @Test
    void aReplyThatIsNoJsonOnceIsAskedForAgain() {
        hub.around.tryg().chat().notJson(true);
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 5), Set.of(Right.ACCESS));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hub.bean(Requests.class).tasks(request).stream()
                        .anyMatch(task -> "chat".equals(task.system()) && task.attempt() > 1));
        hub.around.tryg().chat().notJson(false);
        decided(request);
        assertThat(states(request, "chat")).contains(TaskState.DONE);
    }

    @Test
    void aThrottledSystemIsLeftAloneAsLongAsItAsks() {
        hub.around.tryg().claims().retryAfter(1);
        hub.around.tryg().claims().throttle(1);
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 6), Set.of(Right.ACCESS));
        decided(request);
        TaskView claims = task(request, "claims");
        assertThat(claims.state()).isEqualTo(TaskState.DONE);
        assertThat(claims.attempt()).isEqualTo(2);
        assertThat(Duration.between(claims.createdAt(), claims.finishedAt())).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void aDeadSystemDelaysNobodyElse() {
        hub.around.tryg().claims().refusing(true);
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 7), Set.of(Right.ACCESS));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(tasks(request))
                        .filteredOn(task ->
                                task.action() == Action.QUERY && !task.system().equals("claims"))
                        .isNotEmpty()
                        .allMatch(task -> task.state().settled()));
        assertThat(task(request, "claims").state()).isIn(TaskState.DUE, TaskState.RUNNING);
        hub.around.tryg().claims().refusing(false);
        decided(request);
        assertThat(states(request, "claims")).containsOnly(TaskState.DONE);
    }

    @Test
    void aHalfWrittenAnswerIsLeftUntilItIsWhole() {
        hub.around.tryg().collection().halfWrittenFor(Duration.ofMillis(250));
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 8), Set.of(Right.ACCESS));
        decided(request);
        assertThat(states(request, "debt-collection")).allMatch(TaskState::settled);
        assertThat(states(request, "debt-collection")).doesNotContain(TaskState.FAILED);
    }

    @Test
    void anAnswerThatNoTaskWaitsForIsQuarantined() {
        UUID unknown = UUID.randomUUID();
        hub.around.tryg().collection().answerFor(unknown.toString());
        Path quarantined = hub.around.tryg().collection().sftp().root().resolve("quarantine/ANS_" + unknown + ".csv");
        await().atMost(Duration.ofSeconds(20)).until(() -> java.nio.file.Files.exists(quarantined));
        assertThat(hub.bean(Quarantine.class).open())
                .anyMatch(entry -> entry.source().equals("tryg.debt-collection")
                        && entry.reason().equals("answer-without-task"));
    }

    @Test
    void aWithdrawalOfConsentOnlySuppresses() {
        SyntheticPerson mari = SyntheticPeople.pw();
        UUID request = hub.accept(mari, Set.of(Right.CONSENT_WITHDRAWAL));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hub.around.gjensidigeEe().consents().suppresses(mari.email()));
        assertThat(tasks(request)).allMatch(task -> task.action() == Action.SUPPRESS || task.system() == null);
    }

    @Test
    void namesThatLookLikeCodeAreOnlyNames() {
        SyntheticPerson quoted = SyntheticPeople.customer("tryg", 9);
        UUID request = hub.accept(
                quoted, Set.of(Right.ACCESS), "O'Brien'); DROP TABLE customer--", "a'b+c&d=e f@mail.example");
        decided(request);
        assertThat(found(request)).containsEntry("crm.customer", 1);
        assertThat(tasks(request)).noneMatch(task -> task.state() == TaskState.FAILED);
    }

    private void decided(UUID request) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() ->
                        assertThat(tasks(request)).extracting(TaskView::queue).contains("decision"));
    }

    private List<TaskView> tasks(UUID request) {
        return hub.bean(Requests.class).tasks(request);
    }

    private TaskView task(UUID request, String system) {
        return tasks(request).stream()
                .filter(task -> system.equals(task.system()))
                .findFirst()
                .orElseThrow();
    }

    private List<TaskState> states(UUID request, String system) {
        return tasks(request).stream()
                .filter(task -> system.equals(task.system()))
                .map(TaskView::state)
                .toList();
    }

    private List<Item> items(UUID request) {
        List<Item> items = new ArrayList<>();
        hub.bean(Items.class).read(request, items::add);
        return items;
    }

    private Map<String, Integer> found(UUID request) {
        Map<String, Integer> found = new TreeMap<>();
        items(request).forEach(item -> found.merge(item.system() + "." + item.type(), 1, Integer::sum));
        return found;
    }
}
