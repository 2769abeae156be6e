package org.dsrhub.ledger;

import java.util.UUID;
import org.dsrhub.request.Action;

/**
 * One task in the hands of one worker: the body of every exchange that a {@code ledger:} endpoint starts. Ids only.
 *
 * @param queue {@code <controller>.<system>} or the name of a stage
 * @param system null for a stage
 * @param attempt the fence: what a worker writes counts only while the task is still at this attempt
 * @param overdue the time the system had to reply is over: the answer no longer waits for it, the task goes on
 */
public record Lease(
        UUID taskId,
        UUID requestId,
        String controller,
        String queue,
        String system,
        Action action,
        int wave,
        int attempt,
        String reference,
        boolean overdue) {

    /** Names the effect of this task outside the hub, the same at each attempt. */
    public String operationKey() {
        return taskId.toString();
    }
}
