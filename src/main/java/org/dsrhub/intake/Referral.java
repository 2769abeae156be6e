package org.dsrhub.intake;

import java.time.Instant;

/**
 * What a caseworker is told about a letter that no case was opened for, or not for all of it.
 *
 * @param reason begins with its code
 * @param remedy what to do
 */
record Referral(String reason, String remedy) {
    private static final double MORE_THAN_A_GUESS = 0.5;

    static Referral of(Reading reading, Enclosed enclosed, Instant receivedAt) {
        String since = " with channel MAIL and receivedAt " + receivedAt + enclosed.toOpen();
        return switch (reading.kind()) {
            case COMPLAINT ->
                new Referral(
                        "mail-complaint: " + reading.unclear(),
                        "hand it to the controller's contact for complaints; if it is about a case, record it there"
                                + " (complaint), so that nothing of it is erased; file the rights it asks for beside"
                                + since);
            case AUTHORITY ->
                new Referral(
                        "mail-authority: " + reading.unclear(),
                        "hand it to the data protection officer today, as authorities set short terms; nothing is"
                                + " disclosed before the sender is known to be the authority" + enclosed.toOpen());
            case ESTATE ->
                new Referral(
                        "mail-estate: " + reading.unclear(),
                        "hand it to the estate desk; file what the sender asks for about themself" + since);
            case OTHER ->
                reading.confidence() > MORE_THAN_A_GUESS
                        ? new Referral(
                                "mail-other: " + reading.unclear(),
                                "hand it to the desk it is for; if it asks for a right after all, file that" + since)
                        : unclear(reading, since);
            case REQUEST -> unclear(reading, since);
        };
    }

    private static Referral unclear(Reading reading, String since) {
        return new Referral(
                "mail-unclear: " + reading.unclear(),
                "read it and confirm what it asks for, as understood or corrected; or file it by hand," + since);
    }
}
