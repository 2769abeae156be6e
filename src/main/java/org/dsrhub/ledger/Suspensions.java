package org.dsrhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * How long a request waited for its subject, and on whose word. It ends when the subject is identified or the request is
 * closed; the last day stays what it was.
 */
public interface Suspensions {
    /** In the caller's transaction, which has locked the request. @param words why, in the vault */
    void begin(UUID requestId, String actor, UUID words);

    /** The oldest first. */
    List<Suspension> of(UUID requestId);

    /** @param to null while it lasts, as is {@code endedBy} */
    record Suspension(String by, Instant from, Instant to, String endedBy, UUID words) {}
}
