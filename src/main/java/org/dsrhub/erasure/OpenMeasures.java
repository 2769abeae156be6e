package org.dsrhub.erasure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dsrhub.ledger.Measure;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/** What of a request a person still has to decide or to see to. Pure. */
final class OpenMeasures {
    private static final Map<Right, String> DECISIONS = Map.of(
            Right.RECTIFICATION, "say at /rectification whether, and in which systems, the data is corrected",
            Right.OBJECTION, "weigh the interests and say the result at /objection",
            Right.OTHER_CONSENT_WITHDRAWAL, "say at /consent-withdrawal in which systems the named consent ends",
            Right.HUMAN_REVIEW, "look at /automated-decisions and say the reviewer's result at /review-result");

    private OpenMeasures() {}

    /** Whether a request needs the stage at all. */
    static boolean needed(RequestView request) {
        return Restrictions.restricts(request) || request.rights().stream().anyMatch(DECISIONS::containsKey);
    }

    /** @return right, or action and system → what is missing; empty where the request may go on */
    static Map<String, String> of(RequestView request, Map<Right, Measure> decided, List<TaskView> tasks) {
        Map<String, String> open = new TreeMap<>();
        DECISIONS.forEach((right, words) -> {
            if (request.rights().contains(right) && !decided.containsKey(right)) {
                open.put(right.name(), words);
            }
        });
        for (Action action : List.of(Action.RECTIFY, Action.WITHDRAW, Action.INFORM)) {
            undone(tasks, action)
                    .forEach(task -> open.put(
                            action + " " + task.system(),
                            "the task is " + task.state() + "; retry it, or do it and answer it"));
        }
        tasks.stream()
                .filter(task -> task.action() == Action.RESTRICT
                        && task.blocking()
                        && !task.state().settled())
                .forEach(task -> open.put(
                        Action.RESTRICT + " " + task.system(),
                        "the task is " + task.state() + "; wait for it, or do it and answer it"));
        return open;
    }

    /** Given up, or still waited for; one that nobody waits for any more the letter names as outstanding. */
    static List<TaskView> undone(List<TaskView> tasks, Action action) {
        return tasks.stream()
                .filter(task -> task.action() == action && task.state() != TaskState.DONE)
                .filter(task -> task.state().settled() || task.blocking())
                .toList();
    }
}
