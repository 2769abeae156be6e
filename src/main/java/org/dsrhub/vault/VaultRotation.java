package org.dsrhub.vault;

/**
 * Wraps the requests' keys again under the newest master key epoch. Once it returned 0 and the sealed values are sealed
 * anew, an older epoch may leave the master key file: from then on no backup gives back what was shredded before.
 */
public interface VaultRotation {
    /** @return how many keys were wrapped again, of at most 1,000 a call; 0 when no key is under an older epoch */
    int rewrap();
}
