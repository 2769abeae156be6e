package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;

/**
 * What is erased, from the decision to the proof. Bulk and streaming: a subject may have a million items.
 *
 * <p>Whether a hold stops an erasure is decided under a lock that approving and releasing a hold waits for: a hold is either
 * seen before an effect or was approved after the effect had started.
 */
public interface Executions {

    /**
     * Locks the request, and keeps other workers from the task until the caller's transaction ends.
     *
     * @throws LeaseLost where the task has gone to another worker
     */
    void fence(Lease lease);

    /** Whether the request has an older task of the same queue that is still open. */
    boolean elderOpen(Lease lease);

    /** Whether another request of the same subject for a copy is still being collected: nobody knows yet what it finds. */
    boolean accessCollecting(UUID requestId);

    /**
     * Which of those items another request for a copy has found too, of the same subject by any alias, and not delivered yet:
     * they stay until then ({@code H_DSR}).
     */
    Set<UUID> awaitedByAccess(UUID requestId, Collection<UUID> items);

    /**
     * The holds in force; until the transaction ends none is approved or released.
     *
     * @see Holds#inForce
     */
    List<Hold> freezeHolds(String controller, Subject subject);

    /**
     * The same of those that count against the request's erasing.
     *
     * @see Holds#againstErasure
     */
    List<Hold> freezeHolds(RequestView request, Subject subject);

    /** What is decided and carried out of a request's erasure, in numbers, without what is decided in silence. */
    List<Standing> standing(UUID requestId, LocalDate today);

    /**
     * @param execution null, PENDING, ERASED, ANONYMISED, PROVEN or STILL_THERE
     * @param owed whether {@link #owed} yields them
     */
    record Standing(String system, Outcome outcome, String execution, boolean owed, int items) {}

    /**
     * Streams, in chunks, the items that may have to be erased now: decided so and not yet begun, still there after it,
     * retained until a day that is over, or refused because of a hold that may have gone. What is decided in silence is not
     * among it: it would show by what happens.
     */
    void owed(UUID requestId, LocalDate today, Consumer<List<Owed>> chunk);

    /** Systems that are to tell the facts of items anew; what a system has told is decided again. */
    Set<String> toAskAnew(UUID requestId);

    /** For the worker that asks a system again: {@link Items.Row#referenceHash()} in hex of whatever it is to tell anew. */
    Set<String> toldAnew(Lease lease);

    /**
     * Keeps what a system has told anew in place of what it told before. What is gone from it is as it was.
     *
     * @param facts reference hash in hex → facts of now
     */
    void tell(Lease lease, Map<String, ItemFacts> facts);

    /** Where not all systems could tell: what waits for an end is a person's to decide. @return how many items */
    int leaveToPerson(UUID requestId, LocalDate today);

    /** Streams, in chunks, the items that are decided on for erasure and not proven to be gone. */
    void present(UUID requestId, Consumer<List<Item>> chunk);

    record Owed(Item item, Decision decision, String decidedBy, String execution) {}

    /** Replaces decisions on erasure, a person's too; who decided stays. */
    void redecide(UUID requestId, LocalDate on, Collection<Items.Decided> decisions);

    /** Marks as to be erased; {@link #clear} yields them to their system's worker. */
    void pend(UUID requestId, Collection<UUID> items);

    /** They are there, and stay for now: nothing of their erasure was carried out, or it was undone by a restore. */
    void takeBack(UUID requestId, Collection<UUID> items);

    /** Items of that system handed to erasing within the last 24 hours of the database's clock, over all requests. */
    int begunLately(String controller, String system);

    /**
     * For the worker of an erasing (or notifying) task, just before its effect: streams the items that may be erased now. An
     * item that a hold covers meanwhile is taken back and decided again by the next {@code erasure} stage.
     *
     * @param size at most so many items a chunk; each is checked on its own
     * @param effect erases and marks ({@link Items#executed}) what it is given, outside of any transaction
     */
    Cleared clear(Lease lease, int size, Consumer<List<Item>> effect);

    /**
     * @param stopped the global stop is on: nothing more was yielded; the task is to be tried again later
     */
    record Cleared(int items, int heldBack, boolean stopped) {}

    /**
     * For the worker of a proving task that has asked again.
     *
     * @param stillThere {@link Items.Row#referenceHash()} of everything the system still has, in hex
     * @return how many erased items are still there
     */
    default int prove(Lease lease, Set<String> stillThere) {
        return prove(lease, stillThere, Set.of());
    }

    /** @param anonymous hashes of records that are there without what identifies; enough where that was the command */
    int prove(Lease lease, Set<String> stillThere, Set<String> anonymous);

    /** A recipient has acknowledged a notice: what it was about counts as proven. @param told when the notice was begun */
    void acknowledged(UUID requestId, String system, Instant told);

    /** A person says to have erased by hand what was still there; it is to be proven like the rest. */
    void erasedByHand(UUID requestId);

    /** Writes what is proven to the list that a restored backup is replayed from. Repeating it changes nothing. */
    void log(UUID requestId);

    /** Whether anything erased leaves a suppression entry behind. */
    boolean suppressionDue(UUID requestId);

    /** Repeating it changes nothing. */
    void suppress(UUID requestId, String controller, String kind, Collection<byte[]> keyHashes);

    /** Which of the items have a decision for the right. */
    Set<UUID> decided(Right right, Collection<UUID> items);

    /** How many items wait for a person's decision. */
    int underReview(UUID requestId);

    /** The decision that stands, empty where there is none. */
    Optional<Judged> judged(UUID itemId, Right right);

    record Judged(Decision decision, String decidedBy, String execution) {}

    /** Whether a system's task ended after that stage last began, so that the stage cannot have seen its result. */
    boolean newSince(UUID requestId, String stage);

    /** The next answer reports all of its items anew. */
    void unreport(UUID requestId);

    /** Whether something is decided that no answer has reported. */
    boolean unreported(UUID requestId);

    /** Refers a person's decision to its words in the vault. */
    void explain(UUID itemId, Right right, UUID words);

    /**
     * Moves the lines of what may still have to be erased to blobs under the evidence key, without their records, so that the
     * payload key can be shredded; in the caller's transaction.
     *
     * @return how many items were moved
     */
    int keepReferences(UUID requestId);
}
