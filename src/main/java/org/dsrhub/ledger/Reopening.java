package org.dsrhub.ledger;

import java.util.UUID;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A task under its request's lock that a person or a late answer takes up again. One that had settled is waited for again
 * only while the stage after the open tasks is still to come; later, what it brings is a supplement.
 */
record Reopening(
        JdbcTemplate jdbc,
        UUID taskId,
        LockedRequest request,
        Action action,
        TaskState state,
        boolean blocking,
        boolean late,
        boolean notice) {

    private static final String TASK = "select request_id, action, state, blocking, late, queue from task where id = ?";
    private static final String LOCK_WORK = "select leased_by is not null from work where task_id = ? for update";
    private static final String REOPEN = """
            update task set state = ?, blocking = ?, late = ?, attempt = ?, finished_at = null where id = ?""";

    static Reopening of(JdbcTemplate jdbc, UUID taskId, LockedRequest request) {
        // The work row first: whoever leases it changes the task.
        Boolean leased = jdbc.query(LOCK_WORK, row -> row.next() && row.getBoolean(1), taskId);
        Reopening found = jdbc
                .query(
                        TASK,
                        (row, number) -> new Reopening(
                                jdbc,
                                taskId,
                                request,
                                Action.valueOf(row.getString("action")),
                                Boolean.TRUE.equals(leased)
                                        ? TaskState.RUNNING
                                        : TaskState.valueOf(row.getString("state")),
                                row.getBoolean("blocking"),
                                row.getBoolean("late"),
                                row.getString("queue").equals(Notices.STAGE)),
                        taskId)
                .stream()
                .findFirst()
                .orElseThrow(() -> new Requests.StateConflict("there is no such task"));
        UUID owner = jdbc.queryForObject("select request_id from task where id = ?", UUID.class, taskId);
        if (!request.id.equals(owner)) {
            throw new Requests.StateConflict("the task belongs to another request");
        }
        return found;
    }

    void due(String dueAgain) {
        boolean ended = request.over() || request.closed() && (action == Action.STAGE || action == Action.QUERY);
        if (ended && !notice) {
            throw new Requests.StateConflict("the request is closed");
        }
        if (state == TaskState.RUNNING || state == TaskState.DONE || state == TaskState.NOTHING_HELD) {
            throw new Requests.StateConflict("the task is " + state);
        }
        jdbc.update(dueAgain, taskId);
        reopen(TaskState.DUE, null);
    }

    /** @param attempt the new fence, null to leave it */
    void reopen(TaskState to, Integer attempt) {
        boolean waits = blocking;
        boolean supplement = late;
        if (state.settled() && blocking) {
            if (action == Action.STAGE || request.joinPending()) {
                request.taskReopened();
            } else {
                waits = false;
                supplement = true;
            }
        }
        if (attempt == null) {
            jdbc.update(
                    "update task set state = ?, blocking = ?, late = ?, finished_at = null where id = ?",
                    to.name(),
                    waits,
                    supplement,
                    taskId);
        } else {
            jdbc.update(REOPEN, to.name(), waits, supplement, attempt, taskId);
        }
    }
}
