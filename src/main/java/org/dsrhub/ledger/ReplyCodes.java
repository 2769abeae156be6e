package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** One-time codes that went to an address on file. A code itself is nowhere but in its mail. */
public interface ReplyCodes {
    /** Stage that sends the code. */
    String STAGE = "reply-code";

    /** Event of a letter that its sender's domain disowns, */
    String DISOWNED = "sender-disowned";

    /** with whether the mail to the address on file shall bring no code and only tell of the letter. */
    String WARNS_ONLY = "warnsOnly";

    /** Signs of a code, none that is read as another. */
    String SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /** How many signs a code has, drawn by lot: not quite 50 bits. */
    int LENGTH = 10;

    /** A code has a digit and a letter, so that no word and no telephone number is one. */
    static boolean isOne(String written) {
        return written.chars().anyMatch(Character::isDigit) && written.chars().anyMatch(Character::isLetter);
    }

    /**
     * Notes where a code may go, in the caller's transaction.
     *
     * @param address on file, kept in the vault; null where there is none, or no certain one
     */
    void prepare(UUID requestId, String address);

    /** Whether the request was ever prepared for a code, which says nothing about an address. */
    boolean awaited(UUID requestId);

    /** The address on file, empty where there is none. Locks the code until the caller's transaction ends. */
    Optional<String> address(UUID requestId);

    /**
     * A new code takes the place of the one before, and tries begin anew; in the caller's transaction. Only its keyed hash is
     * kept.
     *
     * @param until moment from which it no longer counts
     * @return false where one has counted already
     */
    boolean made(UUID requestId, String code, Instant until);

    /**
     * Compares in the caller's transaction; what is right never counts again, what is wrong counts as a try. Small letters,
     * blanks and hyphens do not make another code.
     *
     * @param tries that are allowed
     * @return whether it is the code, in time, for the first time and within its tries
     */
    boolean take(UUID requestId, String code, Instant now, int tries);
}
