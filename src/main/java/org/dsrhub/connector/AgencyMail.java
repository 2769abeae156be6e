package org.dsrhub.connector;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/** The steps of routes that write to an agency by signed and encrypted mail; a person there answers days later. */
@Component("agency-mail")
public class AgencyMail {
    private static final Pattern REFERENCE =
            Pattern.compile("\\[dsr:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})]", Pattern.CASE_INSENSITIVE);
    private static final int ALL_AT_ONCE = 10_000;
    private static final int LARGEST = 32 << 20;

    private final Replies replies;
    private final Connectors connectors;
    private final LateAnswers answers;
    private final HubHome home;

    AgencyMail(Replies replies, Connectors connectors, LateAnswers answers, HubHome home) {
        this.replies = replies;
        this.connectors = connectors;
        this.answers = answers;
        this.home = home;
    }

    /** Writes the file that asks or commands. Asked again, it is the same file under the same Message-ID. */
    public FileTalk begin(Lease lease) {
        FileTalk talk = new FileTalk(replies.begin(lease));
        Reply reply = talk.reply();
        String reference = lease.taskId().toString();
        if (lease.overdue()) {
            reply.end(Completion.waiting(reference, null));
        } else if (reply.isAsking()) {
            StringBuilder file = new StringBuilder(SemicolonFile.line("reference", "key", "value", "name"));
            while (reply.next()) {
                Call call = reply.getCall();
                file.append(SemicolonFile.line(
                        reference,
                        call.kind().label(),
                        call.value(),
                        reply.subject().name()));
            }
            if (reply.calls() > 0) {
                talk.send("question.csv", file.toString().getBytes(StandardCharsets.UTF_8));
            }
        } else if (!reply.ended()) {
            command(talk, reference);
        }
        return talk;
    }

