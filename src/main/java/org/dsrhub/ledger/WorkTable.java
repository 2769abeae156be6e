package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The hot table of open work: leasing, heartbeats, giving back, and what happens when a time is over. */
final class WorkTable {

    /** The next due time of each lane that this node serves; each is one probe of the index. */
    static final String NEXT_DUE = """
            select l.queue, l.backend, greatest(0, extract(epoch from k.due_at - statement_timestamp()) * 1000)::bigint as in_ms
            from lane l
            left join backend b on b.name = l.backend
            cross join lateral (
                select w.due_at from work w
                where w.queue = l.queue and w.controller = l.controller and w.priority = l.priority
                    and w.backend = l.backend and w.due_at < 'infinity'
                order by w.due_at limit 1) k
            where l.queue = any(?)
                and (b.name is null or not b.paused and (b.not_before is null or b.not_before <= statement_timestamp()))""";

    /** In name order, so that limits hold over several nodes; the next statement then counts with a fresh snapshot. */
    private static final String LOCK_BACKENDS = "select name from backend where name = any(?) order by name for update";

    /**
     * The lease statement touches a few rows of large tables by their keys, whatever the statistics say: estimates of its
     * unnested arrays and limits are guesses, and one full scan of {@code task} costs more than all else. Only plain index
     * scans mark entries of dead rows, and a hot queue consists mostly of those: bitmap scans visit all of them each time.
     */
    static final String PLANNER = """
            set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off;
            set local enable_bitmapscan = off; set local jit = off""";

    /**
     * Parameters: queues, their permits, failures that open a breaker, locked backends, the same, permits of the node,
     * node, lease in ms.
     */
    static final String LEASE = """
            with wanted as materialized (
                select w.queue, w.permits from unnest(?::text[], ?::int[]) as w(queue, permits)
            ), room as materialized (
                select b.name, b.filled, case
                    when b.paused or b.not_before > statement_timestamp() then 0
                    else greatest(0, least(
                        case when b.failures >= ? then least(1, b.concurrency) else b.concurrency end - b.busy,
                        coalesce(floor(b.filled), 2147483647)))::int end as room
                from (
                    select x.*,
                        least(x.burst, x.tokens
                            + greatest(0, extract(epoch from statement_timestamp() - x.refilled_at)) * x.per_second) as filled,
                        (select count(*) from work k where k.backend = x.name and k.leased_by is not null
                            and k.claimed_until is null and k.due_at > statement_timestamp()) as busy
                    from backend x where x.name = any(?)) b
            ), candidate as materialized (
                select c.task_id, c.due_at, l.queue, l.controller, l.priority, l.backend, w.permits, r.room
                from wanted w
                join lane l on l.queue = w.queue
                left join room r on r.name = l.backend
                cross join lateral (
                    select k.task_id, k.due_at from work k
                    where k.queue = l.queue and k.controller = l.controller and k.priority = l.priority
                        and k.backend = l.backend and k.due_at <= statement_timestamp()
                    order by k.due_at limit least(w.permits, coalesce(r.room, w.permits))
                    for update skip locked) c
                where l.backend = '' or l.backend = any(?)
            ), shared as (
                select c.*, row_number() over (partition by c.priority, c.controller order by c.due_at) as share
                from candidate c
            ), ranked as (
                select s.*,
                    row_number() over (partition by s.queue order by s.priority, s.share, s.due_at) as in_queue,
                    row_number() over (partition by s.backend order by s.priority, s.share, s.due_at) as in_backend
                from shared s
            ), chosen as materialized (
                select task_id from ranked
                where in_queue <= permits and (room is null or in_backend <= room)
                order by priority, share, due_at limit ?
            ), taken as (
                update work k set leased_by = ?, attempt = k.attempt + 1,
                    due_at = statement_timestamp() + ? * interval '1 millisecond'
                from chosen c where k.task_id = c.task_id
                returning k.task_id, k.attempt, k.controller, k.backend
            ), spent as (
                update backend b set tokens = r.filled - t.n, refilled_at = statement_timestamp()
                from (select backend, count(*) as n from taken group by backend) t
                join room r on r.name = t.backend
                where b.name = t.backend and b.rate_permits is not null
            )
            update task t set state = 'RUNNING', attempt = k.attempt, finished_at = null,
                started_at = coalesce(t.started_at, statement_timestamp())
            from taken k where t.id = k.task_id
            returning t.id, t.request_id, k.controller, t.queue, t.system, t.action, t.wave, t.attempt, t.reference,
                coalesce(t.reply_by <= statement_timestamp(), false) as overdue""";

