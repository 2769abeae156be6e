package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Tables {@code erasure_replay} and {@code replayed_item}. */
@Repository
class JdbcReplays implements Replays {
    private static final String ASK =
            "insert into erasure_replay (id, controller, since, asked_by) values (?, ?, ?, ?)";
    private static final String FIND = "select * from erasure_replay where id = ?";
    private static final String LIST = """
            select * from erasure_replay where cardinality(?::text[]) = 0 or controller = any(?)
            order by asked_at desc, id limit ?""";
    private static final String NEW =
            "select * from erasure_replay where controller = ? and begun_at is null order by asked_at for update";

    /** The keys to ask with are the subject's: without them nothing of the request can be looked for. */
    private static final String BEGIN = """
            insert into replayed_item (replay_id, item_id, request_id, system, standing)
            select ?, i.id, i.request_id, i.system, case
                when i.system <> all (?) then 'NOT_ASKED'
                when r.state = 'CLOSED' and r.outcome <> 'FULFILLED' then 'BY_HAND'
                when not exists (select 1 from blob b join vault_key k on k.request_id = b.request_id and k.key = b.key
                    where b.id = r.subject_blob and k.wrapped is not null) then 'FORGOTTEN'
                else 'DUE' end
            from erasure_log l
            join item i on i.request_id = l.request_id and i.system = l.system and i.reference_hash = l.reference_hash
            join request r on r.id = i.request_id
            where l.controller = ? and l.erased_at >= ? and i.execution = 'PROVEN'
            on conflict do nothing""";

    private static final String BEGUN = "update erasure_replay set begun_at = statement_timestamp() where id = ?";

    private static final String DUE = """
            select distinct p.request_id from replayed_item p
            join erasure_replay e on e.id = p.replay_id join request r on r.id = p.request_id
            where e.controller = ? and p.standing = 'DUE' and r.state = 'CLOSED'
                and not exists (select 1 from task t where t.request_id = r.id
                    and t.state in ('DUE', 'RUNNING', 'WAITING', 'MANUAL', 'UNKNOWN'))
            limit ?""";

    /** When it was erased stays as it is: the daily limit counts what is erased again, not what is looked for. */
    private static final String START = """
            with due as (update replayed_item set standing = 'ASKED', asked_at = statement_timestamp()
                where request_id = ? and standing = 'DUE' returning item_id)
            update item i set execution = case d.outcome when 'ANONYMISE' then 'ANONYMISED' else 'ERASED' end
            from (select distinct item_id from due) due join decision d on d.item_id = due.item_id and d.right_ = 'ERASURE'
            where i.id = due.item_id and i.execution = 'PROVEN'""";

    private static final String CAME_BACK = """
            with back as (update replayed_item p set came_back = true from item i
                where p.request_id = ? and p.standing = 'ASKED' and not p.came_back and i.id = p.item_id
                    and i.execution = 'STILL_THERE'
                returning p.item_id, p.system)
            select system, count(distinct item_id) as items from back group by system""";

    private static final String SETTLE = """
            update replayed_item p set standing = case
                when i.execution = 'PROVEN' and p.came_back then 'ERASED_AGAIN'
                when i.execution = 'PROVEN' then 'ABSENT'
                when i.execution = 'STILL_THERE' then 'BY_HAND'
                else 'KEPT' end
            from item i where p.request_id = ? and p.standing = 'ASKED' and i.id = p.item_id
                and (i.execution in ('PROVEN', 'STILL_THERE') or i.execution is null and p.came_back)""";

    private static final String STANDING = """
            select p.system, p.standing, count(*) as items from replayed_item p
            where p.replay_id = ? and not exists (select 1 from decision d
                where d.item_id = p.item_id and d.right_ = 'ERASURE' and d.outcome = 'REFUSE' and d.rule = 'law')
            group by 1, 2""";

    private static final String ERASED_BEFORE = """
            select i.system, count(distinct i.reference_hash) as items
            from item i join request r on r.id = i.request_id join task t on t.id = i.task_id
            join erasure_log l on l.controller = r.controller and l.system = i.system and l.reference_hash = i.reference_hash
            where i.request_id = ? and i.match = 'MATCHED' and l.request_id <> i.request_id and t.started_at > l.erased_at
            group by i.system""";

    private static final String LAST_ASKED = "select max(asked_at) as at from replayed_item where request_id = ?";

    private final JdbcTemplate jdbc;

    JdbcReplays(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Replay ask(String controller, Instant since, String actor) {
        UUID id = TimeOrderedId.next();
        jdbc.update(ASK, id, controller, at(since), actor);
        return find(id).orElseThrow();
    }

    @Override
    public List<Replay> list(Set<String> controllers, int limit) {
        return jdbc.query(LIST, JdbcReplays::replay, Columns.texts(controllers), Columns.texts(controllers), limit);
    }

    @Override
    public Optional<Replay> find(UUID replay) {
        return jdbc.query(FIND, JdbcReplays::replay, replay).stream().findFirst();
    }

    @Override
    public Map<String, Map<Standing, Integer>> standing(UUID replay) {
        Map<String, Map<Standing, Integer>> standing = new TreeMap<>();
        jdbc.query(
                STANDING,
                row -> {
                    standing.computeIfAbsent(row.getString("system"), any -> new EnumMap<>(Standing.class))
                            .put(Standing.valueOf(row.getString("standing")), row.getInt("items"));
                },
                replay);
        return standing;
    }

    @Override
    public void begin(String controller, Collection<String> askable) {
        for (Replay replay : jdbc.query(NEW, JdbcReplays::replay, controller)) {
            jdbc.update(BEGIN, replay.id(), Columns.texts(askable), controller, at(replay.since()));
            jdbc.update(BEGUN, replay.id());
        }
    }

    @Override
    public List<UUID> due(String controller, int limit) {
        return jdbc.queryForList(DUE, UUID.class, controller, limit);
    }

    @Override
    public int start(UUID requestId) {
        return jdbc.update(START, requestId);
    }

    @Override
    public Map<String, Integer> cameBack(UUID requestId) {
        return bySystem(CAME_BACK, requestId);
    }

    @Override
    public Map<String, Integer> erasedBefore(UUID requestId) {
        return bySystem(ERASED_BEFORE, requestId);
    }

    private Map<String, Integer> bySystem(String sql, UUID requestId) {
        Map<String, Integer> items = new TreeMap<>();
        jdbc.query(
                sql,
                row -> {
                    items.put(row.getString("system"), row.getInt("items"));
                },
                requestId);
        return items;
    }

    @Override
    public void settle(UUID requestId) {
        jdbc.update(SETTLE, requestId);
    }

    @Override
    public Optional<Instant> lastAsked(UUID requestId) {
        return Optional.ofNullable(jdbc.queryForObject(LAST_ASKED, OffsetDateTime.class, requestId))
                .map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Replay replay(ResultSet row, int number) throws SQLException {
        return new Replay(
                row.getObject("id", UUID.class),
                row.getString("controller"),
                RequestRows.instant(row, "since"),
                row.getString("asked_by"),
                RequestRows.instant(row, "asked_at"),
                row.getObject("begun_at", OffsetDateTime.class) != null);
    }
}
