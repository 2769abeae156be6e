package org.dsrhub.erasure;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.connector.Connectors;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Measure;
import org.dsrhub.ledger.Measures;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/**
 * Stage {@code measures}: carries out the rights that neither copy nor erase. What protects the subject comes first and waits for
 * nobody; what a person has to decide waits in review; what was decided is carried out by tasks. Each run looks at the ledger
 * only, so that one that is lost is simply run again.
 */
@Component("measures")
public class MeasuresStage {
    static final String QUEUE = "measures";
    private static final Set<Action> OURS = EnumSet.of(Action.RESTRICT, Action.RECTIFY, Action.WITHDRAW, Action.INFORM);

    private final Requests requests;
    private final Measures measures;
    private final Executions executions;
    private final Connectors connectors;
    private final Restrictions restrictions;
    private final DecisionStage decisions;
    private final Held held;

    MeasuresStage(
            Requests requests,
            Measures measures,
            Executions executions,
            Connectors connectors,
            Restrictions restrictions,
            DecisionStage decisions,
            Held held) {
        this.requests = requests;
        this.measures = measures;
        this.executions = executions;
        this.connectors = connectors;
        this.restrictions = restrictions;
        this.decisions = decisions;
        this.held = held;
    }

    public Completion advance(Lease lease) {
        RequestView request = requests.find(lease.requestId())
                .orElseThrow(() -> new Problem("unknown-request", "the request of this task is gone; look at backups"));
        List<TaskView> tasks = requests.tasks(request.id());
        if (tasks.stream().anyMatch(MeasuresStage::awaited)) {
            return Completion.then(Next.stage(null, QUEUE));
        }
        Map<Right, Measure> decided = measures.of(request.id());
        Measure objection = decided.get(Right.OBJECTION);
        List<NewTask> due = new ArrayList<>();
        if (Restrictions.restricts(request) && !(objection != null && onlyObjects(request))) {
            due.addAll(restrictions.set(request, tasks));
        }
        due.addAll(corrections(request, decided.get(Right.RECTIFICATION), tasks));
        due.addAll(withdrawals(request, decided.get(Right.OTHER_CONSENT_WITHDRAWAL), tasks));
        if (!due.isEmpty()) {
            return Completion.then(Next.tasks(RequestState.EXECUTING, due, QUEUE));
        }
        boolean erases = request.rights().contains(Right.ERASURE);
        if (objection != null) {
            erases |= weighed(lease, request, objection);
        }
        Map<String, Object> open = new TreeMap<>(OpenMeasures.of(request, decided, tasks));
        if (!open.isEmpty()) {
            requests.audit(request.id(), "hub", "person-needed", open);
        }
        return Completion.then(
                !open.isEmpty() || executions.underReview(request.id()) > 0
                        ? Next.rest(RequestState.REVIEW)
                        : Verdict.afterMeasures(erases));
    }

    private static boolean awaited(TaskView task) {
        return OURS.contains(task.action()) && task.blocking() && !task.state().settled();
    }

    private static boolean onlyObjects(RequestView request) {
        return !request.rights().contains(Right.RESTRICTION);
    }

    /** A person corrects where they said so; once that is done, everybody who was sent the data is told (Art. 19). */
    private List<NewTask> corrections(RequestView request, Measure decided, List<TaskView> tasks) {
        if (decided == null || !decided.granted()) {
            return List.of();
        }
        List<NewTask> due = new ArrayList<>();
        for (Connector connector : connectors.of(request.controller())) {
            if (decided.systems().contains(connector.system()) && !has(connector, Action.RECTIFY, tasks)) {
                due.add(connector.task(Action.RECTIFY, Held.nextWave(tasks)));
            }
        }
        boolean done = OpenMeasures.undone(tasks, Action.RECTIFY).isEmpty();
        if (due.isEmpty() && done) {
            for (Connector connector : held.systems(request)) {
                if (connector.rights().get(Right.ERASURE) == Service.NOTIFY && !has(connector, Action.INFORM, tasks)) {
                    due.add(connector.task(Action.INFORM, Held.nextWave(tasks)));
                }
            }
        }
        return due;
    }

    private List<NewTask> withdrawals(RequestView request, Measure decided, List<TaskView> tasks) {
        if (decided == null || !decided.granted()) {
            return List.of();
        }
        return connectors.of(request.controller()).stream()
                .filter(connector -> decided.systems().contains(connector.system()))
                .filter(connector -> !has(connector, Action.WITHDRAW, tasks))
                .map(connector -> connector.task(Action.WITHDRAW, Held.nextWave(tasks)))
                .toList();
    }

    private static boolean has(Connector connector, Action action, List<TaskView> tasks) {
        return tasks.stream()
                .anyMatch(task -> task.action() == action && connector.system().equals(task.system()));
    }

    /** @return whether anything is erased because of it */
    private boolean weighed(Lease lease, RequestView request, Measure objection) {
        if (objection.granted()) {
            if (onlyObjects(request)) {
                restrictions.leaveFlags(request.id());
            }
            if (objection.consequence() == Measure.Consequence.ERASE) {
                decisions.decideObjected(lease, request);
                return true;
            }
        } else if (onlyObjects(request) && restrictions.inForce(request.id()) && !restrictions.lifting(request.id())) {
            restrictions.lift(request.id(), objection.words(), objection.actor());
        }
        return false;
    }
}
