package org.dsrhub.vault;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * AES-256-GCM-HKDF streaming in segments of 16 KiB, keyed by the request and bound to the blob's id: a segment that was
 * changed, moved, cut off or taken from another blob does not decrypt.
 */
final class TinkVault implements Vault {
    /** Ciphertext in bytes that still travels in the row. */
    static final int INLINE_LIMIT = 64 * 1024;
    /** Two buffers of this size are held a stream; larger ones gain nothing and cost the many small blobs. */
    static final int SEGMENT = 16 * 1024;

    private static final Logger log = LoggerFactory.getLogger(TinkVault.class);

    private static final String STORE = """
            insert into blob (id, request_id, key, media_type, size, inline, location)
            select ?, ?, ?, ?, ?, ?, ? from vault_key where request_id = ? and key = ? and wrapped is not null
            on conflict do nothing
            """;
    private static final String STORED = "select count(*) from blob where id = ?";
    private static final String READ = """
            select b.request_id, b.key, b.inline, b.location, k.epoch, k.wrapped
            from blob b join vault_key k on k.request_id = b.request_id and k.key = b.key
            where b.id = ?
            """;
    private static final String SIZE = "select size from blob where id = ?";
    private static final String SHRED = """
            with shredded as (
                update vault_key set wrapped = null, shredded_at = now()
                where request_id = ? and key = ? and wrapped is not null)
            delete from blob where request_id = ? and key = ? returning location
            """;

    private record Row(RequestKeys.Wrapped key, byte[] inline, String location) {}

    private final JdbcTemplate jdbc;
    private final RequestKeys keys;
    private final LargeStore store;
    private final int inlineLimit;

    TinkVault(JdbcTemplate jdbc, RequestKeys keys, LargeStore store, int inlineLimit) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.store = store;
        this.inlineLimit = inlineLimit;
    }

    @Override
    public void createKeys(UUID requestId) {
        keys.create(requestId);
    }

    @Override
    public Draft draft(UUID requestId, Key key, String mediaType) {
        byte[] plainKey = keys.find(requestId, key);
        return new TinkDraft(UUID.randomUUID(), requestId, key, mediaType, cipher(plainKey), store, inlineLimit);
    }

    @Override
    public void store(Blob blob) {
        int stored = jdbc.update(
                STORE,
                blob.id(),
                blob.requestId(),
                blob.key().name(),
                blob.mediaType(),
                blob.size(),
                blob.inline(),
                blob.location(),
                blob.requestId(),
                blob.key().name());
        // A row under a key that was shredded since the draft began would refer to what nobody can read.
        if (stored == 0 && jdbc.queryForObject(STORED, Long.class, blob.id()) == 0) {
            throw RequestKeys.shredded();
        }
    }

    @Override
    public InputStream read(UUID blobId) throws IOException {
        Row row = jdbc
                .query(
                        READ,
                        (result, i) -> new Row(
                                new RequestKeys.Wrapped(
                                        result.getObject("request_id", UUID.class),
                                        Key.valueOf(result.getString("key")),
                                        result.getString("epoch"),
                                        result.getBytes("wrapped")),
                                result.getBytes("inline"),
                                result.getString("location")),
                        blobId)
                .stream()
                .findFirst()
                .orElseThrow(() -> gone(blobId));
        AesGcmHkdfStreaming cipher = cipher(keys.unwrap(row.key()));
        InputStream ciphertext =
                row.inline() != null ? new ByteArrayInputStream(row.inline()) : store.open(row.location());
        try {
            return cipher.newDecryptingStream(ciphertext, associatedData(blobId));
        } catch (GeneralSecurityException e) {
            ciphertext.close();
            throw new IOException("blob " + blobId + " cannot be decrypted", e);
        }
    }

    @Override
    public long size(UUID blobId) {
        return jdbc.queryForList(SIZE, Long.class, blobId).stream()
                .findFirst()
                .orElseThrow(() -> RequestKeys.shredded());
    }

    @Override
    public void shred(UUID requestId, Key key) {
        List<String> locations = jdbc
                .query(SHRED, (row, i) -> row.getString("location"), requestId, key.name(), requestId, key.name())
                .stream()
                .filter(Objects::nonNull)
                .toList();
        keys.forget(requestId, key);
        afterCommit(() -> {
            keys.forget(requestId, key);
            locations.forEach(this::delete);
        });
    }

    /** Files go last: a transaction that rolls back keeps its contents. */
    private static void afterCommit(Runnable action) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            action.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    private void delete(String location) {
        try {
            store.delete(location);
        } catch (IOException e) {
            log.warn("a shredded file of the vault stays, unreadable, until the sweep: {}", location);
        }
    }

    private static AesGcmHkdfStreaming cipher(byte[] key) {
        try {
            return new AesGcmHkdfStreaming(key, "HmacSha256", 32, SEGMENT, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no AES-256-GCM", e);
        }
    }

    static byte[] associatedData(UUID blobId) {
        return blobId.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static FileNotFoundException gone(UUID blobId) {
        return new FileNotFoundException("blob " + blobId + " is not in the vault: not stored, or shredded");
    }
}
