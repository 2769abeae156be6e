package org.dsrhub.ledger;

import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.Right;

/** Decisions of persons about whole rights. One a right: a later one replaces it, as long as the request has not gone on. */
public interface Measures {
    /** In the caller's transaction, which also has to audit it. */
    void decide(UUID requestId, Measure measure);

    Map<Right, Measure> of(UUID requestId);
}
