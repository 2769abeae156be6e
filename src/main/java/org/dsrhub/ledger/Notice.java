package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.UUID;
import org.dsrhub.request.ExtensionGround;

/**
 * Something that somebody has to be told about a request, beside its answer.
 *
 * @param dueOn the last day that it is about
 * @param days so many days before the last day, 0 for the day itself; -1 where it is no warning
 * @param daysLeft how many were left when it was noted
 * @param role contact of the controller that is written to, null for the subject
 * @param ground null unless it is an extension
 * @param words a person's reason, in the vault; null where there is none
 */
public record Notice(
        UUID requestId,
        Kind kind,
        LocalDate dueOn,
        int days,
        int daysLeft,
        String role,
        ExtensionGround ground,
        UUID words) {

    public enum Kind {
        EXTENSION,
        REFUSAL,
        WARNING,
        ESCALATION
    }

    public static Notice extension(UUID requestId, LocalDate dueOn, ExtensionGround ground, UUID words) {
        return new Notice(requestId, Kind.EXTENSION, dueOn, -1, 0, null, ground, words);
    }

    public static Notice refusal(UUID requestId, LocalDate dueOn, UUID words) {
        return new Notice(requestId, Kind.REFUSAL, dueOn, -1, 0, null, null, words);
    }

    public static Notice warning(UUID requestId, LocalDate dueOn, int days, int daysLeft, String role) {
        return new Notice(requestId, Kind.WARNING, dueOn, days, daysLeft, role, null, null);
    }

    public static Notice escalation(UUID requestId, LocalDate dueOn, int days, int daysLeft, String role) {
        return new Notice(requestId, Kind.ESCALATION, dueOn, days, daysLeft, role, null, null);
    }
}
