package org.dsrhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/**
 * A task as people see it: no personal data.
 *
 * @param replyBy from then on the answer does not wait for it; null where it waits as long as it takes
 * @param rights whose flags it sets, with {@link Action#SUPPRESS}; see {@link Suppressions#rights}
 */
public record TaskView(
        UUID id,
        UUID requestId,
        String queue,
        String system,
        Action action,
        int wave,
        TaskState state,
        boolean blocking,
        int attempt,
        String reason,
        int items,
        List<String> keysUsed,
        int connectorVersion,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt,
        Instant replyBy,
        Set<Right> rights) {

    /** The same under another name of its system. */
    public TaskView in(String renamed) {
        return new TaskView(
                id,
                requestId,
                queue,
                renamed,
                action,
                wave,
                state,
                blocking,
                attempt,
                reason,
                items,
                keysUsed,
                connectorVersion,
                createdAt,
                startedAt,
                finishedAt,
                replyBy,
                rights);
    }
}
