package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.RetentionRule.Ground;
import org.dsrhub.request.Right;

/** The one {@link Decider}: paper 05 of the domain, read top down. */
final class RuleDecider implements Decider {
    private static final String NO_RULE = "none";
    private static final Ground HUMAN = new Ground(null, "InformationRequired", MessageKeys.REVIEW);
    private static final Ground GONE = new Ground("GDPR-17-1", "eu-gdpr:A17", MessageKeys.ERASED);
    private static final Ground ANONYMOUS = new Ground("GDPR-17-1", "eu-gdpr:A17", MessageKeys.ANONYMISED);
    private static final Ground COPY = new Ground("GDPR-15-3", "eu-gdpr:A15", MessageKeys.DISCLOSED);
    private static final Ground PARTLY = new Ground("GDPR-15-4", "ThirdPartyRightsImpaired", MessageKeys.REDACTED);

    @Override
    public Decision decide(
            ItemFacts item, Right right, Collection<RetentionRule> rules, Collection<Hold> holds, LocalDate today) {
        RuleBook book = RuleBook.of(rules);
        Set<Kind> kinds = covering(holds, item);
        return erases(right) ? onErasure(item, book, kinds, today) : onAccess(item, book, kinds, today);
    }

    /** Rights that end data are decided as erasure; every other one leaves it in place. */
    private static boolean erases(Right right) {
        return switch (right) {
            case ERASURE, MARKETING_OBJECTION, CONSENT_WITHDRAWAL -> true;
            case ACCESS,
                    RECTIFICATION,
                    RESTRICTION,
                    PORTABILITY,
                    OBJECTION,
                    REMINDER_OBJECTION,
                    OTHER_CONSENT_WITHDRAWAL,
                    HUMAN_REVIEW -> false;
        };
    }

