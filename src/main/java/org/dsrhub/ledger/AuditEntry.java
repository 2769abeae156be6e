package org.dsrhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One link of a request's audit chain. */
public record AuditEntry(int seq, Instant at, String actor, String event, Map<String, Object> details) {
    /** The last of that name, of a history in its order. */
    public static Optional<AuditEntry> last(List<AuditEntry> history, String event) {
        return history.stream().filter(entry -> entry.event().equals(event)).reduce((earlier, later) -> later);
    }
}
