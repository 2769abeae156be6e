package org.dsrhub.ledger;

import org.springframework.jdbc.core.JdbcTemplate;

/** Keeps a late worker from writing, and the lease from being handed in while this transaction writes under it. */
final class Fence {
    private static final String HELD = """
            select true from work where task_id = ? and attempt = ? and leased_by is not null for share""";

    private Fence() {}

    /** @throws LeaseLost where the task is somebody else's by now */
    static void check(JdbcTemplate jdbc, Lease lease) {
        if (jdbc.query(HELD, (row, number) -> true, lease.taskId(), lease.attempt())
                .isEmpty()) {
            throw new LeaseLost("task " + lease.taskId() + " is no longer at attempt " + lease.attempt());
        }
    }
}
