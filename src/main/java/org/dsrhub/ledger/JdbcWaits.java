package org.dsrhub.ledger;

import java.util.List;
import java.util.UUID;
import org.dsrhub.request.Need;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code waiting}. */
@Component
final class JdbcWaits implements Waits {
    private static final String BEGIN =
            "insert into waiting (request_id, why, who) values (?, ?, ?) on conflict do nothing";

    private static final String BEFORE =
            "select count(*) from waiting where request_id = ? and why = ? and until is not null";

    private static final String END =
            "update waiting set until = statement_timestamp() where request_id = ? and until is null";

    /** A request that is over waits no longer, whatever it had waited for. */
    private static final String OF = """
            select w.why, w.since, coalesce(w.until, r.closed_at) as until
            from waiting w join request r on r.id = w.request_id where w.request_id = ? order by w.since, w.why""";

    private final JdbcTemplate jdbc;

    JdbcWaits(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int begin(UUID requestId, Need why) {
        int before = jdbc.queryForObject(BEFORE, Integer.class, requestId, why.name());
        return jdbc.update(BEGIN, requestId, why.name(), why.party().name()) == 0 ? -1 : before;
    }

    @Override
    public void end(UUID requestId) {
        jdbc.update(END, requestId);
    }

    @Override
    public List<Wait> of(UUID requestId) {
        return jdbc.query(
                OF,
                (row, number) -> new Wait(
                        Need.valueOf(row.getString("why")),
                        RequestRows.instant(row, "since"),
                        RequestRows.instant(row, "until")),
                requestId);
    }
}
