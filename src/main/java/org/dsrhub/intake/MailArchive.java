package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps raw mails in the vault. A large one is first fetched under keys of its own, so that no transaction waits for a
 * mail server, then re-encrypted under those of the request.
 */
@Component
class MailArchive {
    private static final String TYPE = "message/rfc822";

    private final Vault vault;
    private final TransactionTemplate transaction;

    MailArchive(Vault vault, TransactionTemplate transaction) {
        this.vault = vault;
        this.transaction = transaction;
    }

    /**
     * @param id the mail's own in the vault, the same at each attempt
     * @param blob its content under its own keys, null while it is small enough to be in hand
     */
    record Kept(UUID id, CapturedMail mail, UUID blob) {}

    /** Outside of a transaction. */
    Kept fetch(RawMail raw, CapturedMail mail, byte[] fingerprint) {
        UUID id = id(fingerprint);
        if (mail.whole()) {
            return new Kept(id, mail, null);
        }
        transaction.executeWithoutResult(status -> vault.createKeys(id));
        try (Vault.Draft draft = vault.draft(id, Vault.Key.EVIDENCE, TYPE)) {
            raw.writeTo(draft);
            Blob blob = draft.seal();
            transaction.executeWithoutResult(status -> vault.store(blob));
            return new Kept(id, mail, blob.id());
        } catch (IOException | MessagingException e) {
            throw new Problem("mail-server", "the mail could not be fetched whole; it is fetched again", e);
        }
    }

    /** In the caller's transaction, under the evidence key of a request that exists. */
    UUID keepFor(UUID requestId, Kept kept) {
        try (Vault.Draft draft = vault.draft(requestId, Vault.Key.EVIDENCE, TYPE)) {
            if (kept.blob() == null) {
                draft.write(kept.mail().head());
            } else {
                try (InputStream in = vault.read(kept.blob())) {
                    in.transferTo(draft);
                }
            }
            Blob blob = draft.seal();
            vault.store(blob);
            return blob.id();
        } catch (IOException e) {
            throw new org.dsrhub.vault.VaultException(
                    "vault-write", "check free space and rights of the vault folder", e);
        }
    }

    /** In the caller's transaction, under keys of its own, as no request is known. */
    UUID keepAlone(Kept kept) {
        if (kept.blob() != null) {
            return kept.blob();
        }
        vault.createKeys(kept.id());
        return keepFor(kept.id(), kept);
    }

    /** The copy under keys of its own is no longer needed. */
    void forget(Kept kept) {
        if (kept.blob() != null) {
            transaction.executeWithoutResult(status -> vault.shred(kept.id(), Vault.Key.EVIDENCE));
        }
    }

    private static UUID id(byte[] fingerprint) {
        ByteBuffer bytes = ByteBuffer.wrap(fingerprint);
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
