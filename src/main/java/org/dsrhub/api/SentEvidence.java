package org.dsrhub.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.Signatures;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.intake.Violation;
import org.dsrhub.ledger.Evidence;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;

/**
 * Evidence as it was sent: from the wire into the vault. In memory is only what may bear a signature, as much of it as is ever
 * checked. What fails leaves nothing but files that no row names, which are swept.
 *
 * @param note a person's words, null where none
 */
record SentEvidence(Evidence.Kind kind, String note, List<Document> documents) {
    /** One byte more than {@code hub.signatures.size} by default: larger ones are not checked, and the report says so. */
    private static final int SIGNED_AT_MOST = 6 * 1024 * 1024 + 1;

    private static final int LONGEST_FIELD = 8 * 1024;
    private static final int LONGEST_NOTE = 2_000;
    private static final byte[] SIGNED_PDF = "/ByteRange".getBytes(StandardCharsets.US_ASCII);

    /**
     * @param name as it may be shown
     * @param digest SHA-256 of the content, hex
     * @param report on its signature, null where it bears none
     */
    record Document(String name, DocumentType type, Blob blob, String digest, SignatureReport report) {
        @Override
        public String toString() {
            return "Document[" + type + "]";
        }
    }

    /** @throws InvalidRequest naming each part that is wrong */
    static SentEvidence read(
            HttpServletRequest request, Vault vault, Signatures signatures, UUID requestId, EvidenceProperties limits)
            throws IOException {
        Parts parts = new Parts(vault, signatures, requestId, limits);
        try {
            FileUpload upload = new FileUpload();
            upload.setHeaderEncoding(StandardCharsets.UTF_8.name());
            upload.setPartHeaderSizeMax(4 * 1024);
            FileItemIterator all = upload.getItemIterator(new ServletRequestContext(request));
            while (all.hasNext()) {
                parts.take(all.next());
            }
        } catch (FileUploadException e) {
            throw unreadable(e);
        }
        return parts.whole();
    }

    private static RuntimeException unreadable(FileUploadException e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyLimit.TooLarge tooLarge) {
                throw tooLarge;
            }
        }
        return new InvalidRequest(List.of(new Violation("", "is no readable multipart/form-data")));
    }

    private static final class Parts {
        private final Vault vault;
        private final Signatures signatures;
        private final UUID requestId;
        private final EvidenceProperties limits;
        private final List<Violation> wrong = new ArrayList<>();
        private final List<Document> documents = new ArrayList<>();
        private Evidence.Kind kind;
        private String note;
        private int seen;

        Parts(Vault vault, Signatures signatures, UUID requestId, EvidenceProperties limits) {
            this.vault = vault;
            this.signatures = signatures;
            this.requestId = requestId;
            this.limits = limits;
        }

        void take(FileItemStream part) throws IOException {
            try (InputStream in = part.openStream()) {
                switch (part.getFieldName() == null ? "" : part.getFieldName()) {
                    case "kind" -> kind = kind(text(in));
                    case "note" -> note = note(text(in));
                    case "document" -> document(DisplayName.of(DisplayName.sent(part)), in);
                    default -> wrong.add(new Violation("", "a part is none of 'kind', 'note' and 'document'"));
                }
            }
        }

        private static String text(InputStream in) throws IOException {
            return new String(in.readNBytes(LONGEST_FIELD), StandardCharsets.UTF_8).strip();
        }

        private static Evidence.Kind kind(String text) {
            for (Evidence.Kind one : Evidence.Kind.values()) {
                if (one.name().equals(text)) {
                    return one;
                }
            }
            return null;
        }

        private String note(String text) {
            if (text.length() > LONGEST_NOTE) {
                wrong.add(new Violation("/note", "is longer than " + LONGEST_NOTE + " characters"));
            }
            return text.isEmpty() ? null : text;
        }

        private void document(String name, InputStream in) throws IOException {
            String at = "/document/" + seen++;
            if (documents.size() == limits.documents()) {
                wrong.add(new Violation(at, "is one too many: at most " + limits.documents() + " in one call"));
                return;
            }
            byte[] head = in.readNBytes(DocumentType.HEAD);
            Optional<DocumentType> type = DocumentType.of(head);
            if (type.isEmpty()) {
                wrong.add(new Violation(
                        at,
                        "is by its content none of PDF, JPEG, PNG, TIFF, HEIC and ASiC-E; other archives are not taken:"
                                + " send what is in them"));
                return;
            }
            keep(at, name, type.get(), head, in);
        }

        private void keep(String at, String name, DocumentType type, byte[] head, InputStream in) throws IOException {
            MessageDigest digest = SentAnswer.sha256();
            ByteArrayOutputStream signed = type.maySign() ? new ByteArrayOutputStream() : null;
            long size = 0;
            try (Vault.Draft draft = vault.draft(requestId, Vault.Key.EVIDENCE, type.mediaType())) {
                byte[] buffer = new byte[16 * 1024];
                byte[] bytes = head;
                for (int length = head.length; length >= 0; length = in.read(buffer), bytes = buffer) {
                    size += length;
                    if (size > limits.document().toBytes()) {
                        wrong.add(new Violation(
                                at, "is larger than " + limits.document().toBytes() + " bytes"));
                        return;
                    }
                    draft.write(bytes, 0, length);
                    digest.update(bytes, 0, length);
                    if (signed != null) {
                        signed.write(bytes, 0, Math.min(length, SIGNED_AT_MOST - signed.size()));
                    }
                }
                SignatureReport report =
                        signed == null || !wrong.isEmpty() ? null : report(at, type, signed.toByteArray());
                if (wrong.isEmpty()) {
                    documents.add(new Document(
                            name, type, draft.seal(), HexFormat.of().formatHex(digest.digest()), report));
                }
            }
        }

        /** Takes up to some seconds: outside of transactions. */
        private SignatureReport report(String at, DocumentType type, byte[] content) {
            if (type == DocumentType.PDF && !marked(content)) {
                return null;
            }
            SignatureReport report = signatures.check(content);
            if (report.reasons().contains("busy")) {
                throw new Busy();
            }
            // A container that is a trap or two containers in one is no evidence; one with a broken signature is.
            if (report.reasons().stream().anyMatch(reason -> reason.startsWith("container-"))) {
                wrong.add(new Violation(at, "is refused: " + String.join(", ", report.reasons())));
            }
            return report;
        }

        /** A PDF without the mark is a scan. */
        private static boolean marked(byte[] content) {
            for (int i = 0; i <= content.length - SIGNED_PDF.length; i++) {
                if (content[i] == '/'
                        && java.util.Arrays.equals(
                                content, i, i + SIGNED_PDF.length, SIGNED_PDF, 0, SIGNED_PDF.length)) {
                    return true;
                }
            }
            return false;
        }

        SentEvidence whole() {
            if (kind == null) {
                wrong.add(
                        new Violation("/kind", "must be one of " + java.util.Arrays.toString(Evidence.Kind.values())));
            }
            if (seen == 0) {
                wrong.add(new Violation("/document", "is missing"));
            }
            if (!wrong.isEmpty()) {
                throw new InvalidRequest(wrong);
            }
            return new SentEvidence(kind, note, documents);
        }
    }

    /** Another document is being checked. */
    static final class Busy extends RuntimeException {
        Busy() {
            super("signatures are being checked");
        }
    }

    @Override
    public String toString() {
        return "SentEvidence[" + kind + ", " + documents.size() + " documents]";
    }
}
