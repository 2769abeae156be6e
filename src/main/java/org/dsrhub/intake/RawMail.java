package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** A mail as the server keeps it; may be read more than once, as long as its folder is open. */
interface RawMail {
    /** The whole message as bytes, headers first. */
    void writeTo(OutputStream to) throws IOException, MessagingException;

    /** When it arrived at the server (INTERNALDATE), null where the server does not say. */
    Instant arrivedAt() throws MessagingException;
}
