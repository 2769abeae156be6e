package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Rows whose time has come by the legal clock; the caller names the day. */
public interface LegalDates {

    /**
     * Fulfilled requests with items to erase now: retained until a day that is over, refused because of a hold (asked again
     * once a day), or begun and not proven for a day. None that has an open task.
     *
     * @param shadowed systems that erase nothing yet
     */
    List<UUID> erasureDue(String controller, LocalDate today, Collection<String> shadowed, int limit);

    /**
     * Open requests that were not warned about so many days before their due date yet.
     *
     * @param after due later than that day
     * @param until due on that day or before
     */
    List<Due> unwarned(String controller, LocalDate after, LocalDate until, int days, int limit);

    record Due(UUID requestId, LocalDate dueOn) {}

    /** Requests closed before the instant whose payloads are still readable, after the given id. */
    List<UUID> shreddable(String controller, Instant closedBefore, UUID after, int limit);
}
