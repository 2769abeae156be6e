package org.dsrhub.identity.signature;

import eu.europa.esig.dss.model.DSSDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dsrhub.identity.SignatureReport;

/** The words of what was signed, as far as it is plain text or PDF. */
final class SignedText {
    private static final int MOST_PAGES = 30;

    private final SignatureProperties limits;
    private final StringBuilder text = new StringBuilder();

    SignedText(SignatureProperties limits) {
        this.limits = limits;
    }

    String of(List<DSSDocument> documents) {
        for (DSSDocument document : documents) {
            try (InputStream in = document.openStream()) {
                add(in.readAllBytes());
            } catch (IOException | Refused e) {
                // Signed, but no text.
            }
        }
        return text.length() > SignatureReport.LONGEST_TEXT
                ? text.substring(0, SignatureReport.LONGEST_TEXT)
                : text.toString();
    }

    private void add(byte[] content) throws IOException {
        if (PdfGate.knows(content)) {
            new PdfGate(limits).check(content);
            try (PDDocument pdf = Loader.loadPDF(content)) {
                PDFTextStripper words = new PDFTextStripper();
                words.setEndPage(MOST_PAGES);
                text.append(words.getText(pdf)).append('\n');
            }
        } else if (content.length <= SignatureReport.LONGEST_TEXT) {
            try {
                text.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)))
                        .append('\n');
            } catch (CharacterCodingException e) {
                // No text, or in a charset that nobody named.
            }
        }
    }
}
