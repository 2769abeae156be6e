package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;

/** Requests: taking them in, reading them, and what a person decides about them. */
public interface Requests {

    /**
     * Stores a request, its keys and subject, and its first stage. The same deduplication key again gives the request
     * that is already there.
     *
     * @param dueOn the legal deadline, from the controller's calendar
     */
    Accepted accept(NewRequest request, LocalDate dueOn, Next first);

    /**
     * The part of a request at another branch of its legal entity, made once a branch: a request of that controller with the
     * lead's number, on which nothing is sent to the subject and portals are told nothing.
     *
     * @param lead not closed
     * @param request its deduplication key does not count
     * @throws StateConflict where the lead is over
     */
    RequestView acceptPart(UUID lead, NewRequest request, LocalDate dueOn, Next first);

    /** The parts of a request at other branches, by controller; none where it is a part itself. */
    List<RequestView> parts(UUID lead);

    /**
     * @param duplicate whether it was there before: the same delivery once more
     * @param joined whether it asks again, by a delivery of its own, for what that open request asks
     */
    record Accepted(RequestView request, boolean duplicate, boolean joined) {
        public Accepted(RequestView request, boolean duplicate) {
            this(request, duplicate, false);
        }
    }

    /** The request that was accepted with that key. */
    Optional<RequestView> findByDeduplicationKey(String controller, String deduplicationKey);

    Optional<RequestView> find(UUID id);

    Optional<RequestView> findByCaseNumber(String caseNumber);

    /** The worklist by due date, those of one day in the order they came; null means any, no controllers mean all. */
    List<RequestView> worklist(
            Set<String> controllers, RequestState state, Right right, LocalDate dueBefore, long offset, int limit);

    default List<RequestView> list(
            String controller, RequestState state, Right right, LocalDate dueBefore, int page, int pageSize) {
        Set<String> one = controller == null ? Set.of() : Set.of(controller);
        return worklist(one, state, right, dueBefore, (long) page * pageSize, pageSize);
    }

    List<TaskView> tasks(UUID requestId);

    /** What is known of the person now, decrypted; callers keep it no longer than they need it. */
    Subject subject(UUID requestId);

    /** The request as it came in: the portal's reference, the details; the subject as first given. */
    NewRequest original(UUID requestId);

    /**
     * Replaces what is known of the person (identifiers learnt from systems, identification by a caseworker), under the
     * request's lock.
     */
    void updateSubject(UUID requestId, Subject subject);

    /**
     * Moves a request by a person's decision, under its lock.
     *
     * @param expected states the request may be in; any other is a {@link StateConflict}
     * @param actor account of the person, or {@code hub}
     * @param event audited with the details, which hold no personal data
     */
    RequestView apply(
            UUID requestId,
            Set<RequestState> expected,
            String actor,
            String event,
            Map<String, Object> details,
            Next next);

    /**
     * Records how the subject was identified, together with {@link #apply}'s move, in one transaction.
     *
     * @param channel on which it was proven
     */
    RequestView identify(
            UUID requestId, Channel channel, NewRequest.Evidence evidence, Subject subject, String actor, Next next);

    /**
     * Extends the legal deadline once, as a person decides; that of its parts with it.
     *
     * @param details audited with the new last day; no personal data
     * @param next what tells the subject
     */
    RequestView extend(UUID requestId, LocalDate dueOn, String actor, Map<String, Object> details, Next next);

    /**
     * Another delivery of the request shows that it was received before: the last day is counted from there, and never moves
     * back.
     *
     * @param dueOn last day by that receipt
     * @param extendedDueOn the same where the deadline was extended
     */
    RequestView antedate(UUID requestId, Instant receivedAt, LocalDate dueOn, LocalDate extendedDueOn, String actor);

    /** Sets a failed, manual or waiting task due again. */
    void retry(UUID requestId, UUID taskId, String actor);

    List<AuditEntry> history(UUID requestId);

    /**
     * Number of the last thing that happened to the request, people's looking at it left out: with it a person decides on
     * what they saw.
     *
     * @param looks events that change nothing
     */
    int version(UUID requestId, Set<String> looks);

    /**
     * The same under the request's lock, for the caller's transaction, which changes it afterwards.
     */
    int lockedVersion(UUID requestId, Set<String> looks);

    /** Adds to the request's chain outside of a task. */
    void audit(UUID requestId, String actor, String event, Map<String, Object> details);

    /** The request is not in a state in which that may happen; HTTP 409. */
    class StateConflict extends RuntimeException {
        public StateConflict(String message) {
            super(message);
        }
    }
}
