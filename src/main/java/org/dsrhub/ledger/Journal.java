package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What one transaction does to requests: locks their rows in id order (without that lock two last replies miss each other
 * and the request hangs for ever), lets the caller change them, and writes all of it in a handful of statements.
 */
final class Journal {
    static final String SUPPLEMENT = "supplement";

    private static final String LOCK = """
            select id, controller, priority, state, outcome, open_tasks, next_stage, wave, partial, audit_seq, audit_head,
                statement_timestamp() as at
            from request where id = any(?) order by id for update""";

    /** A stage that ran at this wave before gets the next free number. */
    private static final String ADD_TASKS = """
            with n as materialized (
                select * from unnest(?::uuid[], ?::uuid[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::int[], ?::int[], ?::boolean[], ?::bigint[], ?::timestamptz[], ?::int[], ?::text[])
                    as n(id, request_id, controller, priority, queue, system, backend, action,
                        wave, connector_version, blocking, within_ms, not_before, own_priority, rights)
            ), added as (
                insert into task (id, request_id, queue, system, backend, action, wave, state, blocking, connector_version,
                    priority, reply_by, rights)
                select n.id, n.request_id, n.queue, n.system, coalesce(n.backend, ''), n.action,
                    case when n.action = 'STAGE'
                        then greatest(n.wave, (select max(t.wave) + 1 from task t
                            where t.request_id = n.request_id and t.queue = n.queue and t.action = n.action))
                        else n.wave end,
                    'DUE', n.blocking, n.connector_version, n.own_priority,
                    greatest(statement_timestamp(), n.not_before) + n.within_ms * interval '1 millisecond',
                    string_to_array(n.rights, ',')
                from n
                on conflict (request_id, queue, action, wave) do nothing
                returning id, request_id, blocking, reply_by
            ), lanes as (
                insert into lane (queue, controller, priority, backend)
                select distinct n.queue, n.controller, n.priority, coalesce(n.backend, '') from n order by 1, 2, 3, 4
                on conflict do nothing
            ), armed as (
                insert into work (task_id, request_id, queue, backend, controller, priority, due_at, reply_by)
                select a.id, a.request_id, n.queue, coalesce(n.backend, ''), n.controller, n.priority,
                    greatest(statement_timestamp(), n.not_before), case when a.blocking then a.reply_by end
                from added a join n on n.id = a.id
            )
            select request_id, blocking from added""";

    /** Rows that no taker can have in its hands right now: they will see what this transaction writes. */
    private static final String SUPPLEMENT_TO_COME = """
            select request_id from work
            where request_id = any(?) and queue = 'supplement' and leased_by is null for update skip locked""";

    private static final String ABANDON_WORK =
            "delete from work where request_id = any(?) and leased_by is null returning task_id";

    private static final String ABANDON_TASKS = """
            update task set state = 'FAILED', blocking = false, finished_at = statement_timestamp(),
                reason = 'request-closed: nothing to do, the request is over'
            where id = any(?)""";

    /** With what portals are told of it: an event a request whose state has changed, but of no branch's part. */
    private static final String SAVE = """
            with saved as (
                update request r set state = n.state, outcome = n.outcome, open_tasks = n.open_tasks,
                    next_stage = n.next_stage, wave = n.wave, partial = n.partial,
                    audit_seq = n.audit_seq, audit_head = n.audit_head,
                    closed_at = case when n.state = 'CLOSED' then coalesce(r.closed_at, statement_timestamp()) end
                from unnest(?::uuid[], ?::text[], ?::text[], ?::int[], ?::text[], ?::int[], ?::boolean[], ?::int[], ?::bytea[],
                        ?::text[])
                    as n(id, state, outcome, open_tasks, next_stage, wave, partial, audit_seq, audit_head, told)
                where r.id = n.id
                returning r.id, r.controller, r.case_number, r.state, r.outcome, r.due_on, n.told, r.part_of
            )
            insert into request_event (request_id, controller, case_number, kind, state, outcome, due_on, at)
            select id, controller, case_number, told, state, outcome, due_on, statement_timestamp()
            from saved where told is not null and part_of is null""";

    private static final String ADD_LINKS = """
            insert into audit (request_id, seq, at, actor, event, details, hash)
            select n.request_id, n.seq, n.at, n.actor, n.event, n.details::json, n.hash
            from unnest(?::uuid[], ?::int[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::bytea[])
                as n(request_id, seq, at, actor, event, details, hash)""";

    private final JdbcTemplate jdbc;
    private final Wakeup wakeup;
    private final Map<UUID, LockedRequest> requests = new LinkedHashMap<>();

    private Journal(JdbcTemplate jdbc, Wakeup wakeup) {
        this.jdbc = jdbc;
        this.wakeup = wakeup;
    }

    /** Waits for the locks; ids that do not exist are missing from the result. */
    static Journal lock(JdbcTemplate jdbc, Wakeup wakeup, Collection<UUID> ids) {
        Journal journal = new Journal(jdbc, wakeup);
        jdbc.query(
                LOCK,
                row -> {
                    LockedRequest request = request(row);
                    journal.requests.put(request.id, request);
                },
                Columns.array("uuid", ids));
        return journal;
    }

    LockedRequest request(UUID id) {
        return requests.get(id);
    }

    /** Writes tasks, stages whose time has come, the rows themselves and their audit; wakes the engine after commit. */
    void write() {
        // First: what the closing itself brings, such as the letter that tells of it, is not abandoned.
        abandon();
        endParts();
        boolean work = addTasks();
        work |= addStages();
        work |= addSupplements();
        save();
        if (work) {
            wakeup.afterCommit();
        }
    }

