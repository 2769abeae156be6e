package org.dsrhub.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.decision.Facts.under;
import static org.dsrhub.decision.Rules.TEN_YEARS;
import static org.dsrhub.decision.Rules.rule;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.RetentionRule.Condition;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleDeciderTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    private final Decider decider = Decider.standard();

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

    @ParameterizedTest(name = "{0} on {1}, on paper {2}: {3}")
    @CsvSource({
        "PROVIDED, GDPR-6-1-b, false, DISCLOSE",
        "OBSERVED, GDPR-6-1-a, false, DISCLOSE",
        "PROVIDED, GDPR-9-2-a, false, DISCLOSE",
        "DERIVED, GDPR-6-1-b, false, WITHHOLD",
        "RECEIVED, GDPR-6-1-b, false, WITHHOLD",
        "PROVIDED, GDPR-6-1-f, false, WITHHOLD",
        "PROVIDED, GDPR-6-1-c, false, WITHHOLD",
        "PROVIDED, GDPR-6-1-b, true, WITHHOLD"
    })
    void portableIsWhatTheSubjectProvidedOnConsentOrContractToMachines(
            ItemFacts.Provenance provenance, String basis, boolean onPaper, Outcome expected) {
        ItemFacts facts = new ItemFacts(
                "crm",
                "D2",
                "customer",
                null,
                null,
                ItemFacts.Status.NONE,
                Map.of(),
                onPaper ? Set.of(Flag.ON_PAPER) : Set.of(),
                Map.of("item", "ab01"),
                null,
                provenance,
                Set.of(basis));

        Decision decision = decider.decide(facts, Right.PORTABILITY, List.of(), List.of(), TODAY);
        assertThat(decision.outcome()).isEqualTo(expected);
        assertThat(decision.silent()).isFalse();
        assertThat(decider.decide(facts, Right.ACCESS, List.of(), List.of(), TODAY)
                        .outcome())
                .as("a copy is another right")
                .isEqualTo(Outcome.DISCLOSE);
        assertThat(decider.decide(facts, Right.PORTABILITY, List.of(), List.of(Facts.hold(Hold.Kind.H_AML)), TODAY)
                        .silent())
                .isTrue();
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
                List.of(new RetentionRule.Exception(Condition.ACCEPTED, "R", null)),
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
                List.of(new RetentionRule.Exception(Condition.ACCEPTED, "Q", null)),
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
                List.of(new RetentionRule.Exception(Condition.LINKED, null, null)),
                null,
                null);

        assertThat(erasure(under("E"), enquiry).outcome()).isEqualTo(Outcome.ERASE);
        assertThat(erasure(under("E").flag(Flag.LINKED), enquiry).outcome()).isEqualTo(Outcome.REVIEW);
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
