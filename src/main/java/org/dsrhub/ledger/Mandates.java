package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/** By what representatives act, one for each request that is not the subject's own. */
public interface Mandates {
    /** Keeps it in the caller's transaction; a later one takes its place. */
    void confirm(UUID requestId, Mandate mandate, String confirmedBy);

    Optional<Mandate> of(UUID requestId);

    /** What somebody acted by and does not on that day: it has ended, or has not begun. */
    default Optional<Mandate> ended(UUID requestId, LocalDate today) {
        return of(requestId).filter(mandate -> !mandate.holdsOn(today));
    }
}
