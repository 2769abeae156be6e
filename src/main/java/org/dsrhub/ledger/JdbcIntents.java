package org.dsrhub.ledger;

import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
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

    private static final String KEPT = "select blob_id from intent where operation_key = ?";
    private static final String KEEP = "update intent set blob_id = ? where operation_key = ?";

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final TransactionTemplate own;

    JdbcIntents(JdbcTemplate jdbc, PlatformTransactionManager transactions, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.own = new TransactionTemplate(transactions);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    public boolean begin(Lease lease, String effect) {
        return own.execute(status -> started(lease, key(lease, effect)));
    }

    @Override
    public Optional<UUID> begin(Lease lease, String effect, Blob message) {
        String key = key(lease, effect);
        return own.execute(status -> {
            started(lease, key);
            UUID kept = jdbc.queryForObject(KEPT, UUID.class, key);
            if (kept == null) {
                vault.store(message);
                jdbc.update(KEEP, message.id(), key);
            }
            return Optional.ofNullable(kept);
        });
    }

    private static String key(Lease lease, String effect) {
        return lease.taskId() + ":" + effect;
    }

    private boolean started(Lease lease, String key) {
        Fence.check(jdbc, lease);
        boolean started = Boolean.TRUE.equals(jdbc.query(STARTED, row -> row.next() && row.getBoolean(1), key));
        jdbc.update(BEGIN, key, lease.taskId(), lease.attempt());
        return started;
    }
}
