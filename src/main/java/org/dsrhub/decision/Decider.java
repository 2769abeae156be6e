package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Optional;
import org.dsrhub.request.Right;

/**
 * Decides an item. Pure: the same facts, rules, holds and day give the same decision on every node and in every year.
 *
 * <p>Erasure: a hold that covers the item refuses, whatever a rule says; a rule that keeps an item as long as its claims lets
 * a hold on such a claim refuse too. {@code H_AML} is the exception in words, not in
 * effect: where the item stays anyway the decision is the one without it, else it is the statutory refusal, which no letter,
 * number or list shows ({@link Decision#silent()}): who has no such record is told nothing of it either. {@code H_RST} refuses like the others: a caller that carries out the subject's own later request
 * leaves it out, since that request ends it (Art. 18).
 *
 * <p>Access: what {@code H_AML} covers is {@link Outcome#WITHHOLD} without a message key, see {@link Decision#silent()};
 * such a hold therefore names the reported items and not everything of the subject.
 */
public interface Decider {
    /**
     * @param right {@link Right#ACCESS} or {@link Right#ERASURE}, others decide as the nearer of the two
     * @param file rules, day, and what the subject's other items tell
     * @param holds those in force that cover the subject; whether one covers the item is decided here
     */
    Decision decide(ItemFacts item, Right right, CaseFile file, Collection<Hold> holds);

    /** The same decision, and how it came about. */
    Explanation explain(ItemFacts item, Right right, CaseFile file, Collection<Hold> holds);

    /**
     * An item of which nothing else is known of the subject.
     *
     * @param rules all versions of the controller's rules; {@linkplain #prepare prepared} where many items are decided
     * @param today in the calendar of the controller's country
     */
    default Decision decide(
            ItemFacts item, Right right, Collection<RetentionRule> rules, Collection<Hold> holds, LocalDate today) {
        return decide(item, right, CaseFile.of(rules, today), holds);
    }

    /** The rules of the domain tables (paper 05): stateless, thread-safe. */
    static Decider standard() {
        return new RuleDecider();
    }

    /** The same rules, indexed once for any number of decisions. */
    static Collection<RetentionRule> prepare(Collection<RetentionRule> rules) {
        return RuleBook.of(rules);
    }

    /** The version of the rule that the item's connector file names, as it holds on that day; empty where none surely does. */
    static Optional<RetentionRule> named(Collection<RetentionRule> rules, ItemFacts item, LocalDate day) {
        return Optional.ofNullable(RuleBook.of(rules).find(item.rule(), item, day, Trail.SILENT))
                .filter(RuleBook.Found::sure)
                .map(RuleBook.Found::rule);
    }
}