    private static final String HEARTBEAT = """
            with mine as materialized (
                select w.task_id from work w
                join unnest(?::uuid[], ?::int[]) as m(task_id, attempt) on m.task_id = w.task_id and m.attempt = w.attempt
                where w.leased_by = ? and w.claimed_until is null order by w.task_id for update of w skip locked)
            update work w set due_at = statement_timestamp() + ? * interval '1 millisecond'
            from mine where w.task_id = mine.task_id returning w.task_id""";

    private static final String HEARTBEAT_OF_ONE = """
            update work set due_at = statement_timestamp() + ? * interval '1 millisecond'
            where task_id = ? and attempt = ? and leased_by = ? and claimed_until is null""";

    private static final String GIVE_BACK = """
            with mine as materialized (
                select w.task_id from work w
                join unnest(?::uuid[], ?::int[]) as m(task_id, attempt) on m.task_id = w.task_id and m.attempt = w.attempt
                where w.leased_by = ? and w.claimed_until is null order by w.task_id for update of w),
            freed as (
                update work w set leased_by = null, due_at = statement_timestamp()
                from mine where w.task_id = mine.task_id returning w.task_id)
            update task t set state = 'DUE' from freed where t.id = freed.task_id""";

    private static final String OVERDUE_REQUESTS =
            "select distinct request_id from work where reply_by <= statement_timestamp() limit 200";

    private static final String OVERDUE_LOCK =
            "select id from request where id = any(?) order by id for update skip locked";

    /** Rows that only waited for their time to be over go; an answer still finds the task by its reference. */
    private static final String OVERDUE = """
            with over as materialized (
                select w.task_id from work w
                where w.request_id = any(?) and w.reply_by <= statement_timestamp() order by w.task_id for update),
            gone as (
                delete from work w using over
                where w.task_id = over.task_id and w.leased_by is null and w.due_at = 'infinity'),
            stays as (
                update work w set reply_by = null from over
                where w.task_id = over.task_id and not (w.leased_by is null and w.due_at = 'infinity'))
            update task t set blocking = false, late = true from over
            where t.id = over.task_id and t.blocking returning t.id, t.request_id, t.queue""";

    /** Tasks go back to what they were; rows that then wait for nothing go. */
    private static final String UNCLAIM = """
            ), gone as (
                delete from work w using over where w.task_id = over.task_id and over.idle),
            back as (
                update work w set leased_by = null, due_at = coalesce(w.resume_at, 'infinity'),
                    claimed_until = null, claimed_from = null, resume_at = null
                from over where w.task_id = over.task_id and not over.idle)
            update task t set state = over.claimed_from from over where t.id = over.task_id""";

    private static final String CLAIMED = """
            with over as materialized (
                select task_id, claimed_from,
                    reply_by is null and coalesce(resume_at, 'infinity') = 'infinity' as idle
                from work where claimed_until is not null and %s order by task_id for update skip locked""";

    static final String END_CLAIM = CLAIMED.formatted("task_id = ? and attempt = ?") + UNCLAIM;
    private static final String EXPIRED_CLAIMS = CLAIMED.formatted("claimed_until <= statement_timestamp()") + UNCLAIM;

    static final String OPEN_BY_QUEUE = "select queue, count(*) as n from work group by queue";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Wakeup wakeup;
    private final EngineProperties properties;
    private final String node;

