package org.dsrhub.connector;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;

/** The items of a system that were decided to go and have not gone yet; holds are looked at again for each few of them. */
class Commands {
    /** Few, so that little time passes between the look at the holds and the effect. */
    private static final int CHUNK = 50;

    /** A look older than this, after a wait for the system's rate or for slow calls, is repeated. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final Duration WHILE_STOPPED = Duration.ofMinutes(1);

    private final Lease lease;
    private final Connector connector;
    private final Replies.Services services;
    private final Deque<Item> cleared = new ArrayDeque<>();
    private final List<UUID> carriedOut = new ArrayList<>();
    private final Set<UUID> kept = new HashSet<>();
    /** Of the kinds of records whose turn is now or later. */
    private final NavigableSet<Integer> orders;

    /** Commands that go out one by one keep the order; those of one file go together. */
    private boolean ordered;

    private int total;
    private long lookedAt;
    private boolean stopped;

    Commands(Lease lease, Connector connector, Replies.Services services) {
        this.lease = lease;
        this.connector = connector;
        this.services = services;
        this.orders = new TreeSet<>(
                connector.items().values().stream().map(Commands::order).toList());
    }

    /** The next item that may go now, null where none is left. */
    Item nextItem(int chunk) {
        if (cleared.isEmpty() && !stopped) {
            flush();
            clear(chunk);
        }
        return cleared.poll();
    }

    /** The next of those that were looked at together, null at their end. */
    Item nextOfChunk() {
        return cleared.poll();
    }

    private void clear(int chunk) {
        lookedAt = System.nanoTime();
        try {
            Executions.Cleared result = services.executions().clear(lease, chunk, items -> {
                items.stream()
                        .filter(item -> !kept.contains(item.id()))
                        .filter(this::isTurn)
                        .forEach(cleared::add);
                if (!cleared.isEmpty()) {
                    throw new Enough();
                }
            });
            stopped = result.stopped();
        } catch (Enough e) {
            // one chunk at a time
        }
    }

    private Item nextInOrder() {
        Item item = nextItem(CHUNK);
        while (item == null && !stopped && !orders.isEmpty()) {
            orders.pollFirst();
            item = orders.isEmpty() ? null : nextItem(CHUNK);
        }
        return item;
    }

    private boolean isTurn(Item item) {
        ItemType type = connector.items().get(item.type());
        return !ordered || orders.isEmpty() || type == null || order(type) == orders.first();
    }

    private static int order(ItemType type) {
        return type == null ? 0 : type.eraseOrder();
    }

    private static final class Enough extends RuntimeException {
        Enough() {
            super(null, null, false, false);
        }
    }

    /** Null where all is carried out, or the pace ends the reply. @param pace waits for its turn, false where it may not go on */
    Call next(BooleanSupplier pace) {
        ordered = true;
        Item item = nextInOrder();
        if (item != null && !pace.getAsBoolean()) {
            return null;
        }
        if (item != null && System.nanoTime() - lookedAt > FRESH.toNanos()) {
            cleared.clear();
            item = nextInOrder();
        }
        if (item == null) {
            return null;
        }
        ItemType type = connector.items().get(item.type());
        String text = type == null ? null : type.commands().get(lease.action());
        if (text == null) {
            throw new Problem(
                    "no-command",
                    "the connector file has no command to "
                            + lease.action().name().toLowerCase(Locale.ROOT)
                            + " item '" + item.type() + "'; add it and retry, or have a person do it");
        }
        services.intents().begin(lease, item.id().toString());
        return new Call(
                List.of(type),
                null,
                text,
                null,
                item,
                lease.action() == Action.ANONYMISE ? Anonymisation.of(type, item.record(), services.hash()) : Map.of());
    }

    void carriedOut(Item item) {
        carriedOut.add(item.id());
        total++;
    }

    /** The system would not let go of it: it is not commanded again by this task. */
    void kept(Item item) {
        kept.add(item.id());
    }

    private void flush() {
        if (!carriedOut.isEmpty()) {
            services.items()
                    .executed(
                            lease.requestId(),
                            carriedOut,
                            lease.action() == Action.ANONYMISE ? "ANONYMISED" : "ERASED");
            carriedOut.clear();
        }
    }

    Completion finish() {
        flush();
        return stopped
                ? Completion.retry("erasure-stopped: erasing is stopped on all systems; resume it", WHILE_STOPPED)
                : Completion.done().withItems(total);
    }
}
