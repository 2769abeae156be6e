package org.dsrhub.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;

/**
 * What a worker found, as the body at the end of its exchange. The engine writes it, with many others, in one
 * transaction, and only while the lease's attempt is still the task's.
 *
 * @param state {@link TaskState#DUE} asks for another attempt
 * @param reason kebab-case code, a colon and the remedy; null where all is well; never personal data
 * @param after with {@code DUE} the earliest next attempt (null for the engine's back-off); with {@code WAITING} and {@code
 *     MANUAL} when to look again (null for the reply-by time)
 * @param reference with {@code WAITING}: what the answer will be found by; unique in the queue
 * @param items how many items the reply holds
 * @param keysUsed labels of the key kinds the system was asked with
 * @param blobs stored in the same transaction
 * @param next only for stages: where the request goes
 */
public record Completion(
        TaskState state,
        String reason,
        Duration after,
        String reference,
        int items,
        List<String> keysUsed,
        List<Blob> blobs,
        Next next) {

    public Completion {
        keysUsed = keysUsed == null ? List.of() : List.copyOf(keysUsed);
        blobs = blobs == null ? List.of() : List.copyOf(blobs);
        if (state == TaskState.RUNNING) {
            throw new IllegalArgumentException("a completion does not leave its task running");
        }
    }

    private static Completion of(TaskState state, String reason) {
        return new Completion(state, reason, null, null, 0, null, null, null);
    }

    public static Completion done() {
        return of(TaskState.DONE, null);
    }

    /** A stage is done and the request goes on. */
    public static Completion then(Next next) {
        return new Completion(TaskState.DONE, null, null, null, 0, null, null, next);
    }

    public static Completion as(TaskState state, String reason) {
        return of(state, reason);
    }

    /** @param after null for the engine's back-off with jitter */
    public static Completion retry(String reason, Duration after) {
        return new Completion(TaskState.DUE, reason, after, null, 0, null, null, null);
    }

    /** The system answers later; the task is found again by the reference. */
    public static Completion waiting(String reference, Duration lookAgain) {
        return new Completion(TaskState.WAITING, null, lookAgain, reference, 0, null, null, null);
    }

    public Completion withItems(int count) {
        return new Completion(state, reason, after, reference, count, keysUsed, blobs, next);
    }

    public Completion withKeys(List<String> used) {
        return new Completion(state, reason, after, reference, items, used, blobs, next);
    }

    public Completion withBlobs(List<Blob> more) {
        List<Blob> all = new ArrayList<>(blobs);
        all.addAll(more);
        return new Completion(state, reason, after, reference, items, keysUsed, all, next);
    }
}
