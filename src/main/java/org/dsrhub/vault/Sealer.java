package org.dsrhub.vault;

/** Seals short texts that belong to no request (the reason of a legal hold) under the master key. */
public interface Sealer {
    /** @param context authenticated, not secret: what the text belongs to; opening needs the same */
    byte[] seal(byte[] plain, String context);

    /** @throws VaultException where the bytes or the context are not those that were sealed */
    byte[] open(byte[] sealed, String context);
}
