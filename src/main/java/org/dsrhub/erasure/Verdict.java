package org.dsrhub.erasure;

import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Next;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;

/** Who decides, and what follows from it. */
final class Verdict {
    /** {@code decided_by} of what no person decided */
    static final String RULES = "rules";
    /** rule of what a person decided */
    static final String PERSON = "person";

    private Verdict() {}

    /** Refused for as long as a hold is in force; the neutral {@code law} may stand for one that must not show. */
    static boolean byHold(Decision decision) {
        return decision.outcome() == Outcome.REFUSE
                && (decision.rule().startsWith("H-") || decision.rule().equals("law"));
    }

    /** Where a request goes once everything about it is decided. */
    static Next next(RequestView request) {
        return OpenMeasures.needed(request)
                ? Next.stage(RequestState.EXECUTING, MeasuresStage.QUEUE)
                : afterMeasures(request.rights().contains(Right.ERASURE));
    }

    static Next afterMeasures(boolean erases) {
        return erases
                ? Next.stage(RequestState.EXECUTING, ErasureStage.QUEUE)
                : Next.stage(RequestState.ANSWERING, "answer");
    }
}
