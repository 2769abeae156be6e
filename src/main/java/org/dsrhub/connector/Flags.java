package org.dsrhub.connector;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;

/**
 * Commands that leave a record where it is and say something of it: restricted (Art. 18), no longer so, consent withdrawn. They
 * go to all records of the subject that a system has, whatever is decided of them, and do no harm when they are repeated.
 */
final class Flags extends Commands {
    private static final int CHUNK = 2_000;
    private static final Duration WHILE_SET = Duration.ofMinutes(1);

    private final Lease lease;
    private final Connector connector;
    private final Replies.Services services;
    private final String day;
    private final Deque<Item> todo = new ArrayDeque<>();
    private final Set<UUID> seen = new HashSet<>();
    private int total;
    private boolean over;

    /** @param day what {@code {value}} stands for: since when a consent is withdrawn */
    Flags(Lease lease, Connector connector, Replies.Services services, String day) {
        super(lease, connector, services);
        this.lease = lease;
        this.connector = connector;
        this.services = services;
        this.day = day;
    }

    /** How the task ends without a call to the system, null where it needs some. */
    Completion instead() {
        if (over(lease, services)) {
            return overCompletion();
        }
        if (lease.action() == Action.LIFT && stillBeingSet()) {
            return Completion.retry(
                    "restriction-being-set: the flag is lifted once the task that sets it has ended", WHILE_SET);
        }
        boolean commands = connector.items().values().stream()
                .anyMatch(type -> type.commands().containsKey(lease.action()));
        if (!commands) {
            return byHand(lease, connector);
        }
        return connector.mode() == Connector.Mode.SHADOW
                ? Completion.as(
                        TaskState.MANUAL,
                        "shadow: changes nothing; promote the connector to live and retry, or have a person do it")
                : null;
    }

    static Completion byHand(Lease lease, Connector connector) {
        return Completion.as(
                TaskState.MANUAL,
                (lease.overdue() ? "manual-overdue: " : "manual: ") + connector.owner() + " is to "
                        + what(lease.action()));
    }

    static String what(Action action) {
        return switch (action) {
            case RESTRICT -> "mark the subject's records as restricted (Art. 18) and confirm";
            case LIFT -> "take the mark of the restriction from the subject's records and confirm";
            case WITHDRAW -> "end the consent and confirm";
            case RECTIFY -> "correct what the form says and confirm";
            default -> "tell the recipient what was corrected (Art. 19) and confirm";
        };
    }

    /** A restriction that was lifted before its flag was set is not set any more. */
    static boolean over(Lease lease, Replies.Services services) {
        return lease.action() == Action.RESTRICT && !services.holds().restricted(lease.requestId());
    }

    static Completion overCompletion() {
        return Completion.as(TaskState.DONE, "restriction-lifted: it has ended, nothing is left to set");
    }

    /** What is with a person they see: both tasks lie before them. */
    private boolean stillBeingSet() {
        return services.requests().tasks(lease.requestId()).stream()
                .filter(task ->
                        task.action() == Action.RESTRICT && lease.system().equals(task.system()))
                .anyMatch(task -> !task.state().settled() && task.state() != TaskState.MANUAL);
    }

    @Override
    Call next(BooleanSupplier pace) {
        if (todo.isEmpty()) {
            fill();
        }
        if (todo.isEmpty() || !pace.getAsBoolean()) {
            return null;
        }
        over = over(lease, services);
        if (over) {
            return null;
        }
        Item item = todo.poll();
        ItemType type = connector.items().get(item.type());
        services.intents().begin(lease, item.id().toString());
        return new Call(List.of(type), null, type.commands().get(lease.action()), day, item);
    }

    private void fill() {
        try {
            services.items().read(lease.requestId(), item -> {
                if (todo.size() == CHUNK) {
                    throw new Enough();
                }
                ItemType type = connector.items().get(item.type());
                if (item.system().equals(connector.system())
                        && type != null
                        && type.commands().containsKey(lease.action())
                        && seen.add(item.id())) {
                    todo.add(item);
                }
            });
        } catch (Enough e) {
            // the others follow
        }
    }

    private static final class Enough extends RuntimeException {
        Enough() {
            super(null, null, false, false);
        }
    }

    @Override
    void carriedOut(Item item) {
        total++;
    }

    @Override
    void kept(Item item) {
        // nothing is asked of it again
    }

    @Override
    Item nextItem(int chunk) {
        return null; // no file carries them
    }

    @Override
    Completion finish() {
        return over ? overCompletion() : Completion.done().withItems(total);
    }
}
