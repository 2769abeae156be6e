package org.dsrhub.ledger;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code suspension}. */
@Component
final class JdbcSuspensions implements Suspensions {
    static final String END = """
            update suspension set ended_at = statement_timestamp(), ended_by = ?
            where request_id = ? and ended_at is null""";

    private static final String BEGIN = """
            insert into suspension (request_id, suspended_at, suspended_by, words)
            values (?, statement_timestamp(), ?, ?)""";

    private static final String OF = "select * from suspension where request_id = ? order by suspended_at";

    private final JdbcTemplate jdbc;

    JdbcSuspensions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void begin(UUID requestId, String actor, UUID words) {
        jdbc.update(BEGIN, requestId, actor, words);
    }

    @Override
    public List<Suspension> of(UUID requestId) {
        return jdbc.query(
                OF,
                (row, number) -> new Suspension(
                        row.getString("suspended_by"),
                        RequestRows.instant(row, "suspended_at"),
                        RequestRows.instant(row, "ended_at"),
                        row.getString("ended_by"),
                        row.getObject("words", UUID.class)),
                requestId);
    }
}
