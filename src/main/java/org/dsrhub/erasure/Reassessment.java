package org.dsrhub.erasure;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Executions.Owed;
import org.dsrhub.request.Right;

/**
 * Decides once more what was decided before, with the holds and the day of now. A person's decision stands against the
 * rules, but not against a hold.
 */
final class Reassessment {
    private final Decider decider;
    private final CaseFile file;
    private final Collection<Hold> holds;
    private final LocalDate today;

    Reassessment(Decider decider, CaseFile file, Collection<Hold> holds, LocalDate today) {
        this.decider = decider;
        this.file = file;
        this.holds = holds;
        this.today = today;
    }

    Decision decide(Owed owed) {
        ItemFacts facts = owed.item().facts();
        Decision before = owed.decision();
        if (Verdict.RULES.equals(owed.decidedBy())) {
            Decision now = decider.decide(facts, Right.ERASURE, file, holds);
            // What was kept on purpose and goes on its day has not overrun its period.
            return before.outcome() == Outcome.RETAIN_UNTIL ? withoutOverrun(now) : now;
        }
        if (holds.stream().anyMatch(hold -> hold.covers(facts))) {
            return decider.decide(facts, Right.ERASURE, List.of(), holds, today);
        }
        boolean dayOver = before.until() != null && before.until().isBefore(today);
        boolean holdGone = Verdict.byHold(before);
        return (before.outcome() == Outcome.RETAIN_UNTIL && dayOver) || holdGone ? erased(before) : before;
    }

    private static Decision erased(Decision before) {
        return new Decision(
                Outcome.ERASE,
                Verdict.PERSON,
                0,
                null,
                "GDPR-17-1",
                "eu-gdpr:A17",
                MessageKeys.ERASED,
                before.suppression(),
                false);
    }

    private static Decision withoutOverrun(Decision decision) {
        return new Decision(
                decision.outcome(),
                decision.rule(),
                decision.ruleVersion(),
                decision.until(),
                decision.legalBasis(),
                decision.dpv(),
                decision.messageKey(),
                decision.suppression(),
                false);
    }
}
