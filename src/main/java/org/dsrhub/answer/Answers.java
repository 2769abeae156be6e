package org.dsrhub.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finished packages and letters, for whoever delivers them. */
public interface Answers {

    /** The newest package of a request that is persisted and not yet sent, or the newest of all. */
    Optional<Packed> latest(UUID requestId);

    /** Packages that wait for delivery, oldest first: the answer, then its supplements. */
    List<Packed> unsent(UUID requestId);

    /** Notes that a package went out. Repeating it changes nothing. */
    void sent(Packed packed);

    /**
     * What was sent by that mail did not arrive: it is unsent again.
     *
     * @return false where that mail brought no answer
     */
    boolean returned(UUID requestId, String messageId);

    /**
     * @param round 0 for the answer, 1 and up for supplements
     * @param fileName holds no personal data
     * @param messageId of the mail that carries it; the same at every attempt
     * @param partial whether its letter names systems that had not answered
     */
    record Packed(
            UUID requestId,
            int round,
            String fileName,
            UUID blobId,
            long size,
            byte[] sha256,
            String messageId,
            boolean partial) {}

    /** The encrypted archive as a stream, the same bytes at every call. */
    InputStream read(Packed packed) throws IOException;

    /** Streams the encrypted archive, the same bytes at every call. */
    default void write(Packed packed, OutputStream to) throws IOException {
        try (InputStream in = read(packed)) {
            in.transferTo(to);
        }
    }

    /** The archive's password; must travel by another channel than the archive. */
    String secret(Packed packed);

    /** The letter that carries the password by post, as PDF, addressed where an address is known and not protected. */
    void writeSecretLetter(Packed packed, OutputStream to) throws IOException;

    /**
     * A mail's text as a letter on paper, as PDF: the letterhead's greeting and closing stand for the mail's own.
     */
    void writeLetter(UUID requestId, Text text, OutputStream to) throws IOException;

    /**
     * A short text for a mail, in the language and voice of the controller; in its default language and English, one after
     * the other, where it has no letters in the one asked for.
     *
     * @param kind {@code acknowledgement}, {@code identification-needed}, {@code delivery}, {@code delivery-elsewhere},
     *     {@code withdrawal-confirmed}, {@code secret-letter}, {@code extension} (with {@code ground} and {@code words}),
     *     {@code refusal} (with {@code words}), {@code estate},
     *     {@code hold-review} (with {@code count}), {@code incident-clock} (with {@code hours} left
     *     and {@code incident}), {@code breach} (with {@code happened}, {@code consequences}, {@code measures}),
     *     {@code desk} (with {@code entry} and {@code kind}), {@code hand-over}, {@code still-waiting}, {@code reply-code}
     *     (with {@code code}), {@code deadline-warning} or {@code deadline-escalation} (with {@code days},
     *     the days left)
     * @param values placeholders of that kind: {@code caseNumber}, {@code receivedOn}, {@code dueOn} (days as
     *     {@link java.time.LocalDate}), {@code rights} (a collection of {@link org.dsrhub.request.Right}); the sender, its
     *     contact, the authority and the ways of identification are the controller's own
     */
    Text text(String controller, String brand, String kind, String language, Map<String, Object> values);

    record Text(String subject, String body) {}
}
