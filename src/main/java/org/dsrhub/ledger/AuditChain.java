package org.dsrhub.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** One link's hash: over the link before it and everything the row says. */
final class AuditChain {
    private AuditChain() {}

    static byte[] next(
            byte[] previous, UUID requestId, int seq, Instant at, String actor, String event, String details) {
        MessageDigest digest = sha256();
        digest.update(previous);
        digest.update(ByteBuffer.allocate(28)
                .putLong(requestId.getMostSignificantBits())
                .putLong(requestId.getLeastSignificantBits())
                .putInt(seq)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .array());
        text(digest, actor);
        text(digest, event);
        text(digest, details);
        return digest.digest();
    }

    /** With its length before it, so that a shift between two fields does not hash alike. */
    private static void text(MessageDigest digest, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
