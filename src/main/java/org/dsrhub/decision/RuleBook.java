package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rules by id, the newest version first. */
final class RuleBook extends AbstractCollection<RetentionRule> {
    private final List<RetentionRule> rules;
    private final Map<String, List<RetentionRule>> byId;

    private RuleBook(Collection<RetentionRule> rules) {
        this.rules = List.copyOf(rules);
        this.byId = this.rules.stream()
                .sorted(Comparator.comparingInt(RetentionRule::version).reversed())
                .collect(Collectors.groupingBy(RetentionRule::id, HashMap::new, Collectors.toUnmodifiableList()));
    }

    static RuleBook of(Collection<RetentionRule> rules) {
        return rules instanceof RuleBook book ? book : new RuleBook(rules);
    }

    /** The newest version that holds on that day, null where none does. */
    RetentionRule find(String id, LocalDate day) {
        if (id == null) {
            return null;
        }
        for (RetentionRule rule : byId.getOrDefault(id, List.of())) {
            if (rule.validOn(day)) {
                return rule;
            }
        }
        return null;
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
