package org.dsrhub.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;

/** Letters and warnings beside the answer: noted with what they are about, sent by stage {@link #STAGE}, each once. */
public interface Notices {
    String STAGE = "notice";

    /**
     * Notes it in the caller's transaction, which also has to enqueue {@link #task()}.
     *
     * @return false where it was noted before
     */
    boolean add(Notice notice);

    List<Notice> unsent(UUID requestId);

    /** Whether one of that kind was ever noted. */
    boolean noted(UUID requestId, Notice.Kind kind);

    /**
     * Locks it until the caller's transaction ends.
     *
     * @return empty where it is sent, or in other hands
     */
    Optional<Notice> claim(Notice notice);

    /** @param letter what was written, in the vault; null where nothing is kept of it */
    void sent(Notice notice, UUID letter);

    /** Open request → the least number of days before its last day that was warned at; none where no warning was. */
    Map<UUID, Integer> warned(Collection<UUID> requests);

    /** Nothing waits for it: a mail server that is down must not hold up the request. */
    static NewTask task() {
        return NewTask.stage(STAGE, 0).unawaited();
    }

    /** @param outcome with which the request is closed, null where it goes on */
    static Next enqueue(RequestOutcome outcome) {
        return new Next(outcome == null ? null : RequestState.CLOSED, outcome, List.of(task()), null, null);
    }
}
