package org.dsrhub.vault;

/** Signs what leaves the hub and has to be shown to be its own: Ed25519 (RFC 8032) under a key that lives outside PostgreSQL. */
public interface Signer {
    /** @return 64 bytes; the same content is signed the same */
    byte[] sign(byte[] content);

    boolean verify(byte[] content, byte[] signature);

    /** The key to verify by, as PEM of SubjectPublicKeyInfo (RFC 8410): what {@code openssl pkeyutl -verify -pubin} reads. */
    String publicKey();
}
