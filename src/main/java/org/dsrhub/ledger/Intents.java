package org.dsrhub.ledger;

import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.Blob;

/** Says before an effect outside the hub that it is about to happen, so that a crash leaves a trace. */
public interface Intents {
    /**
     * Committed when it returns.
     *
     * @param effect what, where one task has several, for example {@code send}
     * @return whether the same effect was started before and its outcome is not known
     */
    boolean begin(Lease lease, String effect);

    /**
     * The same for an effect that is a message, which sent again has to be the same to the byte: keeps it in the vault.
     *
     * @return what was kept for this effect before and is to go out instead, empty where there was nothing
     */
    Optional<UUID> begin(Lease lease, String effect, Blob message);
}
