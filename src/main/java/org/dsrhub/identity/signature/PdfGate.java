package org.dsrhub.identity.signature;

import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Refuses a PDF that would grow too much. Objects that a reader makes of text weigh some thirty times what they are written
 * with, so structure is bounded far below pictures. Whatever is not plainly a picture or a page counts as structure.
 */
final class PdfGate {
    private static final byte[] HEADER = "%PDF-".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STREAM = "stream".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "endstream".getBytes(StandardCharsets.US_ASCII);
    private static final int DICTIONARY = 4096;
    private static final int MOST_STREAMS = 5_000;
    /** Bytes of objects, packed ones unpacked. */
    private static final long MOST_STRUCTURE = 1024 * 1024;

    private final SignatureProperties limits;
    private long structure;
    private long content;

    PdfGate(SignatureProperties limits) {
        this.limits = limits;
    }

    static boolean knows(byte[] document) {
        return at(document, 0, HEADER);
    }

    /** @throws Refused */
    void check(byte[] pdf) {
        int streams = 0;
        int plain = 0;
        int from = 0;
        for (int at = next(pdf, STREAM, 0); at >= 0; at = next(pdf, STREAM, from)) {
            if (++streams > MOST_STREAMS) {
                throw new Refused("pdf-streams");
            }
            plain += at - from;
            int begin = at + STREAM.length;
            begin += begin < pdf.length && pdf[begin] == '\r' ? 1 : 0;
            begin += begin < pdf.length && pdf[begin] == '\n' ? 1 : 0;
            int end = next(pdf, END, begin);
            end = end < 0 ? pdf.length : end;
            check(pdf, begin, end, dictionary(pdf, at));
            from = Math.min(pdf.length, end + END.length);
        }
        structure += plain + pdf.length - from - signatures(pdf);
        if (structure > MOST_STRUCTURE) {
            throw new Refused("pdf-structure");
        }
        if (next(pdf, "/Encrypt".getBytes(StandardCharsets.US_ASCII), 0) >= 0) {
            throw new Refused("pdf-encrypted");
        }
    }

    private void check(byte[] pdf, int begin, int end, String dictionary) {
        boolean picture = !dictionary.contains("#")
                && (dictionary.contains("/Image")
                        || dictionary.contains("/FontFile")
                        || dictionary.contains("/Length1"));
        boolean objects = dictionary.contains("ObjStm")
                || dictionary.contains("XRef")
                || dictionary.contains("#")
                || dictionary.matches("(?s).*/Filter\\s*\\d.*");
        boolean packedTwice = dictionary.indexOf("Decode") != dictionary.lastIndexOf("Decode")
                && !dictionary.contains("DecodeParms")
                && !picture;
        if (objects && (packedTwice || dictionary.contains("LZW") || dictionary.contains("RunLength"))
                || packedTwice && dictionary.contains("Flate")) {
            throw new Refused("pdf-filters");
        }
        long unpacked = unpacked(pdf, begin, end);
        if (objects) {
            structure += unpacked;
        } else {
            content += unpacked;
        }
        if (structure > MOST_STRUCTURE) {
            throw new Refused("pdf-structure");
        }
        if (content > limits.unpacked().toBytes()) {
            throw new Refused("pdf-unpacked");
        }
    }

    private long unpacked(byte[] pdf, int begin, int end) {
        long most = limits.unpacked().toBytes() - content;
        Inflater inflater = new Inflater();
        byte[] buffer = new byte[16 * 1024];
        long size = 0;
        try {
            inflater.setInput(pdf, begin, end - begin);
            for (int length = inflater.inflate(buffer); length > 0 && size <= most; length = inflater.inflate(buffer)) {
                size += length;
            }
        } catch (DataFormatException e) {
            // Packed by other means, or not at all.
        } finally {
            inflater.end();
        }
        return Math.max(size, end - begin);
    }

    /** Hexadecimal signatures are long and weigh nothing. */
    private static int signatures(byte[] pdf) {
        int size = 0;
        byte[] key = "/Contents".getBytes(StandardCharsets.US_ASCII);
        for (int at = next(pdf, key, 0); at >= 0; at = next(pdf, key, at + 1)) {
            int hex = at + key.length;
            while (hex < pdf.length && (pdf[hex] == ' ' || pdf[hex] == '\r' || pdf[hex] == '\n')) {
                hex++;
            }
            int begin = hex;
            if (hex < pdf.length && pdf[hex] == '<') {
                hex++;
                while (hex < pdf.length && Character.digit(pdf[hex], 16) >= 0) {
                    hex++;
                }
                size += hex - begin;
            }
        }
        return size;
    }

    /** What stands between the beginning of the object and its stream. */
    private static String dictionary(byte[] pdf, int stream) {
        int from = Math.max(0, stream - DICTIONARY);
        String before = new String(pdf, from, stream - from, StandardCharsets.ISO_8859_1);
        int object = before.lastIndexOf(" obj");
        return object < 0 ? before : before.substring(object);
    }

    private static int next(byte[] pdf, byte[] word, int from) {
        for (int i = Math.max(0, from); i <= pdf.length - word.length; i++) {
            if (at(pdf, i, word)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean at(byte[] pdf, int position, byte[] word) {
        if (pdf.length < position + word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (pdf[position + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
