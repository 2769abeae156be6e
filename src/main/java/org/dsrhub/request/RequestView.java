package org.dsrhub.request;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;

/**
 * A request as the ledger knows it: no personal data.
 *
 * @param caseNumber what letters and subjects of mails carry, for example {@code DSR-2026-000017}
 * @param dueOn last day on which the answer is in time, in the controller's calendar
 * @param openTasks blocking tasks not yet settled
 * @param partial whether the answer sent so far named systems that had not answered
 * @param partOf the request that this is a branch's part of, and that is answered for it; null where it is answered itself
 */
public record RequestView(
        UUID id,
        String caseNumber,
        String controller,
        String brand,
        Set<Right> rights,
        String language,
        Channel channel,
        NewRequest.Delivery delivery,
        RequestState state,
        RequestOutcome outcome,
        Instant receivedAt,
        LocalDate dueOn,
        String identificationLevel,
        int openTasks,
        int wave,
        boolean partial,
        Instant closedAt,
        UUID partOf) {
    public boolean isPart() {
        return partOf != null;
    }

    /** Whether all of it is carried out whoever asks. */
    public boolean needsNoIdentification() {
        return rights.stream().allMatch(Right::needsNoIdentification);
    }
}
