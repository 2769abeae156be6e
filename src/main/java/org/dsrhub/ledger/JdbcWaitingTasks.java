package org.dsrhub.ledger;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.CompletionWriter.Finished;
import org.dsrhub.request.TaskState;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Component
final class JdbcWaitingTasks implements WaitingTasks {
    /** An answer that comes for a task given up or handed to a person is an answer. */
    private static final Set<TaskState> BY_REFERENCE = EnumSet.of(
            TaskState.WAITING, TaskState.RUNNING, TaskState.DUE, TaskState.MANUAL, TaskState.UNKNOWN, TaskState.FAILED);

    private static final Set<TaskState> BY_ID = EnumSet.of(
            TaskState.WAITING,
            TaskState.DUE,
            TaskState.MANUAL,
            TaskState.UNKNOWN,
            TaskState.FAILED,
            TaskState.UNATTRIBUTABLE);

    private static final String BY_REF = "select id, request_id from task where queue = ? and reference = ?";
    private static final String BY_TASK = "select id, request_id from task where id = ?";

    private static final String EXPECT = "update task set reference = ? where id = ?";

    private static final String ANSWERED_NOW =
            "select exists (select from work where task_id = ? and claimed_until is not null)";

    /** Not due while claimed, so that no engine asks the system again meanwhile; taken from an asking worker, not later either. */
    private static final String CLAIM = """
            insert into work as w (task_id, request_id, queue, backend, controller, priority, due_at, attempt, leased_by,
                claimed_until, claimed_from, resume_at)
            select t.id, t.request_id, t.queue, t.backend, r.controller, coalesce(t.priority, r.priority), 'infinity', t.attempt + 1, ?,
                statement_timestamp() + ? * interval '1 millisecond', ?, 'infinity'
            from task t join request r on r.id = t.request_id where t.id = ?
            on conflict (task_id) do update set resume_at = case when w.leased_by is null then w.due_at else 'infinity' end,
                due_at = 'infinity', attempt = excluded.attempt,
                leased_by = excluded.leased_by, claimed_until = excluded.claimed_until, claimed_from = excluded.claimed_from
            returning attempt""";

    private static final String LEASE = """
            select t.id, t.request_id, r.controller, t.queue, t.system, t.action, t.wave, t.attempt, t.reference,
                coalesce(t.reply_by <= statement_timestamp(), false) as overdue
            from task t join request r on r.id = t.request_id where t.id = ?""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Wakeup wakeup;
    private final CompletionWriter writer;
    private final EngineProperties properties;
    private final LedgerConfiguration.Node node;

    JdbcWaitingTasks(
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Wakeup wakeup,
            CompletionWriter writer,
            EngineProperties properties,
            LedgerConfiguration.Node node) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.wakeup = wakeup;
        this.writer = writer;
        this.properties = properties;
        this.node = node;
    }

    private record Found(UUID taskId, UUID requestId) {}

    @Override
    public void expect(Lease lease, String reference) {
        transactions.executeWithoutResult(status -> {
            Fence.check(jdbc, lease);
            jdbc.update(EXPECT, reference, lease.taskId());
        });
    }

    @Override
    public Claim claim(String queue, String reference) {
        return claim(find(BY_REF, queue, reference), BY_REFERENCE);
    }

    @Override
    public Claim claim(UUID taskId) {
        return claim(find(BY_TASK, taskId), BY_ID);
    }

    private List<Found> find(String sql, Object... parameters) {
        return jdbc.query(
                sql,
                (row, number) -> new Found(row.getObject("id", UUID.class), row.getObject("request_id", UUID.class)),
                parameters);
    }

    private Claim claim(List<Found> found, Set<TaskState> claimable) {
        if (found.isEmpty()) {
            return new Claim.Unknown();
        }
        Found task = found.get(0);
        return transactions.execute(status -> {
            Journal journal = Journal.lock(jdbc, wakeup, List.of(task.requestId));
            LockedRequest request = journal.request(task.requestId);
            Reopening reopening = Reopening.of(jdbc, task.taskId, request);
            boolean running = reopening.state() == TaskState.RUNNING;
            if (running && (!claimable.contains(TaskState.RUNNING) || answeredNow(task.taskId))) {
                return new Claim.Busy();
            }
            if (request.over() || !claimable.contains(reopening.state())) {
                return new Claim.Settled();
            }
            Integer attempt = jdbc.queryForObject(
                    CLAIM,
                    Integer.class,
                    node.name(),
                    properties.claim().toMillis(),
                    afterwards(reopening.state()).name(),
                    task.taskId);
            reopening.reopen(TaskState.RUNNING, attempt);
            journal.write();
            return new Claim.Claimed(jdbc.queryForObject(LEASE, (row, number) -> WorkTable.lease(row), task.taskId));
        });
    }

    private boolean answeredNow(UUID taskId) {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANSWERED_NOW, Boolean.class, taskId));
    }

    /** What the task is again if its answer never ends: a settled one is waited for by now, so a person has to look. */
    private static TaskState afterwards(TaskState state) {
        if (state == TaskState.RUNNING) {
            return TaskState.WAITING;
        }
        return state.settled() ? TaskState.MANUAL : state;
    }

    @Override
    public boolean complete(Lease lease, Completion completion) {
        return writer.write(List.of(new Finished(lease, completion, false))).get(0);
    }

    @Override
    public void release(Lease lease) {
        jdbc.update(WorkTable.END_CLAIM, lease.taskId(), lease.attempt());
    }
}
