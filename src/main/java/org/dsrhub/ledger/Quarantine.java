package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What came in and fits nowhere, with what to do about it. Nothing that arrives is thrown away. */
public interface Quarantine {
    /** Sources that are mailboxes begin with it; the controller follows. */
    String MAIL = "mail/";

    /**
     * @param source mailbox or queue
     * @param requestId null where no request is known
     * @param blobId the thing itself in the vault, null where it could not be kept
     * @param fingerprint the same thing again makes no second entry
     */
    UUID add(String source, String reason, String remedy, UUID requestId, UUID blobId, String fingerprint);

    /** @param blob what the thing was understood to be, in the vault under the same keys */
    void propose(UUID id, UUID blob);

    /** @param contact of the controller whose matter it is, and who is to be told of it */
    void handOn(UUID id, String contact);

    /**
     * An entry of a mailbox whose contact is not told yet, locked until the caller's transaction ends.
     *
     * @param but none of these
     * @return empty where there is none that is free
     */
    Optional<HandedOn> untold(Collection<UUID> but);

    void told(UUID id);

    /** @param kind code of its reason, for example {@code mail-complaint} */
    record HandedOn(UUID id, String controller, String contact, String kind, Instant createdAt) {}

    List<Entry> open();

    /** Request → how many open entries concern it; none where there is none. */
    Map<UUID, Integer> openOf(Collection<UUID> requests);

    /**
     * A person has done what was to be done.
     *
     * @param words their reason, in the vault; null where it lies with a request
     * @throws Requests.StateConflict where that has been said before
     */
    void resolve(UUID id, String actor, UUID words);

    /** Records that somebody fetched the content of an entry that belongs to no request, whose chain would say it. */
    void looked(UUID id, String actor);

    /**
     * Entries of the source that a person dealt with before that instant and whose content is still there, with who owns
     * the keys of that content; only where it has keys of its own.
     */
    List<Spent> spent(String source, Instant resolvedBefore, int limit);

    record Spent(UUID id, UUID keys) {}

    /** Its content is gone; that it was there, and who dealt with it, stays. */
    void emptied(UUID id);

    /** @param proposal null where it was not understood at all */
    record Entry(
            UUID id,
            String source,
            String reason,
            String remedy,
            UUID requestId,
            UUID blobId,
            UUID proposal,
            Instant createdAt) {}
}
