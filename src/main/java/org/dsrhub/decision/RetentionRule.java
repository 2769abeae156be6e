package org.dsrhub.decision;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;

/**
 * How long one kind of item may stay and what an erasure request does to it meanwhile. Comes from
 * {@code controller.yaml}; a rule is data, there is no code per rule.
 *
 * @param id as in the rules table, for example {@code EE-CLM}
 * @param version counts up with every change; recorded on each decision
 * @param start dates of the item that start the period
 * @param earliest where several starts exist: true takes the first (DK-AML), false the last
 * @param periods product → period; the entry {@code "*"} serves every other product; empty where no seed gives a number
 * @param yearEnd the period starts at the end of the calendar year of the start date
 * @param whileOpen {@link Outcome#REFUSE} where an open status alone refuses (active policy, open claim, unpaid debt)
 * @param onRequest what an erasure request does before the last day: {@code ERASE} (nothing obliges to keep it),
 *     {@code RETAIN_UNTIL}, {@code REFUSE} (law) or {@code REVIEW}
 * @param afterwards {@code ERASE} or {@code ANONYMISE} once the last day is over
 * @param suppression whether a minimal suppression entry survives the erasure
 * @param exceptions conditions under which the rule yields to {@link Outcome#REVIEW} or to another rule
 * @param need why it is kept, in words a regulator accepts: the Art. 17(3) ground or the legitimate need
 * @param legalBasis for example {@code GDPR-17-3-e}
 * @param dpv justification term of the Data Privacy Vocabulary
 * @param messageKey text of the letter, for example {@code retained.claims}
 * @param source {@code [S] 001:107} or {@code [K]} with its paper
 * @param validFrom first day the rule version holds, null for always
 * @param validTo last day the rule version holds, null for always
 * @param openGround what the letter says where the open status alone refuses, null for the rule's own words
 */
public record RetentionRule(
        String id,
        int version,
        List<String> start,
        boolean earliest,
        Map<String, Period> periods,
        boolean yearEnd,
        Outcome whileOpen,
        Outcome onRequest,
        Outcome afterwards,
        boolean suppression,
        List<Exception> exceptions,
        String need,
        String legalBasis,
        String dpv,
        String messageKey,
        String source,
        LocalDate validFrom,
        LocalDate validTo,
        Ground openGround) {

    public RetentionRule {
        start = start == null ? List.of() : List.copyOf(start);
        periods = periods == null ? Map.of() : Map.copyOf(periods);
        exceptions = exceptions == null ? List.of() : List.copyOf(exceptions);
        onRequest = onRequest == null ? Outcome.REVIEW : onRequest;
        afterwards = afterwards == null ? Outcome.ERASE : afterwards;
        openGround = openGround == null ? new Ground(legalBasis, dpv, messageKey) : openGround;
    }

    /** Whether this version of the rule holds on that day. */
    public boolean validOn(LocalDate day) {
        return (validFrom == null || !day.isBefore(validFrom)) && (validTo == null || !day.isAfter(validTo));
    }

    /** Why an item stays, for the letter and for a regulator. */
    public record Ground(String legalBasis, String dpv, String messageKey) {}

    /**
     * @param when a flag of the item
     * @param follow id of the rule that decides instead (an accepted quote follows its policy), null for review
     */
    public record Exception(ItemFacts.Flag when, String follow) {}
}
