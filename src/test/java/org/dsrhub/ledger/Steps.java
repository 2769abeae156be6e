package org.dsrhub.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The engine by hand: tests lease and hand in one task at a time, and so choose every interleaving. */
@Component
public class Steps {
    private final WorkTable work;
    private final CompletionWriter writer;
    private final Items items;
    private final Vault vault;
    private final KeyedHash hash;
    private final JdbcTemplate jdbc;
    private final Engine engine;

    Steps(
            WorkTable work,
            CompletionWriter writer,
            Items items,
            Vault vault,
            KeyedHash hash,
            JdbcTemplate jdbc,
            Engine engine) {
        this.work = work;
        this.writer = writer;
        this.items = items;
        this.vault = vault;
        this.hash = hash;
        this.jdbc = jdbc;
        this.engine = engine;
    }

    /** For routes: the engine takes over from the hand. */
    public org.apache.camel.Component component() {
        return new LedgerComponent(engine);
    }

    public Optional<Lease> take(String queue) {
        return work.take(Map.of(queue, 1), 1).leases().stream().findFirst();
    }

    public boolean complete(Lease lease, Completion completion) {
        return writer.write(List.of(new CompletionWriter.Finished(lease, completion, false)))
                .get(0);
    }

    /** The node dies: its lease runs out. */
    public void crash(Lease lease) {
        jdbc.update(
                "update work set due_at = statement_timestamp(), leased_by = null where task_id = ?", lease.taskId());
    }

    /** Waiting is over for what was put off. */
    public void hurry(UUID requestId) {
        jdbc.update(
                "update work set due_at = statement_timestamp() where request_id = ? and leased_by is null", requestId);
    }

    /** The time that the system had to reply is over; its worker goes on. */
    public void noLongerAwaited(Lease lease) {
        jdbc.update("update work set reply_by = statement_timestamp() where task_id = ?", lease.taskId());
        jdbc.update("update task set reply_by = statement_timestamp() where id = ?", lease.taskId());
        work.sweep();
    }

    /** As a connector's worker answers a question. */
    public Completion reply(Lease lease, List<Item> found) {
        try {
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (Item item : found) {
                lines.write(LedgerJson.MAPPER.writeValueAsString(item).getBytes(StandardCharsets.UTF_8));
                lines.write('\n');
            }
            Blob blob = vault.seal(lease.requestId(), Vault.Key.PAYLOAD, "application/x-ndjson", lines.toByteArray());
            items.append(
                    lease,
                    found.stream()
                            .map(item -> new Items.Row(
                                    item.id(),
                                    item.system(),
                                    item.type(),
                                    "MATCHED",
                                    hash.of("item:" + item.system(), item.reference()),
                                    blob.id()))
                            .toList());
            return Completion.done().withItems(found.size()).withBlobs(List.of(blob));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
