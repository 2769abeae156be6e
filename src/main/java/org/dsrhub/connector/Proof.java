package org.dsrhub.connector;

import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.decision.ItemFacts;
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
    private final Set<String> toldAnew;
    private final Map<String, ItemFacts> facts = new HashMap<>();
    private boolean unclear;

    Proof(Lease lease, Records records, Replies.Services services) {
        this.lease = lease;
        this.records = records;
        this.services = services;
        this.toldAnew = services.executions().toldAnew(lease);
    }

    @Override
    public void add(ItemType type, KeyKind asked, Map<String, Object> record, MediaSource media) {
        String hash = HexFormat.of().formatHex(records.referenceHash(Records.reference(type, record)));
        (Anonymisation.done(type, record) ? anonymous : there).add(hash);
        if (toldAnew.contains(hash)) {
            facts.put(hash, records.facts(type, record));
        } else if (type.constitutes() != null) {
            // A claim or a contract that the request does not know may keep what it knows.
            unclear = true;
        }
    }

    @Override
    public Completion finish(int calls) {
        if (calls == 0) {
            return Completion.as(
                    TaskState.NOT_SEARCHABLE, "no-usable-key: the erasure cannot be proven by asking again");
        }
        if (!toldAnew.isEmpty() && !unclear) {
            services.executions().tell(lease, facts);
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
