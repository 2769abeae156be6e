package org.dsrhub.answer;

import java.util.List;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Redactions.Redaction;
import org.dsrhub.request.Right;

/**
 * An item with what was decided about it.
 *
 * @param round answer that reports it, null while it is not decided
 * @param access null where the request does not ask for it
 * @param erasure null where the request does not ask for it
 * @param portability null where the request does not ask for it
 * @param redaction what a person had blacked out of it
 */
record Reported(
        Item item,
        Integer round,
        Items.DecidedItem access,
        Items.DecidedItem erasure,
        Items.DecidedItem portability,
        Redaction redaction) {

    static Reported of(Item item, Integer round, List<Items.DecidedItem> decisions, Redaction redaction) {
        Items.DecidedItem access = null;
        Items.DecidedItem erasure = null;
        Items.DecidedItem portability = null;
        for (Items.DecidedItem decided : decisions) {
            portability = decided.right() == Right.PORTABILITY ? decided : portability;
            if (erases(decided.right())) {
                erasure = erasure == null || decided.right() == Right.ERASURE ? decided : erasure;
            } else {
                access = access == null || decided.right() == Right.ACCESS ? decided : access;
            }
        }
        return new Reported(item, round, access, erasure, portability, redaction);
    }

    /** As an answer calls it that tells of several branches. */
    Reported in(Dossier.Branch branch) {
        Item there = new Item(
                item.id(),
                branch.qualified(item.system()),
                item.type(),
                item.reference(),
                item.facts(),
                item.record(),
                item.media());
        return new Reported(there, round, access, erasure, portability, redaction);
    }

    static boolean erases(Right right) {
        return right == Right.ERASURE || right == Right.MARKETING_OBJECTION || right == Right.CONSENT_WITHDRAWAL;
    }

    /** Statutory secrecy: shows in no letter, number or list, whatever else was decided. */
    boolean silent() {
        return access != null && access.decision().silent()
                || erasure != null && erasure.decision().silent();
    }

    boolean disclosed() {
        return access != null && shows(access.decision().outcome());
    }

    /** Goes into the portable copy (Art. 20), where the copy does not withhold it. */
    boolean portable() {
        return portability != null
                && disclosed()
                && shows(portability.decision().outcome());
    }

    private static boolean shows(Outcome outcome) {
        return outcome == Outcome.DISCLOSE || outcome == Outcome.REDACT;
    }

    boolean redacted() {
        return access != null && access.decision().outcome() == Outcome.REDACT;
    }

    boolean withheld() {
        return access != null && access.decision().outcome() == Outcome.WITHHOLD;
    }

    boolean overrun() {
        return access != null && access.decision().overrun();
    }

    /** The decision that says more about its future. */
    Decision telling() {
        return erasure != null ? erasure.decision() : access.decision();
    }

    /** Whether an erasure was carried out and not contradicted since. */
    boolean executed() {
        return erasure != null
                && ("ERASED".equals(erasure.execution())
                        || "ANONYMISED".equals(erasure.execution())
                        || "PROVEN".equals(erasure.execution()));
    }
}
