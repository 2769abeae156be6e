package org.dsrhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Documents that prove who asks or who may act for them, and letters that came by post: by reference to the vault. */
public interface Evidence {
    /** Codes; what a document says of itself lies in the vault. */
    enum Kind {
        IDENTITY_DOCUMENT,
        POWER_OF_ATTORNEY,
        SIGNED_DOCUMENT,
        CORRESPONDENCE,
        OTHER
    }

    /**
     * @param fingerprint keyed hash of the content
     * @param mediaType as its first bytes say
     * @param size bytes
     * @param blobId the document
     * @param details what is known of it, JSON in the vault
     * @param verdict of its signature, null where it bears none that the hub knows
     */
    record New(byte[] fingerprint, Kind kind, String mediaType, long size, UUID blobId, UUID details, String verdict) {}

    record Entry(
            UUID id,
            Kind kind,
            String mediaType,
            long size,
            UUID blobId,
            UUID details,
            String verdict,
            String addedBy,
            Instant addedAt) {}

    /** How much a request has already. */
    record Total(int documents, long bytes) {}

    /** In the caller's transaction, which holds the request's lock. */
    Total total(UUID requestId);

    Optional<Entry> find(UUID requestId, byte[] fingerprint);

    /** In the caller's transaction, which stores the blobs. */
    Entry add(UUID requestId, New document, String actor);

    /** The oldest first. */
    List<Entry> list(UUID requestId);
}
