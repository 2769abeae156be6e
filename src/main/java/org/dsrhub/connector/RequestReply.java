package org.dsrhub.connector;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/**
 * Asynchronous request and reply with a party that is written to and answers when it does: one message goes out a task,
 * under a reference that is noted before, and its answer settles the task.
 */
@Component("request-reply")
public class RequestReply {
    private static final int ALL_AT_ONCE = 10_000;

    private final Replies replies;
    private final WaitingTasks waiting;

    RequestReply(Replies replies, WaitingTasks waiting) {
        this.replies = replies;
        this.waiting = waiting;
    }

    /** How a party is written to. */
    interface Writing {
        /** What asks by the reply's call at hand. */
        String question(Reply reply);

        /** What commands to erase. */
        String erasure(Reply reply, Item item);

        /** @return the message of these lines, at least one */
        FileTalk.Message message(Reply reply, List<String> lines);
    }

    /** Writes what asks or commands. Asked again, it is the same under the same reference. */
    FileTalk begin(Lease lease, Writing writing) {
        FileTalk talk = new FileTalk(replies.begin(lease));
        Reply reply = talk.reply();
        if (lease.overdue()) {
            reply.end(waiting(lease));
        } else if (!reply.ended()) {
            List<String> lines = reply.isAsking() ? questions(reply, writing) : erasures(reply, writing);
            if (!lines.isEmpty()) {
                talk.send(writing.message(reply, lines));
                waiting.expect(lease, reference(lease));
            }
        }
        return talk;
    }

    private static List<String> questions(Reply reply, Writing writing) {
        List<String> lines = new ArrayList<>();
        while (reply.next()) {
            lines.add(writing.question(reply));
        }
        return lines;
    }

    private static List<String> erasures(Reply reply, Writing writing) {
        if (reply.lease().action() != Action.ERASE) {
            throw new Problem(
                    "action-not-served",
                    "it takes questions and erasures only; correct 'rights' in the connector file");
        }
        List<String> lines = new ArrayList<>();
        for (Item item = reply.commands().nextItem(ALL_AT_ONCE);
                item != null;
                item = reply.commands().nextOfChunk()) {
            lines.add(writing.erasure(reply, item));
        }
        if (!lines.isEmpty()) {
            reply.services().intents().begin(reply.lease(), "erase");
        }
        return lines;
    }

    static String reference(Lease lease) {
        return lease.taskId().toString();
    }

    private static Completion waiting(Lease lease) {
        return Completion.waiting(reference(lease), null);
    }

    /** Waits for the answer where a message has gone out. */
    public Completion finish(FileTalk talk) throws IOException {
        if (talk.isReady()) {
            talk.reply().end(waiting(talk.reply().lease()));
        }
        return replies.finish(talk.reply());
    }

    public void close(FileTalk talk) {
        if (talk != null) {
            replies.close(talk.reply());
        }
    }

    /** The answer to a question. */
    Completion found(Lease lease, List<Map<String, Object>> records) throws IOException {
        try (Reply reply = replies.answering(lease)) {
            List<ItemType> types = new ArrayList<>();
            while (reply.next()) {
                types.addAll(reply.getCall().types());
            }
            if (types.isEmpty()) {
                throw new Problem("no-usable-key", "the question can no longer be told; retry the task");
            }
            Call asked = new Call(types.stream().distinct().toList(), null, null, null, null);
            for (Map<String, Object> record : records) {
                reply.add(asked, record, Sink.MediaSource.NONE);
            }
            return reply.finish();
        }
    }

    /**
     * The answer to a command to erase.
     *
     * @param done what {@code result} says of an item that was erased
     * @param field which field of a result names the item
     */
    Completion erased(Lease lease, List<Map<String, Object>> results, String done, Function<Item, String> field) {
        Map<String, Set<String>> gone = new HashMap<>();
        List<UUID> items = new ArrayList<>();
        replies.services().items().read(lease.requestId(), item -> {
            if (item.system().equals(lease.system())
                    && gone.computeIfAbsent(field.apply(item), name -> references(results, done, name))
                            .contains(item.reference())) {
                items.add(item.id());
            }
        });
        replies.services().items().executed(lease.requestId(), items, "ERASED");
        int left = left(lease);
        return left == 0
                ? Completion.done().withItems(items.size())
                : Completion.as(
                                TaskState.FAILED,
                                "not-erased: " + left
                                        + " records were not erased; ask the system's owner why, then retry")
                        .withItems(items.size());
    }

    private static Set<String> references(List<Map<String, Object>> results, String done, String field) {
        return results.stream()
                .filter(result -> done.equals(result.get("result")))
                .map(result -> Records.text(result.get(field)))
                .collect(Collectors.toSet());
    }

    /** Refused or passed over. */
    private int left(Lease lease) {
        AtomicInteger left = new AtomicInteger();
        replies.services().items().decisions(lease.requestId(), item -> {
            if (item.system().equals(lease.system())
                    && item.right() == Right.ERASURE
                    && "PENDING".equals(item.execution())) {
                left.incrementAndGet();
            }
        });
        return left.get();
    }
}
