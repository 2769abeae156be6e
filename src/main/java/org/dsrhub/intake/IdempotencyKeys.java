package org.dsrhub.intake;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.dsrhub.vault.KeyedHash;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Table idempotency_key: which body a key of the portal came with first. Keyed hashes only. */
@Repository
class IdempotencyKeys {
    private static final String INSERT =
            "insert into idempotency_key (key_hash, body_hash) values (?, ?) on conflict do nothing";
    private static final String FIND = "select body_hash from idempotency_key where key_hash = ?";

    private static final String FORGET = "delete from idempotency_key where created_at < ?";

    private final JdbcTemplate jdbc;
    private final KeyedHash hash;

    IdempotencyKeys(JdbcTemplate jdbc, KeyedHash hash) {
        this.jdbc = jdbc;
        this.hash = hash;
    }

    /** @return false where the key was used with another body before */
    boolean claim(String account, String key, String body) {
        byte[] keyHash = hash.of("idempotency-key", account + "\n" + key);
        byte[] bodyHash = hash.of("idempotency-body", body);
        if (jdbc.update(INSERT, keyHash, bodyHash) == 1) {
            return true;
        }
        return Arrays.equals(jdbc.queryForObject(FIND, byte[].class, keyHash), bodyHash);
    }

    void forget(Instant before) {
        jdbc.update(FORGET, OffsetDateTime.ofInstant(before, ZoneOffset.UTC));
    }
}
