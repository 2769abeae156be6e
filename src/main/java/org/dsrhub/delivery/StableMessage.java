package org.dsrhub.delivery;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A mail whose bytes are the same whenever it is built of the same things: nothing in it is drawn by lot or by the clock. */
final class StableMessage extends MimeMessage {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private final String messageId;

    StableMessage(Session session, String messageId, Instant date) throws MessagingException {
        super(session);
        this.messageId = messageId;
        setHeader("Date", DATE.format(date));
        setHeader("Message-ID", messageId);
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }

    /** Parts with a boundary that the Message-ID gives. */
    static final class Parts extends MimeMultipart {
        Parts(String messageId) throws MessagingException {
            super("mixed");
            ContentType type = new ContentType(contentType);
            type.setParameter("boundary", "=_" + messageId.replaceAll("[^A-Za-z0-9.]", "_"));
            contentType = type.toString();
        }
    }
}
