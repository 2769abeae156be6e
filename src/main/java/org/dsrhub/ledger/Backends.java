package org.dsrhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The backing systems' limits, cluster-wide. */
public interface Backends {
    /** Creates or changes the row; pause and breaker stay as they are. */
    void register(String name, Limits limits);

    /** @param permits and {@code per} null where there is no rate limit */
    record Limits(int concurrency, Integer permits, Duration per) {}

    void pause(String name, String actor);

    /** The same by the hub itself: what the system does is worse than no answer. Running tasks end. */
    void breakCircuit(String name, String reason);

    void resume(String name, String actor);

    /** No task of that backend starts before (Retry-After, maintenance window). */
    void notBefore(String name, Instant when, String reason);

    /**
     * Counts one more call against the rate, beside the first call of a task, which its lease counts.
     *
     * @return how long to wait before making it; zero where there is no rate
     */
    Duration spend(String name);

    List<BackendView> all();

    record BackendView(
            String name,
            Limits limits,
            boolean paused,
            Instant notBefore,
            int failures,
            String reason,
            int running,
            int waiting) {}
}
