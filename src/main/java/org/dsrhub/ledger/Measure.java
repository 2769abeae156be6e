package org.dsrhub.ledger;

import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.Right;

/**
 * What a person has decided about a right that no rule decides.
 *
 * @param right of the request
 * @param consequence of an objection that was granted, else null
 * @param systems where it is carried out; empty where it is nowhere in particular
 * @param words for the subject, in the vault
 * @param actor who decided
 */
public record Measure(
        Right right, Result result, Consequence consequence, Set<String> systems, UUID words, String actor) {
    public Measure {
        systems = Set.copyOf(systems);
    }

    public enum Result {
        /** it is rectified, withdrawn; the objection is upheld */
        GRANTED,
        REFUSED,
        /** a person comes to the result that a machine came to */
        CONFIRMED,
        /** a person comes to another */
        CHANGED
    }

    /** What becomes of data that an objection was upheld against (Art. 17(1)(c), Art. 21(1)). */
    public enum Consequence {
        /** what rests on Art. 6(1)(e) or (f) is erased as far as its retention rules and holds allow */
        ERASE,
        /** it is stored and used no more */
        STOP
    }

    public boolean granted() {
        return result == Result.GRANTED;
    }
}
