package org.dsrhub.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What a document is, by its first bytes: its name and its declared type are its sender's word. */
enum DocumentType {
    PDF("application/pdf", "pdf"),
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png"),
    TIFF("image/tiff", "tif"),
    HEIC("image/heic", "heic"),
    /** redacted copies of recordings */
    WAV("audio/wav", "wav"),
    MP3("audio/mpeg", "mp3"),
    /** ASiC-E and BDOC; other archives are none of these */
    CONTAINER("application/vnd.etsi.asic-e+zip", "asice");

    /** So many bytes tell. */
    static final int HEAD = 128;

    private static final byte[] ASIC_E = "mimetypeapplication/vnd.etsi.asic-e+zip".getBytes(StandardCharsets.US_ASCII);

    private final String mediaType;
    private final String extension;

    DocumentType(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    String mediaType() {
        return mediaType;
    }

    String extension() {
        return extension;
    }

    boolean maySign() {
        return this == PDF || this == CONTAINER;
    }

    static Optional<DocumentType> of(byte[] head) {
        if (begins(head, 0, "%PDF-")) {
            return Optional.of(PDF);
        }
        if (begins(head, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (begins(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (begins(head, 0, 'I', 'I', 42, 0) || begins(head, 0, 'M', 'M', 0, 42)) {
            return Optional.of(TIFF);
        }
        if (begins(head, 4, "ftypheic") || begins(head, 4, "ftypheix") || begins(head, 4, "ftypmif1")) {
            return Optional.of(HEIC);
        }
        if (begins(head, 0, "RIFF") && begins(head, 8, "WAVE")) {
            return Optional.of(WAV);
        }
        if (begins(head, 0, "ID3") || begins(head, 0, 0xff, 0xfb)) {
            return Optional.of(MP3);
        }
        return isContainer(head) ? Optional.of(CONTAINER) : Optional.empty();
    }

    /** By ETSI EN 319 162-1, A.1, the type is the first entry, unpacked and without an extra field. */
    private static boolean isContainer(byte[] head) {
        return begins(head, 0, 'P', 'K', 3, 4)
                && head.length >= 30 + ASIC_E.length
                && Arrays.equals(head, 30, 30 + ASIC_E.length, ASIC_E, 0, ASIC_E.length);
    }

    private static boolean begins(byte[] head, int at, String mark) {
        return begins(head, at, mark.chars().toArray());
    }

    private static boolean begins(byte[] head, int at, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (head.length <= at + i || (head[at + i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
