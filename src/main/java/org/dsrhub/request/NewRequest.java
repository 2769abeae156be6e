package org.dsrhub.request;

import java.time.Instant;
import java.util.Set;

/**
 * A request as an intake hands it to the ledger.
 *
 * @param controller folder name under {@code connectors/}
 * @param brand chooses the letterhead, null for the controller's own
 * @param language ISO 639-1 of the letters
 * @param receivedAt the arrival at the server, not the poll
 * @param delivery how the answer goes out
 * @param evidence how the subject was identified, null while nobody has
 * @param deduplicationKey two requests with the same key are one (idempotency key, Message-ID); only a keyed hash is kept
 * @param externalReference the portal's own reference, given back in answers; kept in the vault
 * @param details what to rectify, object to or review, in the subject's words; null where not needed
 * @param representative who asks for the subject, null where the subject does
 */
public record NewRequest(
        String controller,
        String brand,
        Set<Right> rights,
        Subject subject,
        String language,
        Channel channel,
        Instant receivedAt,
        Delivery delivery,
        Evidence evidence,
        String deduplicationKey,
        String externalReference,
        String details,
        Representative representative) {

    public NewRequest(
            String controller,
            String brand,
            Set<Right> rights,
            Subject subject,
            String language,
            Channel channel,
            Instant receivedAt,
            Delivery delivery,
            Evidence evidence,
            String deduplicationKey,
            String externalReference,
            String details) {
        this(
                controller,
                brand,
                rights,
                subject,
                language,
                channel,
                receivedAt,
                delivery,
                evidence,
                deduplicationKey,
                externalReference,
                details,
                null);
    }

    /** The same request for some of its rights. */
    public NewRequest asking(Set<Right> some, String key) {
        return new NewRequest(
                controller,
                brand,
                some,
                subject,
                language,
                channel,
                receivedAt,
                delivery,
                evidence,
                key,
                externalReference,
                details,
                representative);
    }

    /** How the answer goes out. */
    public enum Delivery {
        MAIL,
        FILE
    }

    /**
     * How whoever asks was identified.
     *
     * @param level rung of the controller's ladder, {@code L0} to {@code L3}
     * @param method for example {@code mobile-id}, {@code office}
     * @param reference the identity provider's own reference, never personal data
     * @param facts kinds of facts that were compared and agreed, where that was the method
     */
    public record Evidence(String level, String method, String reference, Set<KeyKind> facts) {
        public Evidence {
            facts = facts == null ? Set.of() : Set.copyOf(facts);
        }

        public Evidence(String level, String method, String reference) {
            this(level, method, reference, Set.of());
        }
    }
}
