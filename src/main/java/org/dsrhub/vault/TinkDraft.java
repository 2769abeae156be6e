package org.dsrhub.vault;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

final class TinkDraft extends Vault.Draft {
    private final UUID id;
    private final UUID requestId;
    private final Vault.Key key;
    private final String mediaType;
    private final LargeStore store;
    private final SpillingStream ciphertext;
    private final OutputStream plain;
    private long size;
    private MessageDigest digest;
    private boolean ended;

    TinkDraft(
            UUID id,
            UUID requestId,
            Vault.Key key,
            String mediaType,
            AesGcmHkdfStreaming cipher,
            LargeStore store,
            int inlineLimit) {
        this.id = id;
        this.requestId = requestId;
        this.key = key;
        this.mediaType = mediaType;
        this.store = store;
        this.ciphertext = new SpillingStream(store, id, inlineLimit);
        try {
            this.plain = cipher.newEncryptingStream(ciphertext, TinkVault.associatedData(id));
        } catch (IOException e) {
            throw failed(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no AES-256-GCM", e);
        }
    }

    @Override
    public TinkDraft hashed() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
            return this;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String sha256() {
        return digest == null ? null : HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireOpen();
        try {
            plain.write(bytes, offset, length);
            if (digest != null) {
                digest.update(bytes, offset, length);
            }
            size += length;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public Blob seal() throws IOException {
        requireOpen();
        try {
            plain.close();
            String location = ciphertext.complete();
            ended = true;
            return new Blob(id, requestId, key, mediaType, size, ciphertext.inline(), location, sha256());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            ciphertext.discard();
        }
    }

    private void requireOpen() throws IOException {
        if (ended) {
            throw new IOException("the draft is already sealed or closed");
        }
    }

    private VaultException failed(IOException e) {
        close();
        return store.isFull(e)
                ? new VaultException(VaultException.FULL, "make room in the vault folder (hub.vault.folder)", e)
                : new VaultException(
                        VaultException.WRITE, "check that the vault folder (hub.vault.folder) can be written", e);
    }
}
