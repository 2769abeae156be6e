package org.dsrhub.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * The text of a PDF. PDFBox unfolds some streams into memory whole, so what they unfold to is counted first; pages are
 * read one by one until there is enough.
 */
final class PdfText {
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final int MOST_PAGES = 40;
    private static final byte[] STREAM = "stream".getBytes(StandardCharsets.US_ASCII);
    /** Packed twice, packed by LZW, or the packing written so that it is not seen: nobody writes a letter so. */
    private static final Pattern ODDLY_PACKED = Pattern.compile(
            "/LZW|/L#|/LZ#|/#(?:46|4[Cc]|52)|/F(?:l?a?t?e?D?e?c?o?d?|i?l?t?e?)#|/Filter\\s+\\d+\\s+\\d+\\s+R"
                    + "|/(?:Flate\\w*|Fl|RunLength\\w*|RL)\\b[^\\]>]{0,40}/(?:Flate\\w*|Fl|RunLength\\w*|RL)\\b");

    private final int mostCharacters;

    PdfText(int mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    String read(byte[] document) throws UnreadableAttachment {
        if (ODDLY_PACKED
                        .matcher(new String(document, StandardCharsets.ISO_8859_1))
                        .find()
                || unfolds(document) > MOST_BYTES) {
            throw new UnreadableAttachment(UnreadableAttachment.EXPANDS);
        }
        StringBuilder text = new StringBuilder();
        try (PDDocument pdf = Loader.loadPDF(document)) {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            int pages = Math.min(MOST_PAGES, pdf.getNumberOfPages());
            for (int page = 1; page <= pages && text.length() < mostCharacters && !Thread.interrupted(); page++) {
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                text.append(stripper.getText(pdf)).append('\n');
            }
        } catch (InvalidPasswordException e) {
            throw new UnreadableAttachment(UnreadableAttachment.ENCRYPTED);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new UnreadableAttachment(UnreadableAttachment.DAMAGED);
        }
        return text.toString();
    }

    /** How many bytes the packed streams hold, as far as it matters. */
    private static long unfolds(byte[] document) {
        long total = 0;
        byte[] sink = new byte[64 * 1024];
        for (int at = next(document, 0); at >= 0 && total <= MOST_BYTES; at = next(document, at)) {
            int start = at;
            if (start < document.length && document[start] == '\r') {
                start++;
            }
            if (start < document.length && document[start] == '\n') {
                start++;
            }
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(document, start, document.length - start);
                int length = inflater.inflate(sink);
                while (length > 0 && total <= MOST_BYTES) {
                    total += length;
                    length = inflater.inflate(sink);
                }
            } catch (DataFormatException e) {
                // Not packed so, or damaged: what was counted before still counts.
            } finally {
                inflater.end();
            }
        }
        return total;
    }

    /** @return what follows the next word "stream" (its end has the same word in it, and does no harm), -1 at the end */
    private static int next(byte[] document, int from) {
        for (int at = from; at <= document.length - STREAM.length; at++) {
            int same = 0;
            while (same < STREAM.length && document[at + same] == STREAM[same]) {
                same++;
            }
            if (same == STREAM.length) {
                return at + same;
            }
        }
        return -1;
    }
}
