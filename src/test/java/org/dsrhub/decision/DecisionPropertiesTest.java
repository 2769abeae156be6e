package org.dsrhub.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Provenance;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.request.Right;

/** What holds for every item, rule, hold and day. */
class DecisionPropertiesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final Set<Outcome> GONE = EnumSet.of(Outcome.ERASE, Outcome.ANONYMISE);

    private final Decider decider = Decider.standard();

    @Property
    void noHoldThatCoversAnItemEverLoses(
            @ForAll("items") ItemFacts item,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> others,
            @ForAll Kind kind) {
        List<Hold> holds = new ArrayList<>(others);
        holds.add(Facts.hold(kind));

        assertThat(erasure(item, rules, holds, TODAY).outcome()).isIn(Outcome.REFUSE, Outcome.RETAIN_UNTIL);
    }

    @Property
    void anotherHoldNeverErasesMore(
            @ForAll("items") ItemFacts item,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> holds,
            @ForAll("holds") List<Hold> more) {
        List<Hold> all = new ArrayList<>(holds);
        all.addAll(more);

        if (!gone(erasure(item, rules, holds, TODAY))) {
            assertThat(gone(erasure(item, rules, all, TODAY))).isFalse();
        }
    }

    @Property
    void aLaterDayNeverKeepsMore(
            @ForAll("items") ItemFacts item, @ForAll("rules") List<RetentionRule> rules, @ForAll("delays") int days) {
        if (gone(erasure(item, rules, List.of(), TODAY))) {
            assertThat(gone(erasure(item, rules, List.of(), TODAY.plusDays(days))))
                    .isTrue();
        }
    }

    @Property
    void theOrderOfRulesAndHoldsAndTheirPreparationChangeNothing(
            @ForAll("items") ItemFacts item,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> holds,
            @ForAll Right right,
            @ForAll long seed) {
        Decision first = decider.decide(item, right, rules, holds, TODAY);
        List<RetentionRule> otherRules = new ArrayList<>(rules);
        List<Hold> otherHolds = new ArrayList<>(holds);
        Collections.shuffle(otherRules, new Random(seed));
        Collections.shuffle(otherHolds, new Random(seed));

        assertThat(decider.decide(item, right, Decider.prepare(otherRules), otherHolds, TODAY))
                .isEqualTo(first);
        assertThat(decider.decide(item, right, rules, holds, TODAY)).isEqualTo(first);
    }

    @Property
    void aMissingOrImpossibleDateNeverErases(
            @ForAll("items") ItemFacts item,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("nonsense") String date) {
        ItemFacts broken = new ItemFacts(
                item.system(),
                item.holding(),
                item.type(),
                item.rule(),
                item.product(),
                item.status(),
                date.isEmpty() ? Map.of() : Map.of("a", date, "b", date),
                item.flags(),
                item.references(),
                null,
                item.provenance(),
                Set.of());

        assertThat(gone(erasure(broken, rules, List.of(), TODAY))).isFalse();
    }

    @Property
    void onlyARetainedItemCarriesADateNotYetOver(
            @ForAll("items") ItemFacts item, @ForAll("rules") List<RetentionRule> rules) {
        Decision decision = erasure(item, rules, List.of(), TODAY);

        assertThat(decision.outcome() == Outcome.RETAIN_UNTIL)
                .isEqualTo(decision.until() != null && decision.outcome() != Outcome.REFUSE);
        if (decision.until() != null) {
            assertThat(decision.until()).isAfterOrEqualTo(TODAY);
        }
    }

    @Property
    void anAccessNeverErases(
            @ForAll("items") ItemFacts item,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> holds) {
        assertThat(decider.decide(item, Right.ACCESS, rules, holds, TODAY).outcome())
                .isIn(Outcome.DISCLOSE, Outcome.REDACT, Outcome.WITHHOLD, Outcome.REVIEW);
    }

    private Decision erasure(ItemFacts item, List<RetentionRule> rules, List<Hold> holds, LocalDate today) {
        return decider.decide(item, Right.ERASURE, rules, holds, today);
    }

    private static boolean gone(Decision decision) {
        return GONE.contains(decision.outcome());
    }

    @Provide
    Arbitrary<Integer> delays() {
        return Arbitraries.integers().between(0, 40_000);
    }

    @Provide
    Arbitrary<String> nonsense() {
        return Arbitraries.of(
                "", "0001-01-01", "1900-01-01", "9999-12-31", "00000000", "2026-12-02", "2026-02-30", "n/a");
    }

    @Provide
    Arbitrary<ItemFacts> items() {
        Arbitrary<String> dates = Arbitraries.oneOf(
                Arbitraries.integers()
                        .between(-20_000, 30)
                        .map(days -> TODAY.plusDays(days).toString()),
                Arbitraries.of("9999-12-31", "0001-01-01", "2024-02-29", "2026-12-01", "x"));
        return Combinators.combine(
                        Arbitraries.of("A", "B", "C", null),
                        Arbitraries.of("motor", "property", null),
                        Arbitraries.of(Status.class),
                        Arbitraries.maps(Arbitraries.of("a", "b"), dates).ofMaxSize(2),
                        Arbitraries.of(Flag.class).set().ofMaxSize(2),
                        Arbitraries.of("r1", "r2"))
                .as((rule, product, status, events, flags, reference) -> new ItemFacts(
                        "claims",
                        "E4",
                        "claim",
                        rule,
                        product,
                        status,
                        events,
                        flags,
                        Map.of("item", reference),
                        null,
                        Provenance.PROVIDED,
                        Set.of()));
    }

    /** One version each, always valid: a rule that ends on a day hands the item to a human. */
    @Provide
    Arbitrary<List<RetentionRule>> rules() {
        Arbitrary<RetentionRule> one = Combinators.combine(
                        Arbitraries.of(List.of("a"), List.of("a", "b")),
                        Arbitraries.of(true, false),
                        Arbitraries.maps(
                                        Arbitraries.of("*", "motor", "property"),
                                        Arbitraries.of("P7D", "P1M", "P10Y", "P30Y")
                                                .map(Period::parse))
                                .ofMaxSize(3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Outcome.REFUSE, Outcome.REVIEW, null),
                        Arbitraries.of(Outcome.ERASE, Outcome.RETAIN_UNTIL, Outcome.REFUSE, Outcome.REVIEW),
                        Arbitraries.of(Outcome.ERASE, Outcome.ANONYMISE),
                        Arbitraries.of(Flag.class)
                                .tuple1()
                                .map(tuple -> tuple.get1())
                                .injectNull(0.6))
                .as((start, earliest, periods, yearEnd, open, request, after, flag) -> new RetentionRule(
                        "?",
                        1,
                        start,
                        earliest,
                        periods,
                        yearEnd,
                        open,
                        request,
                        after,
                        false,
                        flag == null ? List.of() : List.of(new RetentionRule.Exception(flag, "B")),
                        "need",
                        "GDPR-17-3-e",
                        "LegalClaimDefenceImpaired",
                        "retained.claims",
                        "[K]",
                        null,
                        null,
                        null));
        return one.list().ofSize(3).map(list -> {
            List<RetentionRule> named = new ArrayList<>();
            for (RetentionRule rule : list) {
                named.add(new RetentionRule(
                        List.of("A", "B", "C").get(named.size()),
                        1,
                        rule.start(),
                        rule.earliest(),
                        rule.periods(),
                        rule.yearEnd(),
                        rule.whileOpen(),
                        rule.onRequest(),
                        rule.afterwards(),
                        false,
                        rule.exceptions(),
                        rule.need(),
                        rule.legalBasis(),
                        rule.dpv(),
                        rule.messageKey(),
                        rule.source(),
                        null,
                        null,
                        null));
            }
            return named;
        });
    }

    @Provide
    Arbitrary<List<Hold>> holds() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of("r1", "r2").set().ofMaxSize(1),
                        Arbitraries.of("claims", "crm").set().ofMaxSize(1))
                .as((kind, references, systems) -> new Hold(
                        UUID.randomUUID(), kind, Set.of(), new HashSet<>(references), new HashSet<>(systems), TODAY))
                .list()
                .ofMaxSize(3);
    }
}
