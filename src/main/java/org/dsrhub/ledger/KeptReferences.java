package org.dsrhub.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.Executions.Owed;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes the lines of items anew: what may still have to be erased from the payload key, which is about to be shredded, to the
 * evidence key, and facts that a system has told again, under the key that the line has.
 */
final class KeptReferences {
    private static final int CHUNK = 500;

    private static final String KEPT = """
            (d.right_ = 'ERASURE' and d.outcome in ('ERASE', 'ANONYMISE', 'RETAIN_UNTIL', 'REFUSE', 'REVIEW')
                and not (d.outcome = 'REFUSE' and d.rule = 'law')
                and i.execution is distinct from 'PROVEN' and b.key = 'PAYLOAD')""";

    private static final String TOLD = "(d.right_ = 'ERASURE' and i.again = 'ASK' and i.system = ? and b.key = ?)";

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
                    (system, kept) -> bySystem.computeIfAbsent(
                                    system, name -> new Keeping(requestId, Vault.Key.EVIDENCE))
                            .addAll(kept));
            for (Keeping keeping : bySystem.values()) {
                keeping.move();
            }
            if (!bySystem.isEmpty()) {
                keepSubject(requestId);
            }
        } catch (IOException e) {
            throw full(e);
        } finally {
            bySystem.values().forEach(Keeping::close);
        }
        return bySystem.values().stream()
                .mapToInt(keeping -> keeping.items.size())
                .sum();
    }

    /** @param told reference hash in hex → facts of now */
    void tell(Lease lease, Map<String, ItemFacts> told) {
        for (Vault.Key key : Vault.Key.values()) {
            try (Keeping keeping = new Keeping(lease.requestId(), key)) {
                lines.stream(
                        lease.requestId(),
                        TOLD,
                        List.of(lease.system(), key.name()),
                        CHUNK,
                        (system, items) -> items.stream()
                                .map(Owed::item)
                                .filter(item -> told.containsKey(reference(item)))
                                .forEach(item -> keeping.add(item, told.get(reference(item)))));
                keeping.move();
            } catch (IOException e) {
                throw full(e);
            }
        }
    }

    private static String reference(Item item) {
        return item.facts().references().get("item");
    }

    private static VaultException full(IOException cause) {
        return new VaultException(
                VaultException.WRITE, "check free space and rights of the vault folder (hub.vault.folder)", cause);
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
    private final class Keeping implements AutoCloseable {
        private final UUID requestId;
        private final Vault.Key key;
        private Vault.Draft draft;
        final List<UUID> items = new ArrayList<>();

        Keeping(UUID requestId, Vault.Key key) {
            this.requestId = requestId;
            this.key = key;
        }

        /** The record stays where the payload does. */
        void add(Item item, ItemFacts facts) {
            boolean whole = key == Vault.Key.PAYLOAD;
            try {
                if (draft == null) {
                    draft = vault.draft(requestId, key, "application/x-ndjson");
                }
                draft.write(LedgerJson.MAPPER.writeValueAsBytes(new Item(
                        item.id(),
                        item.system(),
                        item.type(),
                        item.reference(),
                        facts,
                        whole ? item.record() : null,
                        whole ? item.media() : null)));
                draft.write('\n');
                items.add(item.id());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void addAll(List<Owed> kept) {
            kept.forEach(owed -> add(owed.item(), owed.item().facts()));
        }

        /** Nothing where nothing was added. */
        void move() throws IOException {
            if (draft != null) {
                Blob blob = draft.seal();
                vault.store(blob);
                jdbc.update(MOVE, blob.id(), requestId, DecidedLines.uuids(items));
            }
        }

        @Override
        public void close() {
            if (draft != null) {
                draft.close();
            }
        }
    }
}
