package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tables request_event and request_event_position. Ids are drawn when a row is written, and a transaction that drew a small one
 * may commit after one that drew a large one: a reader that has seen the large one would never see the small one. So readers
 * give committed rows a position of their own before they read, one reader at a time.
 */
@Component
final class JdbcEvents implements Events {
    private static final int MOST_AT_ONCE = 10_000;

    private static final String WAITING = "select exists (select 1 from request_event where position is null)";
    private static final String LOCK = "select last from request_event_position for update";

    /** A statement of its own behind the lock: it sees all that earlier holders of the lock wrote. */
    private static final String GIVE = """
            with found as materialized (
                select id, row_number() over (order by id) as nth from (
                    select id from request_event where position is null order by id limit ?) as waiting
            ), given as (
                update request_event e set position = ? + f.nth from found f where e.id = f.id returning 1
            )
            update request_event_position set last = last + (select count(*) from given)""";

    private static final String ENDS = "select last, forgotten from request_event_position";
    private static final String READ = """
            select * from request_event
            where position > ? and position <= ? and (? or controller = any(?)) order by position limit ?""";

    private static final String FORGET = """
            with gone as (
                delete from request_event
                where position is not null and at < statement_timestamp() - ? * interval '1 second' returning position
            )
            update request_event_position set forgotten = greatest(forgotten, (select max(position) from gone))""";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    JdbcEvents(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactions);
    }

    private record Ends(long last, long forgotten) {}

    @Override
    public Batch after(Set<String> controllers, long after, int limit) {
        givePositions();
        Ends ends = ends();
        if (after < ends.forgotten || after > ends.last) {
            throw new Forgotten(ends.forgotten);
        }
        // Up to what was given before: what comes meanwhile is for the next call.
        List<Event> found = jdbc.query(
                READ,
                JdbcEvents::event,
                after,
                ends.last,
                controllers.isEmpty(),
                Columns.texts(controllers),
                limit + 1);
        boolean more = found.size() > limit;
        List<Event> events = more ? found.subList(0, limit) : found;
        if (ends().forgotten > after) {
            // Some of it was deleted while it was read.
            throw new Forgotten(ends().forgotten);
        }
        return new Batch(List.copyOf(events), more ? events.get(limit - 1).position() : ends.last, more);
    }

    private void givePositions() {
        while (jdbc.queryForObject(WAITING, Boolean.class)) {
            transactions.executeWithoutResult(status -> {
                long last = jdbc.queryForObject(LOCK, Long.class);
                jdbc.update(GIVE, MOST_AT_ONCE, last);
            });
        }
    }

    private Ends ends() {
        return jdbc.queryForObject(ENDS, (row, number) -> new Ends(row.getLong(1), row.getLong(2)));
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        String outcome = row.getString("outcome");
        return new Event(
                row.getLong("position"),
                row.getObject("request_id", UUID.class),
                row.getString("controller"),
                row.getString("case_number"),
                row.getString("kind"),
                RequestState.valueOf(row.getString("state")),
                outcome == null ? null : RequestOutcome.valueOf(outcome),
                row.getObject("due_on", LocalDate.class),
                RequestRows.instant(row, "at"));
    }

    @Override
    public void forget(Duration age) {
        givePositions();
        transactions.executeWithoutResult(status -> {
            jdbc.queryForObject(LOCK, Long.class);
            jdbc.update(FORGET, age.toSeconds());
        });
    }
}
