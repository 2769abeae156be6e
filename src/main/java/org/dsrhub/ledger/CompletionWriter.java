package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes many completions in one transaction: each only while its lease's attempt is still the task's. */
final class CompletionWriter {

    /**
     * A completion on its way.
     *
     * @param thrown the worker ended by an exception: effects it began outside have an unknown outcome
     */
    record Finished(Lease lease, Completion completion, boolean thrown) {}

    private static final String FENCE = """
            select w.task_id, w.attempt, w.leased_by is not null as leased, w.backend, w.reply_by is not null as reply_pending,
                t.blocking, t.late
            from work w join task t on t.id = w.task_id
            where w.task_id = any(?) order by w.task_id for update of w""";

    private static final String SAVE_TASKS = """
            update task t set state = n.state, reason = n.reason, reference = coalesce(n.reference, t.reference),
                items = case when n.state = 'DUE' then t.items else n.items end,
                keys_used = case when n.keys = '' then t.keys_used else string_to_array(n.keys, ',') end,
                finished_at = case when n.settled then statement_timestamp() end
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::boolean[])
                as n(id, state, reason, reference, items, keys, settled)
            where t.id = n.id""";

    private static final String END_WORK = "delete from work where task_id = any(?)";

    /** Without a delay the row only waits for its reply_by. */
    private static final String REARM_WORK = """
            update work w set leased_by = null, claimed_until = null, claimed_from = null, resume_at = null,
                due_at = coalesce(statement_timestamp() + n.delay_ms * interval '1 millisecond', 'infinity')
            from unnest(?::uuid[], ?::bigint[]) as n(task_id, delay_ms)
            where w.task_id = n.task_id""";

    /** Rows of attempts that lost their lease, ended without a result or were asked again; what was decided on stays. */
    private static final String SWEEP_ITEMS = """
            delete from item i using unnest(?::uuid[], ?::int[], ?::boolean[]) as n(task_id, attempt, keep)
            where i.task_id = n.task_id and (i.attempt <> n.attempt or not n.keep)
                and not exists (select 1 from decision d where d.item_id = i.id)""";

    private static final String END_INTENTS = """
            update intent set state = 'DONE', done_at = statement_timestamp()
            where task_id = any(?) and state = 'STARTED'""";

    private static final String BACKENDS_WELL =
            "update backend set failures = 0, reason = null where name = any(?) and failures > 0";

    /** Parameters: names, failures, threshold, first and longest rest in ms. Probes after that double the rest. */
    private static final String BACKENDS_ILL = """
            update backend b set failures = b.failures + n.failures,
                not_before = case when b.failures + n.failures >= p.threshold then greatest(b.not_before, statement_timestamp()
                    + least(p.longest, p.first * power(2, least(20, greatest(0,
                        b.failures + n.failures - p.threshold - b.concurrency)))) * interval '1 millisecond')
                    else b.not_before end,
                reason = case when b.failures + n.failures >= p.threshold
                    then 'breaker-open: the system failed several times in a row' else b.reason end
            from unnest(?::text[], ?::int[]) as n(name, failures), (select ?::int, ?::bigint, ?::bigint) as p(threshold, first, longest)
            where b.name = n.name""";

