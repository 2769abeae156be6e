package org.dsrhub.decision;

import java.time.LocalDate;

/**
 * The outcome for one item under one right, with everything a regulator needs to verify it.
 *
 * @param rule id of the retention rule or hold kind that decided, {@code none} where there was none
 * @param ruleVersion 0 for a hold or none
 * @param until last day kept with {@link Outcome#RETAIN_UNTIL}, else null
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
        boolean overrun) {}
