package org.dsrhub.connector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/** The steps of routes that talk to a debt-collection agency by files: a question out, an answer days later. */
@Component("collection-agency")
public class CollectionAgency {
    private static final Pattern ANSWER =
            Pattern.compile("ANS_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.csv", Pattern.CASE_INSENSITIVE);
    private static final int ALL_AT_ONCE = 10_000;

    private final Replies replies;
    private final LateAnswers answers;

    CollectionAgency(Replies replies, LateAnswers answers) {
        this.replies = replies;
        this.answers = answers;
    }

    /** Writes the file that asks or commands. Asked again, it is the same file under the same name. */
    public FileTalk begin(Lease lease) {
        FileTalk talk = new FileTalk(replies.begin(lease));
        Reply reply = talk.reply();
        String reference = lease.taskId().toString();
        if (lease.overdue()) {
            reply.end(Completion.waiting(reference, null));
        } else if (reply.isAsking()) {
            ask(talk, reference);
        } else if (!reply.ended()) {
            erase(talk, reference);
        }
        return talk;
    }

    private static void ask(FileTalk talk, String reference) {
        StringBuilder file = new StringBuilder(SemicolonFile.line("reference", "national_id", "name"));
        while (talk.reply().next()) {
            file.append(SemicolonFile.line(
                    reference,
                    talk.reply().getCall().value(),
                    talk.reply().subject().name()));
        }
        if (talk.reply().calls() > 0) {
            talk.send("QRY_" + reference + ".csv", bytes(file));
        }
    }

    private static void erase(FileTalk talk, String reference) {
        if (talk.reply().lease().action() != Action.ERASE) {
            throw new Problem(
                    "action-not-served",
                    "the agency takes questions and erasures only; correct 'rights' in the connector file");
        }
        StringBuilder file = new StringBuilder(SemicolonFile.line("reference", "case_no"));
        for (Item item = talk.reply().commands().nextItem(ALL_AT_ONCE); item != null; ) {
            file.append(SemicolonFile.line(reference, item.reference()));
            talk.cover(item);
            item = talk.reply().commands().nextOfChunk();
        }
        if (!talk.covered().isEmpty()) {
            replies(talk).intents().begin(talk.reply().lease(), "erase");
            talk.send("DEL_" + reference + ".csv", bytes(file));
        }
    }

    private static Replies.Services replies(FileTalk talk) {
        return talk.reply().services();
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Waits for the answer where a file has gone out. */
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

    /** A receipt changes nothing: it only says that the agency has the file. @return folder that it is moved to */
    public String receipt() {
        return LateAnswers.DONE;
    }

    /** @return folder that the answer file is moved to */
    public String answer(String queue, String fileName, InputStream content) throws IOException {
        SemicolonFile file;
        try (InputStream in = content) {
            file = SemicolonFile.read(in);
        } catch (SemicolonFile.Incomplete e) {
            return answers.impatient(
                    queue,
                    fileName,
                    "answer-incomplete: " + e.getMessage(),
                    "have the agency send the file again; the one in quarantine/ is not whole");
        }
        Matcher name = ANSWER.matcher(fileName);
        String reference = name.matches() ? name.group(1).toLowerCase(Locale.ROOT) : null;
        return answers.take(queue, fileName, reference, lease -> answered(lease, reference, file));
    }

    private Completion answered(Lease lease, String reference, SemicolonFile file) throws IOException {
        for (Map<String, Object> row : file.rows()) {
            if (!reference.equalsIgnoreCase(String.valueOf(row.get("reference")))) {
                throw new Problem(
                        "answer-of-another-task",
                        "rows of the answer file name another reference than the file; have the agency correct it");
            }
        }
        return lease.action() == Action.ERASE ? erased(lease, file) : found(lease, file);
    }

    private Completion found(Lease lease, SemicolonFile file) throws IOException {
        try (Reply reply = replies.answering(lease)) {
            if (!reply.next()) {
                throw new Problem("no-usable-key", "the question can no longer be told; retry the task");
            }
            for (Map<String, Object> row : file.rows()) {
                row.remove("reference");
                reply.add(row, Sink.MediaSource.NONE);
            }
            return reply.finish();
        }
    }

    private Completion erased(Lease lease, SemicolonFile file) {
        Set<String> erased = new HashSet<>();
        int refused = 0;
        for (Map<String, Object> row : file.rows()) {
            if ("ERASED".equals(row.get("result"))) {
                erased.add(String.valueOf(row.get("case_no")));
            } else {
                refused++;
            }
        }
        List<UUID> items = new ArrayList<>();
        replies.services().items().read(lease.requestId(), item -> {
            if (item.system().equals(lease.system()) && erased.contains(item.reference())) {
                items.add(item.id());
            }
        });
        replies.services().items().executed(lease.requestId(), items, "ERASED");
        return refused == 0
                ? Completion.done().withItems(items.size())
                : Completion.as(
                                TaskState.FAILED,
                                "not-erased: the agency did not erase " + refused + " cases; ask it why, then retry")
                        .withItems(items.size());
    }
}
