package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.UUID;
import org.dsrhub.request.ExtensionGround;
import org.dsrhub.request.Need;

/**
 * Something that somebody has to be told about a request, beside its answer.
 *
 * @param dueOn the last day that it is about
 * @param days so many days before the last day, 0 for the day itself; -1 where it is no warning, and less where the same
 *     is asked for once more
 * @param daysLeft how many were left when it was noted
 * @param role contact of the controller that is written to, null for the subject
 * @param ground null unless it is an extension
 * @param words a person's reason, in the vault; null where there is none
 * @param need what a letter about identification asks for, null for every other
 */
public record Notice(
        UUID requestId,
        Kind kind,
        LocalDate dueOn,
        int days,
        int daysLeft,
        String role,
        ExtensionGround ground,
        UUID words,
        Need need) {

    public enum Kind {
        EXTENSION,
        REFUSAL,
        WARNING,
        ESCALATION,
        /** what is missing before the request can begin, and by which ways it may come */
        IDENTIFICATION,
        /** why a request about somebody who has died is none of a data subject */
        ESTATE,
        /** to the desk of the controller whose matter it is */
        HAND_OVER,
        /** that a restriction is about to end (Art. 18(3)) */
        LIFT,
        /** of a breach of their data (Art. 34); its words are {@link BreachWords} */
        BREACH
    }

    public static Notice extension(UUID requestId, LocalDate dueOn, ExtensionGround ground, UUID words) {
        return new Notice(requestId, Kind.EXTENSION, dueOn, -1, 0, null, ground, words, null);
    }

    public static Notice refusal(UUID requestId, LocalDate dueOn, UUID words) {
        return new Notice(requestId, Kind.REFUSAL, dueOn, -1, 0, null, null, words, null);
    }

    public static Notice warning(UUID requestId, LocalDate dueOn, int days, int daysLeft, String role) {
        return new Notice(requestId, Kind.WARNING, dueOn, days, daysLeft, role, null, null, null);
    }

    public static Notice escalation(UUID requestId, LocalDate dueOn, int days, int daysLeft, String role) {
        return new Notice(requestId, Kind.ESCALATION, dueOn, days, daysLeft, role, null, null, null);
    }

    /** @param before how often the same was missing before, and came */
    public static Notice identification(UUID requestId, LocalDate dueOn, Need need, int before) {
        return new Notice(requestId, Kind.IDENTIFICATION, dueOn, -1 - before, 0, null, null, null, need);
    }

    public static Notice estate(UUID requestId, LocalDate dueOn) {
        return new Notice(requestId, Kind.ESTATE, dueOn, -1, 0, null, null, null, null);
    }

    public static Notice lift(UUID requestId, LocalDate dueOn, UUID words) {
        return new Notice(requestId, Kind.LIFT, dueOn, -1, 0, null, null, words, null);
    }

    public static Notice breach(UUID requestId, LocalDate today, UUID words) {
        return new Notice(requestId, Kind.BREACH, today, -1, 0, null, null, words, null);
    }

    public static Notice handOver(UUID requestId, LocalDate dueOn, String role) {
        return new Notice(requestId, Kind.HAND_OVER, dueOn, -1, 0, role, null, null, null);
    }
}
