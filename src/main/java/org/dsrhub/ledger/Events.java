package org.dsrhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;

/** What has become of requests, in an order in which nothing is added later: for portals that poll. No personal data. */
public interface Events {
    String ACCEPTED = "ACCEPTED";
    String MOVED = "MOVED";
    String EXTENDED = "EXTENDED";
    /** an earlier receipt came to light, and the last day with it */
    String ANTEDATED = "ANTEDATED";

    String CLOSED = "CLOSED";
    String REOPENED = "REOPENED";

    /**
     * @param position counts from 1 without a gap over all controllers
     * @param kind one of this interface's constants
     * @param outcome null unless closed
     * @param dueOn last day in time
     * @param at when it happened, by the database's clock; positions need not be in the order of times
     */
    record Event(
            long position,
            UUID requestId,
            String controller,
            String caseNumber,
            String kind,
            RequestState state,
            RequestOutcome outcome,
            LocalDate dueOn,
            Instant at) {}

    /**
     * @param next what to ask after the next time: everything up to it is told, also where none of it was for this caller
     * @param more whether there is more already
     */
    record Batch(List<Event> events, long next, boolean more) {}

    /**
     * @param controllers whose requests; empty means all
     * @param after position of the last event that the caller knows, 0 from the beginning
     * @throws Forgotten where events after that one are deleted, or were never given
     */
    Batch after(Set<String> controllers, long after, int limit);

    /** Deletes what is older, by the database's clock. */
    void forget(Duration age);

    /** The caller has missed events, or knows positions of another database. */
    class Forgotten extends RuntimeException {
        private final long first;

        Forgotten(long first) {
            super("events after that position are not kept");
            this.first = first;
        }

        /** What to go on after, once the caller has looked at its requests one by one. */
        public long first() {
            return first;
        }
    }
}
