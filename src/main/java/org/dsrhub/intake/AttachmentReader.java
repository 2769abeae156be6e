package org.dsrhub.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Reads the text of PDF, Word and plain attachments of one mail, within {@link #PATIENCE} for all of them together. What
 * is inside other archives is not looked at. Whatever cannot be read is named, and never keeps the letter from being read.
 */
@Component
class AttachmentReader {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_CHARACTERS = 200_000;
    private static final int MOST_ATTACHMENTS = 20;
    /** A document that a reader hangs on holds one of these for good; the letters are read all the same. */
    private static final int READERS = 2;

    private static final int STACK = 1024 * 1024;

    private final PdfText pdf = new PdfText(MOST_CHARACTERS);
    private final DocxText docx = new DocxText(MOST_CHARACTERS);
    private final Semaphore readers = new Semaphore(READERS);
    private final Duration patience;

    AttachmentReader() {
        this(PATIENCE);
    }

    AttachmentReader(Duration patience) {
        this.patience = patience;
    }

    Enclosed read(List<Attachment> attachments, String fallbackCharset) {
        StringBuilder text = new StringBuilder();
        List<Enclosed.Unread> unread = new ArrayList<>();
        long deadline = System.nanoTime() + patience.toNanos();
        for (Attachment attachment : attachments) {
            try {
                if (attachment.number() > MOST_ATTACHMENTS || text.length() > MOST_CHARACTERS || attachment.cut()) {
                    throw new UnreadableAttachment(UnreadableAttachment.LARGE);
                }
                String said = patiently(attachment, fallbackCharset, deadline);
                if (said.isBlank()) {
                    throw new UnreadableAttachment(UnreadableAttachment.NO_TEXT);
                }
                text.append(said, 0, Math.min(said.length(), MOST_CHARACTERS)).append("\n\n");
            } catch (UnreadableAttachment e) {
                unread.add(new Enclosed.Unread(attachment.number(), kind(attachment), e.getMessage()));
            }
        }
        return new Enclosed(text.toString(), unread);
    }

    private String patiently(Attachment attachment, String fallbackCharset, long deadline) throws UnreadableAttachment {
        if (kind(attachment).equals("text")) {
            return plain(attachment, fallbackCharset);
        }
        FutureTask<String> task = new FutureTask<>(() -> said(attachment));
        try {
            long left = deadline - System.nanoTime();
            if (left <= 0 || !readers.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                throw new UnreadableAttachment(UnreadableAttachment.SLOW);
            }
            Thread thread = new Thread(null, () -> runAndFree(task), "attachment-reader", STACK);
            thread.setDaemon(true);
            thread.start();
            return task.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new UnreadableAttachment(UnreadableAttachment.SLOW);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new UnreadableAttachment(UnreadableAttachment.SLOW);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnreadableAttachment unreadable
                    ? unreadable
                    : new UnreadableAttachment(UnreadableAttachment.DAMAGED);
        }
    }

    /** Frees its place even where it was given up before it began. */
    private void runAndFree(Runnable task) {
        try {
            task.run();
        } finally {
            readers.release();
        }
    }

    private String said(Attachment attachment) throws UnreadableAttachment {
        return switch (kind(attachment)) {
            case "pdf" -> pdf.read(attachment.bytes());
            case "docx" -> docx.read(attachment.bytes());
            default -> throw new UnreadableAttachment(UnreadableAttachment.OTHER_KIND);
        };
    }

    /** By what it begins with, as anybody may declare anything. */
    private static String kind(Attachment attachment) {
        byte[] bytes = attachment.bytes();
        String head = new String(bytes, 0, Math.min(bytes.length, 1024), StandardCharsets.ISO_8859_1);
        if (head.contains("%PDF-")) {
            return "pdf";
        }
        if (head.startsWith("PK\u0003\u0004")) {
            return attachment.type().contains("zip") && !attachment.type().contains("officedocument")
                    ? Enclosed.ARCHIVE
                    : "docx";
        }
        return attachment.type().startsWith("text/") && head.indexOf('\0') < 0 ? "text" : "other";
    }

    private static String plain(Attachment attachment, String fallbackCharset) {
        byte[] bytes = attachment.bytes();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, Charset.forName(fallbackCharset));
        }
        return attachment.type().startsWith("text/html") ? MailText.stripped(text) : text;
    }
}
