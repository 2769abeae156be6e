package org.dsrhub.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRedactions implements Redactions {
    private static final String DROP = "delete from redaction where item_id = ? and right_ = ?";
    private static final String KEEP =
            "insert into redaction (item_id, right_, request_id, blob_id, decided_by) values (?, ?, ?, ?, ?)";
    private static final String OF = "select item_id, blob_id from redaction where right_ = ? and item_id = any (?)";

    private final JdbcTemplate jdbc;
    private final Vault vault;

    JdbcRedactions(JdbcTemplate jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    @Override
    public void keep(UUID requestId, UUID itemId, Right right, Redaction redaction, String actor) {
        jdbc.update(DROP, itemId, right.name());
        if (redaction.equals(Redaction.NONE)) {
            return;
        }
        try {
            Blob blob = vault.seal(
                    requestId, Vault.Key.PAYLOAD, "application/json", LedgerJson.MAPPER.writeValueAsBytes(redaction));
            vault.store(blob);
            jdbc.update(KEEP, itemId, right.name(), requestId, blob.id(), actor);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a redaction is texts and ids only", e);
        }
    }

    @Override
    public Map<UUID, Redaction> of(Right right, Collection<UUID> items) {
        Map<UUID, UUID> blobs = new HashMap<>();
        jdbc.query(
                OF,
                row -> {
                    blobs.put(row.getObject("item_id", UUID.class), row.getObject("blob_id", UUID.class));
                },
                right.name(),
                Columns.array("uuid", items));
        Map<UUID, Redaction> redactions = new HashMap<>();
        blobs.forEach((item, blob) -> redactions.put(item, read(blob)));
        return redactions;
    }

    /** Without it nothing of the item may leave: a failure here stops the answer. */
    private Redaction read(UUID blob) {
        try (InputStream in = vault.read(blob)) {
            return LedgerJson.MAPPER.readValue(in, Redaction.class);
        } catch (IOException e) {
            // The cause may quote what is to be hidden.
            throw new VaultException(
                    "redaction-unreadable", "check the vault folder and the master key, or decide the item anew", null);
        }
    }
}
