package org.dsrhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;

/**
 * Work to be enqueued.
 *
 * @param backend whose limits it counts against, null for a stage
 * @param replyWithin after that the answer no longer waits for it, null for as long as it takes
 * @param blocking whether the request's next stage waits for it
 * @param notBefore null for at once
 * @param priority lower is leased first; null for the request's
 * @param rights whose flags it sets, with {@link Action#SUPPRESS}; empty with all others
 */
public record NewTask(
        String queue,
        String system,
        String backend,
        Action action,
        int wave,
        int connectorVersion,
        boolean blocking,
        Duration replyWithin,
        Instant notBefore,
        Integer priority,
        Set<Right> rights) {

    public NewTask {
        rights = Set.copyOf(rights);
    }

    public NewTask(
            String queue,
            String system,
            String backend,
            Action action,
            int wave,
            int connectorVersion,
            boolean blocking,
            Duration replyWithin,
            Instant notBefore) {
        this(queue, system, backend, action, wave, connectorVersion, blocking, replyWithin, notBefore, null, Set.of());
    }

    /** The same for the flags of those rights. */
    public NewTask setting(Set<Right> flags) {
        return new NewTask(
                queue,
                system,
                backend,
                action,
                wave,
                connectorVersion,
                blocking,
                replyWithin,
                notBefore,
                priority,
                flags);
    }

    /** The same where nothing waits for it: it may take as long as it takes. */
    public NewTask unawaited() {
        return new NewTask(
                queue, system, backend, action, wave, connectorVersion, false, null, notBefore, priority, rights);
    }

    public static NewTask stage(String name, int wave) {
        return new NewTask(name, null, null, Action.STAGE, wave, 0, true, null, null);
    }
}
