package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;

/**
 * Legal holds: two persons to set one, two to release it. One that a complaint sets is in force at once; two persons end it
 * like the others.
 */
public interface Holds {
    /** {@code setBy} of what no person has set. */
    String HUB = "hub";

    /** Not in force before a second person approves. */
    HoldView set(Wanted hold, String actor);

    /**
     * What a hold is to be; each scope narrows the one before, an empty one does not.
     *
     * @param subjects of {@link SubjectHashes#aliases}; empty means everybody
     * @param references keyed hashes (hex) of items, claims or policies
     * @param systems connectors
     * @param categories item types or rows of the holdings table
     * @param reason in words; sealed
     */
    record Wanted(
            String controller,
            Hold.Kind kind,
            Collection<SubjectHashes.Alias> subjects,
            Set<String> references,
            Set<String> systems,
            Set<String> categories,
            String reason,
            LocalDate reviewOn) {}

    /**
     * {@code H-CMP} on what the request has found, on all of the subject's where it has found nothing yet. Where a complaint
     * about that request has set one that still is in force, that one.
     *
     * @param actor who took the complaint
     */
    HoldView complaint(UUID requestId, String reason, LocalDate reviewOn, String actor);

    /**
     * {@code H-RST} on all of the subject's, in force at once (Art. 18). Asked again, the one that the request has set before,
     * whether or not it was lifted since.
     */
    HoldView restrict(UUID requestId, String reason, LocalDate reviewOn);

    /** The restriction that the request has set, lifted or not. */
    Optional<HoldView> restriction(UUID requestId);

    /** Whether the restriction that the request has set is in force. */
    default boolean restricted(UUID requestId) {
        return restriction(requestId).filter(HoldView::inForce).isPresent();
    }

    /** The same of a request or a part of it at another branch. */
    default boolean restrictedAnywhere(Requests requests, UUID requestId) {
        return restricted(requestId) || requests.parts(requestId).stream().anyMatch(part -> restricted(part.id()));
    }

    /** Ends a restriction, once the subject has been told (Art. 18(3)). Repeating it changes nothing. */
    void lift(UUID requestId, String actor);

    /** @throws Requests.StateConflict where the same person set it */
    HoldView approve(UUID id, String actor);

    /** First call asks for the release, a second one by another person releases. */
    HoldView release(UUID id, String actor);

    /**
     * Those in force for the subject by any alias that the subject has or had, also one that only another request of the same
     * national number knows, and those for everybody; read in the caller's transaction.
     */
    List<Hold> inForce(String controller, Subject subject);

    /**
     * Those of {@link #inForce} that count against what the request erases: all but restrictions that it has asked for itself,
     * and that its subject had asked for before they asked to erase. A younger restriction counts.
     */
    List<Hold> againstErasure(RequestView request, Subject subject);

    /**
     * Ends the restrictions that the subject has asked for before that request to erase, which ends them. Repeating it changes
     * nothing.
     *
     * @return the requests that had asked for those that ended now; fewer than ended, where persons had set one
     */
    List<UUID> endRestrictions(RequestView erasure, Subject subject);

    List<HoldView> list(String controller);

    /**
     * A human has looked whether it is still needed, and it is.
     *
     * @param reason in words; sealed
     * @param nextOn when a human looks again
     * @throws Requests.StateConflict where it is released
     */
    HoldView review(UUID id, String reason, LocalDate nextOn, String actor);

    /**
     * Those whose review day has come and of which nobody was told within the last days, but no reports: these stand in their
     * list alone.
     */
    List<UUID> toReview(String controller, LocalDate today);

    void reminded(Collection<UUID> holds, LocalDate today);

    /**
     * Released holds whose refusals were not decided again yet, each with the closed requests that have any; none for a
     * report, which is not to show by what happens after it.
     */
    List<Freed> freed(String controller);

    record Freed(UUID hold, List<UUID> requests) {}

    /** What it kept is put up for decision again. */
    void reassessed(UUID hold);

    /** @param reviewedBy who looked at it last, null where nobody did since it was set */
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
            UUID complaintOf,
            String reviewedBy,
            Instant reviewedAt,
            boolean inForce) {}
}
