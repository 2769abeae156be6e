package org.dsrhub.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
final class JdbcQuarantine implements Quarantine {
    private static final String ADD = """
            insert into quarantine (id, source, fingerprint, reason, remedy, request_id, blob_id)
            values (?, ?, ?, ?, ?, ?, ?) on conflict (fingerprint) do nothing""";
    private static final String BY_FINGERPRINT = "select id from quarantine where fingerprint = ?";
    private static final String OPEN = "select * from quarantine where resolved_at is null order by created_at, id";
    private static final String OPEN_OF = """
            select request_id, count(*) as entries from quarantine
            where request_id = any(?) and resolved_at is null group by request_id""";
    private static final String RESOLVE = """
            update quarantine set resolved_at = statement_timestamp(), resolved_by = ?, words = ?
            where id = ? and resolved_at is null""";

    private static final String SPENT = """
            select q.id, b.request_id from quarantine q join blob b on b.id = q.blob_id
            where q.source = ? and q.request_id is null and q.resolved_at < ? order by q.id limit ?""";
    private static final String EMPTIED = "update quarantine set blob_id = null, proposal = null where id = ?";

    private static final String PROPOSE = "update quarantine set proposal = ? where id = ?";

    private static final String HAND_ON = "update quarantine set desk = ? where id = ? and desk is null";

    private static final String UNTOLD = """
            select id, source, reason, desk, created_at from quarantine
            where desk is not null and desk_told_at is null and id <> all (?) order by id limit 1 for update skip locked""";

    private static final String TOLD = "update quarantine set desk_told_at = statement_timestamp() where id = ?";

    private static final String LOOKED = "insert into quarantine_read (quarantine_id, actor) values (?, ?)";

    private final JdbcTemplate jdbc;

    JdbcQuarantine(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public UUID add(String source, String reason, String remedy, UUID requestId, UUID blobId, String fingerprint) {
        UUID id = TimeOrderedId.next();
        return jdbc.update(ADD, id, source, fingerprint, reason, remedy, requestId, blobId) == 1
                ? id
                : jdbc.queryForObject(BY_FINGERPRINT, UUID.class, fingerprint);
    }

    @Override
    public void resolve(UUID id, String actor, UUID words) {
        if (jdbc.update(RESOLVE, actor, words, id) == 0) {
            throw new Requests.StateConflict("the entry is resolved already; look at the list again");
        }
    }

    @Override
    public void propose(UUID id, UUID blob) {
        jdbc.update(PROPOSE, blob, id);
    }

    @Override
    public void handOn(UUID id, String contact) {
        jdbc.update(HAND_ON, contact, id);
    }

    @Override
    public Optional<HandedOn> untold(Collection<UUID> but) {
        return jdbc
                .query(
                        UNTOLD,
                        (row, number) -> new HandedOn(
                                row.getObject("id", UUID.class),
                                row.getString("source").substring(MAIL.length()),
                                row.getString("desk"),
                                row.getString("reason").split(":", 2)[0],
                                RequestRows.instant(row, "created_at")),
                        Columns.array("uuid", but))
                .stream()
                .findFirst();
    }

    @Override
    public void told(UUID id) {
        jdbc.update(TOLD, id);
    }

    @Override
    public void looked(UUID id, String actor) {
        jdbc.update(LOOKED, id, actor);
    }

    @Override
    public List<Spent> spent(String source, Instant resolvedBefore, int limit) {
        return jdbc.query(
                SPENT,
                (row, number) -> new Spent(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                source,
                OffsetDateTime.ofInstant(resolvedBefore, ZoneOffset.UTC),
                limit);
    }

    @Override
    public void emptied(UUID id) {
        jdbc.update(EMPTIED, id);
    }

    @Override
    public Map<UUID, Integer> openOf(Collection<UUID> requests) {
        Map<UUID, Integer> open = new HashMap<>();
        jdbc.query(
                OPEN_OF,
                row -> {
                    open.put(row.getObject("request_id", UUID.class), row.getInt("entries"));
                },
                Columns.array("uuid", requests));
        return open;
    }

    @Override
    public List<Entry> open() {
        return jdbc.query(
                OPEN,
                (row, number) -> new Entry(
                        row.getObject("id", UUID.class),
                        row.getString("source"),
                        row.getString("reason"),
                        row.getString("remedy"),
                        row.getObject("request_id", UUID.class),
                        row.getObject("blob_id", UUID.class),
                        row.getObject("proposal", UUID.class),
                        RequestRows.instant(row, "created_at")));
    }
}
