package org.dsrhub.ledger;

import java.time.Instant;

/**
 * Nothing is heard of a mailbox that requests arrive at, or it is heard of again. Published to the application when it is kept.
 *
 * @param mailbox controller, with a name behind a full stop where it has one
 * @param since when it was found
 * @param over whether it is well again
 */
public record MailboxAlarm(String controller, String mailbox, Kind kind, Instant since, boolean over) {
    public enum Kind {
        /** it refuses the hub's login */
        LOGIN,
        /** its server's certificate is another host's or nobody's whom the hub trusts */
        CERTIFICATE,
        /** it could not be polled for some minutes */
        UNREACHED,
        /** it is polled, and no mail has come for longer than it should */
        SILENT
    }
}
