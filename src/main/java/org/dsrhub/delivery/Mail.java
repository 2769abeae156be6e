package org.dsrhub.delivery;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.dsrhub.answer.Answers;
import org.dsrhub.request.Problem;

/**
 * A mail of a controller to the subject, before it is MIME.
 *
 * @param automatic value of {@code Auto-Submitted} (RFC 3834)
 * @param inReplyTo Message-ID, null where none is known
 * @param attachment null where there is none
 */
record Mail(
        String from,
        String sender,
        String to,
        Answers.Text text,
        String messageId,
        Instant date,
        String automatic,
        String inReplyTo,
        Attachment attachment) {

    /** Read when the mail is written, so that it is never in memory whole. */
    record Attachment(String name, String mediaType, Content content) {}

    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /** @throws Problem {@code answer-address} where the subject's address is none */
    MimeMessage mime(Session session) throws MessagingException {
        StableMessage message = new StableMessage(session, messageId, date);
        message.setFrom(named(from, sender));
        message.setRecipient(Message.RecipientType.TO, recipient());
        message.setSubject(text.subject(), StandardCharsets.UTF_8.name());
        message.setHeader("Auto-Submitted", automatic);
        message.setHeader("X-Auto-Response-Suppress", "All");
        if (inReplyTo != null) {
            message.setHeader("In-Reply-To", inReplyTo);
            message.setHeader("References", inReplyTo);
        }
        if (attachment == null) {
            message.setText(text.body(), StandardCharsets.UTF_8.name());
            message.setHeader("Content-Transfer-Encoding", "quoted-printable");
        } else {
            message.setContent(parts());
        }
        message.saveChanges();
        return message;
    }

    private StableMessage.Parts parts() throws MessagingException {
        StableMessage.Parts parts = new StableMessage.Parts(messageId);
        MimeBodyPart body = new MimeBodyPart();
        body.setText(text.body(), StandardCharsets.UTF_8.name());
        body.setHeader("Content-Transfer-Encoding", "quoted-printable");
        parts.addBodyPart(body);
        MimeBodyPart file = new MimeBodyPart();
        file.setDataHandler(new DataHandler(new Streamed(attachment)));
        file.setFileName(attachment.name());
        file.setHeader("Content-Type", attachment.mediaType() + "; name=\"" + attachment.name() + "\"");
        file.setHeader("Content-Transfer-Encoding", "base64");
        parts.addBodyPart(file);
        return parts;
    }

    private InternetAddress recipient() {
        try {
            return new InternetAddress(to, true);
        } catch (MessagingException e) {
            throw new Problem(
                    "answer-address",
                    "the address for the answer is no mail address: correct it, or deliver as a file");
        }
    }

    private static InternetAddress named(String address, String name) throws MessagingException {
        try {
            InternetAddress named = new InternetAddress(address, true);
            named.setPersonal(name, StandardCharsets.UTF_8.name());
            return named;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Never the address: this record may end in a log. */
    @Override
    public String toString() {
        return "Mail[" + messageId + "]";
    }

    private record Streamed(Attachment attachment) implements DataSource {
        @Override
        public InputStream getInputStream() throws IOException {
            return attachment.content().open();
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException("an attachment is read only");
        }

        @Override
        public String getContentType() {
            return attachment.mediaType();
        }

        @Override
        public String getName() {
            return attachment.name();
        }
    }
}
