package org.dsrhub.erasure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.ledger.Evidence;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Redactions;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.stereotype.Component;

/**
 * Copies of recordings and documents that a person has redacted and laid with the request's evidence. The audit chain gets the
 * hashes of source and copy: nobody can say later that another one was sent, or made of another one.
 */
@Component
class CopiesOfRecordings {
    private final Evidence evidence;
    private final Requests requests;
    private final Vault vault;

    CopiesOfRecordings(Evidence evidence, Requests requests, Vault vault) {
        this.evidence = evidence;
        this.requests = requests;
        this.vault = vault;
    }

    /**
     * In the caller's transaction.
     *
     * @param copied recording of the item → document of the request's evidence
     * @throws Problem {@code invalid-decision} where one of them is none of the item's, or of the request's
     */
    Map<UUID, Redactions.Copy> checked(UUID requestId, Item item, Map<UUID, UUID> copied, String actor) {
        Map<UUID, Redactions.Copy> copies = new HashMap<>();
        copied.forEach((source, document) -> {
            boolean own = item.media().stream().anyMatch(media -> media.blobId().equals(source));
            if (!own) {
                throw new Problem("invalid-decision", "the item has no such recording or document");
            }
            Evidence.Entry entry = evidence.list(requestId).stream()
                    .filter(one -> one.id().equals(document))
                    .findFirst()
                    .orElseThrow(() -> new Problem(
                            "invalid-decision", "the redacted copy is no document among the request's evidence"));
            String before = sha256(source);
            String after = sha256(entry.blobId());
            if (before.equals(after)) {
                throw new Problem("invalid-decision", "the copy is the recording itself: nothing of it is redacted");
            }
            copies.put(source, new Redactions.Copy(entry.blobId(), entry.mediaType(), entry.size()));
            requests.audit(
                    requestId,
                    actor,
                    "redacted-copy",
                    Map.of(
                            "media",
                            source.toString(),
                            "sha256",
                            before,
                            "copy",
                            document.toString(),
                            "copySha256",
                            after,
                            "addedBy",
                            entry.addedBy()));
        });
        return copies;
    }

    private String sha256(UUID blob) {
        try (InputStream in = vault.read(blob)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new VaultException("recording-unreadable", "check the vault folder and the master key", null);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
