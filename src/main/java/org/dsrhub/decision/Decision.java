package org.dsrhub.decision;

import java.time.LocalDate;

/**
 * The outcome for one item under one right, with everything a regulator needs to verify it.
 *
 * @param rule id of the retention rule or hold kind that decided, {@code none} where there was none
 * @param ruleVersion 0 for a hold or none
 * @param until last day kept: of {@link Outcome#RETAIN_UNTIL} always, of a refusal by law and of an access decision where a
 *     rule and the item's dates give one; else null
 * @param messageKey one of {@link MessageKeys}; null where nothing may be said
 * @param suppression whether a suppression entry survives
 * @param overrun the item is past its period although it is still there: {@code RETENTION_OVERRUN}
 */
public record Decision(
        Outcome outcome,
        String rule,
        int ruleVersion,
        LocalDate until,
        String legalBasis,
        String dpv,
        String messageKey,
        boolean suppression,
        boolean overrun) {

    /** {@link #rule} of what a report keeps that would go else. */
    static final String IN_SILENCE = "law";

    /** Whether the item must not show anywhere: in no letter, number, list or task (statutory secrecy). */
    public boolean silent() {
        return outcome == Outcome.WITHHOLD && messageKey == null
                || outcome == Outcome.REFUSE && IN_SILENCE.equals(rule);
    }
}
