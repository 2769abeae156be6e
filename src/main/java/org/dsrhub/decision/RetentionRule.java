package org.dsrhub.decision;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long one kind of item may stay and what an erasure request does to it meanwhile. Comes from
 * {@code controller.yaml}; a rule is data, there is no code per rule.
 *
 * @param id as in the rules table, for example {@code EE-CLM}; connector files name it
 * @param version counts up with every change; recorded on each decision
 * @param appliesTo which of the items that name the rule this version is about
 * @param term how long, from when
 * @param whileOpen {@link Outcome#REFUSE} where an open status alone refuses (active policy, open claim, unpaid debt)
 * @param onRequest what an erasure request does before the last day: {@code ERASE} (nothing obliges to keep it),
 *     {@code RETAIN_UNTIL}, {@code REFUSE} (law) or {@code REVIEW}
 * @param afterwards {@code ERASE} or {@code ANONYMISE} once the last day is over
 * @param suppression whether a minimal suppression entry survives the erasure
 * @param exceptions looked at in their order; the first that is fulfilled decides
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
        AppliesTo appliesTo,
        Term term,
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
        appliesTo = appliesTo == null ? AppliesTo.ALL : appliesTo;
        term = term == null ? Term.NONE : term;
        exceptions = exceptions == null ? List.of() : List.copyOf(exceptions);
        onRequest = onRequest == null ? Outcome.REVIEW : onRequest;
        afterwards = afterwards == null ? Outcome.ERASE : afterwards;
        openGround = openGround == null ? new Ground(legalBasis, dpv, messageKey) : openGround;
    }

    /** Whether this version of the rule holds on that day. */
    public boolean validOn(LocalDate day) {
        return (validFrom == null || !day.isBefore(validFrom)) && (validTo == null || !day.isAfter(validTo));
    }

    /** Whether it asks for what other items of the subject tell. */
    public boolean looksAtOthers() {
        return term.asLongAsClaims()
                || !term.waitsFor().isEmpty()
                || term.events().anyMatch(event -> event.indexOf('.') >= 0)
                || exceptions.stream().anyMatch(exception -> exception.when().flag() == null);
    }

    /**
     * How long an item stays.
     *
     * @param start events that start the period: dates of the item ({@code closed}), or the latest of that name among items
     *     of the same policy or claim ({@code policy.ended}, {@code claim.notified}), among the subject's contracts
     *     ({@code contract.ended}) or all its items ({@code subject.consented})
     * @param earliest where several starts exist: true takes the first (DK-AML), false the last
     * @param periods product → period; the entry {@code "*"} serves every other product; empty where no source gives a number
     * @param yearEnd last day of the accounting year: the period starts at the first one that is not before the start date;
     *     null where it starts with the date itself
     * @param endedBy events, named as in {@code start}, that end the period at once (a consent withdrawn)
     * @param waitsFor the period does not begin while one of them is fulfilled
     * @param asLongAsClaims the last day is not before that of any claim on the same policy (of the same claim, else of the
     *     subject, where the item names no policy)
     * @param ofAge the period does not begin before the subject, a minor at its start, has reached that age; null where age
     *     does not matter
     */
    public record Term(
            List<String> start,
            boolean earliest,
            Map<String, Period> periods,
            MonthDay yearEnd,
            List<String> endedBy,
            Set<Condition> waitsFor,
            boolean asLongAsClaims,
            Integer ofAge) {
        static final Term NONE = new Term(null, false, null, null, null, null, false, null);

        public Term {
            start = start == null ? List.of() : List.copyOf(start);
            periods = periods == null ? Map.of() : Map.copyOf(periods);
            endedBy = endedBy == null ? List.of() : List.copyOf(endedBy);
            waitsFor = waitsFor == null ? Set.of() : Set.copyOf(waitsFor);
        }

        java.util.stream.Stream<String> events() {
            return java.util.stream.Stream.concat(start.stream(), endedBy.stream());
        }
    }

    /** Why an item stays, for the letter and for a regulator. */
    public record Ground(String legalBasis, String dpv, String messageKey) {}

    /**
     * @param when what has to be so
     * @param follow id of the rule that decides instead (an accepted quote follows its policy), null where none does
     * @param refusal words of a refusal; null where another rule decides, or else a human
     */
    public record Exception(Condition when, String follow, Ground refusal) {
        /** @throws IllegalArgumentException where a kept claim is to be followed: its end would let another rule keep more */
        public Exception {
            if (when == Condition.KEPT_CLAIM && follow != null) {
                throw new IllegalArgumentException("KEPT_CLAIM refuses, or a human decides");
            }
        }
    }

    /** What an exception asks. */
    public enum Condition {
        THIRD_PARTY(ItemFacts.Flag.THIRD_PARTY),
        SPECIAL_CATEGORY(ItemFacts.Flag.SPECIAL_CATEGORY),
        INTERNAL_ASSESSMENT(ItemFacts.Flag.INTERNAL_ASSESSMENT),
        ACCEPTED(ItemFacts.Flag.ACCEPTED),
        LINKED(ItemFacts.Flag.LINKED),
        MINOR(ItemFacts.Flag.MINOR),
        /** a claim on the item's policy is open */
        OPEN_CLAIM(null),
        /** a claim on the item's policy, open or closed, is within its own term */
        KEPT_CLAIM(null),
        /** the subject has a contract in force */
        OPEN_CONTRACT(null);

        private final ItemFacts.Flag flag;

        Condition(ItemFacts.Flag flag) {
            this.flag = flag;
        }

        /** Null where other items of the subject tell. */
        ItemFacts.Flag flag() {
            return flag;
        }
    }
}
