package org.dsrhub.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.dsrhub.request.Right;

/** Requests in numbers. */
public interface Statistics {
    /**
     * Those that a controller received within a period, by what became of them until now.
     *
     * @param zone of its calendar
     * @param today in it: what is open later than its last day is late
     */
    Received of(String controller, Instant from, Instant to, ZoneId zone, LocalDate today);

    /** @param byRight a request with two rights counts at both */
    record Received(Figures all, Map<Right, Figures> byRight) {}

    /**
     * @param onTime closed on its last day or before, an extension counted in
     * @param late closed after it, or open and past it
     * @param medianDays days from receipt to closing of half of those that are closed, null where none is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Figures(
            int received,
            int open,
            int fulfilled,
            int refused,
            int cancelled,
            int extended,
            int onTime,
            int late,
            Double medianDays) {}
}
