package org.dsrhub.connector;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.request.KeyKind;

/** Where the records of a reply go. */
interface Sink extends AutoCloseable {
    /**
     * @param asked kind of the key by which the system was asked for that record, null where it does not say which
     * @param media fetched only where the record is kept
     */
    void add(ItemType type, KeyKind asked, Map<String, Object> record, MediaSource media) throws IOException;

    /** @param calls how many questions were asked */
    Completion finish(int calls) throws IOException;

    @Override
    void close();

    /** Fetches what belongs to a record, and may add to the record what a sidecar says. */
    interface MediaSource {
        MediaSource NONE = record -> List.of();

        List<SealedMedia> fetch(Map<String, Object> record) throws IOException;
    }

    record SealedMedia(Item.Media media, org.dsrhub.vault.Blob blob) {}
}
