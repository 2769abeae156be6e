package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code reply_code}. */
@Component
final class JdbcReplyCodes implements ReplyCodes {
    private static final String PREPARE =
            "insert into reply_code (request_id, address) values (?, ?) on conflict do nothing";

    private static final String FIND = "select * from reply_code where request_id = ? for update";

    private static final String MADE =
            "update reply_code set hash = ?, until = ?::timestamptz, tries = 0 where request_id = ? and used_at is null";

    private static final String TRIED = "update reply_code set tries = tries + 1 where request_id = ?";
    private static final String USED = "update reply_code set used_at = statement_timestamp() where request_id = ?";

    private final JdbcTemplate jdbc;

    JdbcReplyCodes(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void prepare(UUID requestId, UUID address) {
        jdbc.update(PREPARE, requestId, address);
    }

    @Override
    public Optional<Code> find(UUID requestId) {
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

    @Override
    public void made(UUID requestId, byte[] hash, Instant until) {
        jdbc.update(MADE, hash, until.toString(), requestId);
    }

    @Override
    public void tried(UUID requestId) {
        jdbc.update(TRIED, requestId);
    }

    @Override
    public void used(UUID requestId) {
        jdbc.update(USED, requestId);
    }
}
