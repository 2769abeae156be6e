package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps raw mails in the vault: first under keys of their own, before anybody reads them and in no transaction that waits for
 * a mail server; then under those of the request that they became.
 */
@Component
class MailArchive {
    private static final String TYPE = "message/rfc822";

    private final Vault vault;
    private final BegunMails begun;
    private final KeyedHash hash;
    private final TransactionTemplate transaction;

    MailArchive(Vault vault, BegunMails begun, KeyedHash hash, TransactionTemplate transaction) {
        this.vault = vault;
        this.begun = begun;
        this.hash = hash;
        this.transaction = transaction;
    }

    /**
     * @param keys of its own in the vault
     * @param content keyed hash of its bytes
     * @param times how often it was begun and not ended
     */
    record Kept(String mailbox, byte[] content, UUID keys, UUID blob, int times, CapturedMail mail) {
        @Override
        public String toString() {
            return "Kept[" + blob + "]";
        }
    }

    /** Outside of a transaction. The same mail again, after a process that died, is found where it lies. */
    Kept begin(RawMail raw, CapturedMail mail, String mailbox) {
        byte[] content = hash.of("mail-content", HexFormat.of().formatHex(mail.all()));
        Kept known = again(mailbox, content, mail);
        if (known != null) {
            return known;
        }
        UUID keys = UUID.randomUUID();
        Blob stored = mail.whole() ? storeWhole(mail, mailbox, content, keys) : stream(raw, mailbox, content, keys);
        if (stored != null) {
            return new Kept(mailbox, content, keys, stored.id(), 1, mail);
        }
        Kept others = again(mailbox, content, mail);
        // The other one may have ended by now: then it is known, and what is begun anew finds that out.
        return others == null ? begin(raw, mail, mailbox) : others;
    }

    private Kept again(String mailbox, byte[] content, CapturedMail mail) {
        return begun.again(mailbox, content)
                .map(found -> new Kept(mailbox, content, found.keys(), found.blob(), found.times(), mail))
                .orElse(null);
    }

    /** @return null where another was faster */
    private Blob storeWhole(CapturedMail mail, String mailbox, byte[] content, UUID keys) {
        return transaction.execute(status -> {
            vault.createKeys(keys);
            Blob blob = vault.seal(keys, Vault.Key.EVIDENCE, TYPE, mail.head());
            vault.store(blob);
            if (begun.add(mailbox, content, keys, blob.id())) {
                return blob;
            }
            status.setRollbackOnly();
            return null;
        });
    }

    private Blob stream(RawMail raw, String mailbox, byte[] content, UUID keys) {
        transaction.executeWithoutResult(status -> vault.createKeys(keys));
        try (Vault.Draft draft = vault.draft(keys, Vault.Key.EVIDENCE, TYPE)) {
            raw.writeTo(draft);
            Blob blob = draft.seal();
            return transaction.execute(status -> {
                if (begun.add(mailbox, content, keys, blob.id())) {
                    vault.store(blob);
                    return blob;
                }
                shred(keys);
                return null;
            });
        } catch (IOException | MessagingException e) {
            throw new Problem(MailIntake.UNFETCHED, "the mail could not be fetched whole; it is fetched again", e);
        }
    }

    /** The mail as it lies in the vault, so that its server is not asked again. */
    RawMail stored(Kept kept, Instant arrivedAt) {
        if (!kept.mail().whole()) {
            return stored(kept.blob(), arrivedAt);
        }
        return new RawMail() {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                to.write(kept.mail().head());
            }

            @Override
            public Instant arrivedAt() {
                return arrivedAt;
            }
        };
    }

    RawMail stored(UUID blob, Instant arrivedAt) {
        return new RawMail() {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                try (InputStream in = vault.read(blob)) {
                    in.transferTo(to);
                }
            }

            @Override
            public Instant arrivedAt() {
                return arrivedAt;
            }
        };
    }

    /** What is held of a mail that lies in the vault while it is looked at. */
    CapturedMail captured(RawMail stored) {
        try {
            return CapturedMail.of(stored);
        } catch (IOException | MessagingException e) {
            throw new VaultException("vault-read", "check the vault folder: a mail is unreadable", e);
        }
    }

    /** In the caller's transaction, under the evidence key of a request that exists. */
    UUID keepFor(UUID requestId, Kept kept) {
        try (Vault.Draft draft = vault.draft(requestId, Vault.Key.EVIDENCE, TYPE)) {
            if (kept.mail().whole()) {
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
            throw new VaultException("vault-write", "check free space and rights of the vault folder", e);
        }
    }

    /** Whether something can still be kept with that request. */
    boolean takesMore(UUID requestId) {
        return alive(requestId, Vault.Key.EVIDENCE);
    }

    /** Whether it is still known who asked: that ends before what was written does. */
    boolean knowsSubject(UUID requestId) {
        return alive(requestId, Vault.Key.PAYLOAD);
    }

    private boolean alive(UUID requestId, Vault.Key key) {
        try (Vault.Draft draft = vault.draft(requestId, key, TYPE)) {
            return draft != null;
        } catch (VaultException e) {
            if (e.code().equals(VaultException.SHREDDED)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * In the caller's transaction: it stays as it lies, as no request is known.
     *
     * @return false where another has dealt with it
     */
    boolean keepAlone(Kept kept) {
        return begun.end(kept.mailbox(), kept.content(), kept.keys());
    }

    /** In the caller's transaction: the copy under keys of its own is no longer needed. */
    void forget(Kept kept) {
        if (begun.end(kept.mailbox(), kept.content(), kept.keys())) {
            shred(kept.keys());
        }
    }

    private void shred(UUID keys) {
        vault.shred(keys, Vault.Key.EVIDENCE);
        vault.shred(keys, Vault.Key.PAYLOAD);
    }

    /** What failed was not the mail. */
    void notItsFault(Kept kept) {
        begun.notItsFault(kept.mailbox(), kept.content(), kept.keys());
    }

    /** Mails that were begun so long ago and never ended, as their mailbox has lost them. */
    List<Kept> left(String mailbox, Duration age, int limit) {
        return begun.left(mailbox, age, limit).stream()
                .map(one -> new Kept(mailbox, one.content(), one.keys(), one.blob(), one.times(), null))
                .toList();
    }
}
