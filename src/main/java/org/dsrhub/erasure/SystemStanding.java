package org.dsrhub.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Executions.Standing;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;

/** One system's part in the erasure of one request. */
record SystemStanding(Connector connector, List<Standing> rows) {

    String name() {
        return connector.system();
    }

    boolean shadow() {
        return connector.mode() == Connector.Mode.SHADOW;
    }

    /** A recipient that is told what was erased (Art. 19); its acknowledgement is the proof. */
    boolean notified() {
        return connector.rights().get(Right.ERASURE) == Service.NOTIFY;
    }

    int owed() {
        return rows.stream().filter(Standing::owed).mapToInt(Standing::items).sum();
    }

    /** Whether anything may still be handed to erasing; refusals looked at once more count too. */
    boolean toErase() {
        return !shadow() && (owed() > 0 || count("PENDING", null) > 0);
    }

    int count(String execution, Outcome outcome) {
        return rows.stream()
                .filter(row -> execution.equals(row.execution()) && (outcome == null || row.outcome() == outcome))
                .mapToInt(Standing::items)
                .sum();
    }

    /** Actions that pending items ask for. A system that cannot do one of them answers that a person has to. */
    List<Action> erasing() {
        List<Action> actions = new ArrayList<>();
        if (count("PENDING", Outcome.ERASE) > 0) {
            actions.add(Action.ERASE);
        }
        if (count("PENDING", Outcome.ANONYMISE) > 0) {
            actions.add(Action.ANONYMISE);
        }
        return actions;
    }

    NewTask task(Action action, int wave) {
        return connector.task(action, wave);
    }

    /** Items by what was carried out, else by what was decided. */
    Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new TreeMap<>();
        rows.forEach(row -> numbers.merge(
                row.execution() == null ? row.outcome().name() : row.execution(), row.items(), Integer::sum));
        return numbers;
    }
}
