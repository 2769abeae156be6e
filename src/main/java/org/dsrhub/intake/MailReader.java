package org.dsrhub.intake;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Reads a mail leniently: whatever cannot be decoded is left out, and nothing that a sender writes makes it throw. */
@Component
class MailReader {
    private static final Session SESSION = Session.getInstance(lenient());
    private static final Set<String> BULK = Set.of("bulk", "list", "junk", "auto_reply");

    /** Each server on the way may add one. */
    private static final int MOST_RESULTS = 50;

    static {
        // Jakarta Mail reads these from the system only.
        for (String property : new String[] {
            "mail.mime.multipart.ignoremissingendboundary",
            "mail.mime.multipart.ignoremissingboundaryparameter",
            "mail.mime.multipart.allowempty",
            "mail.mime.base64.ignoreerrors",
            "mail.mime.uudecode.ignoreerrors",
            "mail.mime.uudecode.ignoremissingbeginend",
            "mail.mime.ignoreunknownencoding",
            "mail.mime.decodeparameters"
        }) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
        if (System.getProperty("mail.mime.decodetext.strict") == null) {
            System.setProperty("mail.mime.decodetext.strict", "false");
        }
        if (System.getProperty("mail.mime.parameters.strict") == null) {
            System.setProperty("mail.mime.parameters.strict", "false");
        }
    }

    /**
     * @param bytes the beginning of the mail
     * @param fallbackCharset of texts that do not say theirs or say it wrongly
     */
    ReadMail read(byte[] bytes, String fallbackCharset) {
        try {
            MimeMessage message = new MimeMessage(SESSION, new ByteArrayInputStream(bytes));
            MailText text = new MailText(fallbackCharset);
            text.collect(message);
            InternetAddress from = from(message);
            return new ReadMail(
                    messageId(message),
                    from == null ? null : clean(name(from)),
                    from == null ? null : from.getAddress(),
                    clean(subject(message)),
                    text.text(),
                    text.attachments(),
                    text.enclosed(),
                    DeliveryReport.references(message),
                    results(message),
                    DeliveryReport.of(message, from == null ? null : from.getAddress(), text.text()),
                    automatic(message, from));
        } catch (MessagingException | RuntimeException e) {
            return new ReadMail(null, null, null, "", "", 0, List.of(), List.of(), List.of(), null, false);
        }
    }

    private static List<String> results(MimeMessage message) throws MessagingException {
        String[] values = message.getHeader("Authentication-Results");
        return values == null
                ? List.of()
                : Stream.of(values).limit(MOST_RESULTS).toList();
    }

    private static String messageId(MimeMessage message) throws MessagingException {
        String id = header(message, "Message-ID");
        return id.isEmpty() ? null : id;
    }

    private static InternetAddress from(MimeMessage message) {
        try {
            Address[] from = message.getFrom();
            if (from != null) {
                for (Address address : from) {
                    if (address instanceof InternetAddress mail
                            && mail.getAddress() != null
                            && mail.getAddress().matches("[^\\s@<>,;\"]{1,64}@[^\\s@<>,;\"]{1,190}")) {
                        return mail;
                    }
                }
            }
        } catch (MessagingException | RuntimeException e) {
            return null;
        }
        return null;
    }

    private static String name(InternetAddress from) {
        return from.getPersonal() == null ? "" : from.getPersonal();
    }

    private static String subject(MimeMessage message) throws MessagingException {
        String raw = header(message, "Subject");
        try {
            return MimeUtility.decodeText(MimeUtility.unfold(raw));
        } catch (UnsupportedEncodingException | RuntimeException e) {
            return raw;
        }
    }

    /** RFC 3834 and its relatives; an empty return path is a bounce. */
    private static boolean automatic(MimeMessage message, InternetAddress from) throws MessagingException {
        String submitted = header(message, "Auto-Submitted").toLowerCase(Locale.ROOT);
        String local = from == null ? "" : from.getAddress().toLowerCase(Locale.ROOT);
        return !submitted.isEmpty() && !submitted.startsWith("no")
                || BULK.contains(header(message, "Precedence").toLowerCase(Locale.ROOT))
                || header(message, "Return-Path").replace(" ", "").equals("<>")
                || !header(message, "List-Id").isEmpty()
                || !header(message, "X-Autoreply").isEmpty()
                || suppressesAnswers(header(message, "X-Auto-Response-Suppress"))
                || local.startsWith("mailer-daemon@")
                || local.startsWith("postmaster@")
                || contentType(message).startsWith("multipart/report");
    }

    /** Exchange writes {@code None} where it means nothing by it. */
    private static boolean suppressesAnswers(String value) {
        return !value.isEmpty() && !value.equalsIgnoreCase("none");
    }

    private static String contentType(Part part) {
        try {
            return part.getContentType().toLowerCase(Locale.ROOT);
        } catch (MessagingException | RuntimeException e) {
            return "";
        }
    }

    private static String header(MimeMessage message, String name) throws MessagingException {
        String[] values = message.getHeader(name);
        return values == null || values.length == 0 || values[0] == null ? "" : values[0].strip();
    }

    private static String clean(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069]+", " ")
                .strip();
        return clean.length() > 500 ? clean.substring(0, 500) : clean;
    }

    private static Properties lenient() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.address.strict", "false");
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }
}
