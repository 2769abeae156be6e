package org.dsrhub.ledger;

/** Says before an effect outside the hub that it is about to happen, so that a crash leaves a trace. */
public interface Intents {
    /**
     * Committed when it returns.
     *
     * @param effect what, where one task has several, for example {@code send}
     * @return whether the same effect was started before and its outcome is not known
     */
    boolean begin(Lease lease, String effect);
}
