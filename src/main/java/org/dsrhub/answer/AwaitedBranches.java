package org.dsrhub.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Parts;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** Which parts at other branches an answer waits for, and how long. */
@Component
class AwaitedBranches {
    private final Requests requests;
    private final Items items;
    private final DataControllers controllers;
    private final LegalClock clock;

    AwaitedBranches(Requests requests, Items items, DataControllers controllers, LegalClock clock) {
        this.requests = requests;
        this.items = items;
        this.controllers = controllers;
        this.clock = clock;
    }

    /**
     * A task a part that is not ready, once: until the last day begins, when the others are answered without it. A withdrawal is
     * confirmed when all branches have carried it out.
     */
    List<NewTask> toAwait(RequestView lead) {
        List<RequestView> parts = requests.parts(lead.id());
        if (parts.isEmpty()) {
            return List.of();
        }
        List<String> awaited = requests.tasks(lead.id()).stream()
                .filter(AwaitedBranches::awaits)
                .map(TaskView::system)
                .toList();
        Duration within = lead.needsNoIdentification() ? null : untilTheLastDay(lead);
        List<NewTask> tasks = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            RequestView part = parts.get(i);
            if (!Parts.isReady(part) && !Parts.isUnidentified(part) && !awaited.contains(part.controller())) {
                tasks.add(new NewTask(Parts.QUEUE, part.controller(), null, Action.QUERY, i, 0, true, within, null));
            }
        }
        return tasks;
    }

    /** Whether the task asks no system, but waits for a branch's part. */
    static boolean awaits(TaskView task) {
        return task.queue().equals(Parts.QUEUE) && task.action() == Action.QUERY;
    }

    private Duration untilTheLastDay(RequestView lead) {
        Duration left = Duration.between(
                clock.instant(),
                lead.dueOn()
                        .atStartOfDay(controllers.get(lead.controller()).zone())
                        .toInstant());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether more of a part is to come than is decided and done now. */
    boolean isOpen(RequestView part) {
        return items.outcomes(part.id()).containsKey(Outcome.REVIEW)
                || requests.tasks(part.id()).stream()
                        .anyMatch(task -> task.action() != Action.STAGE && SearchReport.open(task.state()));
    }
}
