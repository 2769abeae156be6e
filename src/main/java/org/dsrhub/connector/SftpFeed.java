package org.dsrhub.connector;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/**
 * The steps of routes that serve a feed to a recipient: its history is read and searched, and the recipient is told what
 * was erased; its acknowledgement comes later.
 */
@Component("sftp-feed")
public class SftpFeed {
    private static final Pattern ACKNOWLEDGEMENT =
            Pattern.compile("ACK_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.txt", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTENT = Pattern.compile("OK;[0-9]+");
    /** Field that names a line. */
    private static final String ENTRY = "entry";

    private static final int TRIES_OF_HALF_FILES = 6;
    private static final int ALL_AT_ONCE = 10_000;

    private final Replies replies;
    private final LateAnswers answers;
    private final CamelContext camel;

    SftpFeed(Replies replies, LateAnswers answers, CamelContext camel) {
        this.replies = replies;
        this.answers = answers;
        this.camel = camel;
    }

    public FileTalk begin(Lease lease) throws IOException {
        FileTalk talk = new FileTalk(replies.begin(lease));
        if (talk.reply().ended()) {
            return talk;
        }
        if (lease.action() == Action.NOTIFY) {
            notice(talk);
        } else if (!talk.reply().isAsking()) {
            throw new Problem(
                    "action-not-served",
                    "what was sent to a recipient cannot be erased there, it is told; write 'erasure: notify' in the connector file");
        }
        return talk;
    }

    /** Searches the whole history for the keys at hand. */
    public void history(FileTalk talk) throws IOException {
        Reply reply = talk.reply();
        if (!reply.isAsking()) {
            return;
        }
        List<Call> calls = new ArrayList<>();
        while (reply.next()) {
            calls.add(reply.getCall());
        }
        if (calls.isEmpty()) {
            return;
        }
        Connector connector = reply.connector();
        FeedForm form = form(connector, "layout");
        Charset charset = Charset.forName(replies.parameter(connector, "charset", "UTF-8"));
        List<String> identity =
                List.of(replies.parameter(connector, "identity", "").split("\\s*,\\s*"));
        Pattern names = Pattern.compile(replies.parameter(connector, "history", ".*"));
        try (SftpReader server = new SftpReader(SftpEndpoints.Connection.of(camel, connector))) {
            for (String name : server.names("history", names)) {
                try (InputStream in = server.open("history", name)) {
                    search(reply, calls, form, identity, new BufferedReader(new InputStreamReader(in, charset)));
                } catch (FeedForm.Half e) {
                    throw half(reply, e.getMessage());
                }
            }
        }
    }

    private static RuntimeException half(Reply reply, String how) {
        return reply.lease().attempt() < TRIES_OF_HALF_FILES
                ? new SystemUnavailable("feed-incomplete: a file of the history " + how)
                : new Problem(
                        "feed-incomplete",
                        "a file of the history " + how + "; have the feed's owner restore it, then retry");
    }

    private static void search(
            Reply reply, List<Call> calls, FeedForm form, List<String> identity, BufferedReader lines)
            throws IOException, FeedForm.Half {
        FeedForm.Reading reading = form.reading(lines);
        for (Map<String, Object> record = reading.next(); record != null; record = reading.next()) {
            if (identity.stream().anyMatch(column -> !column.isEmpty())) {
                record.put(ENTRY, entry(identity, record));
            }
            for (Call call : calls) {
                if (call.value().equals(Records.text(record.get(call.text())))) {
                    reply.add(call, record, Sink.MediaSource.NONE);
                    break;
                }
            }
        }
    }

    private FeedForm form(Connector connector, String columns) {
        return FeedForm.of(
                replies.parameter(connector, "format", "fixed"),
                replies.parameter(connector, columns, ""),
                replies.parameter(connector, "separator", ";"),
                replies.parameter(connector, "header", null),
                replies.parameter(connector, "trailer", FeedForm.TRAILER));
    }

    /** Lines have no number of their own. */
    private static String entry(List<String> identity, Map<String, Object> record) {
        return identity.stream().map(column -> Records.text(record.get(column))).collect(Collectors.joining("-"));
    }

    private void notice(FileTalk talk) {
        Reply reply = talk.reply();
        Lease lease = reply.lease();
        String reference = lease.taskId().toString();
        if (lease.overdue()) {
            reply.end(Completion.waiting(reference, null));
            return;
        }
        FeedForm form = form(reply.connector(), "notice");
        StringBuilder file = new StringBuilder(form.noticeHead());
        for (Item item = reply.commands().nextItem(ALL_AT_ONCE);
                item != null;
                item = reply.commands().nextOfChunk()) {
            file.append(form.noticeLine(item.record()));
            talk.cover(item);
        }
        boolean sentBefore = replies.services().intents().begin(lease, "notice");
        if (!talk.covered().isEmpty()) {
            file.append(form.noticeEnd(talk.covered().size()));
            Charset charset = Charset.forName(replies.parameter(reply.connector(), "charset", "UTF-8"));
            talk.send(new FileTalk.Message(
                    "ERASE_" + reference + ".txt",
                    file.toString().replace("\r", "").getBytes(charset)));
        } else if (sentBefore) {
            reply.end(Completion.waiting(reference, null));
        }
    }

    /** Waits for the acknowledgement where a notice has gone out. */
    public Completion finish(FileTalk talk) throws IOException {
        Lease lease = talk.reply().lease();
        if (talk.isReady()) {
            replies.services().items().executed(lease.requestId(), talk.covered(), "ERASED");
            talk.reply().end(Completion.waiting(lease.taskId().toString(), null));
        }
        return replies.finish(talk.reply());
    }

    public void close(FileTalk talk) {
        if (talk != null) {
            replies.close(talk.reply());
        }
    }

    /** @return folder that the acknowledgement would be moved to; it stays where it is */
    public String acknowledged(String queue, String fileName, InputStream content) throws IOException {
        String text;
        try (InputStream in = content) {
            text = new String(in.readNBytes(100), StandardCharsets.ISO_8859_1).strip();
        }
        if (!CONTENT.matcher(text).matches()) {
            return answers.impatient(
                    queue,
                    fileName,
                    "acknowledgement-unreadable",
                    "an acknowledgement says other than OK;<count>; ask the recipient what it did, then settle the task by hand");
        }
        Matcher name = ACKNOWLEDGEMENT.matcher(fileName);
        return answers.takePatiently(
                queue,
                fileName,
                name.matches() ? name.group(1).toLowerCase(Locale.ROOT) : null,
                lease -> Completion.done().withItems(Integer.parseInt(text.substring(3))));
    }
}
