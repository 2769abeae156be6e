package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Component
final class JdbcAudit implements Audit {
    /** Every chain with its request's head; a request without links and links without a request are breaks too. */
    private static final String LINKS = """
            select coalesce(a.request_id, r.id) as request_id, a.seq, a.at, a.actor, a.event, a.details::text as details,
                a.hash, r.audit_seq, r.audit_head
            from audit a full join request r on r.id = a.request_id
            order by 1, a.seq""";

    private final JdbcTemplate streaming;
    private final TransactionTemplate snapshot;

    JdbcAudit(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.streaming = new JdbcTemplate(jdbc.getDataSource());
        streaming.setFetchSize(1_000);
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    @Override
    public Verification verify() {
        Walk walk = new Walk();
        snapshot.executeWithoutResult(status -> streaming.query(LINKS, walk::link));
        walk.endOfChain();
        return new Verification(walk.broken == null, walk.chains, walk.links, walk.broken, walk.brokenSeq);
    }

    private static final class Walk {
        private long chains;
        private long links;
        private UUID broken;
        private Integer brokenSeq;
        private UUID request;
        private int seq;
        private byte[] hash;
        private int headSeq;
        private byte[] head;

        void link(ResultSet row) throws SQLException {
            UUID id = row.getObject("request_id", UUID.class);
            if (!id.equals(request)) {
                endOfChain();
                request = id;
                chains++;
                seq = 0;
                hash = new byte[0];
                headSeq = row.getInt("audit_seq");
                head = row.getBytes("audit_head");
            }
            if (row.getString("event") == null) {
                return;
            }
            links++;
            seq++;
            hash = AuditChain.next(
                    hash,
                    id,
                    seq,
                    RequestRows.instant(row, "at"),
                    row.getString("actor"),
                    row.getString("event"),
                    row.getString("details"));
            if (row.getInt("seq") != seq || !Arrays.equals(hash, row.getBytes("hash"))) {
                breakAt(seq);
            }
        }

        void endOfChain() {
            if (request != null && (head == null || headSeq != seq || !Arrays.equals(head, hash))) {
                breakAt(Math.min(seq, headSeq) + 1);
            }
        }

        private void breakAt(int at) {
            if (broken == null) {
                broken = request;
                brokenSeq = at;
            }
        }
    }
}
