package org.dsrhub.connector;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.Parts;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/**
 * Stage {@code fan-out}: decides which systems are asked next. First those that a sure key of the subject opens; after a
 * collection has found new identifiers, each system that can be asked by one of them; at last those that nobody had a
 * sure key for. Nothing new, and the request goes on.
 */
@Component("fanOut")
public class FanOut {
    /** A chain of identifiers this long is a mistake of some connector file, not a person. */
    static final int MOST_WAVES = 10;

    private final Connectors connectors;
    private final DataControllers controllers;
    private final Requests requests;
    private final Waves waves;
    private final Quarantine quarantine;

    FanOut(Connectors connectors, DataControllers controllers, Requests requests, Waves waves, Quarantine quarantine) {
        this.connectors = connectors;
        this.controllers = controllers;
        this.requests = requests;
        this.waves = waves;
        this.quarantine = quarantine;
    }

    public Completion plan(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        List<Connector> systems = connectors.of(lease.controller()).stream()
                .filter(system -> !system.isStatement())
                .toList();
        List<TaskView> tasks = requests.tasks(lease.requestId());
        List<NewTask> planned = new ArrayList<>();
        boolean suppressed = tasks.stream().anyMatch(task -> task.action() == Action.SUPPRESS);
        if (!suppressed) {
            planned.addAll(suppressions(systems, request.rights()));
        }
        boolean suppresses = suppressed || !planned.isEmpty();
        planned.addAll(branches(request, tasks));
        if (request.needsNoIdentification()) {
            if (!suppresses) {
                // No system keeps such a flag: a person has to see that it happens before anything is confirmed.
                return Completion.then(Next.tasks(RequestState.REVIEW, planned, null));
            }
            return Completion.then(Next.tasks(RequestState.EXECUTING, planned, "answer"));
        }
        if (!suppressed) {
            byHand(request, planned);
        }
        int wave = Waves.next(tasks);
        List<NewTask> questions = wave > MOST_WAVES ? List.of() : questions(systems, tasks, lease, wave);
        planned.addAll(questions);
        if (questions.isEmpty()) {
            planned.addAll(OnBehalf.of(requests.history(lease.requestId())).tasks());
        }
        return questions.isEmpty()
                ? Completion.then(Next.tasks(RequestState.DECIDING, planned, "decision"))
                : Completion.then(Next.tasks(RequestState.COLLECTING, planned, "collection"));
    }

    /** Once where the legal entity has other branches, and once more where it was proven anew who asks. */
    private List<NewTask> branches(RequestView request, List<TaskView> tasks) {
        if (request.isPart() || controllers.get(request.controller()).branches().isEmpty()) {
            return List.of();
        }
        Optional<Instant> opened = tasks.stream()
                .filter(task -> task.queue().equals(Parts.QUEUE) && task.action() == Action.STAGE)
                .map(TaskView::createdAt)
                .max(Comparator.naturalOrder());
        boolean known = opened.isPresent()
                && AuditEntry.last(requests.history(request.id()), "identified")
                        .filter(identified -> identified.at().isAfter(opened.get()))
                        .isEmpty();
        return known ? List.of() : List.of(NewTask.stage(Parts.QUEUE, 0));
    }

    private static List<NewTask> suppressions(List<Connector> systems, Set<Right> rights) {
        return systems.stream()
                .map(system -> system.task(Action.SUPPRESS, 0)
                        .setting(rights.stream()
                                .filter(Right::needsNoIdentification)
                                .filter(right -> system.rights().get(right) == Service.SUPPRESS)
                                .collect(Collectors.toSet())))
                .filter(task -> !task.rights().isEmpty())
                .toList();
    }

    /** What no system flags is a person's; the answer to the rest does not wait for it, and does not say that it is done. */
    private void byHand(RequestView request, List<NewTask> planned) {
        request.rights().stream()
                .filter(Right::needsNoIdentification)
                .filter(right ->
                        planned.stream().noneMatch(task -> task.rights().contains(right)))
                .forEach(right -> quarantine.add(
                        request.controller(),
                        "no-system-flags-it",
                        "no connector of this controller serves " + right.label()
                                + ": have it set by hand, and tell the subject once it is",
                        request.id(),
                        null,
                        "no-system-flags-it:" + request.id() + ":" + right));
    }

    private List<NewTask> questions(List<Connector> systems, List<TaskView> tasks, Lease lease, int wave) {
        Subject subject = requests.subject(lease.requestId());
        String country = controllers.get(lease.controller()).country();
        List<NewTask> questions = systems.stream()
                .filter(system -> {
                    boolean asked = Waves.asked(system, tasks, wave);
                    Predicate<SubjectKey> due = waves.due(system, tasks, subject, wave, country);
                    return subject.allKeys().stream()
                            .anyMatch(key ->
                                    askable(system, key) && due.test(key) && (asked || !Waves.claimedContact(key)));
                })
                .map(system -> system.task(Action.QUERY, wave))
                .toList();
        return questions.isEmpty() ? lastCall(systems, tasks, wave) : questions;
    }

    /**
     * Who has no task yet gets one when nothing better is to be learnt: asked by an address that only the request claims,
     * or found not searchable, so that the answer can name the system.
     */
    private static List<NewTask> lastCall(List<Connector> systems, List<TaskView> tasks, int wave) {
        Set<String> known = tasks.stream()
                .filter(task -> task.action() == Action.QUERY)
                .map(TaskView::queue)
                .collect(Collectors.toSet());
        return systems.stream()
                .filter(system -> !known.contains(system.queue()))
                .map(system -> system.task(Action.QUERY, wave))
                .toList();
    }

    private static boolean askable(Connector system, SubjectKey key) {
        return system.items().values().stream().anyMatch(item -> item.ask().containsKey(key.kind()));
    }
}
