package org.dsrhub.intake;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Date;

/** A mail in an open folder of a mail server. */
record ServerMail(Message message) implements RawMail {
    @Override
    public void writeTo(OutputStream to) throws IOException, MessagingException {
        message.writeTo(to);
    }

    @Override
    public Instant arrivedAt() throws MessagingException {
        Date received = message.getReceivedDate();
        return received == null ? null : received.toInstant();
    }

    @Override
    public String toString() {
        return "ServerMail";
    }
}
