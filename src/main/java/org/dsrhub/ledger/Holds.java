package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold;

/** Legal holds: two persons to set one, two to release it. */
public interface Holds {
    /** Not in force before a second person approves. */
    HoldView set(
            String controller,
            Hold.Kind kind,
            Set<String> subjects,
            Set<String> references,
            Set<String> systems,
            String reason,
            LocalDate reviewOn,
            String actor);

    /** @throws Requests.StateConflict where the same person set it */
    HoldView approve(UUID id, String actor);

    /** First call asks for the release, a second one by another person releases. */
    HoldView release(UUID id, String actor);

    /** Those in force for any of the subject's hashes, and those without a subject; read in the caller's transaction. */
    List<Hold> inForce(String controller, Collection<String> subjectHashes);

    List<HoldView> list(String controller);

    record HoldView(
            UUID id,
            String controller,
            Hold.Kind kind,
            LocalDate reviewOn,
            String setBy,
            Instant setAt,
            String approvedBy,
            String releaseBy,
            String releasedBy,
            boolean inForce) {}
}
