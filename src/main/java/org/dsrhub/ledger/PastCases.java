package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** What the hub's own ledger holds about a data subject: the requests they made to the same data controller before. */
public interface PastCases {

    /**
     * Streams the other requests of whom the request is about, the oldest first: those of the same national number and data
     * controller. None where the request has no national number. No holds, reviewers' words or counsel's mail is among it,
     * and no decision that must not show anywhere.
     */
    void of(UUID requestId, Consumer<PastCase> each);

    /**
     * @param rights as they were asked for
     * @param outcome null while it is open
     * @param closedAt null while it is open
     * @param answered when answers went out
     * @param decisions how often it was decided how on which day
     */
    record PastCase(
            String caseNumber,
            List<String> rights,
            String channel,
            Instant receivedAt,
            LocalDate dueOn,
            String outcome,
            Instant closedAt,
            List<Instant> answered,
            List<Decided> decisions) {}

    record Decided(String right, String outcome, LocalDate on, int items) {}
}
