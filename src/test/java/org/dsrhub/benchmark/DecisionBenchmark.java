package org.dsrhub.benchmark;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.dsrhub.decision.AppliesTo;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.request.Right;

/**
 * Decides the erasure of 10,000 items under 200 rules on one thread, half, once and four times as many, and prints decisions
 * a second of processor time; beside it, in turns, a loop that looks through all rules of each item and does nothing but add
 * the period to the date. Asserts nothing.
 *
 * <pre>mvn -q test-compile spring-boot:test-run -Dhub.main=org.dsrhub.benchmark.DecisionBenchmark</pre>
 */
public final class DecisionBenchmark {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final int RULES = 200;
    private static final int[] ITEMS = {5_000, 10_000, 20_000, 40_000};
    private static final int TURNS = Integer.getInteger("hub.benchmark.turns", 15);

    private DecisionBenchmark() {}

    public static void main(String[] args) {
        List<RetentionRule> rules = rules();
        System.out.printf(
                "%8s %6s %14s %14s %16s %16s%n", "items", "rules", "hub ms", "loop ms", "hub items/s", "loop items/s");
        for (int size : ITEMS) {
            List<ItemFacts> items = items(size);
            double[] hub = new double[TURNS];
            double[] loop = new double[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                hub[turn] = millis(items, all -> decide(all, rules));
                loop[turn] = millis(items, all -> plain(all, rules));
            }
            System.out.printf(
                    "%8d %6d %14.1f %14.1f %16.0f %16.0f%n",
                    size, RULES, median(hub), median(loop), size / median(hub) * 1000, size / median(loop) * 1000);
        }
        System.exit(0);
    }

    /** Rules and case file are made anew each time, as for a request. */
    private static int decide(List<ItemFacts> items, List<RetentionRule> rules) {
        CaseFile file = CaseFile.of(rules, TODAY).born(LocalDate.of(1990, 1, 1));
        items.forEach(file::add);
        List<Hold> holds = List.of(
                new Hold(null, Hold.Kind.H_LIT, Set.of(), Set.of("claim7"), Set.of(), null),
                new Hold(null, Hold.Kind.H_DBT, Set.of(), Set.of(), Set.of("debts"), null));
        Decider decider = Decider.standard();
        int gone = 0;
        for (ItemFacts item : items) {
            Decision decision = decider.decide(item, Right.ERASURE, file, holds);
            gone += decision.outcome() == Outcome.ERASE ? 1 : 0;
        }
        return gone;
    }

    private static int plain(List<ItemFacts> items, List<RetentionRule> rules) {
        int gone = 0;
        for (ItemFacts item : items) {
            for (RetentionRule rule : rules) {
                if (rule.id().equals(item.rule())) {
                    LocalDate until = LocalDate.parse(item.dates().get("ended"))
                            .plus(rule.term().periods().get("*"));
                    gone += TODAY.isAfter(until) ? 1 : 0;
                    break;
                }
            }
        }
        return gone;
    }

    private static double millis(List<ItemFacts> items, ToIntFunction<List<ItemFacts>> work) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int gone = work.applyAsInt(items);
        long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        if (gone < 0) {
            throw new IllegalStateException("keeps the work from being left out");
        }
        return taken / 1e6;
    }

    private static double median(double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A fifth asks for brands, a fifth for claims, a fifth for the subject's last date. */
    private static List<RetentionRule> rules() {
        List<RetentionRule> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(new RetentionRule(
                    "RULE-" + i,
                    1,
                    i % 5 == 0 ? new AppliesTo(null, null, Set.of("tjm", "alka"), null, null) : null,
                    new RetentionRule.Term(
                            i % 5 == 1 ? List.of("ended", "subject.ended") : List.of("ended"),
                            false,
                            Map.of("*", Period.ofYears(5 + i % 10)),
                            null,
                            null,
                            null,
                            i % 5 == 2,
                            i % 7 == 0 ? 18 : null),
                    Outcome.REFUSE,
                    Outcome.RETAIN_UNTIL,
                    null,
                    false,
                    List.of(new RetentionRule.Exception(RetentionRule.Condition.LINKED, null, null)),
                    "need",
                    "GDPR-17-3-e",
                    "LegalClaimDefenceImpaired",
                    "retained.claims",
                    "[K]",
                    null,
                    null,
                    null));
        }
        return rules;
    }

    private static List<ItemFacts> items(int size) {
        List<ItemFacts> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean claim = i % 3 == 0;
            items.add(new ItemFacts(
                    claim ? "claims" : "policies",
                    "E4",
                    "item",
                    "RULE-" + i * 7 % RULES,
                    "motor",
                    i % 11 == 0 ? Status.OPEN : Status.CLOSED,
                    Map.of(
                            "ended",
                            LocalDate.of(2001 + i % 24, 1 + i % 12, 1 + i % 28).toString()),
                    Set.of(),
                    claim
                            ? Map.of("item", "item" + i, "claim", "claim" + i, "policy", "policy" + i / 6)
                            : Map.of("item", "item" + i, "policy", "policy" + i / 6),
                    i % 2 == 0 ? "tjm" : "fdm",
                    null,
                    Set.of(),
                    null,
                    claim ? "claim" : null));
        }
        return items;
    }
}
