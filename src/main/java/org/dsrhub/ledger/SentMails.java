package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Mails that the hub sent about requests: by which replies and bounces are known, and which did not reach anybody. */
public interface SentMails {
    /**
     * A Message-ID that is the same whenever it is made and that nobody guesses: who quotes it has seen the mail.
     *
     * @param name case number and what the mail is
     */
    String messageId(String name, String domain);

    /** Notes it before it goes. Repeating it changes nothing, but for one that came back: it is on its way once more. */
    void note(UUID requestId, UUID taskId, String messageId, String recipient);

    /**
     * The same unless that many other mails went to the address within a day. What was noted before goes again.
     *
     * @return whether the mail may go
     */
    boolean noteWithin(int aDay, UUID requestId, UUID taskId, String messageId, String recipient);

    /** The mail of that Message-ID, where it was one of the hub's. */
    Optional<Sent> find(String messageId);

    /**
     * It came back for good.
     *
     * @return false where that was known
     */
    boolean cameBack(String messageId);

    /** When a mail of the request to that address came back last. */
    Optional<Instant> lastReturn(UUID requestId, String recipient);

    /** How many mails of whatever requests went to that address within a day. */
    int lately(String recipient);

    /** Request → how many of its mails came back; none where none did. */
    Map<UUID, Integer> returned(Collection<UUID> requests);

    /** Task of the request → when what it sent came back. */
    Map<UUID, Instant> returnedOf(UUID requestId);

    /** @param taskId stage that sent it */
    record Sent(UUID requestId, UUID taskId) {}
}
