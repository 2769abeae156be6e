package org.dsrhub.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Breaches of personal data that a person has confirmed, and what was done about each; and items found past their period. */
public interface Incidents {
    /** Art. 33(1): the authority is told so long after a breach became known. */
    Duration CLOCK = Duration.ofHours(72);

    enum Kind {
        ANOTHER_PERSONS_DATA,
        WRONG_RECIPIENT,
        LOSS,
        OTHER
    }

    enum Risk {
        /** only documented, Art. 33(5) */
        NONE,
        /** the authority is told, Art. 33(1) */
        RISK,
        /** the people concerned are told as well, Art. 34 */
        HIGH
    }

    enum Step {
        CONFIRMED,
        AUTHORITY_TOLD,
        SUBJECTS_TOLD,
        CLOSED
    }

    /**
     * @param requestId it is about, null where it is about none
     * @param quarantineId entry that was assessed, null where there was none
     * @param knownAt when it became known to be a breach
     * @param words what happened and why it is one, in the vault under keys of {@code id}
     */
    record New(
            UUID id,
            String controller,
            Kind kind,
            Risk risk,
            UUID requestId,
            UUID quarantineId,
            Instant knownAt,
            UUID words) {}

    /** As callers get it. @param notifyBy null where the authority need not be told */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Incident(
            UUID id,
            String controller,
            Kind kind,
            Risk risk,
            UUID requestId,
            UUID quarantineId,
            Instant knownAt,
            Instant notifyBy,
            Instant authorityToldAt,
            Instant subjectsToldAt,
            Instant closedAt) {}

    record Event(int seq, Instant at, String actor, Step step, UUID words) {}

    /**
     * Starts the clock, in the caller's transaction.
     *
     * @throws Requests.StateConflict where the quarantine entry is an incident already
     */
    Incident confirm(New incident, String actor);

    /**
     * In the caller's transaction.
     *
     * @throws Requests.StateConflict where that was said before, or closing leaves somebody untold
     */
    Incident proceed(UUID id, Step step, UUID words, String actor);

    Optional<Incident> find(UUID id);

    /** Those of the controller whose clock runs. */
    List<Incident> running(String controller);

    /**
     * In the caller's transaction.
     *
     * @param hours since it was known
     * @return whether nobody was warned after so many hours yet
     */
    boolean warned(UUID id, int hours);

    /** Notes a letter to the subject of a request, {@link Notice.Kind#BREACH}, in the caller's transaction. */
    void letter(UUID id, UUID requestId, LocalDate dueOn);

    List<Letter> letters(UUID id);

    /** @param sentAt null while it is on its way */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Letter(UUID requestId, String caseNumber, Instant sentAt) {}

    /** What has to be told first comes first. @param controllers none means all */
    List<Incident> list(Set<String> controllers, boolean open, long offset, int limit);

    List<Event> history(UUID id);

    /** Items that a system still held after their last day, the longest overrun first. @param controllers none means all */
    List<Overrun> overruns(Set<String> controllers, long offset, int limit);

    /** @param erased whether it is gone meanwhile, proven */
    record Overrun(
            UUID requestId,
            String caseNumber,
            String controller,
            UUID itemId,
            String system,
            String type,
            String rule,
            LocalDate until,
            boolean erased) {}
}
