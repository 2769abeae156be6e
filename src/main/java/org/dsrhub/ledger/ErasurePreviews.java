package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dsrhub.decision.Outcome;

/**
 * What the erasure of a request would do, in numbers, and what of it a person has approved. What is decided in silence is in
 * none of it.
 */
public interface ErasurePreviews {
    /**
     * Items that come out alike.
     *
     * @param earliest last day kept of the first of them, null where they have none
     * @param execution null, PENDING, ERASED, ANONYMISED, PROVEN or STILL_THERE
     * @param approved how many of them a person has approved with that outcome
     */
    record Line(
            String system,
            String type,
            Outcome outcome,
            String rule,
            int ruleVersion,
            String legalBasis,
            String messageKey,
            LocalDate earliest,
            LocalDate latest,
            String execution,
            int items,
            int approved) {}

    List<Line> lines(UUID requestId);

    /** Names this state of the preview: SHA-256 over every item with its outcome, rule and last day, in hex. */
    String digest(UUID requestId);

    /**
     * All that is to go now counts as approved, and nothing else; in the caller's transaction, which holds the request's lock.
     *
     * @return how many items
     */
    int approve(UUID requestId);

    boolean approved(UUID requestId);

    /** How many of those are decided otherwise than somebody approved. */
    int unapproved(Collection<UUID> items);

    /** Items of the request that were ever handed to erasing. */
    int handedOver(UUID requestId);
}
