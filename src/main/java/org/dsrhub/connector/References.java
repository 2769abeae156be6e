package org.dsrhub.connector;

import org.dsrhub.vault.KeyedHash;

/**
 * The keyed hashes by which items, claims and policies are told apart without being named. A claim or policy number has
 * one hash whichever system it comes from, so that a hold on a claim covers all that belongs to it.
 */
public final class References {
    private final KeyedHash hash;

    public References(KeyedHash hash) {
        this.hash = hash;
    }

    /** @param reference the record's own identifier in its system */
    public byte[] item(String system, String reference) {
        return hash.of("item:" + system, reference.strip());
    }

    /** @param link {@code claim} or {@code policy} */
    public byte[] link(String link, String number) {
        return hash.of(link + "-number", number.strip());
    }
}
