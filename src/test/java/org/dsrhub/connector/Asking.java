package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
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
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SyntheticPerson;

/** A request that asks one system and nobody else, then has it erase, and proves that it did. */
final class Asking {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    final UUID request;
    private final HubUnderTest hub;
    private final Connector connector;

    private Asking(HubUnderTest hub, UUID request, Connector connector) {
        this.hub = hub;
        this.request = request;
        this.connector = connector;
    }

    /** @param keys that are known beside the national number */
    static Asking of(HubUnderTest hub, String system, SyntheticPerson person, List<SubjectKey> keys) {
        Connector connector = hub.bean(Connectors.class).get("tryg", system);
        NewRequest request = new NewRequest(
                "tryg",
                null,
                Set.of(Right.ACCESS, Right.ERASURE),
                new Subject(person.name(), null, new NationalId(person.country(), person.nationalId()), keys, null),
                "en",
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence("L3", "e-id", "test"),
                UUID.randomUUID().toString(),
                null,
                null);
        UUID id = hub.bean(Requests.class)
                .accept(
                        request,
                        LocalDate.of(2027, 1, 4),
                        Next.tasks(RequestState.COLLECTING, List.of(connector.task(Action.QUERY, 0)), null))
                .request()
                .id();
        return new Asking(hub, id, connector);
    }

    String queue() {
        return connector.queue();
    }

    /** The last of its kind. */
    TaskView task(Action action) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> task.action() == action)
                .max(Comparator.comparingInt(TaskView::wave))
                .orElseThrow();
    }

    TaskView settled(Action action) {
        await().atMost(LONGEST).until(() -> task(action).state().settled());
        return task(action);
    }

    void is(Action action, TaskState state) {
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(task(action).state()).isEqualTo(state));
    }

    /** A person has the failed task tried again. */
    void retry(Action action) {
        hub.bean(Requests.class).retry(request, task(action).id(), "clerk");
    }

    List<Item> items() {
        List<Item> items = new ArrayList<>();
        hub.bean(Items.class).read(request, items::add);
        return items;
    }

    List<String> contents() throws IOException {
        List<String> contents = new ArrayList<>();
        for (Item item : items()) {
            for (Item.Media media : item.media()) {
                try (var in = hub.bean(org.dsrhub.vault.Vault.class).read(media.blobId())) {
                    contents.add(media.name() + "=" + new String(in.readAllBytes()));
                }
            }
        }
        return contents;
    }

    /** A clerk lets all of it go, and the system is told to. */
    TaskView erase() {
        commandErasure();
        return settled(Action.ERASE);
    }

    void commandErasure() {
        command(Action.ERASE);
    }

    void command(Action action) {
        command(action, Outcome.ERASE);
    }

    void command(Action action, Outcome outcome) {
        List<UUID> all = items().stream().map(Item::id).toList();
        Decision erase = new Decision(outcome, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
        hub.bean(Items.class)
                .decide(
                        request,
                        Right.ERASURE,
                        LocalDate.of(2026, 12, 1),
                        "clerk",
                        all.stream().map(id -> new Items.Decided(id, erase)).toList());
        hub.bean(Executions.class).pend(request, all);
        enqueue(action);
    }

    TaskView prove() {
        enqueue(Action.PROVE);
        return settled(Action.PROVE);
    }

    void enqueue(Action action) {
        int wave = 20 + hub.bean(Requests.class).tasks(request).size();
        NewTask task = connector.task(action, wave);
        hub.bean(Requests.class)
                .apply(
                        request,
                        Set.of(RequestState.values()),
                        "clerk",
                        "test",
                        Map.of(),
                        Next.tasks(RequestState.EXECUTING, List.of(task), null));
    }

    /** How each item's erasure stands. */
    List<String> executions() {
        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> executions.add(item.execution()));
        return executions;
    }
}
