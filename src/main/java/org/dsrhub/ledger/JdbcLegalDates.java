package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

@Repository
class JdbcLegalDates implements LegalDates {
    /** An item that is begun and never proven is taken up again after a day of the database's clock: a retry, no legal date. */
    private static final String ERASURE_DUE = """
            select distinct d.request_id
            from decision d join item i on i.id = d.item_id join request r on r.id = d.request_id
            where r.controller = ? and r.state = 'CLOSED' and r.outcome = 'FULFILLED' and d.right_ = 'ERASURE'
                and i.system <> all (?)
                and (i.execution is null and (
                        d.outcome in ('RETAIN_UNTIL', 'REFUSE') and d.until_on < ?
                        or d.outcome in ('ERASE', 'ANONYMISE')
                        or d.outcome = 'REFUSE' and d.rule like 'H-%' and d.decided_on < ?)
                    or i.execution in ('PENDING', 'ERASED', 'ANONYMISED') and i.executed_at < now() - interval '1 day')
                and not exists (select 1 from task t where t.request_id = r.id
                    and t.state in ('DUE', 'RUNNING', 'WAITING', 'MANUAL', 'UNKNOWN'))
            limit ?
            """;

    private static final String UNWARNED = """
            select r.id, r.due_on from request r
            where r.controller = ? and r.state <> 'CLOSED' and r.due_on > ? and r.due_on <= ?
                and (r.part_of is null or r.state not in ('DELIVERING', 'PARTLY_ANSWERED'))
                and not exists (select 1 from notice n where n.request_id = r.id and n.kind = 'WARNING'
                    and n.due_on = r.due_on and n.days = ?)
            order by r.due_on, r.id limit ?
            """;

    private static final String SHREDDABLE = """
            select r.id from request r
            where r.controller = ? and r.state = 'CLOSED' and r.closed_at < ? and r.id > ?
                and exists (select 1 from vault_key k where k.request_id = r.id and k.key = 'PAYLOAD' and k.shredded_at is null)
                and not exists (select 1 from task t where t.request_id = r.id
                    and t.state in ('DUE', 'RUNNING', 'WAITING', 'MANUAL', 'UNKNOWN'))
            order by r.id limit ?
            """;

    private final JdbcTemplate jdbc;

    JdbcLegalDates(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<UUID> erasureDue(String controller, LocalDate today, Collection<String> shadowed, int limit) {
        SqlArrayValue systems = new SqlArrayValue("text", shadowed.toArray());
        return jdbc.queryForList(ERASURE_DUE, UUID.class, controller, systems, today, today, limit);
    }

    @Override
    public List<Due> unwarned(String controller, LocalDate after, LocalDate until, int days, int limit) {
        return jdbc.query(
                UNWARNED,
                (row, i) -> new Due(row.getObject(1, UUID.class), row.getObject(2, LocalDate.class)),
                controller,
                after,
                until,
                days,
                limit);
    }

    @Override
    public List<UUID> shreddable(String controller, Instant closedBefore, UUID after, int limit) {
        return jdbc.queryForList(
                SHREDDABLE,
                UUID.class,
                controller,
                OffsetDateTime.ofInstant(closedBefore, ZoneOffset.UTC),
                after == null ? new UUID(0, 0) : after,
                limit);
    }
}
