package org.dsrhub.connector;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.TaskState;

/** Compares what a system still holds with what it was told to erase. */
final class Proof implements Sink {
    private static final int ALL = Integer.MAX_VALUE;

    private final Lease lease;
    private final Records records;
    private final Replies.Services services;
    private final Map<ByteBuffer, UUID> erased = new HashMap<>();
    private final Set<UUID> stillThere = new LinkedHashSet<>();

    Proof(Lease lease, Records records, Replies.Services services) {
        this.lease = lease;
        this.records = records;
        this.services = services;
        services.items()
                .executing(lease.requestId(), lease.system(), Set.of("ERASED", "STILL_THERE"), ALL, this::expectGone);
    }

    private void expectGone(Item item) {
        erased.put(ByteBuffer.wrap(records.referenceHash(item.reference())), item.id());
    }

    @Override
    public void add(ItemType type, Map<String, Object> record, MediaSource media) {
        UUID item = erased.get(ByteBuffer.wrap(records.referenceHash(Records.reference(type, record))));
        if (item != null) {
            stillThere.add(item);
        }
    }

    @Override
    public Completion finish(int calls) {
        if (calls == 0) {
            return Completion.as(TaskState.NOT_SEARCHABLE, "no-usable-key: the erasure cannot be proven by asking again");
        }
        Set<UUID> gone = new LinkedHashSet<>(erased.values());
        gone.removeAll(stillThere);
        services.items().executed(lease.requestId(), gone, "PROVEN");
        services.items().executed(lease.requestId(), stillThere, "STILL_THERE");
        return stillThere.isEmpty()
                ? Completion.done().withItems(gone.size())
                : Completion.as(
                        TaskState.FAILED,
                        "still-there: " + stillThere.size()
                                + " records that were erased are there again; ask the system's owner, then retry");
    }

    @Override
    public void close() {
        // holds nothing open
    }
}