    WorkTable(
            JdbcTemplate jdbc,
            TransactionTemplate transactions,
            Wakeup wakeup,
            EngineProperties properties,
            String node) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.wakeup = wakeup;
        this.properties = properties;
        this.node = node;
    }

    /**
     * @param leases what this node holds now
     * @param more whether work is due that was not leased, for want of permits or of room at a backend
     * @param nextDue until when nothing else of these queues falls due, null where nothing is planned
     */
    record Take(List<Lease> leases, boolean more, Duration nextDue) {}

    /** @param permits free permits of each queue that this node serves, all positive */
    Take take(Map<String, Integer> permits, int nodePermits) {
        Map<String, Integer> due = new HashMap<>();
        TreeSet<String> backends = new TreeSet<>();
        long[] next = {Long.MAX_VALUE};
        jdbc.query(
                NEXT_DUE,
                row -> {
                    long inMillis = row.getLong("in_ms");
                    if (inMillis > 0) {
                        next[0] = Math.min(next[0], inMillis);
                        return;
                    }
                    due.put(row.getString("queue"), permits.get(row.getString("queue")));
                    if (!row.getString("backend").isEmpty()) {
                        backends.add(row.getString("backend"));
                    }
                },
                Columns.texts(permits.keySet()));
        Duration nextDue = next[0] == Long.MAX_VALUE ? null : Duration.ofMillis(next[0]);
        if (due.isEmpty()) {
            return new Take(List.of(), false, nextDue);
        }
        List<Lease> leases = transactions.execute(status -> lease(due, backends, nodePermits));
        return new Take(leases, true, nextDue);
    }

    private List<Lease> lease(Map<String, Integer> due, Collection<String> backends, int nodePermits) {
        jdbc.execute(PLANNER);
        if (!backends.isEmpty()) {
            jdbc.queryForList(LOCK_BACKENDS, String.class, Columns.texts(backends));
        }
        Columns wanted = new Columns("text", "int4");
        due.forEach(wanted::add);
        return jdbc.query(
                LEASE,
                (row, number) -> lease(row),
                wanted.and(
                        properties.breakerFailures(),
                        Columns.texts(backends),
                        Columns.texts(backends),
                        nodePermits,
                        node,
                        properties.lease().toMillis()));
    }

    static Lease lease(ResultSet row) throws SQLException {
        return new Lease(
                row.getObject("id", UUID.class),
                row.getObject("request_id", UUID.class),
                row.getString("controller"),
                row.getString("queue"),
                row.getString("system"),
                Action.valueOf(row.getString("action")),
                row.getInt("wave"),
                row.getInt("attempt"),
                row.getString("reference"),
                row.getBoolean("overdue"));
    }

    void heartbeat(Collection<Lease> leases) {
        if (!leases.isEmpty()) {
            long millis = properties.lease().toMillis();
            Set<UUID> extended = new HashSet<>(
                    jdbc.queryForList(HEARTBEAT, UUID.class, fences(leases).and(node, millis)));
            // Who writes much under a lease locks its row most of the time, and must not lose it for that. One row at a
            // time: whoever waits for one holds no other.
            leases.stream()
                    .filter(lease -> !extended.contains(lease.taskId()))
                    .forEach(lease -> jdbc.update(HEARTBEAT_OF_ONE, millis, lease.taskId(), lease.attempt(), node));
        }
    }

    /** Frees leases whose work was not begun or not finished: any node may take them at once. */
    void giveBack(Collection<Lease> leases) {
        if (!leases.isEmpty()) {
            transactions.executeWithoutResult(status -> {
                jdbc.update(GIVE_BACK, fences(leases).and(node));
                wakeup.afterCommit();
            });
        }
    }

    private static Columns fences(Collection<Lease> leases) {
        Columns fences = new Columns("uuid", "int4");
        leases.forEach(lease -> fences.add(lease.taskId(), lease.attempt()));
        return fences;
    }

    /**
     * What a system had time for until now no longer holds up the answer: its task blocks no more, on whatever node it
     * runs and however its backend does.
     *
     * @return how many tasks are late since now
     */
    int sweep() {
        jdbc.update(EXPIRED_CLAIMS);
        List<UUID> requests = jdbc.queryForList(OVERDUE_REQUESTS, UUID.class);
        if (requests.isEmpty()) {
            return 0;
        }
        return transactions.execute(status -> late(requests));
    }

    private int late(List<UUID> candidates) {
        List<UUID> locked = jdbc.queryForList(OVERDUE_LOCK, UUID.class, Columns.array("uuid", candidates));
        if (locked.isEmpty()) {
            return 0;
        }
        Journal journal = Journal.lock(jdbc, wakeup, locked);
        List<UUID> late = new ArrayList<>();
        jdbc.query(
                OVERDUE,
                row -> {
                    LockedRequest request = journal.request(row.getObject("request_id", UUID.class));
                    request.taskSettled();
                    request.audit(
                            "hub", "task-late", Map.of("task", row.getString("id"), "queue", row.getString("queue")));
                    late.add(request.id);
                },
                Columns.array("uuid", locked));
        journal.write();
        return late.size();
    }

    Map<String, Long> openByQueue() {
        Map<String, Long> open = new HashMap<>();
        jdbc.query(OPEN_BY_QUEUE, row -> {
            open.put(row.getString("queue"), row.getLong("n"));
        });
        return open;
    }

    static boolean parked(TaskState state) {
        return state == TaskState.WAITING || state == TaskState.MANUAL || state == TaskState.UNKNOWN;
    }
}
