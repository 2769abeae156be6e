package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.system.Portal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong around the hub ends in a clear reason, a retry, or an entry that a person can resolve. */
class BadInputTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubUnderTest hub = HubUnderTest.shared();
    private final Portal portal = hub.portal();

    @AfterEach
    void behave() {
        hub.disk.full(false);
        hub.around.tryg().claims().behave();
    }

    @Test
    void aRecordingThatTheIndexNamesOutsideOfTheShareIsNotRead() throws Exception {
        SyntheticPerson person = withAudio(501);
        Path secret = hub.around.tryg().recordings().media().resolveSibling("secret.wav");
        Files.writeString(secret, "RIFF");
        hub.around.tryg().recordings().misname(person.recordings().get(0).id(), "../secret.wav");
        UUID request = hub.accept(person, Set.of(Right.ACCESS));

        TaskView task = settled(request, "call-recordings");
        assertThat(task.state()).isEqualTo(TaskState.FAILED);
        assertThat(task.reason()).startsWith("file-outside-share: ").doesNotContain("secret.wav");
        assertThat(items(request, "call-recordings")).isEmpty();
    }

    @Test
    void aServerThatShowsAnotherHostKeyGetsNothing() {
        hub.around.tryg().collection().sftp().impostor(true);
        UUID request;
        try {
            request = hub.accept(customer(502), Set.of(Right.ACCESS));
            TaskView task = settled(request, "debt-collection");
            assertThat(task.state()).isEqualTo(TaskState.FAILED);
            assertThat(task.reason()).startsWith("sftp-host-key: ").contains("known-hosts");
        } finally {
            hub.around.tryg().collection().sftp().impostor(false);
        }
        assertThat(retry(request, task(request, "debt-collection")).status()).isEqualTo(200);
        assertThat(settled(request, "debt-collection").state()).isIn(TaskState.DONE, TaskState.NOTHING_HELD);
    }

    @Test
    void whileTheDiskOfTheVaultIsFullTheTaskIsTriedAgainAndNothingIsLost() {
        SyntheticPerson person = withAudio(503);
        hub.disk.full(true);
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            TaskView task = task(request, "call-recordings");
            assertThat(task.attempt()).isGreaterThan(1);
            assertThat(task.state()).isIn(TaskState.DUE, TaskState.RUNNING);
            assertThat(task.reason()).startsWith("vault-full: ");
        });
        hub.disk.full(false);

        assertThat(settled(request, "call-recordings").state()).isEqualTo(TaskState.DONE);
        assertThat(items(request, "call-recordings"))
                .hasSize(1)
                .allMatch(item -> item.media().size() == 1);
    }

    @Test
    void aFailedTaskIsTriedAgainByAPersonAndOneThatIsDoneIsNot() {
        hub.around.tryg().claims().cutJson(true);
        UUID request = hub.accept(customer(504), Set.of(Right.ACCESS));
        assertThat(settled(request, "claims").state()).isEqualTo(TaskState.FAILED);
        hub.around.tryg().claims().cutJson(false);

        TaskView failed = task(request, "claims");
        assertThat(retry(request, failed).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Set.of(TaskState.DONE, TaskState.NOTHING_HELD)
                        .contains(task(request, "claims").state()));
        assertThat(retry(request, failed).status()).isEqualTo(409);
        assertThat(portal.post("auditor", path(request, failed) + "/retry", null)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPersonAnswersForASystemThatFailedButHandsInNoRecords() {
        hub.around.tryg().claims().cutJson(true);
        UUID request = hub.accept(customer(505), Set.of(Right.ACCESS));
        TaskView failed = settled(request, "claims");
        HubApi.Reply refused = portal.post(
                "caseworker",
                path(request, failed) + "/answer",
                json("{\"state\": \"NOTHING_HELD\", \"reason\": \"looked\", \"records\": [{\"a\": 1}]}"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("errors").findValuesAsText("pointer")).containsExactly("/records");
        assertThat(refused.body().toString()).contains("retry the task");

        HubApi.Reply taken = portal.post(
                "caseworker",
                path(request, failed) + "/answer",
                json("{\"state\": \"NOTHING_HELD\", \"reason\": \"looked through the binder\"}"));
        assertThat(taken.status()).as("%s", taken.body()).isEqualTo(200);
        assertThat(task(request, "claims").state()).isEqualTo(TaskState.NOTHING_HELD);
    }

    @Test
    void whatIsQuarantinedIsResolvedOnceByAPersonWithAReason() {
        Quarantine quarantine = hub.bean(Quarantine.class);
        UUID request = hub.accept(customer(506), Set.of(Right.ACCESS));
        UUID known = quarantine.add("tryg.test", "test", "look", request, null, "test-" + UUID.randomUUID());
        UUID alone = quarantine.add("tryg.test", "test", "look", null, null, "test-" + UUID.randomUUID());
        for (UUID id : List.of(known, alone)) {
            String path = "/api/v1/quarantine/" + id + "/resolution";
            JsonNode reason = json("{\"reason\": \"sent back to the agency\"}");
            assertThat(portal.post("caseworker", path, json("{}")).status()).isEqualTo(422);
            assertThat(portal.post("auditor", path, reason).status()).isEqualTo(403);
            assertThat(portal.post("caseworker", path, reason).status()).isEqualTo(204);
            assertThat(portal.post("caseworker", path, reason).status()).isEqualTo(404);
        }
        assertThat(quarantine.open()).noneMatch(entry -> Set.of(known, alone).contains(entry.id()));
        assertThat(hub.bean(Requests.class).history(request))
                .anyMatch(entry -> entry.event().equals("quarantine-resolved")
                        && !entry.details().toString().contains("agency"));
    }

    @Test
    void everyPageOfAReplyCountsAgainstTheRateOfItsSystem() {
        SyntheticPerson one = customer(507);
        SyntheticPerson two = customer(508);
        hub.around.tryg().claims().flood(one, 1000);
        hub.around.tryg().claims().flood(two, 1000);
        Connector claims = hub.bean(Connectors.class).get("tryg", "claims");
        hub.bean(Backends.class).register(claims.backend(), new Backends.Limits(4, 8, Duration.ofSeconds(2)));
        try {
            hub.around.tryg().claims().counter().reset();
            List<UUID> requests = List.of(hub.accept(one, Set.of(Right.ACCESS)), hub.accept(two, Set.of(Right.ACCESS)));
            requests.forEach(request -> assertThat(settled(request, "claims"))
                    .matches(task -> task.state() == TaskState.DONE && task.items() >= 1000));
            assertThat(hub.around.tryg().claims().calls()).isGreaterThanOrEqualTo(20);
            assertThat(hub.around.tryg().claims().counter().maxCallsWithin(2)).isLessThanOrEqualTo(8);
        } finally {
            hub.bean(Backends.class)
                    .register(
                            claims.backend(),
                            new Backends.Limits(
                                    claims.limits().concurrency(),
                                    claims.limits().permits(),
                                    claims.limits().per()));
        }
    }

    private SyntheticPerson customer(int number) {
        return hub.around.add(SyntheticPeople.customer("tryg", number));
    }

    private SyntheticPerson withAudio(int number) {
        return hub.around.add(SyntheticPeople.withAudio(SyntheticPeople.customer("tryg", number), 300_000));
    }

    private HubApi.Reply retry(UUID request, TaskView task) {
        return portal.post("caseworker", path(request, task) + "/retry", null);
    }

    private static String path(UUID request, TaskView task) {
        return "/api/v1/requests/" + request + "/tasks/" + task.id();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private TaskView settled(UUID request, String system) {
        return await().atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .until(() -> task(request, system), task -> task.state().settled());
    }

    /** The first of the system's tasks. */
    private TaskView task(UUID request, String system) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> system.equals(task.system()))
                .findFirst()
                .orElseThrow();
    }

    private List<Item> items(UUID request, String system) {
        List<Item> items = new ArrayList<>();
        hub.bean(Items.class).read(request, items::add);
        return items.stream().filter(item -> item.system().equals(system)).toList();
    }
}
