package org.dsrhub.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.decision.ItemFacts;

/**
 * One record of one system, as a reply blob holds it (one JSON object a line). Personal data: lives decrypted only while
 * it is worked on.
 *
 * @param reference the system's own identifier of the record; what erasing addresses
 * @param record field → value in the connector file's names and order (text, number, boolean, ISO date, list or null)
 * @param media recordings and documents that belong to it, each a blob of its own
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Item(
        UUID id,
        String system,
        String type,
        String reference,
        ItemFacts facts,
        Map<String, Object> record,
        List<Media> media) {
    public Item {
        media = media == null ? List.of() : List.copyOf(media);
    }

    /** @param name display name, without folder; never used as a file name as it stands */
    public record Media(String name, String mediaType, UUID blobId, long size) {}

    @Override
    public String toString() {
        return "Item[" + id + "]";
    }
}
