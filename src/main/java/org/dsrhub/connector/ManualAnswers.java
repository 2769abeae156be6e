package org.dsrhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;
import org.springframework.stereotype.Component;

/** Hands tasks to persons, and takes what they found or did as a system's reply is taken: matched, recorded, decided on. */
@Component("manual-answers")
public class ManualAnswers {
    static final String TEMPLATE = "manual";

    /** Parameter of the template: who each have to look. */
    static final String EMPLOYEES = "employees";

    private static final int MOST_ITEMS = 10_000;

    /** What the hub hands to a person where the system itself takes no command for it. */
    private static final Set<Action> BY_HAND =
            EnumSet.of(Action.RESTRICT, Action.LIFT, Action.RECTIFY, Action.WITHDRAW, Action.INFORM);

    private final Replies replies;
    private final Connectors connectors;
    private final WaitingTasks waiting;

    ManualAnswers(Replies replies, Connectors connectors, WaitingTasks waiting) {
        this.replies = replies;
        this.connectors = connectors;
        this.waiting = waiting;
    }

    /** What is done as the subject's words say it. */
    private static final Set<Action> SAID = EnumSet.of(Action.RECTIFY, Action.WITHDRAW, Action.INFORM);

    /**
     * A record that a person found.
     *
     * @param record its fields by the form's names; those left out are empty
     */
    public record Found(String type, Map<String, Object> record, List<Scan> documents) {
        @Override
        public String toString() {
            return "Found[" + type + "]";
        }
    }

    /** A scanned document, in the vault but for its row. @param name as the person called the file */
    public record Scan(String name, Blob blob) {
        @Override
        public String toString() {
            return blob.toString();
        }
    }

    /** @return empty where the task is no person's from the start: its system is asked by the hub, or it is a stage */
    public Optional<ManualForm> form(String controller, TaskView task, String language) {
        if (task.action() == Action.STAGE
                || !(BY_HAND.contains(task.action()) && task.state() == TaskState.MANUAL)
                        && !isManual(controller, task.system())) {
            return Optional.empty();
        }
        Connector connector = connectors.get(controller, task.system());
        boolean asks = task.action() == Action.QUERY || task.action() == Action.PROVE;
        Subject subject = replies.services().requests().subject(task.requestId());
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        replies.askedBy(connector, subject).forEach((kind, values) -> keys.put(kind.label(), values));
        Map<String, ManualForm.ItemForm> items = new LinkedHashMap<>();
        if (asks) {
            connector.items().values().forEach(type -> items.put(type.name(), form(type, language)));
        }
        return Optional.of(new ManualForm(
                connector.title(language),
                connector.owner(),
                replies.parameter(connector, "instructions", null),
                employees(connector),
                task.replyBy(),
                new ManualForm.LookFor(subject.name(), subject.birthDate(), keys),
                items,
                asks ? List.of() : references(task),
                SAID.contains(task.action())
                        ? replies.services()
                                .requests()
                                .original(task.requestId())
                                .details()
                        : null));
    }

    private boolean isManual(String controller, String system) {
        return connectors.of(controller).stream()
                .anyMatch(one -> one.system().equals(system) && one.template().equals(TEMPLATE));
    }

    private static ManualForm.ItemForm form(ItemType type, String language) {
        List<ManualForm.Field> fields = new ArrayList<>();
        type.fields().forEach((name, field) -> {
            boolean reference = name.equals(type.reference());
            fields.add(
                    reference ? 0 : fields.size(),
                    new ManualForm.Field(
                            name,
                            field.titles().getOrDefault(language, field.titles().getOrDefault("en", name)),
                            field.type() == null ? null : field.type().name().toLowerCase(java.util.Locale.ROOT),
                            reference));
        });
        return new ManualForm.ItemForm(
                type.titles().getOrDefault(language, type.titles().get("en")), type.reference(), fields);
    }

