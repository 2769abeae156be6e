package org.dsrhub.decision;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.RetentionRule.Condition;
import org.dsrhub.decision.RetentionRule.Ground;

/**
 * What the rules say of an item, before holds and rights are looked at.
 *
 * @param named the version of the rule that the connector file names, null where none is right
 * @param rule the one that is left once exceptions are followed; null where none is right
 * @param sure false where a human has to say what applies
 * @param refusal words of an exception that refuses, null where none does
 * @param opener words of a refusal where the term has not begun
 */
record Ruling(RetentionRule named, RetentionRule rule, boolean sure, Ground refusal, Keeping keeping, Ground opener) {

    static Ruling of(ItemFacts item, CaseFile file, Trail trail) {
        return new Reader(item, file, trail, false).read();
    }

    /** How long a claim stays by itself, which what belongs to it looks at. */
    private static Keeping ofClaim(ItemFacts claim, CaseFile file) {
        Ruling ruling = new Reader(claim, file, Trail.SILENT, true).read();
        boolean certain = ruling.sure && ruling.refusal == null;
        boolean open = claim.status() == Status.OPEN || ruling.refusal != null;
        return open ? Keeping.OPEN : certain && claim.status() != Status.UNKNOWN ? ruling.keeping : Keeping.UNCERTAIN;
    }

    /** @param nested the item is looked at for another's sake, and looks at no third */
    private record Reader(ItemFacts item, CaseFile file, Trail trail, boolean nested) {

        Ruling read() {
            RuleBook.Found found = file.rules().find(item.rule(), item, file.today(), trail);
            RetentionRule named = found == null ? null : found.rule();
            Set<String> seen = new HashSet<>();
            while (found != null && found.sure()) {
                RetentionRule rule = found.rule();
                for (RetentionRule.Exception exception : rule.exceptions()) {
                    Sure fulfilled = fulfilled(exception.when());
                    if (fulfilled == Sure.UNSURE) {
                        trail.add(() -> "whether " + exception.when() + " is so nobody can tell: a human decides");
                        return unsure(named, rule);
                    }
                    if (fulfilled == Sure.YES && exception.refusal() != null) {
                        trail.add(() -> "exception " + exception.when() + ": refused");
                        return new Ruling(named, rule, true, exception.refusal(), Keeping.OPEN, null);
                    }
                    if (fulfilled == Sure.YES) {
                        trail.add(() -> "exception " + exception.when()
                                + (exception.follow() == null
                                        ? ": a human decides"
                                        : ": " + exception.follow() + " decides"));
                        found = exception.follow() != null && seen.add(rule.id())
                                ? file.rules().find(exception.follow(), item, file.today(), trail)
                                : null;
                        rule = null;
                        break;
                    }
                }
                if (rule != null) {
                    return settled(named, rule);
                }
            }
            return unsure(named, found == null ? null : found.rule());
        }

        private Ruling unsure(RetentionRule named, RetentionRule rule) {
            return new Ruling(named, rule, false, null, Keeping.UNCERTAIN, null);
        }

        private Ruling settled(RetentionRule named, RetentionRule rule) {
            if (rule.whileOpen() != null && item.status() != Status.NONE) {
                trail.add(() -> "its status is " + item.status());
            }
            boolean decided =
                    rule.whileOpen() != null && (item.status() == Status.OPEN || item.status() == Status.UNKNOWN);
            Keeping keeping = decided || rule.term().start().isEmpty()
                    ? Keeping.UNCERTAIN
                    : Keeping.until(RetentionDates.lastDayKept(rule, item, file, trail));
            Ground opener = rule.openGround();
            if (keeping.state() == Keeping.State.UNTIL) {
                for (Condition condition : rule.term().waitsFor()) {
                    Sure waits = fulfilled(condition);
                    if (waits != Sure.NO) {
                        trail.add(() -> "its term does not run: " + condition + " is " + waits);
                    }
                    keeping = waits == Sure.NO
                            ? keeping
                            : keeping.andAlso(waits == Sure.YES ? Keeping.OPEN : Keeping.UNCERTAIN);
                }
            }
            if (keeping.state() == Keeping.State.UNTIL
                    && Stream.of(rule.term().start(), rule.term().endedBy())
                            .flatMap(List::stream)
                            .anyMatch(event -> file.isToCome(event, item))) {
                trail.add(() -> "something that runs changes its term on a day to come: a human decides");
                keeping = Keeping.UNCERTAIN;
            }
            if (keeping.state() != Keeping.State.UNCERTAIN && rule.term().asLongAsClaims()) {
                Keeping claims = nested ? Keeping.UNCERTAIN : claims(keeping);
                if (claims.state() == Keeping.State.OPEN && keeping.state() == Keeping.State.UNTIL) {
                    opener = HoldEffect.ground(Hold.Kind.H_OPN);
                }
                trail.add(() -> "with its claims it stays " + claims.words());
                keeping = claims;
            }
            return new Ruling(named, rule, true, null, keeping, opener);
        }

        /** The own term together with those of all claims. */
        private Keeping claims(Keeping own) {
            Keeping all = file.missesItsClaim(item) ? Keeping.UNCERTAIN : own;
            for (ItemFacts claim : file.claims(item)) {
                all = all.andAlso(ofClaim(claim, file));
            }
            return all;
        }

        private Sure fulfilled(Condition condition) {
            if (condition.flag() != null) {
                return Sure.of(item.flags().contains(condition.flag()));
            }
            if (nested) {
                return Sure.UNSURE;
            }
            return switch (condition) {
                case OPEN_CLAIM -> file.openClaim(item);
                case OPEN_CONTRACT -> file.openContract();
                default -> keptClaim();
            };
        }

        private Sure keptClaim() {
            Sure any = file.missesItsClaim(item) ? Sure.UNSURE : Sure.NO;
            for (ItemFacts claim : file.claims(item)) {
                any = any.or(ofClaim(claim, file).keepsOn(file.today()));
            }
            return any;
        }
    }
}
