package org.dsrhub.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.decision.Facts.hold;
import static org.dsrhub.decision.Facts.under;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleDeciderTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    private final Decider decider = Decider.standard();

    private static RetentionRule rule(String id, List<String> start, Map<String, Period> periods) {
        return rule(
                id, 1, start, false, periods, false, Outcome.REFUSE, Outcome.RETAIN_UNTIL, null, List.of(), null, null);
    }

    private static RetentionRule rule(
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
        return new RetentionRule(
                id,
                version,
                start,
                earliest,
                periods,
                yearEnd,
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

    private static final RetentionRule TEN_YEARS = rule("R", List.of("ended"), Map.of("*", Period.ofYears(10)));

    @ParameterizedTest(name = "brand {0} keeps until {1}")
    @CsvSource(
            value = {"null, 2036-01-31", "tjm, 2027-01-31", "fdm, 2036-01-31", "alka, null", "?, null"},
            nullValues = "null")
    void aBrandMayCarryItsOwnPeriod(String brand, LocalDate until) {
        RetentionRule rule = new RetentionRule(
                "R",
                1,
                List.of("ended"),
                false,
                Map.of("*", Period.ofYears(10)),
                false,
                null,
                Outcome.RETAIN_UNTIL,
                null,
                false,
                List.of(),
                "need",
                "GDPR-17-3-e",
                "LegalClaimDefenceImpaired",
                "retained.claims",
                "[K]",
                null,
                null,
                null,
                Map.of("tjm", Map.of("*", Period.ofYears(1)), "alka", Map.of()));

        Decision decision = erasure(under("R").brand(brand).on("ended", "2026-01-31"), rule);

        assertThat(decision.until()).isEqualTo(until);
        assertThat(decision.outcome()).isEqualTo(until == null ? Outcome.REVIEW : Outcome.RETAIN_UNTIL);
        assertThat(erasure(under("R").brand("?").on("ended", "2026-01-31"), TEN_YEARS)
                        .until())
                .as("no brand is told apart")
                .isEqualTo(LocalDate.of(2036, 1, 31));
    }

    @Test
    void noJointControllerErasesOnItsOwnAndNobodyForAnUnknownPrincipal() {
        RetentionRule over = rule("R", List.of("ended"), Map.of("*", Period.ofYears(1)));
        assertThat(erasure(under("R").on("ended", "2020-01-31"), over).outcome())
                .isEqualTo(Outcome.ERASE);

        assertThat(erasure(under("R").on("ended", "2020-01-31").flag(Flag.JOINT), over)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(under("R").on("ended", "2026-01-31").flag(Flag.JOINT), over)
                        .outcome())
                .as("what stays anyway needs nobody's word")
                .isEqualTo(Outcome.RETAIN_UNTIL);
        Facts unclear = under("R").on("ended", "2026-01-31").flag(Flag.UNCLEAR_PRINCIPAL);
        assertThat(erasure(unclear, over).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(decider.decide(unclear.build(), Right.ACCESS, List.of(over), List.of(), TODAY)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    private Decision erasure(Facts facts, RetentionRule... rules) {
        return decider.decide(facts.build(), Right.ERASURE, List.of(rules), List.of(), TODAY);
    }

    @ParameterizedTest(name = "{0} + {1} keeps until {2}{3}")
    @CsvSource({
        "2024-02-29, P10Y, 2034-02-28, false",
        "2024-02-29, P4Y, 2028-02-29, false",
        "2023-01-31, P1M, 2023-02-28, false",
        "2024-01-31, P1M, 2024-02-29, false",
        "2026-08-31, P6M, 2027-02-28, false",
        "2026-11-24, P7D, 2026-12-01, false",
        "2024-05-10, P24M, 2026-05-10, false",
        "2019-05-31, P10Y, 2029-12-31, true",
        "2016-12-01, P10Y, 2026-12-01, false",
    })
    void theLastDayKeptIsStartPlusPeriod(LocalDate start, Period period, LocalDate until, boolean yearEnd) {
        RetentionRule rule = rule(
                "R",
                1,
                List.of("ended"),
                false,
                Map.of("*", period),
                yearEnd,
                null,
                Outcome.RETAIN_UNTIL,
                null,
                List.of(),
                null,
                null);
        ItemFacts item = under("R").on("ended", start.toString()).build();
        LocalDate asked = until.isBefore(start) ? start : until;

        Decision onLastDay = decider.decide(item, Right.ERASURE, List.of(rule), List.of(), asked);
        Decision dayAfter = decider.decide(item, Right.ERASURE, List.of(rule), List.of(), until.plusDays(1));

        assertThat(onLastDay.outcome()).isEqualTo(Outcome.RETAIN_UNTIL);
        assertThat(onLastDay.until()).isEqualTo(until);
        assertThat(onLastDay.messageKey()).isEqualTo("retained.claims");
        assertThat(dayAfter.outcome()).isEqualTo(Outcome.ERASE);
        assertThat(dayAfter.overrun()).isTrue();
        assertThat(dayAfter.messageKey()).isEqualTo(MessageKeys.ERASED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001-01-01",
                "1900-01-01",
                "9999-12-31",
                "00000000",
                "2026-12-02",
                "yesterday",
                "",
                "2026-02-30",
                "20160101",
                "2016-01-01T25:00",
                "2016-01-01Z",
                "2016-1-1",
                "１２34-01-01"
            })
    void aDateThatIsNoneIsForAHuman(String date) {
        assertThat(erasure(under("R").on("ended", date), TEN_YEARS).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(erasure(under("R"), TEN_YEARS).outcome()).isEqualTo(Outcome.REVIEW);
    }

    @Test
    void theDayOfALocalDateTimeCounts() {
        assertThat(erasure(under("R").on("ended", "2017-01-31T23:59:59"), TEN_YEARS)
                        .until())
                .isEqualTo(LocalDate.of(2027, 1, 31));
    }

    @Test
    void anOpenStatusAloneRefusesInItsOwnWords() {
        Decision decision = erasure(under("R").status(Status.OPEN).on("ended", "9999-12-31"), TEN_YEARS);

        assertThat(decision.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(decision.messageKey()).isEqualTo("refused.contract");
        assertThat(decision.legalBasis()).isEqualTo("GDPR-6-1-b");
    }

    @Test
    void aStatusNobodyCanReadIsForAHuman() {
        assertThat(erasure(under("R").status(Status.UNKNOWN).on("ended", "2001-01-01"), TEN_YEARS)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void ofSeveralStartsTheLastCountsUnlessTheRuleSaysTheFirst() {
        RetentionRule last = rule("R", List.of("a", "b"), Map.of("*", Period.ofYears(5)));
        RetentionRule first = rule(
                "R",
                1,
                List.of("a", "b"),
                true,
                Map.of("*", Period.ofYears(5)),
                false,
                null,
                Outcome.REFUSE,
                null,
                List.of(),
                null,
                null);
        Facts both = under("R").on("a", "2024-01-01").on("b", "2025-01-01");

        assertThat(erasure(both, last).until()).isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(erasure(both, first).until()).isEqualTo(LocalDate.of(2029, 1, 1));
        assertThat(erasure(under("R").on("b", "2025-01-01"), last).until()).isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(erasure(under("R").on("a", "2001-01-01").on("b", "9999-12-31"), last)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(under("R").on("a", "2001-01-01").on("b", "2026-12-02"), first)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void aLawRefusesUntilItsDayAndSaysWhich() {
        RetentionRule law = rule(
                "LAW",
                1,
                List.of("ended"),
                false,
                Map.of("*", Period.ofYears(5)),
                false,
                null,
                Outcome.REFUSE,
                null,
                List.of(),
                null,
                null);

        Decision decision = erasure(under("LAW").on("ended", "2025-01-01"), law);

        assertThat(decision.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(decision.until()).isEqualTo(LocalDate.of(2030, 1, 1));
    }

    @Test
    void withoutRuleOrPeriodOrVersionOfTheDayAHumanDecides() {
        Facts item = under("R").product("motor").on("ended", "2001-01-01");

        assertThat(erasure(under(null).on("ended", "2001-01-01"), TEN_YEARS).outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(item).rule()).isEqualTo("none");
        assertThat(erasure(item, rule("R", List.of("ended"), Map.of())).outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(item, rule("R", List.of("ended"), Map.of("property", Period.ofYears(1))))
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(item, valid(1, TODAY.plusDays(1), null)).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(erasure(item, valid(1, null, TODAY.minusDays(1))).outcome()).isEqualTo(Outcome.REVIEW);
    }

    private static RetentionRule valid(int version, LocalDate from, LocalDate to) {
        return rule(
                "R",
                version,
                List.of("ended"),
                false,
                Map.of("*", Period.ofYears(10)),
                false,
                null,
                Outcome.RETAIN_UNTIL,
                null,
                List.of(),
                from,
                to);
    }

    @Test
    void theNewestVersionOfTheDayDecides() {
        Decision decision = erasure(
                under("R").on("ended", "2020-01-01"),
                valid(1, null, null),
                valid(3, TODAY.plusDays(1), null),
                valid(2, TODAY, TODAY));

        assertThat(decision.ruleVersion()).isEqualTo(2);
    }

    @Test
    void aProductHasItsOwnPeriod() {
        RetentionRule rule =
                rule("R", List.of("ended"), Map.of("bodily-injury", Period.ofYears(30), "*", Period.ofYears(10)));

        assertThat(erasure(under("R").product("bodily-injury").on("ended", "2014-04-30"), rule)
                        .until())
                .isEqualTo(LocalDate.of(2044, 4, 30));
        assertThat(erasure(under("R").product("travel").on("ended", "2014-04-30"), rule)
                        .outcome())
                .isEqualTo(Outcome.ERASE);
    }

    @Test
    void anAcceptedQuoteFollowsItsPolicyAndACircleEndsWithAHuman() {
        RetentionRule quote = rule(
                "Q",
                1,
                List.of("offered"),
                false,
                Map.of("*", Period.ofMonths(6)),
                false,
                null,
                Outcome.RETAIN_UNTIL,
                null,
                List.of(new RetentionRule.Exception(Flag.ACCEPTED, "R")),
                null,
                null);
        RetentionRule circle = rule(
                "R",
                1,
                List.of("ended"),
                false,
                Map.of("*", Period.ofYears(10)),
                false,
                null,
                Outcome.ERASE,
                null,
                List.of(new RetentionRule.Exception(Flag.ACCEPTED, "Q")),
                null,
                null);
        Facts accepted =
                under("Q").flag(Flag.ACCEPTED).on("offered", "2020-01-01").on("ended", "2021-01-01");

        assertThat(erasure(accepted, quote, TEN_YEARS).until()).isEqualTo(LocalDate.of(2031, 1, 1));
        assertThat(erasure(accepted, quote, TEN_YEARS).rule()).isEqualTo("R");
        assertThat(erasure(accepted, quote, circle).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(erasure(accepted, quote).outcome()).isEqualTo(Outcome.REVIEW);
    }

    @Test
    void aRuleWithoutAStartDecidesByRequestAlone() {
        RetentionRule enquiry = rule(
                "E",
                1,
                List.of(),
                false,
                Map.of(),
                false,
                null,
                Outcome.ERASE,
                null,
                List.of(new RetentionRule.Exception(Flag.LINKED, null)),
                null,
                null);

        assertThat(erasure(under("E"), enquiry).outcome()).isEqualTo(Outcome.ERASE);
        assertThat(erasure(under("E").flag(Flag.LINKED), enquiry).outcome()).isEqualTo(Outcome.REVIEW);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "H_AML", mode = EnumSource.Mode.EXCLUDE)
    void aHoldRefusesErasureUnderItsName(Kind kind) {
        Decision decision = decider.decide(
                under("R").on("ended", "2001-01-01").build(),
                Right.ERASURE,
                List.of(TEN_YEARS),
                List.of(hold(kind)),
                TODAY);

        assertThat(decision.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(decision.rule()).isEqualTo(kind.label());
        assertThat(MessageKeys.ALL).contains(decision.messageKey());
    }

    @Test
    void theReportShowsNowhereInAnErasure() {
        RetentionRule aml = rule(
                "DK-AML",
                1,
                List.of("ended"),
                false,
                Map.of("*", Period.ofYears(5)),
                false,
                null,
                Outcome.REFUSE,
                null,
                List.of(),
                null,
                null);
        ItemFacts kept = under("DK-AML").on("ended", "2025-01-01").build();
        ItemFacts past = under("R").on("ended", "2001-01-01").build();
        List<Hold> report = List.of(hold(Kind.H_AML));

        assertThat(decider.decide(kept, Right.ERASURE, List.of(aml), report, TODAY))
                .isEqualTo(decider.decide(kept, Right.ERASURE, List.of(aml), List.of(), TODAY));
        Decision neutral = decider.decide(past, Right.ERASURE, List.of(TEN_YEARS), report, TODAY);
        assertThat(neutral.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(neutral.messageKey()).isEqualTo("retained.law");
        assertThat(neutral.toString()).doesNotContain("AML");
    }

    @Test
    void theReportIsOmittedFromAnAccessWithoutATrace() {
        Decision decision = decider.decide(
                under("R").build(),
                Right.ACCESS,
                List.of(TEN_YEARS),
                List.of(hold(Kind.H_SUP), hold(Kind.H_AML)),
                TODAY);

        assertThat(decision.silent()).isTrue();
        assertThat(decision.toString()).doesNotContain("AML");
    }

    @ParameterizedTest
    @CsvSource({
        "H_LIT,DISCLOSE",
        "H_CMP,DISCLOSE",
        "H_FRD,REVIEW",
        "H_SUP,REVIEW",
        "H_OPN,DISCLOSE",
        "H_DBT,DISCLOSE",
        "H_RST,DISCLOSE",
        "H_DSR,DISCLOSE",
        "H_RGT,REDACT",
        "H_MIN,REVIEW",
        "H_EST,REVIEW",
        "H_AML,WITHHOLD"
    })
    void aHoldChangesAnAccessAsTheTableSays(Kind kind, Outcome outcome) {
        assertThat(decider.decide(under("R").build(), Right.ACCESS, List.of(TEN_YEARS), List.of(hold(kind)), TODAY)
                        .outcome())
                .isEqualTo(outcome);
    }

    @Test
    void aHoldCoversByReferenceAndSystem() {
        ItemFacts item =
                under("R").on("ended", "2001-01-01").reference("claim", "cd02").build();

        assertThat(erasureUnder(item, Set.of("cd02", "ff"), Set.of())).isEqualTo(Outcome.REFUSE);
        assertThat(erasureUnder(item, Set.of("ab01"), Set.of("claims"))).isEqualTo(Outcome.REFUSE);
        assertThat(erasureUnder(item, Set.of("ff"), Set.of())).isEqualTo(Outcome.ERASE);
        assertThat(erasureUnder(item, Set.of("cd02"), Set.of("crm"))).isEqualTo(Outcome.ERASE);
    }

    private Outcome erasureUnder(ItemFacts item, Set<String> references, Set<String> systems) {
        Hold hold = new Hold(UUID.randomUUID(), Kind.H_LIT, Set.of(), references, systems, TODAY);
        return decider.decide(item, Right.ERASURE, List.of(TEN_YEARS), List.of(hold), TODAY)
                .outcome();
    }

    @Test
    void anAccessDisclosesWithTheLastDayAndTheOverrun() {
        Decision kept = access(under("R").on("ended", "2020-01-01"));
        Decision past = access(under("R").on("ended", "2001-01-01"));

        assertThat(kept.outcome()).isEqualTo(Outcome.DISCLOSE);
        assertThat(kept.until()).isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(kept.overrun()).isFalse();
        assertThat(past.outcome()).isEqualTo(Outcome.DISCLOSE);
        assertThat(past.overrun()).isTrue();
        assertThat(access(under("R").status(Status.OPEN).on("ended", "2001-01-01"))
                        .until())
                .isNull();
        assertThat(access(under(null)).outcome()).isEqualTo(Outcome.DISCLOSE);
    }

    @Test
    void thirdPartiesAreRedactedAssessmentsReviewedAndTheSubjectsOwnHealthDisclosed() {
        assertThat(access(under("R").flag(Flag.THIRD_PARTY)).outcome()).isEqualTo(Outcome.REDACT);
        assertThat(access(under("R").flag(Flag.THIRD_PARTY).flag(Flag.INTERNAL_ASSESSMENT))
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(access(under("R").flag(Flag.SPECIAL_CATEGORY)).outcome()).isEqualTo(Outcome.DISCLOSE);
    }

    private Decision access(Facts facts) {
        return decider.decide(facts.build(), Right.ACCESS, List.of(TEN_YEARS), List.of(), TODAY);
    }
}
