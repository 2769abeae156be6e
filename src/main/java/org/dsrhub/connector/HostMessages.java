package org.dsrhub.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/** The steps of routes that talk to a host system by messages: one message asks, its answer comes whenever it comes. */
@Component("host-messages")
public class HostMessages {
    private static final int ALL_AT_ONCE = 10_000;
    private static final int LOOKS = 50;
    private static final int PAUSE_MS = 100;

    private final Replies replies;
    private final Connectors connectors;
    private final LateAnswers answers;

    HostMessages(Replies replies, Connectors connectors, LateAnswers answers) {
        this.replies = replies;
        this.connectors = connectors;
        this.answers = answers;
    }

    /** Writes the message that asks or commands. Asked again, it is the same message. */
    public FileTalk begin(Lease lease) {
        FileTalk talk = new FileTalk(replies.begin(lease));
        Reply reply = talk.reply();
        String reference = lease.taskId().toString();
        if (lease.overdue()) {
            reply.end(Completion.waiting(reference, null));
        } else if (reply.isAsking()) {
            List<String> lines = new ArrayList<>();
            while (reply.next()) {
                lines.add(reply.getCall()
                        .text()
                        .replace("{value}", reply.getCall().value()));
            }
            send(talk, lines);
        } else if (!reply.ended()) {
            command(talk);
        }
        return talk;
    }

    private void command(FileTalk talk) {
        Reply reply = talk.reply();
        if (reply.lease().action() != Action.ERASE) {
            throw new Problem(
                    "action-not-served",
                    "the host takes questions and erasures only; correct 'rights' in the connector file");
        }
        List<String> lines = new ArrayList<>();
        for (Item item = reply.commands().nextItem(ALL_AT_ONCE); item != null; ) {
            String text = reply.connector().items().get(item.type()).commands().get(Action.ERASE);
            lines.add(text.replace("{reference}", item.reference()));
            talk.cover(item);
            item = reply.commands().nextOfChunk();
        }
        if (!lines.isEmpty()) {
            replies.services().intents().begin(reply.lease(), "erase");
        }
        send(talk, lines);
    }

