package org.dsrhub.answer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Table {@code package}: what is finished, and what of it was sent. */
@Repository
class PackageRows {
    private static final String COLUMNS = "request_id, round, file_name, blob_id, size, sha256, message_id, partial";

    private static final String INSERT = """
            insert into package (request_id, round, task_id, blob_id, size, secret_blob, letter_blob, file_name, sha256,
                                 message_id, partial)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String BY_TASK = "select " + COLUMNS + " from package where task_id = ?";
    private static final String UNSENT =
            "select " + COLUMNS + " from package where request_id = ? and sent_at is null order by round";
    private static final String NEWEST =
            "select " + COLUMNS + " from package where request_id = ? order by round desc limit 1";
    private static final String NEXT_ROUND = "select coalesce(max(round) + 1, 0) from package where request_id = ?";
    private static final String SECRET = "select secret_blob from package where request_id = ? and round = ?";
    private static final String SENT =
            "update package set sent_at = coalesce(sent_at, now()) where request_id = ? and round = ?";

    private static final String RETURNED =
            "update package set sent_at = null where request_id = ? and message_id = ? and sent_at is not null";

    private final JdbcTemplate jdbc;

    PackageRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @return false where the same task, or a twin of it, has packed this round before */
    boolean insert(Answers.Packed packed, UUID taskId, UUID secretBlob, UUID letterBlob) {
        return jdbc.update(
                        INSERT,
                        packed.requestId(),
                        packed.round(),
                        taskId,
                        packed.blobId(),
                        packed.size(),
                        secretBlob,
                        letterBlob,
                        packed.fileName(),
                        packed.sha256(),
                        packed.messageId(),
                        packed.partial())
                == 1;
    }

    Optional<Answers.Packed> byTask(UUID taskId) {
        return jdbc.query(BY_TASK, (row, n) -> packed(row), taskId).stream().findFirst();
    }

    List<Answers.Packed> unsent(UUID requestId) {
        return jdbc.query(UNSENT, (row, n) -> packed(row), requestId);
    }

    Optional<Answers.Packed> newest(UUID requestId) {
        return jdbc.query(NEWEST, (row, n) -> packed(row), requestId).stream().findFirst();
    }

    int nextRound(UUID requestId) {
        return jdbc.queryForObject(NEXT_ROUND, Integer.class, requestId);
    }

    UUID secretBlob(UUID requestId, int round) {
        return jdbc.queryForObject(SECRET, UUID.class, requestId, round);
    }

    void sent(UUID requestId, int round) {
        jdbc.update(SENT, requestId, round);
    }

    /** @return whether there is such a package that counted as sent */
    boolean returned(UUID requestId, String messageId) {
        return jdbc.update(RETURNED, requestId, messageId) == 1;
    }

    private static Answers.Packed packed(ResultSet row) throws SQLException {
        return new Answers.Packed(
                row.getObject("request_id", UUID.class),
                row.getInt("round"),
                row.getString("file_name"),
                row.getObject("blob_id", UUID.class),
                row.getLong("size"),
                row.getBytes("sha256"),
                row.getString("message_id"),
                row.getBoolean("partial"));
    }
}
