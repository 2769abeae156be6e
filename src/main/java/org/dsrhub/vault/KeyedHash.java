package org.dsrhub.vault;

/** Tells two values apart or equal without keeping them: HMAC-SHA-256 under a key that lives outside PostgreSQL. */
public interface KeyedHash {
    /**
     * @param domain what kind of value it is; equal values of two domains have different hashes
     * @return 32 bytes
     */
    byte[] of(String domain, String value);
}