    private void send(FileTalk talk, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Connector connector = talk.reply().connector();
        int width = Integer.parseInt(replies.parameter(connector, "width", "0"));
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (width > 0 && line.length() > width) {
                throw new Problem("value-too-wide", "a line is wider than 'width'; correct it in the connector file");
            }
            text.append(line).append(width > 0 ? " ".repeat(width - line.length()) : "\n");
        }
        try {
            ByteBuffer bytes = charset(connector).newEncoder().encode(CharBuffer.wrap(text));
            byte[] content = new byte[bytes.remaining()];
            bytes.get(content);
            talk.send(talk.reply().lease().taskId().toString(), content);
        } catch (CharacterCodingException e) {
            throw new Problem(
                    "value-not-in-code-page",
                    "a key cannot be written in the host's code page; have a person search for it there");
        }
    }

    private Charset charset(Connector connector) {
        return Charset.forName(replies.parameter(connector, "charset", "IBM1047"));
    }

    /** Waits for the answer where a message has gone out. */
    public Completion finish(FileTalk talk) throws IOException {
        if (talk.isReady()) {
            talk.reply().end(Completion.waiting(talk.reply().lease().taskId().toString(), null));
        }
        return replies.finish(talk.reply());
    }

    public void close(FileTalk talk) {
        if (talk != null) {
            replies.close(talk.reply());
        }
    }

    /**
     * @param correlation as the host copied it
     * @param body bytes, or text where a bridge has decoded it
     * @return {@code quarantine} where the message is to be moved to the backout queue
     * @throws SystemUnavailable where the message is to be delivered again
     */
    public String answer(String queue, String correlation, Object body) throws IOException {
        UUID task = task(correlation);
        String name = task == null ? "without-correlation" : task.toString();
        for (int look = 1; ; look++) {
            try {
                return task == null
                        ? answers.impatient(
                                queue,
                                name,
                                "answer-without-task",
                                "an answer has no correlation of ours; ask the host's owner about the message in the backout queue")
                        : answers.takeById(queue, name, task, lease -> answered(lease, body));
            } catch (SystemUnavailable e) {
                // The host may be faster than the ledger notes that the task waits.
                if (look == LOOKS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static UUID task(String correlation) {
        try {
            return correlation == null ? null : UUID.fromString(correlation.strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemUnavailable("interrupted");
        }
    }

    private Completion answered(Lease lease, Object body) throws IOException {
        Connector connector = connectors.get(lease.controller(), lease.system());
        boolean erasing = lease.action() == Action.ERASE;
        FixedWidth head = new FixedWidth(replies.parameter(connector, "header", "return_code 2, records 5"));
        FixedWidth layout = new FixedWidth(replies.parameter(connector, erasing ? "results" : "layout", ""));
        String text = text(connector, body);
        if (text.length() < head.width()) {
            throw unreadable("it is shorter than its head");
        }
        Map<String, Object> header = head.read(text.substring(0, head.width()));
        String code = String.valueOf(header.get("return_code"));
        if (code.equals(replies.parameter(connector, "busy", "08"))) {
            return Completion.retry("host-busy: the host asked to try again later", null);
        }
        boolean nothing = code.equals(replies.parameter(connector, "nothing", "04"));
        if (!nothing && !code.equals(replies.parameter(connector, "found", "00"))) {
            throw new Problem(
                    "host-refused",
                    "the host answered with a return code that the connector file does not know; ask its owner about the message in the backout queue");
        }
        List<Map<String, Object>> records = records(layout, text.substring(head.width()), header.get("records"));
        if (nothing && !records.isEmpty()) {
            throw unreadable("it says that nothing was found, and has records");
        }
        return erasing ? erased(lease, connector, records) : found(lease, records);
    }

    private String text(Connector connector, Object body) {
        if (body instanceof String text) {
            return text;
        }
        if (!(body instanceof byte[] bytes)) {
            throw unreadable("it is neither bytes nor text");
        }
        try {
            return charset(connector)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable("it is not in the host's code page");
        }
    }

    private static List<Map<String, Object>> records(FixedWidth layout, String text, Object count) {
        if (text.length() % layout.width() != 0) {
            throw unreadable("it does not end where a record ends");
        }
        List<Map<String, Object>> records = new ArrayList<>();
        for (int at = 0; at < text.length(); at += layout.width()) {
            records.add(layout.read(text.substring(at, at + layout.width())));
        }
        if (count == null
                || !count.toString().matches("[0-9]+")
                || Long.parseLong(count.toString()) != records.size()) {
            throw unreadable("its head counts other than it holds");
        }
        return records;
    }

    private static Problem unreadable(String how) {
        return new Problem(
                "answer-unreadable",
                "the host's answer cannot be used, " + how
                        + "; compare the message in the backout queue with 'header', 'layout' and 'charset', then retry");
    }

    private Completion found(Lease lease, List<Map<String, Object>> records) throws IOException {
        try (Reply reply = replies.begin(lease)) {
            if (!reply.next()) {
                throw new Problem("no-usable-key", "the question can no longer be told; retry the task");
            }
            for (Map<String, Object> record : records) {
                reply.add(record, Sink.MediaSource.NONE);
            }
            return reply.finish();
        }
    }

    private Completion erased(Lease lease, Connector connector, List<Map<String, Object>> results) {
        String done = replies.parameter(connector, "done", "OK");
        List<UUID> items = new ArrayList<>();
        replies.services().items().read(lease.requestId(), item -> {
            if (item.system().equals(lease.system())) {
                String field = connector.items().get(item.type()).reference();
                boolean gone = results.stream()
                        .anyMatch(result -> item.reference().equals(Records.text(result.get(field)))
                                && done.equals(result.get("result")));
                if (gone) {
                    items.add(item.id());
                }
            }
        });
        replies.services().items().executed(lease.requestId(), items, "ERASED");
        int refused = results.size() - items.size();
        return refused <= 0
                ? Completion.done().withItems(items.size())
                : Completion.as(
                                TaskState.FAILED,
                                "not-erased: the host did not erase " + refused
                                        + " records; ask its owner why, then retry")
                        .withItems(items.size());
    }
}
