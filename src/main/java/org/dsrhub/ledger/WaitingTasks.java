package org.dsrhub.ledger;

import java.util.UUID;

/** Finds the task that a late answer belongs to. */
public interface WaitingTasks {

    Claim claim(String queue, String reference);

    /** The same for a task a person answers. */
    Claim claim(UUID taskId);

    /** Hands in the result of a claimed task; fenced like any other completion. @return false where the claim was lost */
    boolean complete(Lease lease, Completion completion);

    /** Gives a claim back unanswered: the task waits as before. Forgotten claims come back by themselves after a while. */
    void release(Lease lease);

    sealed interface Claim {
        /** The task is ours now; complete it. */
        record Claimed(Lease lease) implements Claim {}

        /** Another worker has it: come back later. */
        record Busy() implements Claim {}

        /** It was answered before: the answer is a repetition, or the request is over. */
        record Settled() implements Claim {}

        /** There is no such task: quarantine the answer. */
        record Unknown() implements Claim {}
    }
}