    private List<String> employees(Connector connector) {
        String all = replies.parameter(connector, EMPLOYEES, "");
        return Arrays.stream(all.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private List<ManualForm.Reference> references(TaskView task) {
        if (BY_HAND.contains(task.action())) {
            return ofSystem(task);
        }
        Set<UUID> pending = new HashSet<>();
        replies.services().items().decisions(task.requestId(), item -> {
            if (item.system().equals(task.system()) && "PENDING".equals(item.execution())) {
                pending.add(item.itemId());
            }
        });
        List<ManualForm.Reference> references = new ArrayList<>();
        if (!pending.isEmpty()) {
            replies.services().items().read(task.requestId(), item -> {
                if (pending.contains(item.id()) && references.size() < MOST_ITEMS) {
                    references.add(new ManualForm.Reference(item.type(), item.reference()));
                }
            });
        }
        return references;
    }

    private List<ManualForm.Reference> ofSystem(TaskView task) {
        List<ManualForm.Reference> references = new ArrayList<>();
        replies.services().items().read(task.requestId(), item -> {
            if (item.system().equals(task.system()) && references.size() < MOST_ITEMS) {
                references.add(new ManualForm.Reference(item.type(), item.reference()));
            }
        });
        return references;
    }

    /** First hands the task over, later reminds as often as the file says, and at last says that it is overdue. */
    public Completion handOver(Lease lease) {
        Connector connector = connectors.get(lease.controller(), lease.system());
        if (Flags.over(lease, replies.services())) {
            return Flags.overCompletion();
        }
        int employees = employees(connector).size();
        String who = connector.owner() + (employees == 0 ? "" : " (" + employees + " employees, each for themselves)");
        String what = lease.action() == Action.QUERY
                ? "look it up and answer with the records"
                : BY_HAND.contains(lease.action()) ? Flags.what(lease.action()) : "do it and confirm";
        if (lease.overdue()) {
            return Completion.as(TaskState.MANUAL, "manual-overdue: " + who + " had to " + what);
        }
        String remind = replies.parameter(connector, "remind", null);
        Duration after = remind == null ? null : ConnectorReader.duration(remind);
        String code = lease.attempt() > 1 ? "manual-reminder: " : "manual: ";
        return new Completion(TaskState.MANUAL, code + who + " is to " + what, after, null, 0, null, null, null);
    }

    /**
     * Takes what a person found or did.
     *
     * @param found of a question, empty where nothing was found; ignored with a command, which is confirmed
     * @param actor who answers
     * @param audited details for the request's chain, asked for once the task is ours; no personal data
     * @throws Problem {@code record-without-reference}
     * @throws Requests.StateConflict where the task is answered already or somebody works on it
     */
    public void answer(UUID taskId, List<Found> found, String actor, Supplier<Map<String, Object>> audited) {
        if (!(waiting.claim(taskId) instanceof WaitingTasks.Claim.Claimed claimed)) {
            throw new Requests.StateConflict("the task is answered already, or is being worked on; look again");
        }
        Lease lease = claimed.lease();
        try {
            boolean asks = lease.action() == Action.QUERY || lease.action() == Action.PROVE;
            Completion completion = asks ? found(lease, found) : done(lease);
            Map<String, Object> details = new LinkedHashMap<>(audited.get());
            details.put("task", taskId.toString());
            details.put("items", completion.items());
            replies.services().requests().audit(lease.requestId(), actor, "task-answered", details);
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

    private Completion found(Lease lease, List<Found> all) throws IOException {
        Connector connector = connectors.get(lease.controller(), lease.system());
        try (Reply reply = replies.answering(lease)) {
            while (reply.next()) {
                // each key that the person was asked with
            }
            for (Found one : all) {
                ItemType type = connector.items().get(one.type());
                Map<String, Object> record = new LinkedHashMap<>(one.record());
                type.fields().keySet().forEach(field -> record.putIfAbsent(field, null));
                reply.add(new Call(List.of(type), null, "", null, null), record, kept -> media(one));
            }
            return reply.finish();
        }
    }

    private static List<Sink.SealedMedia> media(Found found) {
        return found.documents().stream()
                .map(scan -> new Sink.SealedMedia(
                        new Item.Media(
                                scan.name(),
                                scan.blob().mediaType(),
                                scan.blob().id(),
                                scan.blob().size()),
                        scan.blob()))
                .toList();
    }

    private Completion done(Lease lease) throws IOException {
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