    private static Set<Kind> covering(Collection<Hold> holds, ItemFacts item) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Hold hold : holds) {
            boolean system = hold.systems().isEmpty() || hold.systems().contains(item.system());
            boolean reference = hold.references().isEmpty()
                    || !Collections.disjoint(
                            hold.references(), item.references().values());
            if (system && reference) {
                kinds.add(hold.kind());
            }
        }
        return kinds;
    }

    private Decision onErasure(ItemFacts item, RuleBook book, Set<Kind> kinds, LocalDate today) {
        if (kinds.remove(Kind.H_AML)) {
            Decision without = onErasure(item, book, kinds, today);
            boolean stays = without.outcome() == Outcome.REFUSE || without.outcome() == Outcome.RETAIN_UNTIL;
            return stays ? without : statutoryRefusal(book.find(item.rule(), today));
        }
        for (Kind kind : kinds) {
            return decision(Outcome.REFUSE, kind.label(), 0, null, HoldEffect.ground(kind), false, false);
        }
        Decision own = byRule(item, applicable(item, book, today), today);
        boolean goes = own.outcome() == Outcome.ERASE || own.outcome() == Outcome.ANONYMISE;
        // The other one may still need it: what is agreed under Art. 26 a person has to find out.
        return item.flags().contains(Flag.UNCLEAR_PRINCIPAL)
                        || goes && item.flags().contains(Flag.JOINT)
                ? decision(Outcome.REVIEW, own.rule(), own.ruleVersion(), null, HUMAN, false, own.overrun())
                : own;
    }

    private static Decision statutoryRefusal(RetentionRule rule) {
        return rule != null && rule.onRequest() == Outcome.REFUSE
                ? decision(Outcome.REFUSE, rule.id(), rule.version(), null, own(rule), false, false)
                : decision(Outcome.REFUSE, "law", 0, null, HoldEffect.LAW, false, false);
    }

    /** The rule that decides once its exceptions are followed; null for review. */
    private static RetentionRule applicable(ItemFacts item, RuleBook book, LocalDate today) {
        RetentionRule rule = book.find(item.rule(), today);
        Set<String> seen = null;
        while (rule != null) {
            RetentionRule.Exception exception = exception(rule, item.flags());
            if (exception == null) {
                return rule;
            }
            seen = seen == null ? new HashSet<>() : seen;
            rule = seen.add(rule.id()) ? book.find(exception.follow(), today) : null;
        }
        return null;
    }

    private static RetentionRule.Exception exception(RetentionRule rule, Set<Flag> flags) {
        for (RetentionRule.Exception exception : rule.exceptions()) {
            if (flags.contains(exception.when())) {
                return exception;
            }
        }
        return null;
    }

    private static Decision byRule(ItemFacts item, RetentionRule rule, LocalDate today) {
        if (rule == null) {
            return decision(Outcome.REVIEW, NO_RULE, 0, null, HUMAN, false, false);
        }
        if (rule.whileOpen() != null && item.status() == Status.OPEN) {
            return rule.whileOpen() == Outcome.REVIEW
                    ? review(rule)
                    : decision(rule.whileOpen(), rule.id(), rule.version(), null, rule.openGround(), false, false);
        }
        if (rule.whileOpen() != null && item.status() == Status.UNKNOWN) {
            return review(rule);
        }
        boolean undated = rule.start().isEmpty();
        LocalDate until = undated ? null : RetentionDates.lastDayKept(rule, item, today);
        if (until == null && !undated) {
            return review(rule);
        }
        boolean past = until != null && today.isAfter(until);
        return switch (past ? rule.afterwards() : rule.onRequest()) {
            case ERASE -> decision(Outcome.ERASE, rule.id(), rule.version(), null, GONE, rule.suppression(), past);
            case ANONYMISE ->
                decision(Outcome.ANONYMISE, rule.id(), rule.version(), null, ANONYMOUS, rule.suppression(), past);
            case RETAIN_UNTIL ->
                until == null
                        ? review(rule)
                        : decision(Outcome.RETAIN_UNTIL, rule.id(), rule.version(), until, own(rule), false, false);
            case REFUSE -> decision(Outcome.REFUSE, rule.id(), rule.version(), until, own(rule), false, false);
            case REVIEW, DISCLOSE, REDACT, WITHHOLD -> review(rule);
        };
    }

    private static Decision onAccess(ItemFacts item, RuleBook book, Set<Kind> kinds, LocalDate today) {
        if (kinds.contains(Kind.H_AML)) {
            return decision(Outcome.WITHHOLD, NO_RULE, 0, null, new Ground(null, null, null), false, false);
        }
        RetentionRule rule = applicable(item, book, today);
        boolean open = rule != null
                && rule.whileOpen() != null
                && item.status() != Status.CLOSED
                && item.status() != Status.NONE;
        LocalDate until = rule == null || open ? null : RetentionDates.lastDayKept(rule, item, today);
        // A hold is a reason to be there still.
        boolean overrun = until != null && today.isAfter(until) && kinds.isEmpty();
        String id = rule == null ? NO_RULE : rule.id();
        int version = rule == null ? 0 : rule.version();
        for (Kind kind : kinds) {
            if (HoldEffect.onAccess(kind) == Outcome.REVIEW) {
                return decision(Outcome.REVIEW, kind.label(), 0, until, HUMAN, false, overrun);
            }
        }
        if (item.flags().contains(Flag.INTERNAL_ASSESSMENT) || item.flags().contains(Flag.UNCLEAR_PRINCIPAL)) {
            return decision(Outcome.REVIEW, id, version, until, HUMAN, false, overrun);
        }
        return item.flags().contains(Flag.THIRD_PARTY) || kinds.contains(Kind.H_RGT)
                ? decision(Outcome.REDACT, id, version, until, PARTLY, false, overrun)
                : decision(Outcome.DISCLOSE, id, version, until, COPY, false, overrun);
    }

    private static Decision review(RetentionRule rule) {
        return decision(Outcome.REVIEW, rule.id(), rule.version(), null, HUMAN, false, false);
    }

    private static Ground own(RetentionRule rule) {
        return new Ground(rule.legalBasis(), rule.dpv(), rule.messageKey());
    }

    private static Decision decision(
            Outcome outcome,
            String rule,
            int version,
            LocalDate until,
            Ground ground,
            boolean suppression,
            boolean overrun) {
        return new Decision(
                outcome,
                rule,
                version,
                until,
                ground.legalBasis(),
                ground.dpv(),
                ground.messageKey(),
                suppression,
                overrun);
    }
}
