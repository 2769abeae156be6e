package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Provenance;
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

    private static final Ground ELSEWHERE = new Ground("GDPR-20-1", "eu-gdpr:A20", MessageKeys.NOT_PORTABLE);
    private static final Set<String> CONSENT_OR_CONTRACT = Set.of("GDPR-6-1-a", "GDPR-9-2-a", "GDPR-6-1-b");

    @Override
    public Decision decide(ItemFacts item, Right right, CaseFile file, Collection<Hold> holds) {
        return decide(item, right, file, holds, Trail.SILENT);
    }

    @Override
    public Explanation explain(ItemFacts item, Right right, CaseFile file, Collection<Hold> holds) {
        List<String> steps = new ArrayList<>();
        return new Explanation(decide(item, right, file, holds, words -> steps.add(words.get())), steps);
    }

    private static Decision decide(ItemFacts item, Right right, CaseFile file, Collection<Hold> holds, Trail trail) {
        Ruling ruling = Ruling.of(item, file, trail);
        Set<Kind> kinds = covering(holds, item, trail);
        if (!erases(right)) {
            return right == Right.PORTABILITY && !kinds.contains(Kind.H_AML) && !isPortable(item, trail)
                    ? decision(Outcome.WITHHOLD, NO_RULE, 0, null, ELSEWHERE, false, false)
                    : onAccess(item, ruling, kinds, file.today(), trail);
        }
        if (ruling.sure() && ruling.rule().term().asLongAsClaims() && !holds.isEmpty()) {
            for (ItemFacts claim : file.claims(item)) {
                Set<Kind> onClaim = covering(holds, claim, trail);
                // A report names records: what is about it only would tell of it by staying.
                onClaim.remove(Kind.H_AML);
                kinds.addAll(onClaim);
            }
        }
        return onErasure(item, ruling, kinds, file.today(), trail);
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

    /** Art. 20(1): what the subject has provided, by use too (WP 242), on consent or contract, and processed by machines. */
    private static boolean isPortable(ItemFacts item, Trail trail) {
        boolean provided = item.provenance() == Provenance.PROVIDED || item.provenance() == Provenance.OBSERVED;
        boolean agreed = item.legalBases().stream().anyMatch(CONSENT_OR_CONTRACT::contains);
        boolean automated = !item.flags().contains(Flag.ON_PAPER);
        if (!provided || !agreed || !automated) {
            trail.add(() -> "Art. 20 does not cover it: "
                    + (!provided
                            ? "the subject has not provided it"
                            : !agreed ? "it rests on neither consent nor contract" : "it is on paper"));
        }
        return provided && agreed && automated;
    }

    private static Set<Kind> covering(Collection<Hold> holds, ItemFacts item, Trail trail) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Hold hold : holds) {
            if (hold.covers(item)) {
                trail.add(() -> "hold " + hold.kind().label() + " covers the " + item.type() + " of " + item.system());
                kinds.add(hold.kind());
            }
        }
        return kinds;
    }

    private static Decision onErasure(ItemFacts item, Ruling ruling, Set<Kind> kinds, LocalDate today, Trail trail) {
        if (kinds.remove(Kind.H_AML)) {
            Decision without = onErasure(item, ruling, kinds, today, trail);
            boolean stays = without.outcome() == Outcome.REFUSE || without.outcome() == Outcome.RETAIN_UNTIL;
            return stays
                    ? without
                    : decision(Outcome.REFUSE, Decision.IN_SILENCE, 0, null, HoldEffect.LAW, false, false);
        }
        for (Kind kind : kinds) {
            trail.add(() -> kind.label() + " refuses, whatever the rule says");
            return decision(Outcome.REFUSE, kind.label(), 0, null, HoldEffect.ground(kind), false, false);
        }
        Decision own = byRule(item, ruling, today, trail);
        boolean goes = own.outcome() == Outcome.ERASE || own.outcome() == Outcome.ANONYMISE;
        // The other one may still need it: what is agreed under Art. 26 a person has to find out.
        if (item.flags().contains(Flag.UNCLEAR_PRINCIPAL)
                || goes && item.flags().contains(Flag.JOINT)) {
            trail.add(() -> "it may be another controller's too: a human decides");
            return decision(Outcome.REVIEW, own.rule(), own.ruleVersion(), null, HUMAN, false, own.overrun());
        }
        return own;
    }

    private static Decision byRule(ItemFacts item, Ruling ruling, LocalDate today, Trail trail) {
        RetentionRule rule = ruling.rule();
        if (rule == null) {
            return decision(Outcome.REVIEW, NO_RULE, 0, null, HUMAN, false, false);
        }
        if (!ruling.sure()) {
            return review(rule);
        }
        if (ruling.refusal() != null) {
            return decision(Outcome.REFUSE, rule.id(), rule.version(), null, ruling.refusal(), false, false);
        }
        if (rule.whileOpen() != null && item.status() == Status.OPEN) {
            return rule.whileOpen() == Outcome.REVIEW
                    ? review(rule)
                    : decision(rule.whileOpen(), rule.id(), rule.version(), null, rule.openGround(), false, false);
        }
        if (rule.whileOpen() != null && item.status() == Status.UNKNOWN) {
            return review(rule);
        }
        boolean undated = rule.term().start().isEmpty();
        if (!undated && ruling.keeping().state() == Keeping.State.UNCERTAIN) {
            return review(rule);
        }
        LocalDate until = undated ? null : ruling.keeping().until();
        boolean open = !undated && ruling.keeping().state() == Keeping.State.OPEN;
        boolean past = until != null && today.isAfter(until);
        if (until != null) {
            trail.add(() -> today + " is " + (past ? "after" : "not after") + " the last day kept, " + until);
        }
        return switch (past ? rule.afterwards() : rule.onRequest()) {
            case ERASE -> decision(Outcome.ERASE, rule.id(), rule.version(), null, GONE, rule.suppression(), past);
            case ANONYMISE ->
                decision(Outcome.ANONYMISE, rule.id(), rule.version(), null, ANONYMOUS, rule.suppression(), past);
            case RETAIN_UNTIL ->
                open
                        ? decision(Outcome.REFUSE, rule.id(), rule.version(), null, ruling.opener(), false, false)
                        : until == null
                                ? review(rule)
                                : decision(
                                        Outcome.RETAIN_UNTIL,
                                        rule.id(),
                                        rule.version(),
                                        until,
                                        own(rule),
                                        false,
                                        false);
            case REFUSE -> decision(Outcome.REFUSE, rule.id(), rule.version(), until, own(rule), false, false);
            case REVIEW, DISCLOSE, REDACT, WITHHOLD -> review(rule);
        };
    }

    private static Decision onAccess(ItemFacts item, Ruling ruling, Set<Kind> kinds, LocalDate today, Trail trail) {
        if (kinds.contains(Kind.H_AML)) {
            return decision(Outcome.WITHHOLD, NO_RULE, 0, null, new Ground(null, null, null), false, false);
        }
        // What an exception leaves to a human has no date either.
        RetentionRule rule = ruling.sure() ? ruling.rule() : null;
        LocalDate until = ruling.keeping().until();
        // A hold is a reason to be there still.
        boolean overrun = until != null && today.isAfter(until) && kinds.isEmpty();
        if (overrun) {
            trail.add(() -> "it was to be kept until " + until + " only: its period is overrun");
        }
        String id = rule == null ? NO_RULE : rule.id();
        int version = rule == null ? 0 : rule.version();
        for (Kind kind : kinds) {
            if (HoldEffect.onAccess(kind) == Outcome.REVIEW) {
                return decision(Outcome.REVIEW, kind.label(), 0, until, HUMAN, false, overrun);
            }
        }
        if (item.flags().contains(Flag.INTERNAL_ASSESSMENT) || item.flags().contains(Flag.UNCLEAR_PRINCIPAL)) {
            trail.add(() -> "an internal assessment, or held for somebody unknown: a human decides");
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
