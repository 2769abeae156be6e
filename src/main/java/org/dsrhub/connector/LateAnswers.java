package org.dsrhub.connector;

import java.io.IOException;
import java.util.UUID;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Brings answer files to the tasks that wait for them; says in which folder each file ends. */
@Component
class LateAnswers {
    static final String DONE = "done";
    static final String QUARANTINE = "quarantine";

    private static final String WITHOUT_TASK = "answer-without-task";
    private static final String WHOSE =
            "no task waits for this answer; ask the sender whom it belongs to, then remove it from quarantine";

    private final WaitingTasks waiting;
    private final Quarantine quarantine;
    private final Patience patience;

    LateAnswers(WaitingTasks waiting, Quarantine quarantine, @Value("${hub.connectors.patience:10}") int patience) {
        this.waiting = waiting;
        this.quarantine = quarantine;
        this.patience = new Patience(patience);
    }

    /** What an answer means for its task. */
    interface Handling {
        Completion handle(Lease lease) throws IOException;
    }

    /**
     * Takes the answer to a question whose reference was noted before it went out.
     *
     * @param reference null where the answer has none
     * @return folder that the answer is moved to
     * @throws SystemUnavailable where it stays for the next poll
     */
    String take(String queue, String fileName, String reference, Handling handling) throws IOException {
        WaitingTasks.Claim claim = claim(queue, reference);
        return claim instanceof WaitingTasks.Claim.Unknown
                ? quarantine(queue, fileName, WITHOUT_TASK, WHOSE)
                : take(queue, fileName, claim, handling);
    }

    /** The same where the task's own completion notes the reference, and may still be on its way. */
    String takePatiently(String queue, String fileName, String reference, Handling handling) throws IOException {
        WaitingTasks.Claim claim = claim(queue, reference);
        return claim instanceof WaitingTasks.Claim.Unknown
                ? impatient(queue, fileName, WITHOUT_TASK, WHOSE)
                : take(queue, fileName, claim, handling);
    }

    private WaitingTasks.Claim claim(String queue, String reference) {
        return reference == null ? new WaitingTasks.Claim.Unknown() : waiting.claim(queue, reference);
    }

    private String take(String queue, String fileName, WaitingTasks.Claim claim, Handling handling) throws IOException {
        if (claim instanceof WaitingTasks.Claim.Claimed claimed) {
            return complete(queue, fileName, claimed.lease(), handling);
        }
        if (claim instanceof WaitingTasks.Claim.Settled) {
            patience.forget(fileName);
            return DONE;
        }
        throw new SystemUnavailable("task-busy");
    }

    private String complete(String queue, String fileName, Lease lease, Handling handling) throws IOException {
        try {
            Completion completion = handling.handle(lease);
            if (!waiting.complete(lease, completion)) {
                throw new SystemUnavailable("task-taken-over");
            }
            patience.forget(fileName);
            return DONE;
        } catch (Problem e) {
            waiting.complete(lease, Completion.as(TaskState.FAILED, e.getMessage()));
            entry(queue, fileName, e.code(), e.getMessage(), lease.requestId());
            return QUARANTINE;
        } catch (IOException | RuntimeException e) {
            waiting.release(lease);
            throw e;
        }
    }

    /** Quarantines an answer at once; whatever task it names is left alone. */
    String quarantine(String queue, String name, String reason, String remedy) {
        entry(queue, name, reason, remedy, null);
        return QUARANTINE;
    }

    /** Leaves a file for the next poll, and quarantines it after the last. */
    String impatient(String queue, String fileName, String reason, String remedy) {
        if (!patience.isOver(queue + "/" + fileName)) {
            throw new SystemUnavailable(reason);
        }
        entry(queue, fileName, reason, remedy, null);
        return QUARANTINE;
    }

    private void entry(String queue, String fileName, String reason, String remedy, UUID requestId) {
        quarantine.add(queue, reason, remedy, requestId, null, queue + "/" + fileName + "/" + reason);
    }
}
