package org.dsrhub.connector;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** The steps of routes that write to an agency by signed and encrypted mail; a person there answers days later. */
@Component("agency-mail")
public class AgencyMail {
    private static final Pattern REFERENCE =
            Pattern.compile("\\[dsr:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})]", Pattern.CASE_INSENSITIVE);
    private static final String ERASE = "erase";
    private static final int LARGEST = 32 << 20;

    private final RequestReply talks;
    private final Replies replies;
    private final Connectors connectors;
    private final LateAnswers answers;
    private final HubHome home;

    AgencyMail(RequestReply talks, Replies replies, Connectors connectors, LateAnswers answers, HubHome home) {
        this.talks = talks;
        this.replies = replies;
        this.connectors = connectors;
        this.answers = answers;
        this.home = home;
    }

    public FileTalk begin(Lease lease) {
        return talks.begin(lease, new Files());
    }

    private static final class Files implements RequestReply.Writing {
        @Override
        public String question(Reply reply) {
            Call call = reply.getCall();
            return SemicolonFile.line(
                    RequestReply.reference(reply.lease()),
                    call.kind().label(),
                    call.value(),
                    reply.subject().name());
        }

        @Override
        public String erasure(Reply reply, Item item) {
            return SemicolonFile.line(RequestReply.reference(reply.lease()), item.reference());
        }

        @Override
        public FileTalk.Message message(Reply reply, List<String> lines) {
            String head = reply.isAsking()
                    ? SemicolonFile.line("reference", "key", "value", "name")
                    : SemicolonFile.line("reference", ERASE);
            return new FileTalk.Message(
                    reply.isAsking() ? "question.csv" : "erasure.csv",
                    (head + String.join("", lines)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * The mail as it goes out. Its subject names the reference and nobody. Encrypting draws by lot, so it is kept: the same
     * file sent again is the same mail to the byte, and another file is another mail.
     */
    public MimeMessage sealed(FileTalk talk) throws MessagingException, IOException {
        Lease lease = talk.reply().lease();
        Replies.Services services = talk.reply().services();
        String file = HexFormat.of()
                .formatHex(
                        services.hash().of("agency-mail", new String(talk.getContent(), StandardCharsets.UTF_8)), 0, 8);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        written(talk, "<" + lease.taskId() + "." + file + "@dsr-hub>").writeTo(written);
        Blob mail = services.vault()
                .seal(
                        lease.requestId(),
                        lease.action() == Action.QUERY ? Vault.Key.PAYLOAD : Vault.Key.EVIDENCE,
                        "message/rfc822",
                        written.toByteArray());
        Optional<UUID> before = services.intents().begin(lease, "mail-" + file, mail);
        if (before.isEmpty()) {
            return new KeptMail(new ByteArrayInputStream(written.toByteArray()));
        }
        try (InputStream in = services.vault().read(before.get())) {
            return new KeptMail(in);
        }
    }

    /** Leaves as it was read. */
    private static final class KeptMail extends MimeMessage {
        KeptMail(InputStream bytes) throws MessagingException {
            super(Session.getInstance(new Properties()), bytes);
        }

        @Override
        public void saveChanges() {
            // it has none
        }
    }

    private MimeMessage written(FileTalk talk, String messageId) throws MessagingException {
        Connector connector = talk.reply().connector();
        MimeBodyPart text = new MimeBodyPart();
        text.setText(
                "Please see the attached file and answer with a file of the same kind, signed and encrypted, under the"
                        + " same subject.\r\n",
                "UTF-8");
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new ByteArrayDataSource(talk.getContent(), "text/csv; charset=UTF-8")));
        file.setFileName(talk.getFileName());
        MimeBodyPart content = new MimeBodyPart();
        content.setContent(new MimeMultipart(text, file));
        MimeMessage mail = new MimeMessage(Session.getInstance(new Properties())) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", messageId);
            }
        };
        mail.setFrom(new InternetAddress(replies.parameter(connector, "address", "")));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(replies.parameter(connector, "agency", "")));
        mail.setSubject("[dsr:" + RequestReply.reference(talk.reply().lease()) + "]", "UTF-8");
        mail.setSentDate(new Date());
        MimeBodyPart sealed;
        try {
            sealed = keys(connector).seal(content);
        } catch (GeneralSecurityException e) {
            throw keysUnusable();
        }
        try {
            mail.setContent(sealed.getContent(), sealed.getContentType());
        } catch (IOException e) {
            throw new MessagingException("the sealed part cannot be read", e);
        }
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
        return answers.take(
                queue, name, subject.group(1).toLowerCase(Locale.ROOT), lease -> answered(lease, connector, rows));
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
            new JsonPage("", "", null).read(new ByteArrayInputStream(in.readNBytes(LARGEST)), rows::add);
        }
        return rows;
    }

    private Completion answered(Lease lease, Connector connector, List<Map<String, Object>> rows) throws IOException {
        if (lease.action() == Action.ERASE) {
            return talks.erased(lease, rows, replies.parameter(connector, "erased", "ERASED"), item -> ERASE);
        }
        rows.forEach(row -> row.remove("reference"));
        return talks.found(lease, rows);
    }
}