    private static void command(FileTalk talk, String reference) {
        Reply reply = talk.reply();
        if (reply.lease().action() != Action.ERASE) {
            throw new Problem(
                    "action-not-served",
                    "the agency takes questions and erasures only; correct 'rights' in the connector file");
        }
        StringBuilder file = new StringBuilder(SemicolonFile.line("reference", "erase"));
        for (Item item = reply.commands().nextItem(ALL_AT_ONCE); item != null; ) {
            file.append(SemicolonFile.line(reference, item.reference()));
            talk.cover(item);
            item = reply.commands().nextOfChunk();
        }
        if (!talk.covered().isEmpty()) {
            reply.services().intents().begin(reply.lease(), "erase");
            talk.send("erasure.csv", file.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The mail as it goes out. Its subject names the reference and nobody. */
    public MimeMessage sealed(FileTalk talk) throws MessagingException, IOException {
        Connector connector = talk.reply().connector();
        String reference = talk.reply().lease().taskId().toString();
        MimeBodyPart text = new MimeBodyPart();
        text.setText(
                "Please see the attached file and answer with a file of the same kind, signed and encrypted, under the"
                        + " same subject.\r\n",
                "UTF-8");
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new jakarta.activation.DataHandler(
                new ByteArrayDataSource(talk.getContent(), "text/csv; charset=UTF-8")));
        file.setFileName(talk.getFileName());
        MimeBodyPart content = new MimeBodyPart();
        content.setContent(new MimeMultipart(text, file));
        MimeMessage mail = new MimeMessage(Session.getInstance(new Properties())) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + reference + "@dsr-hub>");
            }
        };
        mail.setFrom(new InternetAddress(replies.parameter(connector, "address", "")));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(replies.parameter(connector, "agency", "")));
        mail.setSubject("[dsr:" + reference + "]", "UTF-8");
        MimeBodyPart sealed;
        try {
            sealed = keys(connector).seal(content);
        } catch (GeneralSecurityException e) {
            throw keysUnusable();
        }
        mail.setContent(sealed.getContent(), sealed.getContentType());
        mail.saveChanges();
        return mail;
    }

    private SecureMail keys(Connector connector) {
        try {
            return SecureMail.of(
                    path(connector, "key-store"),
                    replies.parameter(connector, "key-password", "").toCharArray(),
                    path(connector, "certificate"));
        } catch (GeneralSecurityException | IOException e) {
            throw keysUnusable();
        }
    }

    private Path path(Connector connector, String name) {
        return home.resolve(replies.parameter(connector, name, ""));
    }

    private static Problem keysUnusable() {
        return new Problem(
                "keys-unusable",
                "the hub's key or the agency's certificate cannot be used; correct 'key-store', 'key-password' and 'certificate'"
                        + " of the connector file, then retry");
    }

    /** Waits for the answer where a mail has gone out. */
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

    /** @return folder that the mail is moved to */
    public String answer(String queue, MimeMessage mail) throws IOException, MessagingException {
        int dot = queue.indexOf('.');
        Connector connector = connectors.get(queue.substring(0, dot), queue.substring(dot + 1));
        String name = String.valueOf(mail.getMessageID());
        Matcher subject = REFERENCE.matcher(String.valueOf(mail.getSubject()));
        if (!subject.find()) {
            return answers.quarantine(
                    queue,
                    name,
                    "answer-without-reference",
                    "a mail has no reference in its subject; read it in the mailbox's folder quarantine and have the agency answer again");
        }
        List<Map<String, Object>> rows;
        try {
            rows = rows(keys(connector).open(mail));
        } catch (SecureMail.Untrusted e) {
            // The task goes on waiting: whoever can send a mail could else end it.
            return answers.quarantine(
                    queue,
                    name,
                    "answer-untrusted",
                    "an answer cannot be trusted, " + e.getMessage()
                            + "; ask the agency by telephone whether it sent it, and for its certificate if that has changed");
        } catch (SemicolonFile.Incomplete | JsonPage.Unreadable e) {
            return answers.quarantine(
                    queue,
                    name,
                    "answer-unreadable",
                    "the file of an answer cannot be used, " + e.getMessage() + "; have the agency answer again");
        }
        return answers.takeById(
                queue, name, UUID.fromString(subject.group(1)), lease -> answered(lease, connector, rows));
    }

    private static List<Map<String, Object>> rows(MimeBodyPart content)
            throws MessagingException, IOException, SemicolonFile.Incomplete, JsonPage.Unreadable {
        Part csv = SecureMail.attachment(content, ".csv", 4);
        if (csv != null) {
            try (InputStream in = csv.getInputStream()) {
                return SemicolonFile.readWithoutTrailer(in).rows();
            }
        }
        Part json = SecureMail.attachment(content, ".json", 4);
        if (json == null) {
            throw new SemicolonFile.Incomplete("no CSV or JSON file is attached");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        try (InputStream in = json.getInputStream()) {
            new JsonPage("", "", null).read(new java.io.ByteArrayInputStream(in.readNBytes(LARGEST)), rows::add);
        }
        return rows;
    }

    private Completion answered(Lease lease, Connector connector, List<Map<String, Object>> rows) throws IOException {
        if (lease.action() == Action.ERASE) {
            return erased(lease, connector, rows);
        }
        try (Reply reply = replies.begin(lease)) {
            if (!reply.next()) {
                throw new Problem("no-usable-key", "the question can no longer be told; retry the task");
            }
            for (Map<String, Object> row : rows) {
                row.remove("reference");
                reply.add(row, Sink.MediaSource.NONE);
            }
            return reply.finish();
        }
    }

    private Completion erased(Lease lease, Connector connector, List<Map<String, Object>> rows) {
        String word = replies.parameter(connector, "erased", "ERASED");
        List<UUID> items = new ArrayList<>();
        replies.services().items().read(lease.requestId(), item -> {
            if (item.system().equals(lease.system())
                    && rows.stream()
                            .anyMatch(row -> item.reference().equals(Records.text(row.get("erase")))
                                    && word.equals(row.get("result")))) {
                items.add(item.id());
            }
        });
        replies.services().items().executed(lease.requestId(), items, "ERASED");
        int refused = rows.size() - items.size();
        return refused <= 0
                ? Completion.done().withItems(items.size())
                : Completion.as(
                                TaskState.FAILED,
                                "not-erased: the agency did not erase " + refused + " records; ask it why, then retry")
                        .withItems(items.size());
    }
}