    /** Only those whose row will change: a backend that is well is not touched. */
    private static final String LOCK_BACKENDS = """
            select name from backend where name = any(?) or name = any(?) and failures > 0 order by name for update""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Wakeup wakeup;
    private final Vault vault;
    private final EngineProperties properties;

    CompletionWriter(
            JdbcTemplate jdbc,
            TransactionTemplate transactions,
            Wakeup wakeup,
            Vault vault,
            EngineProperties properties) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.wakeup = wakeup;
        this.vault = vault;
        this.properties = properties;
    }

    /** @return for each, whether it counted; false where the lease was lost meanwhile */
    List<Boolean> write(List<Finished> batch) {
        return transactions.execute(status -> new Batch().write(batch));
    }

    private record Task(
            UUID id,
            int attempt,
            boolean leased,
            String backend,
            boolean replyPending,
            boolean blocking,
            boolean late) {
        static Task of(ResultSet row) throws SQLException {
            return new Task(
                    row.getObject("task_id", UUID.class),
                    row.getInt("attempt"),
                    row.getBoolean("leased"),
                    row.getString("backend"),
                    row.getBoolean("reply_pending"),
                    row.getBoolean("blocking"),
                    row.getBoolean("late"));
        }
    }

    /** The statements of one transaction, gathered. */
    private final class Batch {
        private final Columns tasks = new Columns("uuid", "text", "text", "text", "int4", "text", "bool");
        private final List<UUID> ended = new ArrayList<>();
        private final Columns rearmed = new Columns("uuid", "int8");
        private final Columns swept = new Columns("uuid", "int4", "bool");
        private final List<UUID> intents = new ArrayList<>();
        private final List<Blob> blobs = new ArrayList<>();
        private final Map<String, Integer> failures = new TreeMap<>();
        private final Set<String> well = new TreeSet<>();

        List<Boolean> write(List<Finished> batch) {
            Journal journal = Journal.lock(
                    jdbc,
                    wakeup,
                    batch.stream()
                            .map(done -> done.lease().requestId())
                            .distinct()
                            .toList());
            Map<UUID, Task> open = new HashMap<>();
            jdbc.query(
                    FENCE,
                    row -> {
                        Task task = Task.of(row);
                        open.put(task.id, task);
                    },
                    Columns.array(
                            "uuid",
                            batch.stream()
                                    .map(done -> done.lease().taskId())
                                    .distinct()
                                    .toList()));

            List<Boolean> counted = new ArrayList<>(batch.size());
            for (Finished done : batch) {
                Task task = open.get(done.lease().taskId());
                boolean ours = task != null
                        && task.leased
                        && task.attempt == done.lease().attempt();
                counted.add(ours);
                if (ours) {
                    open.remove(task.id);
                    gather(done, task, journal.request(done.lease().requestId()));
                }
            }
            if (counted.contains(true)) {
                write(journal);
            }
            return counted;
        }

        private void gather(Finished done, Task task, LockedRequest request) {
            Lease lease = done.lease();
            Completion completion = done.completion();
            TaskState state = completion.state();
            tasks.add(
                    task.id,
                    state.name(),
                    completion.reason(),
                    completion.reference(),
                    completion.items(),
                    String.join(",", completion.keysUsed()),
                    state.settled());
            blobs.addAll(completion.blobs());
            if (!done.thrown() && state != TaskState.UNKNOWN) {
                intents.add(task.id);
            }
            boolean keepItems = state != TaskState.DUE && !done.thrown();
            if (lease.attempt() > 1 || !keepItems) {
                swept.add(task.id, lease.attempt(), keepItems);
            }
            rearm(done, task);
            backend(done, task);
            if (state.settled()) {
                if (task.blocking) {
                    request.taskSettled();
                }
                request.supplement |= task.late;
            }
            follow(done, request);
        }

        private void rearm(Finished done, Task task) {
            Completion completion = done.completion();
            TaskState state = completion.state();
            if (state == TaskState.DUE) {
                rearmed.add(
                        task.id,
                        (completion.after() == null ? backOff(done.lease().attempt()) : completion.after()).toMillis());
            } else if ((state == TaskState.WAITING || state == TaskState.MANUAL) && completion.after() != null) {
                rearmed.add(task.id, completion.after().toMillis());
            } else if (WorkTable.parked(state) && task.replyPending) {
                rearmed.add(task.id, null);
            } else {
                ended.add(task.id);
            }
        }

        /** Only passing failures open the breaker; an explicit delay is the system's own wish (Retry-After). */
        private void backend(Finished done, Task task) {
            if (task.backend.isEmpty()) {
                return;
            }
            switch (done.completion().state()) {
                case DUE -> {
                    if (done.thrown() || done.completion().after() == null) {
                        failures.merge(task.backend, 1, Integer::sum);
                    }
                }
                case DONE, NOTHING_HELD, WAITING, UNATTRIBUTABLE, QUARANTINED -> {
                    failures.remove(task.backend);
                    well.add(task.backend);
                }
                default -> {
                    // the system was not asked, or it is not known how it does
                }
            }
        }

        private void follow(Finished done, LockedRequest request) {
            Completion completion = done.completion();
            Lease lease = done.lease();
            if (completion.state() == TaskState.DUE) {
                return; // attempts are counted on the task; a dead system's would drown the chain
            }
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("task", lease.taskId().toString());
            details.put("queue", lease.queue());
            details.put("action", lease.action().name());
            details.put("wave", lease.wave());
            details.put("attempt", lease.attempt());
            details.put("reason", completion.reason());
            if (completion.items() > 0) {
                details.put("items", completion.items());
            }
            if (!completion.keysUsed().isEmpty()) {
                details.put("keys", completion.keysUsed());
            }
            Next next = completion.next();
            if (next != null && request.closed() && !request.deferred(next)) {
                details.put("ignored", "the request was closed meanwhile");
            } else if (next != null) {
                request.apply(next);
                details.put(
                        "request", next.state() == null ? null : next.state().name());
                details.put(
                        "outcome",
                        next.outcome() == null ? null : next.outcome().name());
            }
            request.audit(
                    "hub",
                    "task-" + completion.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    details);
        }

        private void write(Journal journal) {
            jdbc.update(SAVE_TASKS, tasks.and());
            if (!swept.isEmpty()) {
                jdbc.update(SWEEP_ITEMS, swept.and());
            }
            if (!blobs.isEmpty()) {
                vault.storeAll(blobs);
            }
            if (!intents.isEmpty()) {
                jdbc.update(END_INTENTS, Columns.array("uuid", intents));
            }
            if (!ended.isEmpty()) {
                jdbc.update(END_WORK, Columns.array("uuid", ended));
            }
            if (!rearmed.isEmpty()) {
                jdbc.update(REARM_WORK, rearmed.and());
            }
            journal.write();
            writeBackends();
        }

        /** Last, so that takers wait the least; in name order like theirs. */
        private void writeBackends() {
            if (failures.isEmpty() && well.isEmpty()) {
                return;
            }
            List<String> changing = jdbc.queryForList(
                    LOCK_BACKENDS, String.class, Columns.texts(failures.keySet()), Columns.texts(well));
            if (changing.isEmpty()) {
                return;
            }
            jdbc.update(BACKENDS_WELL, Columns.texts(well));
            if (!failures.isEmpty()) {
                Columns ill = new Columns("text", "int4");
                failures.forEach(ill::add);
                jdbc.update(
                        BACKENDS_ILL,
                        ill.and(
                                properties.breakerFailures(),
                                properties.coolDown().toMillis(),
                                properties.maxCoolDown().toMillis()));
            }
        }
    }

    /** Doubles from try to try; the jitter keeps tasks that failed together from coming back together. */
    Duration backOff(int attempt) {
        long longest = properties.maxBackOff().toMillis();
        long delay = Math.min(longest, properties.backOff().toMillis() << Math.min(20, Math.max(0, attempt - 1)));
        return Duration.ofMillis(
                Math.round(delay * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
