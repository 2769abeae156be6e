package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.KeyedHash;

/** One-time codes that went to an address on file. A code itself is nowhere but in its mail. */
public interface ReplyCodes {
    /** Stage that sends the code. */
    String STAGE = "reply-code";

    /** Signs of a code, none that is read as another. */
    String SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /** How many signs a code has, drawn by lot: not quite 50 bits. */
    int LENGTH = 10;

    /** A code has a digit and a letter, so that no word and no telephone number is one. */
    static boolean isOne(String written) {
        return written.chars().anyMatch(Character::isDigit) && written.chars().anyMatch(Character::isLetter);
    }

    /** What is kept of a code. Small letters, blanks and hyphens do not make another. */
    static byte[] hash(KeyedHash hash, UUID requestId, String code) {
        return hash.of(
                "reply-code", requestId + " " + code.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""));
    }

    /**
     * Notes where a code may go, in the caller's transaction.
     *
     * @param address blob of the address on file, null where there is none, or no certain one
     */
    void prepare(UUID requestId, UUID address);

    /** Locks it until the caller's transaction ends. */
    Optional<Code> find(UUID requestId);

    /** A new code takes the place of the one before, and tries begin anew. */
    void made(UUID requestId, byte[] hash, Instant until);

    void tried(UUID requestId);

    /** It never counts again. */
    void used(UUID requestId);

    /**
     * @param address null where there is none
     * @param hash keyed, null while none was made
     * @param until moment from which it no longer counts
     */
    record Code(UUID address, byte[] hash, Instant until, int tries, boolean used) {
        @Override
        public String toString() {
            return "Code[tries " + tries + "]";
        }
    }
}
