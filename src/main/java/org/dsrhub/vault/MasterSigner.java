package org.dsrhub.vault;

import com.google.crypto.tink.subtle.Ed25519Sign;
import com.google.crypto.tink.subtle.Ed25519Verify;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;

/** Its key comes of the master key that keyed hashes come of, so it stays the same for as long as the hub lives. */
final class MasterSigner implements Signer {
    /** SEQUENCE {SEQUENCE {OID 1.3.101.112}, BIT STRING of 32 bytes} up to the bytes. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Ed25519Sign signing;
    private final Ed25519Verify verifying;
    private final String publicKey;

    MasterSigner(MasterKeys keys) {
        try {
            Ed25519Sign.KeyPair pair = Ed25519Sign.KeyPair.newKeyPairFromSeed(keys.lasting("signer"));
            this.signing = new Ed25519Sign(pair.getPrivateKey());
            this.verifying = new Ed25519Verify(pair.getPublicKey());
            this.publicKey = pem(pair.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no Ed25519", e);
        }
    }

    private static String pem(byte[] key) {
        byte[] encoded = ByteBuffer.allocate(ED25519.length + key.length)
                .put(ED25519)
                .put(key)
                .array();
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(encoded)
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public byte[] sign(byte[] content) {
        try {
            return signing.sign(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signature could not be made", e);
        }
    }

    @Override
    public boolean verify(byte[] content, byte[] signature) {
        try {
            verifying.verify(signature, content);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String publicKey() {
        return publicKey;
    }
}
