package org.dsrhub.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Provenance;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.RetentionRule.Condition;
import org.dsrhub.decision.RetentionRule.Ground;
import org.dsrhub.decision.RetentionRule.Term;
import org.dsrhub.request.Right;

/** What holds for every subject, rule, hold and day. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE) // they are more than the tries, and the values below hold them
class DecisionPropertiesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final Set<Outcome> GONE = EnumSet.of(Outcome.ERASE, Outcome.ANONYMISE);

    private final Decider decider = Decider.standard();

    @Property
    void noHoldThatCoversAnItemEverLoses(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> others,
            @ForAll Kind kind) {
        List<Hold> holds = new ArrayList<>(others);
        holds.add(Facts.hold(kind));

        assertThat(erasure(items, rules, holds, TODAY).outcome()).isIn(Outcome.REFUSE, Outcome.RETAIN_UNTIL);
    }

    @Property
    void anotherHoldNeverErasesMore(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> holds,
            @ForAll("holds") List<Hold> more) {
        List<Hold> all = new ArrayList<>(holds);
        all.addAll(more);

        if (!gone(erasure(items, rules, holds, TODAY))) {
            assertThat(gone(erasure(items, rules, all, TODAY))).isFalse();
        }
    }

    @Property
    void aLaterDayNeverKeepsMore(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("delays") int days) {
        if (gone(erasure(items, rules, List.of(), TODAY))) {
            assertThat(gone(erasure(items, rules, List.of(), TODAY.plusDays(days))))
                    .isTrue();
        }
    }

    @Property
    void theOrderOfItemsRulesAndHoldsAndTheirPreparationChangeNothing(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> holds,
            @ForAll Right right,
            @ForAll long seed) {
        Decision first = decide(items.get(0), items, right, rules, holds, TODAY);
        List<ItemFacts> otherItems = new ArrayList<>(items);
        List<RetentionRule> otherRules = new ArrayList<>(rules);
        List<Hold> otherHolds = new ArrayList<>(holds);
        Collections.shuffle(otherItems, new Random(seed));
        Collections.shuffle(otherRules, new Random(seed));
        Collections.shuffle(otherHolds, new Random(seed));

        assertThat(decide(items.get(0), otherItems, right, Decider.prepare(otherRules), otherHolds, TODAY))
                .isEqualTo(first);
        assertThat(decide(items.get(0), items, right, rules, holds, TODAY)).isEqualTo(first);
        assertThat(decider.explain(items.get(0), right, file(items, rules, TODAY), holds)
                        .decision())
                .as("words change nothing")
                .isEqualTo(first);
    }

    @Property
    void aMissingOrImpossibleDateNeverErases(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("nonsense") String date) {
        List<ItemFacts> broken = items.stream()
                .map(item -> with(item, date.isEmpty() ? Map.of() : Map.of("a", date, "b", date)))
                .toList();

        assertThat(gone(erasure(broken, rules, List.of(), TODAY))).isFalse();
    }

    @Property
    void asLongAsItsClaimsNothingGoesThatAClaimStillNeeds(
            @ForAll("subjects") List<ItemFacts> items, @ForAll("rules") List<RetentionRule> rules) {
        ItemFacts item = items.get(0);
        RetentionRule own = Decider.named(rules, item, TODAY).orElse(null);
        boolean asks =
                own != null && own.term().asLongAsClaims() && own.exceptions().isEmpty();
        if (asks && gone(erasure(items, rules, List.of(), TODAY)) && own.onRequest() != Outcome.ERASE) {
            CaseFile file = file(items, rules, TODAY);
            assertThat(file.claims(item))
                    .allSatisfy(claim -> assertThat(claim.status()).isNotIn(Status.OPEN, Status.UNKNOWN));
            assertThat(gone(erasure(items, rules, List.of(onClaims()), TODAY))
                            && !file.claims(item).isEmpty())
                    .isFalse();
        }
    }

    private static Hold onClaims() {
        return new Hold(UUID.randomUUID(), Kind.H_LIT, Set.of(), Set.of(), Set.of("claims"), TODAY);
    }

    @Property
    void whatNobodyHasSeenNeverErasesMore(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("unseen") String unseen) {
        if (!gone(erasure(items, rules, List.of(), TODAY))) {
            CaseFile file = file(items, rules, TODAY).unseen(unseen);
            assertThat(gone(decider.decide(items.get(0), Right.ERASURE, file, List.of())))
                    .isFalse();
        }
    }

    @Property
    void onlyARetainedItemCarriesADateNotYetOver(
            @ForAll("subjects") List<ItemFacts> items, @ForAll("rules") List<RetentionRule> rules) {
        Decision decision = erasure(items, rules, List.of(), TODAY);

        assertThat(decision.outcome() == Outcome.RETAIN_UNTIL)
                .isEqualTo(decision.until() != null && decision.outcome() != Outcome.REFUSE);
        if (decision.until() != null) {
            assertThat(decision.until()).isAfterOrEqualTo(TODAY);
        }
    }

    @Property
    void anAccessNeverErases(
            @ForAll("subjects") List<ItemFacts> items,
            @ForAll("rules") List<RetentionRule> rules,
            @ForAll("holds") List<Hold> holds) {
        assertThat(decide(items.get(0), items, Right.ACCESS, rules, holds, TODAY)
                        .outcome())
                .isIn(Outcome.DISCLOSE, Outcome.REDACT, Outcome.WITHHOLD, Outcome.REVIEW);
    }

    private Decision erasure(
            List<ItemFacts> items, java.util.Collection<RetentionRule> rules, List<Hold> holds, LocalDate today) {
        return decide(items.get(0), items, Right.ERASURE, rules, holds, today);
    }

    private Decision decide(
            ItemFacts item,
            List<ItemFacts> items,
            Right right,
            java.util.Collection<RetentionRule> rules,
            List<Hold> holds,
            LocalDate today) {
        return decider.decide(item, right, file(items, rules, today), holds);
    }

    private static CaseFile file(List<ItemFacts> items, java.util.Collection<RetentionRule> rules, LocalDate today) {
        CaseFile file = CaseFile.of(rules, today).born(LocalDate.of(2001, 5, 17));
        items.forEach(file::add);
        return file;
    }

    private static ItemFacts with(ItemFacts item, Map<String, String> dates) {
        return new ItemFacts(
                item.system(),
                item.holding(),
                item.type(),
                item.rule(),
                item.product(),
                item.status(),
                dates,
                item.flags(),
                item.references(),
                item.brand(),
                item.provenance(),
                item.legalBases(),
                item.facts(),
                item.constitutes());
    }

    private static boolean gone(Decision decision) {
        return GONE.contains(decision.outcome());
    }

    @Provide
    Arbitrary<String> unseen() {
        return Arbitraries.of(ItemFacts.CLAIM, ItemFacts.POLICY);
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

    /** The first is the one that is decided. */
    @Provide
    Arbitrary<List<ItemFacts>> subjects() {
        return items().list().ofMinSize(1).ofMaxSize(4);
    }

    private Arbitrary<ItemFacts> items() {
        Arbitrary<String> dates = Arbitraries.oneOf(
                Arbitraries.integers()
                        .between(-20_000, 30)
                        .map(days -> TODAY.plusDays(days).toString()),
                Arbitraries.of("9999-12-31", "0001-01-01", "2024-02-29", "2026-12-01", "x"));
        Arbitrary<Map<String, String>> references = Combinators.combine(
                        Arbitraries.of("r1", "r2"),
                        Arbitraries.of("p1", "p2").injectNull(0.3),
                        Arbitraries.of("c1", "c2").injectNull(0.5))
                .as((item, policy, claim) -> {
                    Map<String, String> all = new HashMap<>(Map.of("item", item));
                    if (policy != null) {
                        all.put(ItemFacts.POLICY, policy);
                    }
                    if (claim != null) {
                        all.put(ItemFacts.CLAIM, claim);
                    }
                    return all;
                });
        return Combinators.combine(
                        Arbitraries.of("A", "B", "C").injectNull(0.1),
                        Arbitraries.of("motor", "property").injectNull(0.2),
                        Arbitraries.of(Status.class),
                        Arbitraries.maps(Arbitraries.of("a", "b"), dates).ofMaxSize(2),
                        Arbitraries.of(Flag.class).set().ofMaxSize(1),
                        references,
                        Arbitraries.of("tjm", ItemFacts.UNKNOWN_BRAND).injectNull(0.4),
                        Arbitraries.of(ItemFacts.CLAIM, ItemFacts.POLICY).injectNull(0.3))
                .as((rule, product, status, events, flags, named, brand, constitutes) -> new ItemFacts(
                        ItemFacts.CLAIM.equals(constitutes) ? "claims" : "core",
                        "E4",
                        "claim",
                        rule,
                        product,
                        status,
                        events,
                        flags,
                        named,
                        brand,
                        Provenance.PROVIDED,
                        Set.of(),
                        product == null ? Map.of() : Map.of("kind", product),
                        constitutes));
    }

    /** Two versions of one rule, always valid: a rule that ends on a day hands the item to a human. */
    @Provide
    Arbitrary<List<RetentionRule>> rules() {
        Arbitrary<Term> terms = Combinators.combine(
                        Arbitraries.of(
                                List.of("a"),
                                List.of("a", "b"),
                                List.of("a", "policy.a"),
                                List.of("claim.b", "subject.a")),
                        Arbitraries.of(true, false),
                        Arbitraries.maps(
                                        Arbitraries.of("*", "motor", "property"),
                                        Arbitraries.of("P7D", "P1M", "P10Y", "P30Y")
                                                .map(Period::parse))
                                .ofMinSize(1)
                                .ofMaxSize(3),
                        Arbitraries.of(MonthDay.of(12, 31), MonthDay.of(6, 30)).injectNull(0.7),
                        Arbitraries.of(List.of("b"), List.<String>of()),
                        Arbitraries.of(Condition.OPEN_CLAIM, Condition.OPEN_CONTRACT, Condition.KEPT_CLAIM)
                                .set()
                                .ofMaxSize(1),
                        Arbitraries.of(true, false),
                        Arbitraries.of(18, 21).injectNull(0.5))
                .as(Term::new);
        Arbitrary<AppliesTo> scopes = Arbitraries.of(
                AppliesTo.ALL,
                AppliesTo.ALL,
                new AppliesTo(Set.of(), Set.of(), Set.of("tjm"), Set.of(), Map.of()),
                new AppliesTo(Set.of("E4"), Set.of("claim"), Set.of(), Set.of("motor"), Map.of()),
                new AppliesTo(Set.of(), Set.of(), Set.of(), Set.of(), Map.of("kind", Set.of("motor"))));
        Arbitrary<RetentionRule.Exception> exceptions = Combinators.combine(
                        Arbitraries.of(Condition.class), Arbitraries.of("B", null), Arbitraries.of(true, false))
                .as((when, follow, refuses) -> new RetentionRule.Exception(
                        when,
                        when == Condition.KEPT_CLAIM || refuses ? null : follow,
                        refuses ? new Ground("GDPR-17-3-e", "LegalClaimImpaired", "retained.claims") : null));
        Arbitrary<RetentionRule> one = Combinators.combine(
                        scopes,
                        terms,
                        Arbitraries.of(Outcome.REFUSE, Outcome.REVIEW).injectNull(0.4),
                        Arbitraries.of(Outcome.ERASE, Outcome.RETAIN_UNTIL, Outcome.REFUSE, Outcome.REVIEW),
                        Arbitraries.of(Outcome.ERASE, Outcome.ANONYMISE),
                        exceptions.list().ofMaxSize(1))
                .as((scope, term, open, request, after, exception) ->
                        Rules.rule("?", 1, scope, term, open, request, after, exception, null, null));
        return one.list().ofSize(4).map(list -> {
            List<RetentionRule> named = new ArrayList<>();
            for (RetentionRule rule : list) {
                named.add(Rules.rule(
                        List.of("A", "B", "C", "A").get(named.size()),
                        named.size() + 1,
                        rule.appliesTo(),
                        rule.term(),
                        rule.whileOpen(),
                        rule.onRequest(),
                        rule.afterwards(),
                        rule.exceptions(),
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
                        Arbitraries.of("r1", "r2", "c1", "p1").set().ofMaxSize(1),
                        Arbitraries.of("claims", "crm").set().ofMaxSize(1))
                .as((kind, references, systems) -> new Hold(
                        UUID.randomUUID(), kind, Set.of(), new HashSet<>(references), new HashSet<>(systems), TODAY))
                .list()
                .ofMaxSize(3);
    }
}
