package org.dsrhub.connector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;

/** The items of a system that were decided to go and have not gone yet, a thousand at a time. */
final class Commands {
    private static final int CHUNK = 1000;

    private final Lease lease;
    private final Connector connector;
    private final Replies.Services services;
    private final Deque<Item> pending = new ArrayDeque<>();
    private final List<UUID> carriedOut = new ArrayList<>();
    private int total;

    Commands(Lease lease, Connector connector, Replies.Services services) {
        this.lease = lease;
        this.connector = connector;
        this.services = services;
    }

    /** Null where all is carried out. */
    Call next() {
        if (pending.isEmpty()) {
            flush();
            services.items()
                    .executing(lease.requestId(), lease.system(), Set.of("PENDING"), CHUNK, pending::add);
        }
        Item item = pending.poll();
        if (item == null) {
            return null;
        }
        ItemType type = connector.items().get(item.type());
        String text = type == null ? null : type.commands().get(lease.action());
        if (text == null) {
            throw new Problem(
                    "no-command",
                    "the connector file has no command to " + lease.action().name().toLowerCase(java.util.Locale.ROOT)
                            + " item '" + item.type() + "'; add it and retry, or have a person do it");
        }
        services.intents().begin(lease, item.id().toString());
        return new Call(List.of(type), null, text, null, item);
    }

    void carriedOut(Item item) {
        carriedOut.add(item.id());
        total++;
    }

    int flush() {
        if (!carriedOut.isEmpty()) {
            services.items()
                    .executed(
                            lease.requestId(), carriedOut, lease.action() == Action.ANONYMISE ? "ANONYMISED" : "ERASED");
            carriedOut.clear();
        }
        return total;
    }
}
