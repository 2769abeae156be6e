package org.dsrhub.vault;

import com.google.crypto.tink.subtle.Random;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Table vault_key: two keys a request, each wrapped under a master key epoch. */
final class RequestKeys implements VaultRotation {
    private static final String PURPOSE = "wrap";
    private static final int LENGTH = 32;

    private static final String CREATE = """
            insert into vault_key (request_id, key, epoch, wrapped) values (?, ?, ?, ?), (?, ?, ?, ?)
            on conflict do nothing
            """;
    private static final String FIND = "select epoch, wrapped from vault_key where request_id = ? and key = ?";
    private static final String OUTDATED = """
            select request_id, key, epoch, wrapped from vault_key
            where epoch <> ? and wrapped is not null limit 1000
            """;
    // Compares what it replaces: a key that was shredded meanwhile stays shredded.
    private static final String REWRAP = """
            update vault_key set epoch = ?, wrapped = ?
            where request_id = ? and key = ? and epoch = ? and wrapped = ?
            """;

    /** A key as it lies in the table; wrapped is null once shredded. */
    record Wrapped(UUID requestId, Vault.Key key, String epoch, byte[] bytes) {}

    private final JdbcTemplate jdbc;
    private final MasterKeys masters;
    private final KeyCache cache;

    RequestKeys(JdbcTemplate jdbc, MasterKeys masters, KeyCache cache) {
        this.jdbc = jdbc;
        this.masters = masters;
        this.cache = cache;
    }

    void create(UUID requestId) {
        String epoch = masters.newest();
        jdbc.update(
                CREATE,
                requestId,
                Vault.Key.PAYLOAD.name(),
                epoch,
                wrap(requestId, Vault.Key.PAYLOAD, epoch, Random.randBytes(LENGTH)),
                requestId,
                Vault.Key.EVIDENCE.name(),
                epoch,
                wrap(requestId, Vault.Key.EVIDENCE, epoch, Random.randBytes(LENGTH)));
    }

    /** @throws VaultException where the key is shredded or was never made */
    byte[] find(UUID requestId, Vault.Key key) {
        byte[] cached = cache.get(requestId, key);
        if (cached != null) {
            return cached;
        }
        List<Wrapped> rows = jdbc.query(
                FIND,
                (row, i) -> new Wrapped(requestId, key, row.getString("epoch"), row.getBytes("wrapped")),
                requestId,
                key.name());
        if (rows.isEmpty()) {
            throw new VaultException(VaultException.NO_KEY, "the request's keys are not made or not committed", null);
        }
        byte[] plain = unwrap(rows.get(0));
        // A key of a transaction that may yet roll back must not outlive it: what it encrypts would be lost.
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            cache.put(requestId, key, plain);
        }
        return plain;
    }

    /** @throws VaultException where the key is shredded, changed, or its epoch is gone */
    byte[] unwrap(Wrapped wrapped) {
        if (wrapped.bytes() == null) {
            throw shredded();
        }
        try {
            return masters.cipher(wrapped.epoch(), PURPOSE)
                    .decrypt(wrapped.bytes(), owner(wrapped.requestId(), wrapped.key(), wrapped.epoch()));
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    VaultException.TAMPERED,
                    "a request's key was changed, or wrapped under another master key of epoch " + wrapped.epoch()
                            + ": restore the row or the master key",
                    e);
        }
    }

    void forget(UUID requestId, Vault.Key key) {
        cache.remove(requestId, key);
    }

    @Override
    public int rewrap() {
        String epoch = masters.newest();
        List<Wrapped> outdated = jdbc.query(
                OUTDATED,
                (row, i) -> new Wrapped(
                        row.getObject("request_id", UUID.class),
                        Vault.Key.valueOf(row.getString("key")),
                        row.getString("epoch"),
                        row.getBytes("wrapped")),
                epoch);
        List<Object[]> updates = outdated.stream()
                .map(old -> new Object[] {
                    epoch,
                    wrap(old.requestId(), old.key(), epoch, unwrap(old)),
                    old.requestId(),
                    old.key().name(),
                    old.epoch(),
                    old.bytes()
                })
                .toList();
        jdbc.batchUpdate(REWRAP, updates);
        return outdated.size();
    }

    static VaultException shredded() {
        return new VaultException(
                VaultException.SHREDDED, "the request's key is deleted for good; start a new request", null);
    }

    private byte[] wrap(UUID requestId, Vault.Key key, String epoch, byte[] plain) {
        try {
            return masters.cipher(epoch, PURPOSE).encrypt(plain, owner(requestId, key, epoch));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a request's key could not be wrapped", e);
        }
    }

    private static byte[] owner(UUID requestId, Vault.Key key, String epoch) {
        return (requestId + "/" + key + "/" + epoch).getBytes(StandardCharsets.UTF_8);
    }
}
