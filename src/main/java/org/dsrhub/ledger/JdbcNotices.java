package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.request.ExtensionGround;
import org.dsrhub.request.Need;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Table {@code notice}. */
@Component
final class JdbcNotices implements Notices {
    private static final String ADD = """
            insert into notice (request_id, kind, due_on, days, days_left, role, ground, words, need)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private static final String UNSENT =
            "select * from notice where request_id = ? and sent_at is null order by noted_at, kind, days";

    private static final String NOTED = "select exists (select from notice where request_id = ? and kind = ?)";

    private static final String CLAIM = """
            select * from notice where request_id = ? and kind = ? and due_on = ? and days = ? and need = ? and sent_at is null
            for update skip locked""";

    private static final String SENT = """
            update notice set sent_at = statement_timestamp(), letter = ?
            where request_id = ? and kind = ? and due_on = ? and days = ? and need = ?""";

    private static final String WARNED = """
            select n.request_id, min(n.days) as days from notice n join request r on r.id = n.request_id
            where n.request_id = any(?) and n.kind = 'WARNING' and n.due_on = r.due_on and r.state <> 'CLOSED'
            group by n.request_id""";

    private final JdbcTemplate jdbc;

    JdbcNotices(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean add(Notice notice) {
        return jdbc.update(
                        ADD,
                        notice.requestId(),
                        notice.kind().name(),
                        notice.dueOn(),
                        notice.days(),
                        notice.daysLeft(),
                        notice.role(),
                        notice.ground() == null ? null : notice.ground().name(),
                        notice.words(),
                        need(notice))
                == 1;
    }

    @Override
    public List<Notice> unsent(UUID requestId) {
        return jdbc.query(UNSENT, JdbcNotices::notice, requestId);
    }

    @Override
    public boolean noted(UUID requestId, Notice.Kind kind) {
        return jdbc.queryForObject(NOTED, Boolean.class, requestId, kind.name());
    }

    @Override
    public Optional<Notice> claim(Notice notice) {
        return jdbc
                .query(
                        CLAIM,
                        JdbcNotices::notice,
                        notice.requestId(),
                        notice.kind().name(),
                        notice.dueOn(),
                        notice.days(),
                        need(notice))
                .stream()
                .findFirst();
    }

    @Override
    public void sent(Notice notice, UUID letter) {
        jdbc.update(
                SENT, letter, notice.requestId(), notice.kind().name(), notice.dueOn(), notice.days(), need(notice));
    }

    @Override
    public Map<UUID, Integer> warned(Collection<UUID> requests) {
        Map<UUID, Integer> warned = new HashMap<>();
        jdbc.query(
                WARNED,
                row -> {
                    warned.put(row.getObject("request_id", UUID.class), row.getInt("days"));
                },
                Columns.array("uuid", requests));
        return warned;
    }

    private static String need(Notice notice) {
        return notice.need() == null ? "" : notice.need().name();
    }

    private static Notice notice(ResultSet row, int number) throws SQLException {
        String ground = row.getString("ground");
        String need = row.getString("need");
        return new Notice(
                row.getObject("request_id", UUID.class),
                Notice.Kind.valueOf(row.getString("kind")),
                row.getObject("due_on", LocalDate.class),
                row.getInt("days"),
                row.getInt("days_left"),
                row.getString("role"),
                ground == null ? null : ExtensionGround.valueOf(ground),
                row.getObject("words", UUID.class),
                need.isEmpty() ? null : Need.valueOf(need));
    }
}
