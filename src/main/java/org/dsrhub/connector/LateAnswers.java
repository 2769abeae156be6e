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
     * @param reference null where the file's name has none
     * @return folder that the file is moved to
     * @throws SystemUnavailable where the file stays for the next poll
     */
    String take(String queue, String fileName, String reference, Handling handling) throws IOException {
        WaitingTasks.Claim claim =
                reference == null ? new WaitingTasks.Claim.Unknown() : waiting.claim(queue, reference);
        return take(queue, fileName, claim, handling);
    }

    /** The same for an answer that names its task itself. */
    String takeById(String queue, String name, UUID taskId, Handling handling) throws IOException {
        WaitingTasks.Claim claim = waiting.claim(taskId);
        if (claim instanceof WaitingTasks.Claim.Claimed claimed
                && !claimed.lease().queue().equals(queue)) {
            waiting.release(claimed.lease());
            claim = new WaitingTasks.Claim.Unknown();
        }
        return take(queue, name, claim, handling);
    }

    private String take(String queue, String fileName, WaitingTasks.Claim claim, Handling handling) throws IOException {
        if (claim instanceof WaitingTasks.Claim.Claimed claimed) {
            return complete(queue, fileName, claimed.lease(), handling);
        }
        if (claim instanceof WaitingTasks.Claim.Settled) {
            patience.forget(fileName);
            return DONE;
        }
        if (claim instanceof WaitingTasks.Claim.Busy) {
            throw new SystemUnavailable("task-busy");
        }
        // The task's own completion may still be on its way.
        return impatient(
                queue,
                fileName,
                "answer-without-task",
                "no task waits for this answer; ask the sender whom it belongs to, then remove the file from quarantine/");
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
