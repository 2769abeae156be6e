package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What is held of a mail while it is looked at: its beginning and digests, whatever its size.
 *
 * @param head at most {@link #HEAD} bytes
 * @param size of the whole mail in bytes
 * @param content SHA-256 of what follows the headers, which differ from copy to copy
 * @param all SHA-256 of all bytes
 */
record CapturedMail(byte[] head, long size, byte[] content, byte[] all) {
    /** Enough for the text of any letter; attachments behind it are kept, not read. */
    static final int HEAD = 2 * 1024 * 1024;

    static CapturedMail of(RawMail mail) throws IOException, MessagingException {
        Sink sink = new Sink();
        mail.writeTo(sink);
        return sink.captured();
    }

    boolean whole() {
        return size == head.length;
    }

    private static final class Sink extends OutputStream {
        private final ByteArrayOutputStream head = new ByteArrayOutputStream(64 * 1024);
        private final MessageDigest all = sha256();
        private final MessageDigest body = sha256();
        private long size;
        private boolean inBody;
        private int lineLength;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            size += length;
            all.update(bytes, offset, length);
            head.write(bytes, offset, Math.min(length, HEAD - head.size()));
            int at = offset;
            while (!inBody && at < offset + length) {
                byte b = bytes[at++];
                if (b == '\n') {
                    inBody = lineLength == 0;
                    lineLength = 0;
                } else if (b != '\r') {
                    lineLength++;
                }
            }
            body.update(bytes, at, offset + length - at);
        }

        CapturedMail captured() {
            return new CapturedMail(head.toByteArray(), size, body.digest(), all.digest());
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime offers no SHA-256", e);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CapturedMail mail && Arrays.equals(all, mail.all);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(all);
    }

    @Override
    public String toString() {
        return "CapturedMail[" + size + " bytes]";
    }
}
