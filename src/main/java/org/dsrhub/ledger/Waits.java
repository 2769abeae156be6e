package org.dsrhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dsrhub.request.Need;

/**
 * What a request has waited for before it could begin: for whom, since when, until when and why. It is shown and proven, and
 * moves no deadline: that only a person does, with a ground.
 */
public interface Waits {
    /**
     * Notes it in the caller's transaction.
     *
     * @return how often the same was missing before and came; -1 where it is being waited for already
     */
    int begin(UUID requestId, Need why);

    /** Whatever was missing is there. */
    void end(UUID requestId);

    /** The earliest first. */
    List<Wait> of(UUID requestId);

    /** @param until null while it lasts */
    record Wait(Need why, Instant from, Instant until) {}
}
