package org.dsrhub.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code reply_code}. */
@Component
final class JdbcReplyCodes implements ReplyCodes {
    private static final String PREPARE =
            "insert into reply_code (request_id, address) values (?, ?) on conflict do nothing";

    private static final String FIND = "select * from reply_code where request_id = ? for update";
    private static final String AWAITED = "select exists (select from reply_code where request_id = ?)";

    private static final String MADE =
            "update reply_code set hash = ?, until = ?::timestamptz, tries = 0 where request_id = ? and used_at is null";

    private static final String TRIED = "update reply_code set tries = tries + 1 where request_id = ?";
    private static final String USED = "update reply_code set used_at = statement_timestamp() where request_id = ?";

    private final JdbcTemplate jdbc;
    private final KeyedHash hash;
    private final Vault vault;

    JdbcReplyCodes(JdbcTemplate jdbc, KeyedHash hash, Vault vault) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.vault = vault;
    }

    private record Code(UUID address, byte[] hash, Instant until, int tries, boolean used) {}

    @Override
    public void prepare(UUID requestId, String address) {
        UUID kept = null;
        if (address != null) {
            Blob blob = vault.seal(
                    requestId,
                    Vault.Key.PAYLOAD,
                    "text/plain; charset=utf-8",
                    address.getBytes(StandardCharsets.UTF_8));
            vault.store(blob);
            kept = blob.id();
        }
        jdbc.update(PREPARE, requestId, kept);
    }

    @Override
    public boolean awaited(UUID requestId) {
        return jdbc.queryForObject(AWAITED, Boolean.class, requestId);
    }

    @Override
    public Optional<String> address(UUID requestId) {
        return find(requestId).map(Code::address).map(this::read);
    }

    @Override
    public boolean made(UUID requestId, String code, Instant until) {
        return jdbc.update(MADE, hash(requestId, code), until.toString(), requestId) == 1;
    }

    @Override
    public boolean take(UUID requestId, String code, Instant now, int tries) {
        boolean right = find(requestId)
                .filter(known -> known.hash() != null && !known.used() && known.tries() < tries)
                .filter(known -> now.isBefore(known.until()))
                .filter(known -> MessageDigest.isEqual(known.hash(), hash(requestId, code)))
                .isPresent();
        jdbc.update(right ? USED : TRIED, requestId);
        return right;
    }

    private byte[] hash(UUID requestId, String code) {
        return hash.of(
                "reply-code", requestId + " " + code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""));
    }

    private String read(UUID address) {
        try (InputStream in = vault.read(address)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("address-on-file: it cannot be read; check the vault", e);
        }
    }

    private Optional<Code> find(UUID requestId) {
        return jdbc
                .query(
                        FIND,
                        (row, number) -> new Code(
                                row.getObject("address", UUID.class),
                                row.getBytes("hash"),
                                RequestRows.instant(row, "until"),
                                row.getInt("tries"),
                                row.getObject("used_at") != null),
                        requestId)
                .stream()
                .findFirst();
    }
}
