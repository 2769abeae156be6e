package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules by id, the newest version first. */
final class RuleBook extends AbstractCollection<RetentionRule> {
    private final List<RetentionRule> rules;
    private final Map<String, List<RetentionRule>> byId;
    private final boolean looksAtOthers;
    private final Set<String> eventsOfOthers;

    private RuleBook(Collection<RetentionRule> rules) {
        this.rules = List.copyOf(rules);
        this.byId = this.rules.stream()
                .sorted(Comparator.comparingInt(RetentionRule::version).reversed())
                .collect(Collectors.groupingBy(RetentionRule::id, HashMap::new, Collectors.toUnmodifiableList()));
        this.looksAtOthers = this.rules.stream().anyMatch(RetentionRule::looksAtOthers);
        this.eventsOfOthers = this.rules.stream()
                .flatMap(rule -> rule.term().events())
                .filter(event -> event.indexOf('.') > 0)
                .collect(Collectors.toUnmodifiableSet());
    }

    static RuleBook of(Collection<RetentionRule> rules) {
        return rules instanceof RuleBook book ? book : new RuleBook(rules);
    }

    boolean looksAtOthers() {
        return looksAtOthers;
    }

    Set<String> eventsOfOthers() {
        return eventsOfOthers;
    }

    /** @param sure false where only a human may say whether it applies to the item */
    record Found(RetentionRule rule, boolean sure) {}

    /** The newest version that holds on that day and applies to the item, null where none does. */
    Found find(String id, ItemFacts item, LocalDate day, Trail trail) {
        if (id == null) {
            trail.add(() -> "the connector file names no rule for " + item.type());
            return null;
        }
        List<RetentionRule> versions = byId.getOrDefault(id, List.of());
        for (RetentionRule rule : versions) {
            if (!rule.validOn(day)) {
                trail.add(() -> name(rule) + " does not hold on " + day + ": it is valid" + span(rule));
                continue;
            }
            Sure fit = rule.appliesTo().fits(item);
            if (fit == Sure.NO) {
                trail.add(() -> name(rule) + " is passed over: it applies to "
                        + rule.appliesTo().words() + " only");
                continue;
            }
            trail.add(() -> name(rule)
                    + (fit == Sure.YES
                            ? " applies" + span(rule)
                            : " may apply: the item does not tell whether it is one of "
                                    + rule.appliesTo().words()));
            return new Found(rule, fit == Sure.YES);
        }
        trail.add(() -> versions.isEmpty() ? "there is no rule " + id : "no version of " + id + " is left");
        return null;
    }

    static String name(RetentionRule rule) {
        return rule.id() + " version " + rule.version();
    }

    private static String span(RetentionRule rule) {
        return (rule.validFrom() == null ? "" : " from " + rule.validFrom())
                + (rule.validTo() == null ? "" : " until " + rule.validTo());
    }

    @Override
    public Iterator<RetentionRule> iterator() {
        return rules.iterator();
    }

    @Override
    public int size() {
        return rules.size();
    }
}
