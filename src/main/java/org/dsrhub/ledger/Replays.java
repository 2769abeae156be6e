package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Replays of the erasure ledger after a backup of a backing system, or of the hub, was restored. A replay is a row: whichever
 * node sweeps next begins it, and what it has asked for survives that node.
 */
public interface Replays {
    enum Standing {
        /** to be asked for; its request may still be open, and then it waits for its end */
        DUE,
        ASKED,
        /** it was not there */
        ABSENT,
        /** it had come back and is gone again, as proven */
        ERASED_AGAIN,
        /** it has come back, and a hold or a rule of today keeps it */
        KEPT,
        /** it has come back, or may have, and a person has to erase it */
        BY_HAND,
        /** the keys to ask with are shredded: it is known again only when its system yields it once more */
        FORGOTTEN,
        /** its system is gone, erases nothing yet, or is a recipient that was told only */
        NOT_ASKED
    }

    /** @param since what was erased from then on */
    record Replay(UUID id, String controller, Instant since, String askedBy, Instant askedAt, boolean begun) {}

    /** For a command beside the hub. */
    static Replays on(DataSource ledger) {
        return new JdbcReplays(new JdbcTemplate(ledger));
    }

    Replay ask(String controller, Instant since, String actor);

    /** @param controllers whose, all where it is empty; the newest first */
    List<Replay> list(Set<String> controllers, int limit);

    Optional<Replay> find(UUID replay);

    /** System → standing → items, without those that nobody is told of. */
    Map<String, Map<Standing, Integer>> standing(UUID replay);

    /** Lists what new replays of the controller are about. @param askable systems that can be asked anew */
    void begin(String controller, Collection<String> askable);

    /** Closed requests with items to be asked for that have no open task. */
    List<UUID> due(String controller, int limit);

    /**
     * Takes the items of a request as erased and no longer proven, so that its next {@code erasure} stage asks for them; in the
     * caller's transaction, which holds the request's lock.
     *
     * @return how many
     */
    int start(UUID requestId);

    /** Remembers which of the items asked for are there. @return system → how many more than before */
    Map<String, Integer> cameBack(UUID requestId);

    /** What became of the items asked for, at the end of a request's {@code erasure} stage. */
    void settle(UUID requestId);

    /** What the request has found that was erased before it was asked for. @return system → items */
    Map<String, Integer> erasedBefore(UUID requestId);

    /** When the request's items were last asked for anew, empty where they never were. */
    Optional<Instant> lastAsked(UUID requestId);
}
