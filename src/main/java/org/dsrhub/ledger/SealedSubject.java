package org.dsrhub.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;

/**
 * What the vault keeps of a request from its beginning: the subject as known now, and the request as it came in.
 */
record SealedSubject(Subject subject, NewRequest original) {

    Blob seal(Vault vault, UUID requestId) {
        try {
            return vault.seal(
                    requestId, Vault.Key.PAYLOAD, "application/json", LedgerJson.MAPPER.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new IllegalStateException("subject is not JSON");
        }
    }

    static SealedSubject open(Vault vault, UUID blobId) {
        try (InputStream in = vault.read(blobId)) {
            return LedgerJson.MAPPER.readValue(in, SealedSubject.class);
        } catch (IOException e) {
            throw new VaultException("subject-unreadable", "check the vault folder and the master key", null);
        }
    }

    @Override
    public String toString() {
        return "SealedSubject[]";
    }
}
