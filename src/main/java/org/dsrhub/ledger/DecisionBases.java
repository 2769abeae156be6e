package org.dsrhub.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Keeps the bases of a request's decisions in the vault as long as its evidence, each once. */
@Component
public class DecisionBases {
    private static final String FIND = "select blob_id from decision_basis where request_id = ? and hash = ?";
    private static final String KEEP =
            "insert into decision_basis (request_id, hash, blob_id) values (?, ?, ?) on conflict do nothing";

    private final JdbcTemplate jdbc;
    private final KeyedHash hash;
    private final Vault vault;

    DecisionBases(JdbcTemplate jdbc, KeyedHash hash, Vault vault) {
        this.jdbc = jdbc;
        this.hash = hash;
        this.vault = vault;
    }

    /** In the caller's transaction. @return its blob, null where there is nothing to keep */
    public UUID keep(UUID requestId, DecisionBasis basis) {
        if (basis.isEmpty()) {
            return null;
        }
        byte[] json = json(basis);
        byte[] key = hash.of("basis:" + requestId, new String(json, StandardCharsets.UTF_8));
        List<UUID> before = jdbc.queryForList(FIND, UUID.class, requestId, key);
        if (!before.isEmpty()) {
            return before.get(0);
        }
        Blob blob = vault.seal(requestId, Vault.Key.EVIDENCE, "application/json", json);
        vault.store(blob);
        jdbc.update(KEEP, requestId, key, blob.id());
        return blob.id();
    }

    private static byte[] json(DecisionBasis basis) {
        try {
            return LedgerJson.MAPPER.writeValueAsBytes(basis);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a basis is dates, words and ids only", e);
        }
    }

    /** @return empty where it is shredded */
    public Optional<DecisionBasis> read(UUID blob) {
        try (InputStream in = vault.read(blob)) {
            return Optional.of(LedgerJson.MAPPER.readValue(in, DecisionBasis.class));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new VaultException("basis-unreadable", "check the vault folder and the master key", null);
        }
    }
}
