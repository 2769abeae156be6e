package org.dsrhub.decision;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.util.List;
import java.util.Map;

/** Retention rules of tests. */
final class Rules {
    private Rules() {}

    static RetentionRule rule(String id, List<String> start, Map<String, Period> periods) {
        return rule(
                id, 1, start, false, periods, false, Outcome.REFUSE, Outcome.RETAIN_UNTIL, null, List.of(), null, null);
    }

    static RetentionRule rule(
            String id,
            int version,
            List<String> start,
            boolean earliest,
            Map<String, Period> periods,
            boolean yearEnd,
            Outcome whileOpen,
            Outcome onRequest,
            Outcome afterwards,
            List<RetentionRule.Exception> exceptions,
            LocalDate from,
            LocalDate to) {
        return rule(
                id,
                version,
                null,
                new RetentionRule.Term(
                        start, earliest, periods, yearEnd ? MonthDay.of(12, 31) : null, null, null, false, null),
                whileOpen,
                onRequest,
                afterwards,
                exceptions,
                from,
                to);
    }

    static RetentionRule rule(
            String id,
            int version,
            AppliesTo appliesTo,
            RetentionRule.Term term,
            Outcome whileOpen,
            Outcome onRequest,
            Outcome afterwards,
            List<RetentionRule.Exception> exceptions,
            LocalDate from,
            LocalDate to) {
        return new RetentionRule(
                id,
                version,
                appliesTo,
                term,
                whileOpen,
                onRequest,
                afterwards,
                false,
                exceptions,
                "need",
                "GDPR-17-3-e",
                "LegalClaimDefenceImpaired",
                "retained.claims",
                "[K]",
                from,
                to,
                new RetentionRule.Ground("GDPR-6-1-b", "ContractPerformanceNecessity", "refused.contract"));
    }

    /** Version 1, always valid, without exceptions, retaining until its day. */
    static RetentionRule rule(String id, RetentionRule.Term term, RetentionRule.Exception... exceptions) {
        return rule(id, 1, null, term, Outcome.REFUSE, Outcome.RETAIN_UNTIL, null, List.of(exceptions), null, null);
    }

    static final RetentionRule TEN_YEARS = rule("R", List.of("ended"), Map.of("*", Period.ofYears(10)));
}
