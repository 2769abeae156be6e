package org.dsrhub.ledger;

import java.util.Collection;
import java.util.UUID;

/** Records that may be the subject's and that too few keys tie to them: a person says whose they are. */
public interface Candidates {
    /**
     * Decides some of {@link Items#unattributed}, all or none. What belongs is an item like any other from then on: decided by
     * the rules and answered, by a supplement where the answer has gone out, for which a fulfilled request opens again. What
     * does not belong is discarded. The same decision again changes nothing; the other one replaces it as long as nothing was
     * decided on the item.
     *
     * @param words the person's reason, in the vault
     * @return how many records it changed
     * @throws Requests.StateConflict where the request is refused or cancelled, is being decided at this moment, or has gone
     *     on with what is now said not to belong
     * @throws org.dsrhub.request.Problem {@code unknown-item} where one is no candidate of the request
     */
    int decide(UUID requestId, Collection<UUID> items, boolean belong, String actor, UUID words);
}
