package org.dsrhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

@Component
final class JdbcBackends implements Backends {
    private static final String REGISTER = """
            insert into backend as b (name, concurrency, rate_permits, rate_seconds, tokens) values (?, ?, ?, ?, ?)
            on conflict (name) do update set concurrency = excluded.concurrency, rate_permits = excluded.rate_permits,
                rate_seconds = excluded.rate_seconds, tokens = least(b.tokens, excluded.tokens)
            where (b.concurrency, b.rate_permits, b.rate_seconds)
                is distinct from (excluded.concurrency, excluded.rate_permits, excluded.rate_seconds)""";

    private static final String PAUSE = "update backend set paused = true, reason = ? where name = ?";

    /** A person who resumes has looked: the breaker is closed, too. */
    private static final String RESUME =
            "update backend set paused = false, reason = null, failures = 0, not_before = null where name = ?";

    private static final String NOT_BEFORE = """
            update backend set not_before = greatest(not_before, ?::timestamptz), reason = ? where name = ?""";

    /** Tokens may go below zero: what is reserved is paid back by waiting. */
    private static final String SPEND = """
            with spent as (
                update backend set refilled_at = statement_timestamp(), tokens = least(burst, tokens
                    + greatest(0, extract(epoch from statement_timestamp() - refilled_at)) * per_second) - 1
                where name = ? and rate_permits is not null
                returning tokens, per_second)
            select coalesce((select ceil(greatest(0, -tokens / per_second) * 1000) from spent), 0)::bigint""";

    private static final String ALL = """
            select b.*,
                (select count(*) from work w where w.backend = b.name and w.leased_by is not null
                    and w.claimed_until is null) as running,
                (select count(*) from work w where w.backend = b.name and w.leased_by is null
                    and w.due_at < 'infinity') as waiting
            from backend b order by b.name""";

    private final JdbcTemplate jdbc;
    private final Wakeup wakeup;

    JdbcBackends(JdbcTemplate jdbc, Wakeup wakeup) {
        this.jdbc = jdbc;
        this.wakeup = wakeup;
    }

    @Override
    public void register(String name, Limits limits) {
        if (limits.concurrency() < 1) {
            throw new IllegalArgumentException("backend " + name + ": concurrency must be at least 1");
        }
        if ((limits.permits() == null) != (limits.per() == null)
                || limits.permits() != null
                        && (limits.permits() < 1 || limits.per().toSeconds() < 1)) {
            throw new IllegalArgumentException(
                    "backend " + name + ": a rate is a positive number of calls in one second or more");
        }
        jdbc.update(
                REGISTER,
                name,
                limits.concurrency(),
                limits.permits(),
                limits.per() == null ? null : (int) limits.per().toSeconds(),
                limits.permits() == null ? 0 : 1);
        wakeup.afterCommit();
    }

    @Override
    public void pause(String name, String actor) {
        breakCircuit(name, "paused: by " + actor + ", resume it to go on");
    }

    @Override
    public void breakCircuit(String name, String reason) {
        known(name, jdbc.update(PAUSE, reason, name));
    }

    @Override
    public void resume(String name, String actor) {
        known(name, jdbc.update(RESUME, name));
        wakeup.afterCommit();
    }

    @Override
    public void notBefore(String name, Instant when, String reason) {
        known(name, jdbc.update(NOT_BEFORE, when.toString(), reason, name));
    }

    @Override
    public Duration spend(String name) {
        return Duration.ofMillis(jdbc.queryForObject(SPEND, Long.class, name));
    }

    private static void known(String name, int rows) {
        if (rows == 0) {
            throw new IllegalArgumentException("there is no backend " + name);
        }
    }

    @Override
    public List<BackendView> all() {
        return jdbc.query(ALL, (row, number) -> {
            int permits = row.getInt("rate_permits");
            Limits limits = row.wasNull()
                    ? new Limits(row.getInt("concurrency"), null, null)
                    : new Limits(row.getInt("concurrency"), permits, Duration.ofSeconds(row.getInt("rate_seconds")));
            return new BackendView(
                    row.getString("name"),
                    limits,
                    row.getBoolean("paused"),
                    RequestRows.instant(row, "not_before"),
                    row.getInt("failures"),
                    row.getString("reason"),
                    row.getInt("running"),
                    row.getInt("waiting"));
        });
    }
}
