package org.dsrhub.ledger;

import java.time.LocalDate;
import org.dsrhub.request.Representative;

/**
 * By what somebody may act for the subject, as a caseworker has confirmed it: a power of attorney, an appointment, proof of
 * parental responsibility or of an estate.
 *
 * @param document id of the evidence that was looked at, never words of it
 * @param from first day on which it holds, null where it names none
 * @param until last day on which it holds, null where it names none
 * @param personalData whether it covers asking for personal data
 * @param receipt whether it covers receiving the answer; if not, the subject is answered
 * @param diedOn day of death, of an estate only
 */
public record Mandate(
        Representative.Capacity capacity,
        String document,
        LocalDate from,
        LocalDate until,
        boolean personalData,
        boolean receipt,
        LocalDate diedOn) {

    /** The same, until another last day. */
    public Mandate until(LocalDate last) {
        return new Mandate(capacity, document, from, last, personalData, receipt, diedOn);
    }

    public boolean holdsOn(LocalDate day) {
        return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
    }
}
