package org.dsrhub.vault;

import java.util.UUID;

/**
 * A sealed content.
 *
 * @param size bytes of plain content
 * @param inline ciphertext where it is small, else null
 * @param location file name under the vault folder where it is large, else null
 */
public record Blob(
        UUID id, UUID requestId, Vault.Key key, String mediaType, long size, byte[] inline, String location) {
    @Override
    public String toString() {
        return "Blob[" + id + "]";
    }
}
