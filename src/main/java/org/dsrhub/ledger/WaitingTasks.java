package org.dsrhub.ledger;

import java.util.UUID;

/** Finds the task that a late answer belongs to. */
public interface WaitingTasks {

    /**
     * Notes, before a question goes out, what its answer will be found by: one that is faster than the sender's own
     * completion then finds its task too.
     *
     * @throws LeaseLost where the task is somebody else's by now
     */
    void expect(Lease lease, String reference);

    /** A worker that is still busy with asking loses the task to its answer. */
    Claim claim(String queue, String reference);

    /** The same for a task a person answers; nobody loses it. */
    Claim claim(UUID taskId);

    /** Hands in the result of a claimed task; fenced like any other completion. @return false where the claim was lost */
    boolean complete(Lease lease, Completion completion);

    /** Gives a claim back unanswered: the task waits as before. Forgotten claims come back by themselves after a while. */
    void release(Lease lease);

    sealed interface Claim {
        /** The task is ours now; complete it. */
        record Claimed(Lease lease) implements Claim {}

        /** Another worker, or another answer, has it: come back later. */
        record Busy() implements Claim {}

        /** It was answered before: the answer is a repetition, or the request is over. */
        record Settled() implements Claim {}

        /** There is no such task: quarantine the answer. */
        record Unknown() implements Claim {}
    }
}
