package org.dsrhub.connector;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.dsrhub.ledger.Item;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/** Writes items to a blob of the vault, one JSON object a line; opens it with the first. */
final class ItemLines implements AutoCloseable {
    static final String MEDIA_TYPE = "application/x-ndjson";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final Vault vault;
    private final UUID requestId;
    private Vault.Draft draft;
    private OutputStream buffered;

    ItemLines(Vault vault, UUID requestId) {
        this.vault = vault;
        this.requestId = requestId;
    }

    /** Of the blob that holds the lines. */
    UUID blobId() {
        if (draft == null) {
            draft = vault.draft(requestId, Vault.Key.PAYLOAD, MEDIA_TYPE);
            buffered = new BufferedOutputStream(draft, 8192);
        }
        return draft.id();
    }

    void write(Item item) throws IOException {
        blobId();
        buffered.write(JSON.writeValueAsBytes(item));
        buffered.write('\n');
    }

    /** Null where no line was written. */
    Blob seal() throws IOException {
        if (draft == null) {
            return null;
        }
        buffered.flush();
        return draft.seal();
    }

    @Override
    public void close() {
        if (draft != null) {
            draft.close();
        }
    }
}
