package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;

/**
 * What decisions have seen besides the facts of the items, the rules and the day.
 *
 * @param born the subject's birth date, null where it was not known or no rule asks for it
 * @param unseen what systems that have not told may hold, as {@link CaseFile#unseen}
 * @param holds those in force with their scope, without whose they are; never a report, which shows nowhere
 */
public record DecisionBasis(LocalDate born, Set<String> unseen, List<Hold> holds) {
    public static DecisionBasis of(CaseFile file, Collection<Hold> holds) {
        return new DecisionBasis(
                file.birthDate().orElse(null),
                new TreeSet<>(file.unseen()),
                holds.stream()
                        .filter(hold -> hold.kind() != Hold.Kind.H_AML)
                        .map(hold -> new Hold(
                                hold.id(),
                                hold.kind(),
                                Set.of(),
                                new TreeSet<>(hold.references()),
                                new TreeSet<>(hold.systems()),
                                new TreeSet<>(hold.categories()),
                                hold.reviewOn()))
                        .toList());
    }

    boolean isEmpty() {
        return born == null && unseen.isEmpty() && holds.isEmpty();
    }

    /** The holds that cover the item. */
    public List<UUID> covering(ItemFacts item) {
        return holds.stream().filter(hold -> hold.covers(item)).map(Hold::id).toList();
    }

    @Override
    public String toString() {
        return "DecisionBasis[" + holds.size() + " holds]";
    }
}
