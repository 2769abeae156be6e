package org.dsrhub.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/** Hands tasks to persons, and takes what they found or did as a system's reply is taken: matched, recorded, decided on. */
@Component("manual-answers")
public class ManualAnswers {
    private static final int MOST_ITEMS = 10_000;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Replies replies;
    private final Connectors connectors;
    private final WaitingTasks waiting;

    ManualAnswers(Replies replies, Connectors connectors, WaitingTasks waiting) {
        this.replies = replies;
        this.connectors = connectors;
        this.waiting = waiting;
    }

    /**
     * What a person is asked to fill in.
     *
     * @param instructions null where the file has none
     * @param fields item type → its fields, the one that names the record first
     */
    public record Form(String title, String owner, String instructions, Map<String, List<String>> fields) {}

    /** @throws Problem {@code unknown-system} */
    public Form form(String controller, String system, String language) {
        Connector connector = connectors.get(controller, system);
        Map<String, List<String>> fields = new LinkedHashMap<>();
        connector.items().values().forEach(type -> {
            List<String> names = new ArrayList<>(type.fields().keySet());
            names.remove(type.reference());
            names.add(0, type.reference());
            fields.put(type.name(), names);
        });
        return new Form(
                connector.title(language),
                connector.owner(),
                replies.parameter(connector, "instructions", null),
                fields);
    }

    /** First hands the task over, later reminds, and at last says that it is overdue. */
    public Completion handOver(Lease lease) {
        Connector connector = connectors.get(lease.controller(), lease.system());
        String what = lease.action() == Action.QUERY ? "look it up and answer with the records" : "do it and confirm";
        String remind = replies.parameter(connector, "remind", null);
        if (lease.overdue()) {
            return Completion.as(TaskState.MANUAL, "manual-overdue: " + connector.owner() + " had to " + what);
        }
        if (lease.attempt() > 1) {
            return Completion.as(TaskState.MANUAL, "manual-reminder: " + connector.owner() + " is to " + what);
        }
        Duration after = remind == null ? null : ConnectorReader.duration(remind);
        return new Completion(
                TaskState.MANUAL, "manual: " + connector.owner() + " is to " + what, after, null, 0, null, null, null);
    }

    /**
     * Takes the answer of a person.
     *
     * @param records of a question: a JSON array of {@code {"type": …, "record": {field: value}}}, empty where nothing was
     *     found; ignored with a command, which is confirmed
     * @param actor who answers
     * @throws Problem {@code answer-unreadable}, {@code unknown-item}, {@code unknown-field}, {@code record-without-reference}
     * @throws Requests.StateConflict where the task is answered already or somebody works on it
     */
    public void answer(UUID taskId, String records, String actor) {
        if (!(waiting.claim(taskId) instanceof WaitingTasks.Claim.Claimed claimed)) {
            throw new Requests.StateConflict("the task is answered already, or is being worked on; look again");
        }
        Lease lease = claimed.lease();
        try {
            Completion completion = lease.action() == Action.QUERY ? found(lease, records) : done(lease);
            replies.services()
                    .requests()
                    .audit(
                            lease.requestId(),
                            actor,
                            "task-answered",
                            Map.of("task", taskId.toString(), "items", completion.items()));
            if (!waiting.complete(lease, completion)) {
                throw new Requests.StateConflict("the task was taken over meanwhile; look again");
            }
        } catch (IOException e) {
            waiting.release(lease);
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            waiting.release(lease);
            throw e;
        }
    }

    private record Found(ItemType type, Map<String, Object> record) {}

    private Completion found(Lease lease, String records) throws IOException {
        Connector connector = connectors.get(lease.controller(), lease.system());
        List<Found> all = read(connector, records);
        try (Reply reply = replies.answering(lease)) {
            while (reply.next()) {
                // each key that the person was asked with
            }
            for (Found one : all) {
                reply.add(
                        new Call(List.of(one.type), null, "", null, null),
                        new LinkedHashMap<>(one.record),
                        Sink.MediaSource.NONE);
            }
            return reply.finish();
        }
    }

    private static List<Found> read(Connector connector, String records) {
        List<Found> all = new ArrayList<>();
        try {
            JsonNode array = JSON.readTree(records);
            if (array == null || !array.isArray()) {
                throw new Problem("answer-unreadable", "give a JSON array of {\"type\": …, \"record\": {…}}");
            }
            for (JsonNode element : array) {
                ItemType type = connector.items().get(element.path("type").asText());
                if (type == null) {
                    throw new Problem(
                            "unknown-item",
                            "'type' is one of " + connector.items().keySet());
                }
                Map<String, Object> record = JSON.convertValue(
                        element.path("record"), new TypeReference<LinkedHashMap<String, Object>>() {});
                all.add(new Found(type, complete(type, record)));
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new Problem("answer-unreadable", "give a JSON array of {\"type\": …, \"record\": {…}}");
        }
        return all;
    }

    /** A person leaves out what is empty. */
    private static Map<String, Object> complete(ItemType type, Map<String, Object> record) {
        if (record == null || !type.fields().keySet().containsAll(record.keySet())) {
            throw new Problem(
                    "unknown-field",
                    "a record of '" + type.name() + "' has the fields "
                            + type.fields().keySet());
        }
        Records.reference(type, record);
        type.fields().keySet().forEach(field -> record.putIfAbsent(field, null));
        return record;
    }

    private Completion done(Lease lease) throws IOException {
        if (lease.action() == Action.PROVE) {
            try (Reply reply = replies.answering(lease)) {
                while (reply.next()) {
                    // looked for by each key, and nothing found
                }
                return reply.finish();
            }
        }
        if (lease.action() != Action.ERASE && lease.action() != Action.ANONYMISE && lease.action() != Action.NOTIFY) {
            return Completion.as(TaskState.DONE, "answered-by-a-person");
        }
        try (Reply reply = replies.answering(lease)) {
            if (!reply.ended()) {
                for (Item item = reply.commands().nextItem(MOST_ITEMS);
                        item != null;
                        item = reply.commands().nextItem(MOST_ITEMS)) {
                    reply.carriedOut(item);
                    for (Item more = reply.commands().nextOfChunk();
                            more != null;
                            more = reply.commands().nextOfChunk()) {
                        reply.carriedOut(more);
                    }
                }
            }
            return reply.finish();
        }
    }
}
