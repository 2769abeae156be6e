package org.dsrhub.intake;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/** Gathers the text of a letter out of its parts: plain text where there is some, else what the HTML says. */
class MailText {
    private static final int LONGEST = 200_000;
    private static final int DEEPEST = 20;
    private static final int MOST_PARTS = 500;
    /** It proves who wrote, and says nothing itself. */
    private static final Pattern SIGNATURE = Pattern.compile("application/(?:x-)?(?:pkcs7|pgp)-signature");

    private final String fallbackCharset;
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<Attachment> enclosed = new ArrayList<>();
    private int attachments;
    private int parts;
    private int enclosedBytes;

    MailText(String fallbackCharset) {
        this.fallbackCharset = fallbackCharset;
    }

    void collect(Part part) {
        collect(part, 0);
    }

    String text() {
        if (!plain.toString().isBlank()) {
            return plain.toString();
        }
        return html.isEmpty() ? plain.toString() : stripped(html.toString());
    }

    int attachments() {
        return attachments;
    }

    /** Those whose bytes could be had, at most {@link Attachment#LARGEST} bytes together. */
    List<Attachment> enclosed() {
        return List.copyOf(enclosed);
    }

    private void collect(Part part, int depth) {
        if (++parts > MOST_PARTS || depth > DEEPEST) {
            attachments++;
            return;
        }
        try {
            String type = type(part);
            if (type.startsWith("multipart/")) {
                if (part.getContent() instanceof Multipart multipart) {
                    collectAll(multipart, depth);
                }
            } else if (isAttachment(part) || !type.startsWith("text/")) {
                attachments++;
                enclose(part, type);
            } else {
                StringBuilder to = type.startsWith("text/html") ? html : plain;
                if (to.length() < LONGEST) {
                    to.append(decoded(part)).append('\n');
                }
            }
        } catch (MessagingException | IOException | RuntimeException e) {
            attachments++;
        }
    }

    private void collectAll(Multipart multipart, int depth) {
        int count;
        try {
            count = multipart.getCount();
        } catch (MessagingException | RuntimeException e) {
            attachments++;
            return;
        }
        for (int i = 0; i < count; i++) {
            try {
                BodyPart part = multipart.getBodyPart(i);
                collect(part, depth + 1);
            } catch (MessagingException | RuntimeException e) {
                attachments++;
            }
        }
    }

    private void enclose(Part part, String type) {
        if (SIGNATURE.matcher(type).lookingAt()) {
            return;
        }
        byte[] bytes;
        try {
            bytes = bytes(part, Attachment.LARGEST - enclosedBytes + 1);
        } catch (MessagingException | IOException | RuntimeException e) {
            bytes = new byte[0];
        }
        boolean cut = bytes.length > Attachment.LARGEST - enclosedBytes;
        enclosedBytes = Math.min(Attachment.LARGEST, enclosedBytes + bytes.length);
        enclosed.add(new Attachment(attachments, type, cut ? new byte[0] : bytes, cut));
    }

    private static boolean isAttachment(Part part) {
        try {
            return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
        } catch (MessagingException | RuntimeException e) {
            return false;
        }
    }

    private static String type(Part part) {
        try {
            return part.getContentType().strip().toLowerCase(Locale.ROOT);
        } catch (MessagingException | RuntimeException e) {
            return "text/plain";
        }
    }

    private String decoded(Part part) throws MessagingException, IOException {
        byte[] bytes = bytes(part, LONGEST);
        Charset declared = declared(part);
        if (declared != null) {
            String text = strict(bytes, declared);
            if (text != null) {
                return text;
            }
        }
        String utf8 = strict(bytes, StandardCharsets.UTF_8);
        return utf8 != null ? utf8 : new String(bytes, charset(fallbackCharset, StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(Part part, int most) throws MessagingException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = open(part)) {
            byte[] buffer = new byte[8192];
            int length = in.read(buffer);
            while (length >= 0 && bytes.size() < most) {
                bytes.write(buffer, 0, length);
                length = in.read(buffer);
            }
        } catch (IOException e) {
            // A broken encoding: what was decoded up to there is still what somebody wrote.
            if (bytes.size() == 0) {
                throw e;
            }
        }
        return bytes.toByteArray();
    }

    private static InputStream open(Part part) throws MessagingException, IOException {
        try {
            return part.getInputStream();
        } catch (IOException | MessagingException e) {
            InputStream raw = part instanceof MimeMessage message
                    ? message.getRawInputStream()
                    : ((MimeBodyPart) part).getRawInputStream();
            try {
                return MimeUtility.decode(raw, "8bit");
            } catch (MessagingException again) {
                return raw;
            }
        }
    }

    /** @return null where none is declared, or one that says nothing: everything undeclared calls itself ASCII */
    private static Charset declared(Part part) {
        try {
            String name = new ContentType(part.getContentType()).getParameter("charset");
            if (name == null || name.equalsIgnoreCase("us-ascii") || name.equalsIgnoreCase("ascii")) {
                return null;
            }
            return charset(MimeUtility.javaCharset(name.strip()), null);
        } catch (MessagingException | RuntimeException e) {
            return null;
        }
    }

    private static Charset charset(String name, Charset otherwise) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    private static String strict(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException | UnsupportedOperationException e) {
            return null;
        }
    }

    static String stripped(String html) {
        String text = html.replaceAll("(?is)<(script|style|head)\\b[^>]*>.*?</\\1\\s*>", " ")
                .replaceAll("(?i)<(br|p|div|li|tr|h[1-6])\\b[^>]*>", "\n")
                .replaceAll("<[^>]*>", " ");
        return HtmlUtils.htmlUnescape(text);
    }
}
