package org.dsrhub.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.vault.Sealer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Component
final class JdbcHolds implements Holds {
    private static final String SET = """
            insert into hold (id, kind, controller, subjects, refs, systems, reason, review_on, set_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String LOCK = "select * from hold where id = ? for update";
    private static final String BY_ID = "select * from hold where id = ?";
    private static final String APPROVE =
            "update hold set approved_by = ?, approved_at = statement_timestamp() where id = ?";
    private static final String ASK_RELEASE =
            "update hold set release_by = ?, release_at = statement_timestamp() where id = ?";
    private static final String RELEASE =
            "update hold set released_by = ?, released_at = statement_timestamp() where id = ?";
    private static final String IN_FORCE = """
            select * from hold
            where controller = ? and approved_at is not null and released_at is null
                and (subjects && ?::text[] or subjects = '{}') order by set_at, id""";
    private static final String LIST =
            "select * from hold where ?::text is null or controller = ? order by set_at desc, id";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Sealer sealer;

    JdbcHolds(JdbcTemplate jdbc, PlatformTransactionManager transactions, Sealer sealer) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
        this.sealer = sealer;
    }

    @Override
    public HoldView set(
            String controller,
            Hold.Kind kind,
            Set<String> subjects,
            Set<String> references,
            Set<String> systems,
            String reason,
            LocalDate reviewOn,
            String actor) {
        UUID id = TimeOrderedId.next();
        byte[] sealed = sealer.seal(reason.getBytes(StandardCharsets.UTF_8), "hold:" + id);
        jdbc.update(
                SET,
                id,
                kind.label(),
                controller,
                Columns.texts(subjects),
                Columns.texts(references),
                Columns.texts(systems),
                sealed,
                reviewOn,
                actor);
        return jdbc.queryForObject(BY_ID, JdbcHolds::view, id);
    }

    @Override
    public HoldView approve(UUID id, String actor) {
        return change(id, hold -> {
            if (hold.approvedBy() != null) {
                throw new Requests.StateConflict("the hold is approved already");
            }
            if (hold.setBy().equals(actor)) {
                throw new Requests.StateConflict("a second person approves a hold");
            }
            jdbc.update(APPROVE, actor, id);
        });
    }

    @Override
    public HoldView release(UUID id, String actor) {
        return change(id, hold -> {
            if (hold.releasedBy() != null) {
                throw new Requests.StateConflict("the hold is released already");
            }
            if (hold.releaseBy() == null) {
                jdbc.update(ASK_RELEASE, actor, id);
            } else if (hold.releaseBy().equals(actor)) {
                throw new Requests.StateConflict("a second person releases a hold");
            } else {
                jdbc.update(RELEASE, actor, id);
            }
        });
    }

    private HoldView change(UUID id, java.util.function.Consumer<HoldView> change) {
        return transactions.execute(status -> {
            HoldView hold = jdbc.query(LOCK, JdbcHolds::view, id).stream()
                    .findFirst()
                    .orElseThrow(() -> new Requests.StateConflict("there is no such hold"));
            change.accept(hold);
            return jdbc.queryForObject(BY_ID, JdbcHolds::view, id);
        });
    }

    @Override
    public List<Hold> inForce(String controller, Collection<String> subjectHashes) {
        return jdbc.query(
                IN_FORCE,
                (row, number) -> new Hold(
                        row.getObject("id", UUID.class),
                        Hold.Kind.of(row.getString("kind")),
                        Set.copyOf(RequestRows.texts(row.getArray("subjects"))),
                        Set.copyOf(RequestRows.texts(row.getArray("refs"))),
                        Set.copyOf(RequestRows.texts(row.getArray("systems"))),
                        row.getObject("review_on", LocalDate.class)),
                controller,
                Columns.texts(subjectHashes));
    }

    @Override
    public List<HoldView> list(String controller) {
        return jdbc.query(LIST, JdbcHolds::view, controller, controller);
    }

    private static HoldView view(ResultSet row, int number) throws SQLException {
        return new HoldView(
                row.getObject("id", UUID.class),
                row.getString("controller"),
                Hold.Kind.of(row.getString("kind")),
                row.getObject("review_on", LocalDate.class),
                row.getString("set_by"),
                RequestRows.instant(row, "set_at"),
                row.getString("approved_by"),
                row.getString("release_by"),
                row.getString("released_by"),
                row.getString("approved_by") != null && row.getString("released_by") == null);
    }
}
