package org.dsrhub.connector;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.TaskState;

/** Compares what a system still holds with what it was told to erase. */
final class Proof implements Sink {
    private final Lease lease;
    private final Records records;
    private final Replies.Services services;
    private final Set<String> there = new HashSet<>();
    private final Set<String> anonymous = new HashSet<>();

    Proof(Lease lease, Records records, Replies.Services services) {
        this.lease = lease;
        this.records = records;
        this.services = services;
    }

    @Override
    public void add(ItemType type, KeyKind asked, Map<String, Object> record, MediaSource media) {
        String hash = HexFormat.of().formatHex(records.referenceHash(Records.reference(type, record)));
        (Anonymisation.done(type, record) ? anonymous : there).add(hash);
    }

    @Override
    public Completion finish(int calls) {
        if (calls == 0) {
            return Completion.as(
                    TaskState.NOT_SEARCHABLE, "no-usable-key: the erasure cannot be proven by asking again");
        }
        int stillThere = services.executions().prove(lease, there, anonymous);
        return stillThere == 0
                ? Completion.done()
                : new Completion(
                        TaskState.DONE,
                        "still-there: " + stillThere
                                + " records that were erased are there again; ask the system's owner",
                        null,
                        null,
                        stillThere,
                        null,
                        null,
                        null);
    }

    @Override
    public void close() {
        // holds nothing open
    }
}
