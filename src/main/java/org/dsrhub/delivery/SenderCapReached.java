package org.dsrhub.delivery;

import java.time.Duration;
import org.dsrhub.ledger.Completion;
import org.dsrhub.request.TaskState;

/** An address that a mail only says it is from has had as many mails of a day as it may. */
final class SenderCapReached extends RuntimeException {
    private static final Duration LATER = Duration.ofDays(1);

    SenderCapReached() {
        super("sender-mail-cap", null, false, false);
    }

    /** What is owed to it is not lost: it goes out on another day, and at once where a person says so. */
    static Completion postponed() {
        return new Completion(
                TaskState.MANUAL,
                "sender-mail-cap: the sender's address has had its hub.senders.acknowledgements-per-day; this goes out on a"
                        + " later day, or at once when a person retries the task",
                LATER,
                null,
                0,
                null,
                null,
                null);
    }
}
