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
    /**
     * Nothing of its own answer is under way. One that is partly answered may wait for a system for as long as it likes, but its
     * erasure, where it asks for one, is through: none is held back.
     */
    static final String ANSWERED = """
            (r.state = 'CLOSED' and r.outcome = 'FULFILLED' and not exists (select 1 from task t where t.request_id = r.id
                    and t.state in ('DUE', 'RUNNING', 'WAITING', 'MANUAL', 'UNKNOWN'))
                or r.state = 'PARTLY_ANSWERED' and not exists (select 1 from task t where t.request_id = r.id
                    and (t.blocking or t.action in ('ERASE', 'ANONYMISE', 'PROVE', 'NOTIFY')
                        or t.queue in ('erasure', 'supplement'))
                    and t.state in ('DUE', 'RUNNING', 'WAITING', 'MANUAL', 'UNKNOWN'))
                    and not exists (select 1 from setting s where s.name = 'erasure.held-back.' || r.id::text and s.value <> ''))""";

    /** An item that is begun and never proven is taken up again after a day of the database's clock: a retry, no legal date. */
    private static final String ERASURE_DUE = """
            select distinct d.request_id
            from decision d join item i on i.id = d.item_id join request r on r.id = d.request_id
            where r.controller = ? and d.right_ = 'ERASURE' and i.system <> all (?)
                and (i.execution is null and (
                        d.outcome in ('RETAIN_UNTIL', 'REFUSE') and d.until_on < ?
                        or d.outcome in ('ERASE', 'ANONYMISE')
                        or d.outcome = 'REFUSE' and d.rule like 'H-%%' and d.decided_on < ?)
                    or i.execution in ('PENDING', 'ERASED', 'ANONYMISED') and i.executed_at < now() - interval '1 day')
                and %s
            limit ?
            """.formatted(ANSWERED);

    /** What is decided in silence waits for nothing that anybody could see. */
    private static final String UNDATED = """
            (d.right_ = 'ERASURE' and d.outcome = 'REFUSE' and d.until_on is null and d.decided_by = 'rules'
                and d.rule not like 'H-%' and d.rule <> 'law' and i.execution is null)""";

    private static final String REFUSALS_DUE = """
            select distinct d.request_id
            from decision d join item i on i.id = d.item_id join request r on r.id = d.request_id
            where r.controller = ? and i.system <> all (?) and d.decided_on < ? and """ + UNDATED + " and " + ANSWERED + " limit ?";

    /** Those of its systems that say something of each other too; what is decided in silence goes along with the rest. */
    private static final String ASK_ANEW = """
            update item n set again = 'ASK' from decision o
            where n.request_id = ? and o.item_id = n.id and o.right_ = 'ERASURE' and n.execution is null
                and n.system <> all (?)
                and exists (select 1 from item i join decision d on d.item_id = i.id where i.request_id = n.request_id
                    and i.system = n.system and d.right_ = 'ERASURE' and not (d.outcome = 'REFUSE' and d.rule = 'law'))""";

    private static final String KEPT_BY_OTHER_RULES = """
            (d.right_ = 'ERASURE' and d.outcome = 'RETAIN_UNTIL' and d.decided_by = 'rules' and i.execution is null
                and d.rule || '@' || d.rule_version <> all (?))""";

    private static final String RULES_CHANGED = """
            select distinct d.request_id
            from decision d join item i on i.id = d.item_id join request r on r.id = d.request_id
            where r.controller = ? and i.system <> all (?) and """ + KEPT_BY_OTHER_RULES + " and " + ANSWERED + " limit ?";

    private static final String DECIDE_ANEW =
            "update item i set again = 'DECIDE' from decision d where i.request_id = ? and d.item_id = i.id and "
                    + KEPT_BY_OTHER_RULES;

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
    public List<UUID> refusalsDue(String controller, LocalDate before, Collection<String> shadowed, int limit) {
        return jdbc.queryForList(REFUSALS_DUE, UUID.class, controller, Columns.texts(shadowed), before, limit);
    }

    @Override
    public void askAnew(UUID requestId, Collection<String> unasked) {
        jdbc.update(ASK_ANEW, requestId, Columns.texts(unasked));
    }

    @Override
    public List<UUID> rulesChanged(
            String controller, Collection<String> rules, Collection<String> shadowed, int limit) {
        return jdbc.queryForList(
                RULES_CHANGED, UUID.class, controller, Columns.texts(shadowed), Columns.texts(rules), limit);
    }

    @Override
    public void decideAnew(UUID requestId, Collection<String> rules) {
        jdbc.update(DECIDE_ANEW, requestId, Columns.texts(rules));
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
