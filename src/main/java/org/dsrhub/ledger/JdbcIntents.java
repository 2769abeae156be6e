package org.dsrhub.ledger;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Component
final class JdbcIntents implements Intents {
    private static final String STARTED = "select state = 'STARTED' from intent where operation_key = ? for update";

    private static final String BEGIN = """
            insert into intent (operation_key, task_id, attempt, state) values (?, ?, ?, 'STARTED')
            on conflict (operation_key) do update
            set state = 'STARTED', attempt = excluded.attempt, started_at = statement_timestamp(), done_at = null""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate own;

    JdbcIntents(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public boolean begin(Lease lease, String effect) {
        String key = lease.taskId() + ":" + effect;
        return own.execute(status -> {
            Fence.check(jdbc, lease);
            boolean started = Boolean.TRUE.equals(jdbc.query(STARTED, row -> row.next() && row.getBoolean(1), key));
            jdbc.update(BEGIN, key, lease.taskId(), lease.attempt());
            return started;
        });
    }
}
