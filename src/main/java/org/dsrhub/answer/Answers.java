package org.dsrhub.answer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finished packages and letters, for whoever delivers them. */
public interface Answers {

    /** The newest package of a request that is persisted and not yet sent, or the newest of all. */
    Optional<Packed> latest(UUID requestId);

    /**
     * @param round 0 for the answer, 1 and up for supplements
     * @param fileName holds no personal data
     * @param messageId of the mail that carries it; the same at every attempt
     */
    record Packed(UUID requestId, int round, String fileName, UUID blobId, long size, byte[] sha256, String messageId) {}

    /** Streams the encrypted archive, the same bytes at every call. */
    void write(Packed packed, OutputStream to) throws IOException;

    /** The archive's password; must travel by another channel than the archive. */
    String secret(Packed packed);

    /**
     * A short text for a mail, in the language and voice of the controller.
     *
     * @param kind for example {@code acknowledgement}, {@code identification-needed}, {@code delivery},
     *     {@code withdrawal-confirmed}, {@code secret}
     * @param values placeholders of that kind, for example {@code caseNumber}, {@code dueOn}
     */
    Text text(String controller, String brand, String kind, String language, Map<String, Object> values);

    record Text(String subject, String body) {}
}
