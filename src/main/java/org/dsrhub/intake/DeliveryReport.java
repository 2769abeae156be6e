package org.dsrhub.intake;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mail server tells of a mail that it could not hand over: a delivery status notification (RFC 3464), or words of a
 * server that writes none. It proves nothing until one of its Message-IDs turns out to be of a mail that the hub sent.
 *
 * @param failed for good; else it is only late
 * @param status enhanced status code (RFC 3463), empty where none is told
 * @param messageIds that it names, of which one may be the mail's
 */
record DeliveryReport(boolean failed, String status, List<String> messageIds) {
    private static final int LARGEST = 64 * 1024;
    private static final int MOST_IDS = 50;
    private static final int DEEPEST = 5;
    private static final Pattern ID = Pattern.compile("<[^<>\\s@]{1,200}@[^<>\\s@]{1,200}>");
    private static final Pattern NAMED_ID = Pattern.compile("(?im)^[>\\s]*Message-ID:\\s*(" + ID.pattern() + ")");
    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])([245]\\.\\d{1,3}\\.\\d{1,3})(?![\\d.])");
    private static final Pattern ACTION = Pattern.compile("(?im)^Action:\\s*([a-z]+)");
    private static final Pattern STATUS_FIELD = Pattern.compile("(?im)^Status:\\s*([245]\\.\\d{1,3}\\.\\d{1,3})");
    /** Servers that write no report say it in English. */
    private static final Pattern LATE =
            Pattern.compile("(?i)\\b(?:delay(?:ed)?|will keep trying|still being retried)\\b");

    /**
     * @param from address of the sender, null where none
     * @param text what can be read of the mail
     * @return null where it is none
     */
    static DeliveryReport of(MimeMessage mail, String from, String text) throws MessagingException {
        Set<String> ids = new LinkedHashSet<>();
        StringBuilder status = new StringBuilder();
        boolean report = type(mail).startsWith("multipart/report")
                && !type(mail).matches("(?s).*report-type\\s*=\\s*\"?(?!delivery-status).*");
        boolean server =
                from != null && from.toLowerCase(Locale.ROOT).matches("(?:mailer-daemon|postmaster|mail-daemon)@.*");
        if (!report && !server && mail.getHeader("X-Failed-Recipients") == null) {
            return null;
        }
        collect(mail, ids, status, 0);
        named(text, ids);
        ids.addAll(references(mail));
        if (ACTION.matcher(status).find()) {
            return told(status.toString(), ids);
        }
        Matcher code = STATUS.matcher(text);
        String found = code.find() ? code.group(1) : "";
        boolean late = found.isEmpty() ? LATE.matcher(text).find() : !found.startsWith("5");
        return new DeliveryReport(!late, found, List.copyOf(ids));
    }

    /** The Message-IDs that a mail answers to, the nearest first. */
    static List<String> references(MimeMessage mail) throws MessagingException {
        Set<String> ids = new LinkedHashSet<>();
        for (String name : new String[] {"In-Reply-To", "References"}) {
            String[] values = mail.getHeader(name);
            List<String> found = new ArrayList<>();
            for (String value : values == null ? new String[0] : values) {
                Matcher matcher = ID.matcher(value.length() > LARGEST ? value.substring(0, LARGEST) : value);
                while (matcher.find()) {
                    found.add(matcher.group());
                }
            }
            Collections.reverse(found);
            found.stream().limit(MOST_IDS).forEach(ids::add);
        }
        return List.copyOf(ids);
    }

    /** @return null where all of it went well */
    private static DeliveryReport told(String fields, Set<String> ids) {
        boolean failed = false;
        boolean late = false;
        Matcher action = ACTION.matcher(fields);
        while (action.find()) {
            failed |= action.group(1).equalsIgnoreCase("failed");
            late |= action.group(1).equalsIgnoreCase("delayed");
        }
        if (!failed && !late) {
            return null;
        }
        Matcher code = STATUS_FIELD.matcher(fields);
        String status = "";
        while (code.find()) {
            status = status.isEmpty() || code.group(1).startsWith("5") ? code.group(1) : status;
        }
        return new DeliveryReport(failed, status, List.copyOf(ids));
    }

    private static void collect(Part part, Set<String> ids, StringBuilder status, int depth) {
        try {
            String type = type(part);
            if (depth > DEEPEST) {
                return;
            }
            if (type.startsWith("multipart/") && part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < Math.min(parts.getCount(), MOST_IDS); i++) {
                    BodyPart one = parts.getBodyPart(i);
                    collect(one, ids, status, depth + 1);
                }
            } else if (type.startsWith("message/delivery-status")
                    || type.startsWith("message/global-delivery-status")) {
                status.append(new String(begin(part), StandardCharsets.ISO_8859_1))
                        .append('\n');
            } else if (type.startsWith("message/") || type.startsWith("text/rfc822-headers")) {
                InternetHeaders headers = new InternetHeaders(new ByteArrayInputStream(begin(part)));
                for (Header header : Collections.list(headers.getMatchingHeaders(new String[] {"Message-ID"}))) {
                    Matcher id = ID.matcher(header.getValue());
                    if (id.find()) {
                        ids.add(id.group());
                    }
                }
            }
        } catch (MessagingException | IOException | RuntimeException e) {
            // What cannot be read of it tells nothing; the rest may.
            return;
        }
    }

    private static void named(String text, Set<String> ids) {
        Matcher named = NAMED_ID.matcher(text);
        while (named.find() && ids.size() < MOST_IDS) {
            ids.add(named.group(1));
        }
    }

    private static byte[] begin(Part part) throws MessagingException, IOException {
        try (InputStream in = part.getInputStream()) {
            return in.readNBytes(LARGEST);
        }
    }

    private static String type(Part part) {
        try {
            return part.getContentType().strip().toLowerCase(Locale.ROOT);
        } catch (MessagingException | RuntimeException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "DeliveryReport[failed=" + failed + ", " + status + "]";
    }
}
