package org.dsrhub.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dsrhub.decision.Facts.hold;
import static org.dsrhub.decision.Facts.under;
import static org.dsrhub.decision.Rules.TEN_YEARS;
import static org.dsrhub.decision.Rules.rule;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.RetentionRule.Condition;
import org.dsrhub.decision.RetentionRule.Ground;
import org.dsrhub.decision.RetentionRule.Term;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a rule can say of an item, and of what the subject's other items tell. */
class RuleLanguageTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final Map<String, Period> TEN = Map.of("*", Period.ofYears(10));

    private final Decider decider = Decider.standard();

    private static Term term(String start, Collection<Condition> waitsFor, boolean claims, Integer ofAge) {
        return new Term(List.of(start.split(" ")), false, TEN, null, null, Set.copyOf(waitsFor), claims, ofAge);
    }

    private static Term term(String start) {
        return term(start, Set.of(), false, null);
    }

    private static RetentionRule version(int version, AppliesTo to, Period period) {
        return rule(
                "R",
                version,
                to,
                new Term(List.of("ended"), false, Map.of("*", period), null, null, null, false, null),
                null,
                Outcome.RETAIN_UNTIL,
                null,
                List.of(),
                null,
                null);
    }

    private static AppliesTo brand(String... brands) {
        return new AppliesTo(null, null, Set.of(brands), null, null);
    }

    private Decision erasure(ItemFacts item, List<RetentionRule> rules, ItemFacts... others) {
        return decider.decide(item, Right.ERASURE, file(rules, item, others), List.of());
    }

    private static CaseFile file(List<RetentionRule> rules, ItemFacts item, ItemFacts... others) {
        CaseFile file = CaseFile.of(rules, TODAY);
        file.add(item);
        List.of(others).forEach(file::add);
        return file;
    }

    @ParameterizedTest(name = "brand {0} keeps until {1} by version {2}")
    @CsvSource(
            value = {"tjm, 2027-01-31, 2", "fdm, 2036-01-31, 1", "null, null, 2", "?, null, 2"},
            nullValues = "null")
    void aVersionMayBeOneBrandsAlone(String brand, LocalDate until, int version) {
        List<RetentionRule> rules =
                List.of(version(1, null, Period.ofYears(10)), version(2, brand("tjm"), Period.ofYears(1)));

        Decision decision =
                erasure(under("R").brand(brand).on("ended", "2026-01-31").build(), rules);

        assertThat(decision.until()).isEqualTo(until);
        assertThat(decision.ruleVersion()).isEqualTo(version);
        assertThat(decision.outcome()).isEqualTo(until == null ? Outcome.REVIEW : Outcome.RETAIN_UNTIL);
    }

    @Test
    void holdingTypeProductAndFactsAllHaveToFit() {
        AppliesTo to = new AppliesTo(
                Set.of("E4"), Set.of("claim"), null, Set.of("motor"), Map.of("purpose", Set.of("TEST", "TRIAL")));
        ItemFacts fitting = under("R").product("motor").fact("purpose", "TEST").build();

        assertThat(to.fits(fitting)).isEqualTo(Sure.YES);
        assertThat(to.fits(under("R").product("motor").build())).isEqualTo(Sure.UNSURE);
        assertThat(to.fits(under("R").fact("purpose", "TEST").build())).isEqualTo(Sure.UNSURE);
        assertThat(to.fits(under("R").product("home").build()))
                .as("a no is certain")
                .isEqualTo(Sure.NO);
        assertThat(to.fits(under("R").product("motor").fact("purpose", "OTHER").build()))
                .isEqualTo(Sure.NO);
        assertThat(new AppliesTo(Set.of("E5"), null, null, null, null).fits(fitting))
                .isEqualTo(Sure.NO);
        assertThat(new AppliesTo(null, Set.of("policy"), null, null, null).fits(fitting))
                .isEqualTo(Sure.NO);
        assertThat(to.words()).isEqualTo("holdings E4; item types claim; products motor; purpose TEST, TRIAL");
        assertThat(AppliesTo.ALL.words()).isEmpty();
        assertThat(AppliesTo.ALL.fits(fitting)).isEqualTo(Sure.YES);
    }

    @Test
    void theVersionThatIsNamedIsTheOneThatSurelyApplies() {
        List<RetentionRule> rules =
                List.of(version(1, null, Period.ofYears(10)), version(2, brand("tjm"), Period.ofYears(1)));

        assertThat(Decider.named(rules, under("R").brand("tjm").build(), TODAY)).contains(rules.get(1));
        assertThat(Decider.named(rules, under("R").brand("fdm").build(), TODAY)).contains(rules.get(0));
        assertThat(Decider.named(rules, under("R").build(), TODAY)).isEmpty();
        assertThat(Decider.named(rules, under("S").build(), TODAY)).isEmpty();
    }

    @Test
    void theYearOfAccountsEndsWhereItEnds() {
        Term june = new Term(List.of("ended"), false, TEN, MonthDay.of(6, 30), null, null, false, null);

        assertThat(erasure(under("R").on("ended", "2020-06-30").build(), List.of(rule("R", june)))
                        .until())
                .isEqualTo(LocalDate.of(2030, 6, 30));
        assertThat(erasure(under("R").on("ended", "2020-07-01").build(), List.of(rule("R", june)))
                        .until())
                .isEqualTo(LocalDate.of(2031, 6, 30));
    }

    @Test
    void aWithdrawalEndsAConsentsTermAtOnce() {
        Term consent = new Term(List.of("consented"), false, TEN, null, List.of("withdrawn"), null, false, null);
        List<RetentionRule> rules = List.of(rule("R", consent));

        assertThat(erasure(under("R").on("consented", "2025-01-01").build(), rules)
                        .until())
                .isEqualTo(LocalDate.of(2035, 1, 1));
        assertThat(erasure(
                                under("R")
                                        .on("consented", "2025-01-01")
                                        .on("withdrawn", "2026-12-01")
                                        .build(),
                                rules)
                        .until())
                .isEqualTo(TODAY);
        assertThat(erasure(
                                under("R")
                                        .on("consented", "2025-01-01")
                                        .on("withdrawn", "2026-11-30")
                                        .build(),
                                rules)
                        .outcome())
                .isEqualTo(Outcome.ERASE);
        assertThat(erasure(
                                under("R")
                                        .on("consented", "2025-01-01")
                                        .on("withdrawn", "9999-12-31")
                                        .build(),
                                rules)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                under("R")
                                        .on("consented", "2010-01-01")
                                        .on("withdrawn", "2026-11-30")
                                        .build(),
                                rules)
                        .overrun())
                .as("an end after the term does not lengthen it")
                .isTrue();
    }

    @Test
    void theLatestConsentOfTheSubjectCounts() {
        List<RetentionRule> rules = List.of(rule("R", term("consented subject.consented")));
        ItemFacts old = under("R").on("consented", "2015-01-01").build();

        assertThat(erasure(old, rules).outcome()).isEqualTo(Outcome.ERASE);
        assertThat(erasure(
                                old,
                                rules,
                                under("X").on("consented", "2020-01-01").build(),
                                under("X").on("consented", "2019-01-01").build())
                        .until())
                .isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(erasure(old, rules, under("X").on("consented", "soon").build())
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                old,
                                rules,
                                under("X")
                                        .status(Status.OPEN)
                                        .on("consented", "9999-12-31")
                                        .build())
                        .outcome())
                .as("an open item has not ended")
                .isEqualTo(Outcome.ERASE);
        assertThat(erasure(
                                old,
                                rules,
                                under("X")
                                        .status(Status.OPEN)
                                        .on("consented", TODAY.plusDays(1).toString())
                                        .build())
                        .outcome())
                .as("what is told tomorrow would keep it")
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void datesOfItsPolicyItsClaimAndTheSubjectsContractsCount() {
        ItemFacts item =
                under("R").reference("policy", "p1").reference("claim", "c1").build();
        ItemFacts policy = under("X")
                .constitutes("policy")
                .reference("policy", "p1")
                .on("ended", "2020-01-01")
                .build();
        ItemFacts other = under("X")
                .constitutes("policy")
                .reference("policy", "p2")
                .on("ended", "2022-01-01")
                .build();
        ItemFacts claim = under("X")
                .constitutes("claim")
                .reference("claim", "c1")
                .on("ended", "2021-01-01")
                .build();
        ItemFacts stray = under("X").on("ended", "2024-01-01").build();
        ItemFacts[] others = {policy, other, claim, stray};

        assertThat(erasure(item, List.of(rule("R", term("policy.ended"))), others)
                        .until())
                .isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(erasure(item, List.of(rule("R", term("claim.ended"))), others)
                        .until())
                .isEqualTo(LocalDate.of(2031, 1, 1));
        assertThat(erasure(item, List.of(rule("R", term("contract.ended"))), others)
                        .until())
                .isEqualTo(LocalDate.of(2032, 1, 1));
        assertThat(erasure(item, List.of(rule("R", term("subject.ended"))), others)
                        .until())
                .isEqualTo(LocalDate.of(2034, 1, 1));
        assertThat(erasure(under("R").build(), List.of(rule("R", term("policy.ended"))), others)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void whatBelongsToAPolicyHasThatPolicysProduct() {
        Term byProduct = new Term(
                List.of("policy.ended"), false, Map.of("motor", Period.ofYears(30)), null, null, null, false, null);
        Facts policy =
                under("X").constitutes("policy").reference("policy", "p1").on("ended", "2020-01-01");
        ItemFacts item = under("R").reference("policy", "p1").build();

        assertThat(erasure(
                                item,
                                List.of(rule("R", byProduct)),
                                policy.product("motor").build())
                        .until())
                .isEqualTo(LocalDate.of(2050, 1, 1));
        assertThat(erasure(
                                item,
                                List.of(rule("R", byProduct)),
                                policy.product("home").build())
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                item,
                                List.of(rule("R", term("policy.ended"))),
                                policy.product("home").build(),
                                policy.product("motor").build())
                        .outcome())
                .as("two registers differ")
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void aPolicyStaysAsLongAsItsClaims() {
        List<RetentionRule> rules =
                List.of(rule("R", term("ended", Set.of(), true, null)), rule("C", term("notified")));
        ItemFacts policy = under("R")
                .constitutes("policy")
                .reference("policy", "p1")
                .on("ended", "2010-01-01")
                .build();
        Facts claim = under("C").constitutes("claim").reference("claim", "c1").reference("policy", "p1");

        assertThat(erasure(policy, rules).outcome()).isEqualTo(Outcome.ERASE);
        assertThat(erasure(
                                policy,
                                rules,
                                claim.on("notified", "2018-05-05")
                                        .status(Status.CLOSED)
                                        .build())
                        .until())
                .isEqualTo(LocalDate.of(2028, 5, 5));
        assertThat(erasure(policy, rules, claim.on("notified", "2012-05-05").build())
                        .overrun())
                .isTrue();
        Decision open = erasure(policy, rules, claim.status(Status.OPEN).build());
        assertThat(open.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(open.messageKey()).isEqualTo("refused.open-claim");
        assertThat(open.rule()).isEqualTo("R");
        assertThat(erasure(policy, rules, claim.status(Status.UNKNOWN).build()).outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                policy,
                                rules,
                                claim.status(Status.CLOSED)
                                        .on("notified", "n/a")
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                policy,
                                rules,
                                claim.status(Status.CLOSED)
                                        .reference("policy", "p2")
                                        .build())
                        .outcome())
                .as("another policy's")
                .isEqualTo(Outcome.ERASE);
        assertThat(decider.decide(policy, Right.ERASURE, file(rules, policy).unseen(ItemFacts.CLAIM), List.of())
                        .outcome())
                .as("a system of claims has not told")
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void aHoldOnAClaimHoldsThePolicyToo() {
        List<RetentionRule> rules =
                List.of(rule("R", term("ended", Set.of(), true, null)), rule("C", term("notified")));
        ItemFacts policy = under("R")
                .constitutes("policy")
                .reference("policy", "p1")
                .on("ended", "2010-01-01")
                .build();
        ItemFacts claim = under("C")
                .constitutes("claim")
                .reference("claim", "c1")
                .reference("policy", "p1")
                .status(Status.CLOSED)
                .on("notified", "2011-01-01")
                .build();
        Hold onClaim = new Hold(UUID.randomUUID(), Kind.H_LIT, Set.of(), Set.of("c1"), Set.of(), TODAY);
        CaseFile file = file(rules, policy, claim);

        Explanation held = decider.explain(policy, Right.ERASURE, file, List.of(onClaim));
        assertThat(held.decision().rule()).isEqualTo("H-LIT");
        assertThat(held.steps()).contains("hold H-LIT covers the claim of claims");
        assertThat(decider.decide(policy, Right.ERASURE, file, List.of()).outcome())
                .isEqualTo(Outcome.ERASE);
        List<RetentionRule> alone = List.of(rule("R", term("ended")), rule("C", term("notified")));
        assertThat(decider.decide(policy, Right.ERASURE, file(alone, policy, claim), List.of(onClaim))
                        .outcome())
                .as("a rule that does not look at claims")
                .isEqualTo(Outcome.ERASE);
    }

    @Test
    void whatNamesAClaimThatNobodyHasSeenWaitsForAHuman() {
        List<RetentionRule> rules =
                List.of(rule("R", term("ended", Set.of(), true, null)), rule("C", term("notified")));
        ItemFacts chat =
                under("R").reference("claim", "c1").on("ended", "2010-01-01").build();
        Facts claim = under("C").constitutes("claim").status(Status.CLOSED).on("notified", "2020-01-01");

        assertThat(erasure(chat, rules).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(erasure(chat, rules, claim.reference("claim", "c2").build()).outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(chat, rules, claim.reference("claim", "c1").build()).until())
                .isEqualTo(LocalDate.of(2030, 1, 1));
        assertThat(erasure(
                                under("R").on("ended", "2010-01-01").build(),
                                rules,
                                claim.reference("claim", "c3").build())
                        .until())
                .as("what names neither looks at all claims of the subject")
                .isEqualTo(LocalDate.of(2030, 1, 1));
    }

    @Test
    void aTermWaitsForTheEndOfAContract() {
        List<RetentionRule> rules = List.of(rule("R", term("ended", Set.of(Condition.OPEN_CONTRACT), false, null)));
        ItemFacts item = under("R").on("ended", "2010-01-01").build();
        Facts contract = under("X").constitutes("policy").reference("policy", "p1");

        Decision waiting = erasure(item, rules, contract.status(Status.OPEN).build());
        assertThat(waiting.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(waiting.messageKey()).isEqualTo("refused.contract");
        assertThat(waiting.until()).isNull();
        assertThat(erasure(item, rules, contract.status(Status.CLOSED).build()).outcome())
                .isEqualTo(Outcome.ERASE);
        assertThat(erasure(item, rules, contract.status(Status.UNKNOWN).build()).outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(decider.decide(item, Right.ERASURE, file(rules, item).unseen(ItemFacts.POLICY), List.of())
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(decider.decide(item, Right.ERASURE, file(rules, item).unseen(ItemFacts.CLAIM), List.of())
                        .outcome())
                .isEqualTo(Outcome.ERASE);
        assertThat(decider.decide(
                                item,
                                Right.ACCESS,
                                file(rules, item, contract.status(Status.OPEN).build()),
                                List.of())
                        .until())
                .isNull();
    }

    @Test
    void aMinorsTermBeginsWhenTheyAreOfAge() {
        List<RetentionRule> rules = List.of(rule("R", term("ended", Set.of(), false, 18)));
        Facts item = under("R").on("ended", "2015-03-01");

        assertThat(erasure(item.build(), rules).outcome()).isEqualTo(Outcome.ERASE);
        assertThat(decider.decide(
                                item.build(),
                                Right.ERASURE,
                                CaseFile.of(rules, TODAY).born(LocalDate.of(2000, 2, 29)),
                                List.of())
                        .until())
                .isEqualTo(LocalDate.of(2028, 2, 28));
        assertThat(decider.decide(
                                item.build(),
                                Right.ERASURE,
                                CaseFile.of(rules, TODAY).born(LocalDate.of(1997, 3, 1)),
                                List.of())
                        .outcome())
                .as("of age on the very day")
                .isEqualTo(Outcome.ERASE);
        assertThat(erasure(item.flag(Flag.MINOR).build(), rules).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(erasure(item.on("born", "2000-02-29").build(), rules).until())
                .isEqualTo(LocalDate.of(2028, 2, 28));
        assertThat(erasure(
                                under("R")
                                        .on("ended", "2015-03-01")
                                        .on("born", "unknown")
                                        .build(),
                                rules)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void anExceptionRefusesFollowsOrLeavesItToAHuman() {
        Ground words = new Ground("GDPR-17-3-e", "LegalClaimEstablishmentImpaired", "refused.open-claim");
        RetentionRule refusing =
                rule("R", term("ended"), new RetentionRule.Exception(Condition.OPEN_CLAIM, null, words));
        ItemFacts item =
                under("R").on("ended", "2001-01-01").reference("policy", "p1").build();
        Facts claim = under("X").constitutes("claim").reference("claim", "c1").reference("policy", "p1");

        Decision refused =
                erasure(item, List.of(refusing), claim.status(Status.OPEN).build());
        assertThat(refused.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(refused.messageKey()).isEqualTo("refused.open-claim");
        assertThat(erasure(item, List.of(refusing), claim.status(Status.CLOSED).build())
                        .outcome())
                .isEqualTo(Outcome.ERASE);
        assertThat(erasure(item, List.of(refusing), claim.status(Status.UNKNOWN).build())
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                under("R")
                                        .on("ended", "2001-01-01")
                                        .reference("claim", "c9")
                                        .build(),
                                List.of(refusing))
                        .outcome())
                .as("its claim is not among the items")
                .isEqualTo(Outcome.REVIEW);
        RetentionRule following =
                rule("R", term("ended"), new RetentionRule.Exception(Condition.OPEN_CLAIM, "T", null));
        assertThat(erasure(
                                item,
                                List.of(following, rule("T", term("ended"))),
                                claim.status(Status.OPEN).build())
                        .rule())
                .isEqualTo("T");
    }

    @Test
    void aKeptClaimIsOneWithinItsOwnTerm() {
        Ground words = new Ground("GDPR-17-3-e", "LegalClaimImpaired", "retained.claims");
        List<RetentionRule> rules = List.of(
                rule("R", term("ended"), new RetentionRule.Exception(Condition.KEPT_CLAIM, null, words)),
                rule("C", term("notified")));
        ItemFacts item =
                under("R").on("ended", "2001-01-01").reference("policy", "p1").build();
        Facts claim = under("C")
                .constitutes("claim")
                .reference("claim", "c1")
                .reference("policy", "p1")
                .status(Status.CLOSED);

        assertThat(erasure(item, rules, claim.on("notified", "2016-12-01").build())
                        .outcome())
                .as("its last day")
                .isEqualTo(Outcome.REFUSE);
        assertThat(erasure(item, rules, claim.on("notified", "2016-11-30").build())
                        .outcome())
                .isEqualTo(Outcome.ERASE);
        assertThat(erasure(item, rules, claim.on("notified", "?").build()).outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThat(erasure(item, rules, claim.status(Status.OPEN).build()).outcome())
                .isEqualTo(Outcome.REFUSE);
        assertThat(erasure(
                                under("R")
                                        .on("ended", "2001-01-01")
                                        .reference("claim", "c9")
                                        .build(),
                                rules)
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
        assertThatThrownBy(() -> new RetentionRule.Exception(Condition.KEPT_CLAIM, "T", null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new RetentionRule.Exception(Condition.OPEN_CLAIM, "T", null).follow())
                .isEqualTo("T");
    }

    @Test
    void aClaimIsNoClaimOnItself() {
        Ground words = new Ground("GDPR-17-3-e", "LegalClaimImpaired", "retained.claims");
        List<RetentionRule> rules =
                List.of(rule("C", term("notified"), new RetentionRule.Exception(Condition.OPEN_CLAIM, null, words)));
        Facts claim = under("C").constitutes("claim").reference("claim", "c1").reference("policy", "p1");
        ItemFacts own = claim.status(Status.CLOSED).on("notified", "2001-01-01").build();

        assertThat(erasure(own, rules).outcome()).isEqualTo(Outcome.ERASE);
        assertThat(erasure(
                                own,
                                rules,
                                claim.reference("claim", "c2")
                                        .status(Status.OPEN)
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.REFUSE);
    }

    @Test
    void claimsThatLookAtClaimsAreLeftToAHuman() {
        List<RetentionRule> rules = List.of(
                rule("R", term("ended", Set.of(), true, null)),
                rule("C", term("notified", Set.of(), true, null)),
                rule("D", term("notified"), new RetentionRule.Exception(Condition.OPEN_CLAIM, null, null)));
        ItemFacts policy = under("R")
                .constitutes("policy")
                .reference("policy", "p1")
                .on("ended", "2001-01-01")
                .build();
        Facts claim = under("C")
                .constitutes("claim")
                .reference("claim", "c1")
                .reference("policy", "p1")
                .on("notified", "2001-01-01");

        assertThat(erasure(policy, rules, claim.build()).outcome()).isEqualTo(Outcome.REVIEW);
        assertThat(erasure(
                                policy,
                                rules,
                                under("D")
                                        .constitutes("claim")
                                        .reference("policy", "p1")
                                        .on("notified", "2001-01-01")
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.REVIEW);
    }

    @Test
    void onlyRulesThatAskLookAtOthers() {
        assertThat(CaseFile.of(List.of(TEN_YEARS), TODAY).looksAtOthers()).isFalse();
        assertThat(CaseFile.of(List.of(rule("R", term("subject.ended"))), TODAY).looksAtOthers())
                .isTrue();
        assertThat(CaseFile.of(List.of(rule("R", term("ended", Set.of(), true, null))), TODAY)
                        .looksAtOthers())
                .isTrue();
        assertThat(CaseFile.of(List.of(rule("R", term("ended", Set.of(Condition.OPEN_CLAIM), false, null))), TODAY)
                        .looksAtOthers())
                .isTrue();
        assertThat(CaseFile.of(
                                List.of(rule(
                                        "R",
                                        term("ended"),
                                        new RetentionRule.Exception(Condition.OPEN_CONTRACT, null, null))),
                                TODAY)
                        .looksAtOthers())
                .isTrue();
        assertThat(CaseFile.of(
                                List.of(rule(
                                        "R", term("ended"), new RetentionRule.Exception(Condition.LINKED, null, null))),
                                TODAY)
                        .looksAtOthers())
                .isFalse();
    }

    @Test
    void theWayToADecisionIsToldInWords() {
        RetentionRule old = rule(
                "R",
                1,
                null,
                term("ended"),
                Outcome.REFUSE,
                Outcome.RETAIN_UNTIL,
                null,
                List.of(),
                LocalDate.of(2020, 1, 1),
                LocalDate.of(2026, 6, 30));
        RetentionRule brand = version(2, brand("tjm"), Period.ofYears(1));
        RetentionRule now = rule(
                "R",
                3,
                brand("fdm", "alka"),
                term("ended"),
                Outcome.REFUSE,
                Outcome.RETAIN_UNTIL,
                null,
                List.of(),
                LocalDate.of(2026, 7, 1),
                null);
        RetentionRule later =
                rule("R", 4, null, term("ended"), null, Outcome.ERASE, null, List.of(), LocalDate.of(2027, 1, 1), null);
        List<RetentionRule> rules = List.of(old, brand, now, later);

        assertThat(steps(under("R").brand("alka").status(Status.CLOSED).on("ended", "2020-01-01"), rules))
                .containsExactly(
                        "R version 4 does not hold on 2026-12-01: it is valid from 2027-01-01",
                        "R version 3 applies from 2026-07-01",
                        "its status is CLOSED",
                        "ended: 2020-01-01",
                        "its term runs from 2020-01-01 for P10Y to 2030-01-01",
                        "2026-12-01 is not after the last day kept, 2030-01-01");
        assertThat(steps(under("R").brand("garanti").on("ended", "2020-01-01"), rules))
                .containsExactly(
                        "R version 4 does not hold on 2026-12-01: it is valid from 2027-01-01",
                        "R version 3 is passed over: it applies to brands alka, fdm only",
                        "R version 2 is passed over: it applies to brands tjm only",
                        "R version 1 does not hold on 2026-12-01: it is valid from 2020-01-01 until 2026-06-30",
                        "no version of R is left");
        assertThat(steps(under("R").on("ended", "2020-01-01"), List.of(brand)))
                .containsExactly("R version 2 may apply: the item does not tell whether it is one of brands tjm");
        assertThat(steps(under("S"), rules)).containsExactly("there is no rule S");
        assertThat(steps(under(null), rules)).containsExactly("the connector file names no rule for claim");
        assertThat(steps(under("R").on("ended", "9999-12-31"), List.of(rule("R", term("ended started")))))
                .containsExactly("R version 1 applies", "ended: no usable date", "no certain date starts it");
        assertThat(steps(under("R").on("started", "2001-01-01"), List.of(rule("R", term("ended started")))))
                .containsExactly(
                        "R version 1 applies",
                        "ended: no date",
                        "started: 2001-01-01",
                        "its term runs from 2001-01-01 for P10Y to 2011-01-01",
                        "2026-12-01 is after the last day kept, 2011-01-01");
        Term noPeriod = new Term(List.of("ended"), false, null, null, null, null, false, null);
        assertThat(steps(under("R").product("motor").on("ended", "2001-01-01"), List.of(rule("R", noPeriod))))
                .containsExactly("R version 1 applies", "it has no period for product motor");
        assertThat(steps(under("R").on("ended", "2001-01-01"), List.of(rule("R", noPeriod))))
                .containsExactly("R version 1 applies", "it has no period");
    }

    @Test
    void exceptionsHoldsAndWaitingAreToldToo() {
        Term consent = new Term(List.of("a"), false, TEN, null, List.of("b"), null, false, 18);
        assertThat(steps(
                        under("R").on("a", "2020-01-01").on("b", "2021-01-01").on("born", "2005-01-01"),
                        List.of(rule("R", consent))))
                .contains("a minor then, of age on 2023-01-01", "it ended before, b on 2021-01-01");
        assertThat(steps(under("R").on("a", "2020-01-01").on("b", "?"), List.of(rule("R", consent))))
                .contains("whether and when it was b is not certain");
        assertThat(steps(
                        under("R").flag(Flag.LINKED),
                        List.of(rule("R", term("a"), new RetentionRule.Exception(Condition.LINKED, null, null)))))
                .containsExactly("R version 1 applies", "exception LINKED: a human decides");
        assertThat(steps(
                        under("R").flag(Flag.LINKED),
                        List.of(rule("R", term("a"), new RetentionRule.Exception(Condition.LINKED, "S", null)))))
                .containsExactly("R version 1 applies", "exception LINKED: S decides", "there is no rule S");
        assertThat(steps(
                        under("R").flag(Flag.LINKED),
                        List.of(rule(
                                "R",
                                term("a"),
                                new RetentionRule.Exception(Condition.LINKED, null, new Ground("x", "y", "z"))))))
                .containsExactly("R version 1 applies", "exception LINKED: refused");
        assertThat(steps(
                        under("R").reference("claim", "c9").on("a", "2020-01-01"),
                        List.of(rule("R", term("a"), new RetentionRule.Exception(Condition.OPEN_CLAIM, null, null)))))
                .contains("whether OPEN_CLAIM is so nobody can tell: a human decides");
        assertThat(steps(
                        under("R").reference("claim", "c9").on("a", "2020-01-01"),
                        List.of(rule("R", term("a", Set.of(Condition.OPEN_CLAIM), true, null)))))
                .contains("its term does not run: OPEN_CLAIM is UNSURE");
        assertThat(steps(
                        under("R").reference("claim", "c9").on("a", "2020-01-01"),
                        List.of(rule("R", term("a", Set.of(), true, null)))))
                .contains("with its claims it stays for a time that nobody can tell");
        assertThat(steps(under("R").on("a", "2020-01-01"), List.of(rule("R", term("a", Set.of(), true, null)))))
                .contains("with its claims it stays until 2030-01-01");
        assertThat(Keeping.OPEN.words()).isEqualTo("while one of them is open");

        ItemFacts joint = under("R").flag(Flag.JOINT).on("ended", "2001-01-01").build();
        assertThat(decider.explain(joint, Right.ERASURE, file(List.of(TEN_YEARS), joint), List.of())
                        .steps())
                .endsWith("it may be another controller's too: a human decides");
        assertThat(decider.explain(joint, Right.ERASURE, file(List.of(TEN_YEARS), joint), List.of(hold(Kind.H_CMP)))
                        .steps())
                .endsWith("H-CMP refuses, whatever the rule says");
        ItemFacts internal = under("R")
                .flag(Flag.INTERNAL_ASSESSMENT)
                .on("ended", "2001-01-01")
                .build();
        assertThat(decider.explain(internal, Right.ACCESS, file(List.of(TEN_YEARS), internal), List.of())
                        .steps())
                .endsWith(
                        "it was to be kept until 2011-01-01 only: its period is overrun",
                        "an internal assessment, or held for somebody unknown: a human decides");
    }

    private List<String> steps(Facts item, List<RetentionRule> rules) {
        return decider.explain(item.build(), Right.ERASURE, file(rules, item.build()), List.of())
                .steps();
    }
}
