package org.dsrhub.connector;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;

/**
 * One task in the hands of a connector's route: the calls to make, one after the other, and what came of them. A route
 * asks {@link Replies#next} for the next call until there is none, hands each record to {@link #add}, and gives the
 * {@link Completion} of {@link Replies#finish} back to the ledger. Belongs to one exchange.
 */
public final class Reply implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

    private final Lease lease;
    private final Connector connector;
    private final Replies.Services services;
    private final Subject subject;
    private final Iterator<Call> questions;
    private final Sink sink;
    private final Commands commands;
    private final Set<String> keysUsed = new TreeSet<>();
    private Call call;
    private int calls;
    private Completion end;

    /** A reply that asks: its records go to the sink. */
    Reply(
            Lease lease,
            Connector connector,
            Replies.Services services,
            Subject subject,
            List<Call> questions,
            Sink sink) {
        this(lease, connector, services, subject, questions, sink, null);
    }

    /** A reply that commands. */
    Reply(Lease lease, Connector connector, Replies.Services services, List<Call> calls, Commands commands) {
        this(lease, connector, services, null, calls, null, commands);
    }

    private Reply(
            Lease lease,
            Connector connector,
            Replies.Services services,
            Subject subject,
            List<Call> questions,
            Sink sink,
            Commands commands) {
        this.lease = lease;
        this.connector = connector;
        this.services = services;
        this.subject = subject;
        this.questions = questions.iterator();
        this.sink = sink;
        this.commands = commands;
    }

    public Lease lease() {
        return lease;
    }

    public Connector connector() {
        return connector;
    }

    /** Whom it asks about, null where it commands. */
    Subject subject() {
        return subject;
    }

    Commands commands() {
        return commands;
    }

    Replies.Services services() {
        return services;
    }

    /** How many calls were made so far. */
    int calls() {
        return calls;
    }

    /** Whether it asks (QUERY, PROVE); else it commands. */
    public boolean isAsking() {
        return sink != null;
    }

    /** The call at hand. */
    public Call getCall() {
        return call;
    }

    /** Moves on to the next call. @return false where none is left, or the reply has ended early */
    boolean next() {
        return next(() -> true);
    }

    /** The same for calls that each go to the system on their own: waits until its rate has room for one more. */
    boolean nextPaced() {
        return next(calls == 0 ? () -> true : this::paced);
    }

    /**
     * Waits until the backend's rate has room for one more call; the task's lease has paid for its first.
     *
     * @return false where that takes too long: the reply has ended, and the task is tried again by then
     */
    boolean paced() {
        if (connector.limits().permits() == null) {
            return true;
        }
        Duration wait = services.backends().spend(connector.backend());
        if (wait.compareTo(LONGEST_PAUSE) > 0) {
            end(Completion.retry("rate-used-up: the system's rate has no room for this task yet", wait));
            return false;
        }
        Pause.of(wait);
        return true;
    }

    private boolean next(BooleanSupplier pace) {
        if (end != null) {
            return false;
        }
        if (questions.hasNext()) {
            call = pace.getAsBoolean() ? questions.next() : null;
            if (call != null && commands != null) {
                services.intents().begin(lease, call.kind().label() + "-" + calls);
            }
        } else {
            call = commands == null || lease.action() == Action.SUPPRESS ? null : commands.next(pace);
        }
        if (call == null) {
            return false;
        }
        calls++;
        if (call.kind() != null) {
            keysUsed.add(call.kind().label());
        }
        return true;
    }

    /** Takes a record of the call at hand. */
    void add(Map<String, Object> record, Sink.MediaSource media) throws IOException {
        add(call, record, media);
    }

    /** Takes a record of a call that was made before. */
    void add(Call of, Map<String, Object> record, Sink.MediaSource media) throws IOException {
        ItemType type = Records.kindOf(of.types(), record);
        sink.add(type, of.kind(), record, media);
    }

    /** The command at hand is carried out, or there was nothing left to do. */
    void carriedOut() {
        if (call.item() != null) {
            commands.carriedOut(call.item());
        }
    }

    /** The same for a command that covered many. */
    void carriedOut(Item item) {
        commands.carriedOut(item);
    }

    /** The system would not carry out the command at hand; those on other items go on. */
    void kept() {
        commands.kept(call.item());
    }

    /** Ends it before all calls are made: throttled, waiting, nothing to do. */
    void end(Completion completion) {
        end = completion;
    }

    boolean ended() {
        return end != null;
    }

    Completion finish() throws IOException {
        if (end != null) {
            return end.withKeys(List.copyOf(keysUsed));
        }
        if (sink != null) {
            return sink.finish(calls).withKeys(List.copyOf(keysUsed));
        }
        Completion done = commands.finish();
        if (lease.action() == Action.SUPPRESS && calls == 0) {
            return Completion.as(
                    TaskState.NOT_SEARCHABLE,
                    "no-usable-key: no address is known that marketing could be stopped to; a person asks the subject");
        }
        return done.withKeys(List.copyOf(keysUsed));
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }

    @Override
    public String toString() {
        return "Reply[" + lease.taskId() + "]";
    }
}
