package org.dsrhub.ledger;

import java.util.UUID;

/**
 * A mail of the hub came back for good. Published to the application, in the transaction that notes it, for each mail once a
 * sending.
 *
 * @param messageId of the mail
 */
public record MailReturned(UUID requestId, String messageId) {}