    /** Parts are not locked here, as that would not be in the order of ids: a stage ends them. */
    private void endParts() {
        List<UUID> closing = requests.values().stream()
                .filter(LockedRequest::closes)
                .map(request -> request.id)
                .toList();
        if (!closing.isEmpty()) {
            jdbc.queryForList(LEADS, UUID.class, Columns.array("uuid", closing)).forEach(id -> {
                LockedRequest lead = requests.get(id);
                lead.tasks.add(NewTask.stage(Parts.QUEUE, lead.wave).unawaited());
            });
        }
    }

    private boolean addTasks() {
        List<Row> rows = new ArrayList<>();
        for (LockedRequest request : requests.values()) {
            request.tasks.forEach(task -> rows.add(new Row(request, task)));
            request.tasks.clear();
        }
        return add(rows);
    }

    private boolean addStages() {
        List<Row> rows = new ArrayList<>();
        for (LockedRequest request : requests.values()) {
            if (request.openTasks == 0 && request.nextStage != null) {
                rows.add(new Row(request, NewTask.stage(request.nextStage, request.wave)));
                request.nextStage = null;
            }
        }
        return add(rows);
    }

    private boolean addSupplements() {
        List<UUID> wanted = requests.values().stream()
                .filter(request -> request.supplement && !request.closed())
                .map(request -> request.id)
                .toList();
        if (wanted.isEmpty()) {
            return false;
        }
        List<UUID> toCome = jdbc.queryForList(SUPPLEMENT_TO_COME, UUID.class, Columns.array("uuid", wanted));
        return add(wanted.stream()
                .filter(id -> !toCome.contains(id))
                .map(requests::get)
                .map(request -> new Row(request, NewTask.stage(SUPPLEMENT, request.wave)))
                .toList());
    }

    private record Row(LockedRequest request, NewTask task) {}

    private boolean add(List<Row> rows) {
        if (rows.isEmpty()) {
            return false;
        }
        Columns columns = new Columns(
                "uuid", "uuid", "text", "int4", "text", "text", "text", "text", "int4", "int4", "bool", "int8", "text",
                "int4", "text");
        for (Row row : rows) {
            NewTask task = row.task;
            columns.add(
                    TimeOrderedId.next(),
                    row.request.id,
                    row.request.controller,
                    task.priority() == null ? row.request.priority : task.priority(),
                    task.queue(),
                    task.system(),
                    task.backend(),
                    task.action().name(),
                    task.wave(),
                    task.connectorVersion(),
                    task.blocking(),
                    task.replyWithin() == null ? null : task.replyWithin().toMillis(),
                    task.notBefore() == null ? null : task.notBefore().toString(),
                    task.priority(),
                    task.rights().stream().map(Right::name).sorted().collect(Collectors.joining(",")));
        }
        jdbc.query(
                ADD_TASKS,
                row -> {
                    if (row.getBoolean("blocking")) {
                        requests.get(row.getObject("request_id", UUID.class)).taskReopened();
                    }
                },
                columns.and());
        return true;
    }

    private void abandon() {
        List<UUID> over = requests.values().stream()
                .filter(request -> request.abandoned)
                .map(request -> request.id)
                .toList();
        if (!over.isEmpty()) {
            List<UUID> tasks = jdbc.queryForList(ABANDON_WORK, UUID.class, Columns.array("uuid", over));
            jdbc.update(ABANDON_TASKS, Columns.array("uuid", tasks));
            for (UUID id : over) {
                LockedRequest request = requests.get(id);
                request.openTasks = jdbc.queryForObject(COUNT_OPEN, Integer.class, id);
            }
        }
    }

    private static final String LEADS =
            "select distinct part_of from request where part_of = any(?) and state <> 'CLOSED'";

    static final String COUNT_OPEN = """
            select count(*) from task where request_id = ? and blocking
                and state not in ('DONE', 'NOTHING_HELD', 'NOT_SEARCHABLE', 'UNATTRIBUTABLE', 'FAILED', 'QUARANTINED')""";

    private void save() {
        Columns rows = new Columns("uuid", "text", "text", "int4", "text", "int4", "bool", "int4", "bytea", "text");
        Columns links = new Columns("uuid", "int4", "text", "text", "text", "text", "bytea");
        for (LockedRequest request : requests.values()) {
            rows.add(
                    request.id,
                    request.state.name(),
                    request.outcome == null ? null : request.outcome.name(),
                    request.openTasks,
                    request.nextStage,
                    request.wave,
                    request.partial,
                    request.auditSeq,
                    request.auditHead,
                    request.told());
            request.links.forEach(link -> links.add(
                    request.id,
                    link.seq(),
                    link.at().toString(),
                    link.actor(),
                    link.event(),
                    link.details(),
                    link.hash()));
            request.links.clear();
        }
        if (!rows.isEmpty()) {
            jdbc.update(SAVE, rows.and());
        }
        if (!links.isEmpty()) {
            jdbc.update(ADD_LINKS, links.and());
        }
    }

    private static LockedRequest request(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new LockedRequest(
                row.getObject("id", UUID.class),
                row.getString("controller"),
                row.getInt("priority"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                RequestState.valueOf(row.getString("state")),
                outcome == null ? null : RequestOutcome.valueOf(outcome),
                row.getInt("open_tasks"),
                row.getString("next_stage"),
                row.getInt("wave"),
                row.getBoolean("partial"),
                row.getInt("audit_seq"),
                row.getBytes("audit_head"));
    }
}
