package org.dsrhub.ledger;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;

/**
 * By what requests are found again: every identifier that a subject has or had, as a keyed hash with its period. The
 * identifiers themselves stand in the vault alone.
 */
public interface Aliases {
    /**
     * Open requests of the controllers for one of those rights whose subject has a national number or a mail address of this
     * one, the oldest first; a branch's part is its lead's. Until the transaction ends nobody else gets an answer for such a subject, so that two that come at
     * once are not both the first.
     *
     * @param controllers one, or all branches of one legal entity
     */
    List<UUID> open(Set<String> controllers, Set<Right> rights, Subject subject);

    /**
     * Other requests of the controller that share any identifier of the same time, or a spelling of a name; for a person's
     * eyes.
     */
    List<Shared> sharing(UUID requestId);

    /**
     * @param kinds by which; {@link KeyKind#NAME} is a hint and no more
     */
    record Shared(UUID requestId, Set<KeyKind> kinds) {}

    /** The subject of that request is no longer known. */
    void forget(UUID requestId);
}
