package org.dsrhub.ledger;

import java.util.List;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;

/**
 * Where a request goes from here; applied in the transaction that completes the stage, or by a person's decision.
 *
 * @param state null to leave it
 * @param outcome only with {@link RequestState#CLOSED}
 * @param tasks enqueued at once
 * @param nextStage the stage that is enqueued when all blocking tasks are settled (at once where there are none), null
 *     for none
 * @param partial whether the answer on its way names systems that have not answered; null to leave it
 */
public record Next(RequestState state, RequestOutcome outcome, List<NewTask> tasks, String nextStage, Boolean partial) {
    public Next {
        tasks = tasks == null ? List.of() : List.copyOf(tasks);
        if ((state == RequestState.CLOSED) != (outcome != null)) {
            throw new IllegalArgumentException("a closed request, and only a closed one, has an outcome");
        }
    }

    public static Next stage(RequestState state, String stage) {
        return new Next(state, null, List.of(), stage, null);
    }

    public static Next tasks(RequestState state, List<NewTask> tasks, String thenStage) {
        return new Next(state, null, tasks, thenStage, null);
    }

    /** It stays where it is. */
    public static Next nothing() {
        return new Next(null, null, List.of(), null, null);
    }

    public static Next rest(RequestState state) {
        return new Next(state, null, List.of(), null, null);
    }

    public static Next closed(RequestOutcome outcome) {
        return new Next(RequestState.CLOSED, outcome, List.of(), null, null);
    }

    public Next withPartial(boolean value) {
        return new Next(state, outcome, tasks, nextStage, value);
    }
}
