package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Repository
class JdbcAnchors implements Anchors {
    private static final String NOW = "select statement_timestamp()";

    private static final String HEADS = """
            select r.id, r.audit_seq, r.audit_head from request r join audit a on a.request_id = r.id and a.seq = r.audit_seq
            where a.at >= ? order by r.id
            """;

    private static final String ALL = "select day, at, chains, sha256 from audit_anchor order by day";

    private static final String LAST = "select day, at, chains, sha256 from audit_anchor order by day desc limit 1";

    private static final String MISSING = """
            select n.request_id, n.seq, n.hash from unnest(?::uuid[], ?::int[], ?::bytea[]) as n(request_id, seq, hash)
            where not exists (select 1 from audit a
                where a.request_id = n.request_id and a.seq = n.seq and a.hash = n.hash)
            """;

    private static final String ADD = "insert into audit_anchor (day, at, chains, sha256) values (?, ?, ?, ?)";

    private static final RowMapper<Anchor> ANCHOR = (row, i) -> new Anchor(
            row.getObject("day", LocalDate.class),
            RequestRows.instant(row, "at"),
            row.getLong("chains"),
            row.getBytes("sha256"));

    private final JdbcTemplate jdbc;
    private final JdbcTemplate streaming;
    private final TransactionTemplate snapshot;

    JdbcAnchors(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.streaming = new JdbcTemplate(jdbc.getDataSource());
        streaming.setFetchSize(1_000);
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    @Override
    public List<Anchor> all() {
        return jdbc.query(ALL, ANCHOR);
    }

    @Override
    public Optional<Anchor> last() {
        return jdbc.query(LAST, ANCHOR).stream().findFirst();
    }

    @Override
    public Instant heads(Instant since, Consumer<Head> each) {
        return snapshot.execute(status -> {
            Instant now = jdbc.queryForObject(NOW, OffsetDateTime.class).toInstant();
            streaming.query(
                    HEADS,
                    row -> {
                        each.accept(new Head(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)));
                    },
                    (since == null ? Instant.EPOCH : since).atOffset(ZoneOffset.UTC));
            return now;
        });
    }

    @Override
    public List<Head> missing(Collection<Head> heads) {
        Columns columns = new Columns("uuid", "int4", "bytea");
        heads.forEach(head -> columns.add(head.requestId(), head.seq(), head.hash()));
        List<Head> missing = new ArrayList<>();
        jdbc.query(
                MISSING,
                row -> {
                    missing.add(new Head(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)));
                },
                columns.and());
        return missing;
    }

    @Override
    public void add(Anchor anchor) {
        jdbc.update(ADD, anchor.day(), anchor.at().atOffset(ZoneOffset.UTC), anchor.chains(), anchor.sha256());
    }
}
