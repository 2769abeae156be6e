package org.dsrhub.intake;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.dsrhub.identity.Signatures;

/**
 * What of a mail may bear a signature: attached containers and PDFs, and the S/MIME signature of the whole mail. One of a
 * part, as mailing lists leave it, says nothing about the rest.
 *
 * @param cms null where the mail has no S/MIME signature
 * @param content what it signs, with line ends as signed; null where the signature holds it itself
 */
record MailSignatures(List<byte[]> documents, byte[] cms, byte[] content) {
    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 500;
    private static final byte[] SIGNED_PDF = "/ByteRange".getBytes(StandardCharsets.US_ASCII);

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return documents.size() + (cms == null ? 0 : 1);
    }

    /** Leaves out what cannot be decoded, as the reader of the text does. */
    static MailSignatures of(byte[] mail, Signatures signatures) {
        List<byte[]> documents = new ArrayList<>();
        byte[] cms = null;
        byte[] content = null;
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
            String type = type(message);
            if (type.startsWith("multipart/signed") && type.contains("pkcs7-signature")) {
                content = firstPart(mail, new ContentType(message.getContentType()).getParameter("boundary"));
                if (content != null && message.getContent() instanceof Multipart parts && parts.getCount() == 2) {
                    cms = bytes(parts.getBodyPart(1));
                }
            } else if (type.startsWith("application/pkcs7-mime") || type.startsWith("application/x-pkcs7-mime")) {
                cms = type.contains("enveloped-data") ? null : bytes(message);
            }
            new Walk(documents, signatures).collect(message, 0);
        } catch (MessagingException | IOException | RuntimeException e) {
            return new MailSignatures(documents, cms, content);
        }
        return new MailSignatures(documents, cms, content);
    }

    private static final class Walk {
        private final List<byte[]> documents;
        private final Signatures signatures;
        private int parts;

        Walk(List<byte[]> documents, Signatures signatures) {
            this.documents = documents;
            this.signatures = signatures;
        }

        void collect(Part part, int depth) {
            if (++parts > MOST_PARTS || depth > DEEPEST) {
                return;
            }
            try {
                String type = type(part);
                if (type.startsWith("multipart/")) {
                    if (part.getContent() instanceof Multipart multipart) {
                        for (int i = 0; i < multipart.getCount(); i++) {
                            collect(multipart.getBodyPart(i), depth + 1);
                        }
                    }
                } else if (!type.startsWith("text/") && !type.startsWith("message/")) {
                    byte[] content = bytes(part);
                    boolean pdf = content.length > 4 && content[0] == '%';
                    if (signatures.knows(content) && (pdf ? contains(content) : container(part, type))) {
                        documents.add(content);
                    }
                }
            } catch (MessagingException | IOException | RuntimeException e) {
                // One broken part takes nothing from the others.
            }
        }
    }

    /** An office document is a ZIP file too. */
    private static boolean container(Part part, String type) throws MessagingException {
        String name = part.getFileName();
        return type.startsWith("application/vnd.etsi.asic")
                || type.startsWith("application/vnd.bdoc")
                || name != null && name.toLowerCase(Locale.ROOT).matches(".*\\.(asice|sce|bdoc|edoc|adoc|asics|scs)");
    }

    /** A PDF without it is not signed, a scan for instance. */
    private static boolean contains(byte[] pdf) {
        for (int i = 0; i <= pdf.length - SIGNED_PDF.length; i++) {
            if (java.util.Arrays.equals(pdf, i, i + SIGNED_PDF.length, SIGNED_PDF, 0, SIGNED_PDF.length)) {
                return true;
            }
        }
        return false;
    }

    private static String type(Part part) {
        try {
            return part.getContentType().strip().toLowerCase(Locale.ROOT);
        } catch (MessagingException | RuntimeException e) {
            return "";
        }
    }

    private static byte[] bytes(Part part) throws MessagingException, IOException {
        try (InputStream in = part.getInputStream()) {
            return in.readNBytes(SignedMail.LARGEST);
        }
    }

    /** The bytes between the first two boundaries, in which bare line feeds become what was signed (RFC 8551, 3.1.1). */
    private static byte[] firstPart(byte[] mail, String boundary) {
        if (boundary == null || boundary.isEmpty()) {
            return null;
        }
        byte[] mark = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        int first = line(mail, mark, 0);
        int from = first < 0 ? -1 : next(mail, first);
        int to = from < 0 ? -1 : line(mail, mark, from);
        if (to < 0) {
            return null;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(to - from);
        // The line break in front of a boundary belongs to the boundary.
        int end = to > from && mail[to - 1] == '\n' ? to - 1 : to;
        end = end > from && mail[end - 1] == '\r' ? end - 1 : end;
        for (int i = from; i < end; i++) {
            if (mail[i] == '\n' && (i == 0 || mail[i - 1] != '\r')) {
                content.write('\r');
            }
            content.write(mail[i]);
        }
        return content.toByteArray();
    }

    private static int line(byte[] mail, byte[] mark, int from) {
        for (int i = from; i >= 0 && i <= mail.length - mark.length; i = next(mail, i)) {
            if (java.util.Arrays.equals(mail, i, i + mark.length, mark, 0, mark.length)
                    && ends(mail, i + mark.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Boundaries of inner parts often begin like the outer one. */
    private static boolean ends(byte[] mail, int from) {
        int i = from;
        while (i < mail.length && (mail[i] == '-' || mail[i] == ' ' || mail[i] == '\t' || mail[i] == '\r')) {
            i++;
        }
        return i >= mail.length || mail[i] == '\n';
    }

    private static int next(byte[] mail, int from) {
        for (int i = from; i < mail.length; i++) {
            if (mail[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return "MailSignatures[" + size() + "]";
    }
}
