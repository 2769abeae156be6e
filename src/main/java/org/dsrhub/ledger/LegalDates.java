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
     * Answered requests with items that the rules have refused to erase without a last day, since something has not ended, and
     * that were last decided before the day.
     */
    List<UUID> refusalsDue(String controller, LocalDate before, Collection<String> shadowed, int limit);

    /** Has the facts of such a request's items asked for anew, but for those of the systems named. */
    void askAnew(UUID requestId, Collection<String> unasked);

    /**
     * Answered requests with items that are kept until a day which a rule says otherwise by now.
     *
     * @param rules those of today, as {@code id@version}
     */
    List<UUID> rulesChanged(String controller, Collection<String> rules, Collection<String> shadowed, int limit);

    /** Has those items decided again. */
    void decideAnew(UUID requestId, Collection<String> rules);

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
