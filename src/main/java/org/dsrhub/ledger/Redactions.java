package org.dsrhub.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.Right;

/** What a person had blacked out of items, kept in the vault as long as the items are. */
public interface Redactions {
    /**
     * @param values names, numbers and addresses of others, as written anywhere
     * @param copies recording or document of the item → the copy that a person has redacted
     */
    record Redaction(List<String> values, Map<UUID, Copy> copies) {
        public static final Redaction NONE = new Redaction(List.of(), Map.of());

        public Redaction {
            values = values == null ? List.of() : List.copyOf(values);
            copies = copies == null ? Map.of() : Map.copyOf(copies);
        }

        /** Never what is to be hidden. */
        @Override
        public String toString() {
            return "Redaction[" + values.size() + " values, " + copies.size() + " copies]";
        }
    }

    /** @param blobId in the vault, among the request's evidence */
    record Copy(UUID blobId, String mediaType, long size) {}

    /** Replaces what was there; in the caller's transaction. @param redaction {@link Redaction#NONE} takes it away */
    void keep(UUID requestId, UUID itemId, Right right, Redaction redaction, String actor);

    /** Of the items that have one for that right. */
    Map<UUID, Redaction> of(Right right, Collection<UUID> items);
}
