package org.dsrhub.ledger;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Requests of the controller's own employees: colleagues who are not named for them see none of it. */
public interface Confidential {
    /** In the caller's transaction, and for good. */
    void mark(UUID requestId);

    /** Those of them that are. */
    Set<UUID> among(Collection<UUID> requests);
}
