package org.dsrhub.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What the daily signed files of audit heads are made of, and compared with. */
public interface Anchors {
    /** @param hash SHA-256 of the chain's last link, and so of all before it */
    record Head(UUID requestId, int seq, byte[] hash) {}

    /** @param sha256 of the signed file */
    record Anchor(LocalDate day, Instant at, long chains, byte[] sha256) {}

    /** By day. */
    List<Anchor> all();

    Optional<Anchor> last();

    /**
     * Streams, in order of request, the heads of all chains that grew since then, as of one moment.
     *
     * @param since null for all
     * @return that moment, by the database's clock
     */
    Instant heads(Instant since, Consumer<Head> each);

    /** Those among the heads that no link bears witness to any more. */
    List<Head> missing(Collection<Head> heads);

    /** Notes that the day's file is written. */
    void add(Anchor anchor);
}
