package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.Right;

/** The items of a request and what was decided about each. Bulk by design: a subject may have a million. */
public interface Items {

    /** Adds rows of a reply under the lease's fence; rows of an attempt that loses its lease are swept. */
    void append(Lease lease, Collection<Row> rows);

    /**
     * @param match {@code MATCHED}, {@code UNATTRIBUTABLE} or {@code QUARANTINED}; what a person decided is not the subject's
     *     becomes {@code DISCARDED}
     */
    record Row(UUID id, String system, String type, String match, byte[] referenceHash, UUID blobId) {}

    /**
     * Streams the matched items of a request with their records, decrypted, in order of system and arrival. An item that
     * an earlier wave already brought (same system and reference) comes once.
     */
    void read(UUID requestId, Consumer<Item> each);

    /** The same of those that too few keys tie to the subject and that nobody has decided on; see {@link Candidates}. */
    void unattributed(UUID requestId, Consumer<Item> each);

    /** How many of each match, system and type. */
    List<Count> counts(UUID requestId);

    record Count(String system, String type, String match, int items) {}

    /** Stores decisions in bulk; a decision of a person is never overwritten by the rules. */
    void decide(UUID requestId, Right right, LocalDate on, String by, Collection<Decided> decisions);

    /**
     * @param basis as {@link DecisionBases#keep} names it, null for none
     * @param holds of the basis, that cover the item
     */
    record Decided(UUID itemId, Decision decision, UUID basis, List<UUID> holds) {
        public Decided(UUID itemId, Decision decision) {
            this(itemId, decision, null, List.of());
        }

        /** Their ids as one text, null for none. */
        String holdsText() {
            return holds.isEmpty() ? null : holds.stream().map(UUID::toString).collect(Collectors.joining(","));
        }
    }

    /** Decisions of one request, streamed in the order of {@link #read}. */
    void decisions(UUID requestId, Consumer<DecidedItem> each);

    /** Items that nobody is told of: any of their decisions is {@linkplain Decision#silent() silent}. */
    default Set<UUID> silent(UUID requestId) {
        Set<UUID> silent = new HashSet<>();
        decisions(requestId, decided -> {
            if (decided.decision().silent()) {
                silent.add(decided.itemId());
            }
        });
        return silent;
    }

    /** How many decisions of one request came out how, over all rights. */
    Map<Outcome, Integer> outcomes(UUID requestId);

    /** @param execution null, PENDING, ERASED, ANONYMISED, PROVEN or STILL_THERE */
    record DecidedItem(
            UUID itemId,
            String system,
            String type,
            Right right,
            Decision decision,
            String decidedBy,
            String execution) {}

    /** Marks what was carried out. */
    void executed(UUID requestId, Collection<UUID> items, String execution);

    /** Requests with retained items whose last day is before the given one and that are not erased yet. */
    List<UUID> requestsWithDeferredBefore(LocalDate today, int limit);
}
