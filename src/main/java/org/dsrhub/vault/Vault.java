package org.dsrhub.vault;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.UUID;

/**
 * The encrypted store of a request's payloads. Ciphertext of up to 64 KiB travels inside {@link Blob} and is stored in
 * the caller's transaction; more goes to a file that is complete and flushed before {@link Draft#seal()} returns, and is
 * swept after a grace period where no row ever refers to it.
 */
public interface Vault {

    /** Which of a request's two keys encrypts. */
    enum Key {
        /** payloads: shredded when the answer's period ends */
        PAYLOAD,
        /** letters and decisions: kept as long as the controller's rule says */
        EVIDENCE
    }

    /** Makes and stores the two keys of a new request, in the caller's transaction. Repeating it changes nothing. */
    void createKeys(UUID requestId);

    /**
     * Opens a stream that encrypts as it is written. It throws {@link VaultException} where the store fails or is full,
     * {@link IOException} only once it is ended.
     *
     * @throws VaultException where the request's key is shredded, or not made yet
     */
    Draft draft(UUID requestId, Key key, String mediaType);

    /** Convenience for small contents. */
    default Blob seal(UUID requestId, Key key, String mediaType, byte[] content) {
        try (Draft draft = draft(requestId, key, mediaType)) {
            draft.write(content);
            return draft.seal();
        } catch (IOException e) {
            throw new VaultException("vault-write", "check free space and rights of the vault folder", e);
        }
    }

    /**
     * Stores the row that refers to a sealed blob, in the caller's transaction. Repeating it changes nothing.
     *
     * @throws VaultException where the request's key was shredded since the draft began
     */
    void store(Blob blob);

    /** The same for many; an implementation may do it in one statement. */
    default void storeAll(Collection<Blob> blobs) {
        blobs.forEach(this::store);
    }

    /**
     * Decrypts as it is read; a wrong tag is an {@link IOException} before any byte of that segment. The caller closes it.
     *
     * @throws java.io.FileNotFoundException where the blob is not stored, or shredded
     */
    InputStream read(UUID blobId) throws IOException;

    /** Length in bytes of the plain content. @throws VaultException where the blob is not stored, or shredded */
    long size(UUID blobId);

    /**
     * Deletes the key and so every content under it, in backups too once its wrapping epoch is retired. Key and rows go
     * in the caller's transaction, files after its commit. Repeating it changes nothing. Holds are the caller's to heed.
     */
    void shred(UUID requestId, Key key);

    /** A plain-text sink that encrypts to the vault. Closing without {@link #seal()} discards what was written. */
    abstract class Draft extends java.io.OutputStream {
        /** What the blob will be called once sealed, for rows that are written while the stream still runs. */
        public abstract UUID id();

        /** Also takes the SHA-256 of what is written from now on; before the first byte. @return this */
        public Draft hashed() {
            return this;
        }

        /** Ends the stream and makes it durable, but for the row: that one is {@link Vault#store(Blob)}'s. */
        public abstract Blob seal() throws IOException;

        @Override
        public abstract void close();
    }
}
