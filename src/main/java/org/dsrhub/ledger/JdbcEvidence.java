package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
final class JdbcEvidence implements Evidence {
    private static final String ADD = """
            insert into evidence (id, request_id, fingerprint, kind, media_type, size, blob_id, details, verdict, added_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String TOTAL = "select count(*), coalesce(sum(size), 0) from evidence where request_id = ?";
    private static final String FIND = "select * from evidence where request_id = ? and fingerprint = ?";
    private static final String LIST = "select * from evidence where request_id = ? order by added_at, id";

    private final JdbcTemplate jdbc;

    JdbcEvidence(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Total total(UUID requestId) {
        return jdbc.queryForObject(TOTAL, (row, number) -> new Total(row.getInt(1), row.getLong(2)), requestId);
    }

    @Override
    public Optional<Entry> find(UUID requestId, byte[] fingerprint) {
        return jdbc.query(FIND, JdbcEvidence::entry, requestId, fingerprint).stream()
                .findFirst();
    }

    @Override
    public Entry add(UUID requestId, New document, String actor) {
        jdbc.update(
                ADD,
                TimeOrderedId.next(),
                requestId,
                document.fingerprint(),
                document.kind().name(),
                document.mediaType(),
                document.size(),
                document.blobId(),
                document.details(),
                document.verdict(),
                actor);
        return find(requestId, document.fingerprint()).orElseThrow();
    }

    @Override
    public List<Entry> list(UUID requestId) {
        return jdbc.query(LIST, JdbcEvidence::entry, requestId);
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                Kind.valueOf(row.getString("kind")),
                row.getString("media_type"),
                row.getLong("size"),
                row.getObject("blob_id", UUID.class),
                row.getObject("details", UUID.class),
                row.getString("verdict"),
                row.getString("added_by"),
                RequestRows.instant(row, "added_at"));
    }
}
