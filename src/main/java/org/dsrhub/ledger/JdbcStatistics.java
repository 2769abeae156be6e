package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import org.dsrhub.request.Right;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcStatistics implements Statistics {
    /** Days are told apart in the controller's calendar: closed at 23:30 of the last day is in time. */
    private static final String FIGURES = """
            with r as (
                select *, (closed_at at time zone ?)::date as closed_on, (received_at at time zone ?)::date as received_on
                from request where controller = ? and part_of is null and received_at >= ? and received_at < ?
            ), figures as (
                select n.right_, count(*) as received,
                    count(*) filter (where r.state <> 'CLOSED') as open,
                    count(*) filter (where r.outcome = 'FULFILLED' and r.state = 'CLOSED') as fulfilled,
                    count(*) filter (where r.outcome = 'REFUSED' and r.state = 'CLOSED') as refused,
                    count(*) filter (where r.outcome = 'CANCELLED' and r.state = 'CLOSED') as cancelled,
                    count(*) filter (where r.extended_at is not null) as extended,
                    count(*) filter (where r.state = 'CLOSED' and r.closed_on <= r.due_on) as on_time,
                    count(*) filter (where coalesce(r.closed_on, ?) > r.due_on) as late,
                    percentile_cont(0.5) within group (order by r.closed_on - r.received_on)
                        filter (where r.state = 'CLOSED') as median_days
                from r cross join lateral (select unnest(r.rights) as right_ union all select null) n
                group by n.right_
            )
            select * from figures""";

    private final JdbcTemplate jdbc;

    JdbcStatistics(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Received of(String controller, Instant from, Instant to, ZoneId zone, LocalDate today) {
        Map<Right, Figures> byRight = new EnumMap<>(Right.class);
        Figures[] all = {new Figures(0, 0, 0, 0, 0, 0, 0, 0, null)};
        jdbc.query(
                FIGURES,
                row -> {
                    String right = row.getString("right_");
                    if (right == null) {
                        all[0] = figures(row);
                    } else {
                        byRight.put(Right.valueOf(right), figures(row));
                    }
                },
                zone.getId(),
                zone.getId(),
                controller,
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC),
                today);
        return new Received(all[0], byRight);
    }

    private static Figures figures(ResultSet row) throws SQLException {
        double median = row.getDouble("median_days");
        boolean none = row.wasNull();
        return new Figures(
                row.getInt("received"),
                row.getInt("open"),
                row.getInt("fulfilled"),
                row.getInt("refused"),
                row.getInt("cancelled"),
                row.getInt("extended"),
                row.getInt("on_time"),
                row.getInt("late"),
                none ? null : median);
    }
}
