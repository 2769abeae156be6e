package org.dsrhub.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.ledger.Executions.Owed;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Moves what may still have to be erased from the payload key, which is about to be shredded, to the evidence key. */
final class KeptReferences {
    private static final int CHUNK = 500;

    private static final String KEPT = """
            (d.right_ = 'ERASURE' and d.outcome in ('ERASE', 'ANONYMISE', 'RETAIN_UNTIL', 'REFUSE', 'REVIEW')
                and not (d.outcome = 'REFUSE' and d.rule = 'law')
                and i.execution is distinct from 'PROVEN' and b.key = 'PAYLOAD')""";

    private static final String MOVE = "update item set blob_id = ? where request_id = ? and id = any (?)";

    private static final String MOVE_SUBJECT = "update request set subject_blob = ? where id = ?";

    private final JdbcTemplate jdbc;
    private final Vault vault;
    private final Requests requests;
    private final DecidedLines lines;

    KeptReferences(JdbcTemplate jdbc, Vault vault, Requests requests, DecidedLines lines) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.requests = requests;
        this.lines = lines;
    }

    /** @return how many items were moved */
    int keep(UUID requestId) {
        Map<String, Keeping> bySystem = new HashMap<>();
        try {
            lines.stream(
                    requestId,
                    KEPT,
                    List.of(),
                    CHUNK,
                    (system, kept) -> bySystem.computeIfAbsent(system, name -> new Keeping(requestId))
                            .add(kept));
            for (Keeping keeping : bySystem.values()) {
                Blob blob = keeping.draft.seal();
                vault.store(blob);
                jdbc.update(MOVE, blob.id(), requestId, DecidedLines.uuids(keeping.items));
            }
            if (!bySystem.isEmpty()) {
                keepSubject(requestId);
            }
        } catch (IOException e) {
            throw new VaultException(
                    VaultException.WRITE, "check free space and rights of the vault folder (hub.vault.folder)", e);
        } finally {
            bySystem.values().forEach(keeping -> keeping.draft.close());
        }
        return bySystem.values().stream()
                .mapToInt(keeping -> keeping.items.size())
                .sum();
    }

    /** Its keys find the holds of then, and ask the systems for proof. */
    private void keepSubject(UUID requestId) throws IOException {
        SealedSubject kept = new SealedSubject(requests.subject(requestId), null);
        Blob blob = vault.seal(
                requestId, Vault.Key.EVIDENCE, "application/json", LedgerJson.MAPPER.writeValueAsBytes(kept));
        vault.store(blob);
        jdbc.update(MOVE_SUBJECT, blob.id(), requestId);
    }

    /** One system's lines on their way to the evidence key. */
    private final class Keeping {
        final Vault.Draft draft;
        final List<UUID> items = new ArrayList<>();

        Keeping(UUID requestId) {
            this.draft = vault.draft(requestId, Vault.Key.EVIDENCE, "application/x-ndjson");
        }

        void add(List<Owed> kept) {
            try {
                for (Owed owed : kept) {
                    Item item = owed.item();
                    draft.write(LedgerJson.MAPPER.writeValueAsBytes(new Item(
                            item.id(), item.system(), item.type(), item.reference(), item.facts(), null, null)));
                    draft.write('\n');
                    items.add(item.id());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
