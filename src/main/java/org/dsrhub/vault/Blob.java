package org.dsrhub.vault;

import java.util.UUID;

/**
 * A sealed content.
 *
 * @param size bytes of plain content
 * @param inline ciphertext where it is small, else null
 * @param location file name under the vault folder where it is large, else null
 * @param sha256 of the plain content in hex where its draft was {@linkplain Vault.Draft#hashed hashed}, else null
 */
public record Blob(
        UUID id,
        UUID requestId,
        Vault.Key key,
        String mediaType,
        long size,
        byte[] inline,
        String location,
        String sha256) {
    public Blob(UUID id, UUID requestId, Vault.Key key, String mediaType, long size, byte[] inline, String location) {
        this(id, requestId, key, mediaType, size, inline, location, null);
    }

    @Override
    public String toString() {
        return "Blob[" + id + "]";
    }
}
