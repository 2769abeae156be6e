package org.dsrhub.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Sealed form: 1 (the format), length of the epoch's name, that name, nonce, ciphertext, tag. */
final class MasterSealer implements Sealer {
    private static final byte FORMAT = 1;
    private static final String PURPOSE = "sealer";
    private final MasterKeys keys;

    MasterSealer(MasterKeys keys) {
        this.keys = keys;
    }

    @Override
    public byte[] seal(byte[] plain, String context) {
        byte[] epoch = keys.newest().getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] ciphertext =
                    keys.cipher(keys.newest(), PURPOSE).encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(2 + epoch.length + ciphertext.length)
                    .put(FORMAT)
                    .put((byte) epoch.length)
                    .put(epoch)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a value could not be sealed", e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
        if (sealed.length < 2 || sealed[0] != FORMAT || sealed[1] < 1 || sealed.length < 2 + sealed[1]) {
            throw tampered(null);
        }
        int start = 2 + sealed[1];
        String epoch = new String(sealed, 2, sealed[1], StandardCharsets.US_ASCII);
        byte[] ciphertext = java.util.Arrays.copyOfRange(sealed, start, sealed.length);
        try {
            return keys.cipher(epoch, PURPOSE).decrypt(ciphertext, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw tampered(e);
        }
    }

    private static VaultException tampered(Exception cause) {
        return new VaultException(
                VaultException.TAMPERED,
                "a sealed value was changed, moved, or sealed under another master key of that epoch:"
                        + " restore the row or the key",
                cause);
    }
}
