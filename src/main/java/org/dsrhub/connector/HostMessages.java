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
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The steps of routes that talk to a host system by messages: one message asks, its answer comes whenever it comes. */
@Component("host-messages")
public class HostMessages {
    private final RequestReply talks;
    private final Replies replies;
    private final Connectors connectors;
    private final LateAnswers answers;

    HostMessages(RequestReply talks, Replies replies, Connectors connectors, LateAnswers answers) {
        this.talks = talks;
        this.replies = replies;
        this.connectors = connectors;
        this.answers = answers;
    }

    public FileTalk begin(Lease lease) {
        return talks.begin(lease, new Messages());
    }

    private final class Messages implements RequestReply.Writing {
        @Override
        public String question(Reply reply) {
            return reply.getCall().text().replace("{value}", reply.getCall().value());
        }

        @Override
        public String erasure(Reply reply, Item item) {
            String text = reply.connector().items().get(item.type()).commands().get(Action.ERASE);
            return text.replace("{reference}", item.reference());
        }

        @Override
        public FileTalk.Message message(Reply reply, List<String> lines) {
            int width = Integer.parseInt(replies.parameter(reply.connector(), "width", "0"));
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                if (width > 0 && line.length() > width) {
                    throw new Problem(
                            "value-too-wide", "a line is wider than 'width'; correct it in the connector file");
                }
                text.append(line).append(width > 0 ? " ".repeat(width - line.length()) : "\n");
            }
            try {
                ByteBuffer bytes = charset(reply.connector()).newEncoder().encode(CharBuffer.wrap(text));
                byte[] content = new byte[bytes.remaining()];
                bytes.get(content);
                return new FileTalk.Message(RequestReply.reference(reply.lease()), content);
            } catch (CharacterCodingException e) {
                throw new Problem(
                        "value-not-in-code-page",
                        "a key cannot be written in the host's code page; have a person search for it there");
            }
        }
    }

    private Charset charset(Connector connector) {
        return Charset.forName(replies.parameter(connector, "charset", "IBM1047"));
    }

    /**
     * @param correlation as the host copied it
     * @param body bytes, or text where a bridge has decoded it
     * @return {@code quarantine} where the message is to be moved to the backout queue
     * @throws SystemUnavailable where the message is to be delivered again
     */
    public String answer(String queue, String correlation, Object body) throws IOException {
        String reference = reference(correlation);
        return answers.take(
                queue,
                reference == null ? "without-correlation" : reference,
                reference,
                lease -> answered(lease, body));
    }

    private static String reference(String correlation) {
        try {
            return correlation == null
                    ? null
                    : UUID.fromString(correlation.strip()).toString();
        } catch (IllegalArgumentException e) {
            return null;
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
        return erasing
                ? talks.erased(
                        lease,
                        records,
                        replies.parameter(connector, "done", "OK"),
                        item -> connector.items().get(item.type()).reference())
                : talks.found(lease, records);
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
}
