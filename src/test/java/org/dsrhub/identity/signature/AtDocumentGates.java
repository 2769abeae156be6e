package org.dsrhub.identity.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.springframework.util.unit.DataSize;

/** What a validator should not see does not come to it, and what is at the limit still does. */
abstract class AtDocumentGates {
    static final String TYPE = "application/vnd.etsi.asic-e+zip";
    static final int MEGABYTE = 1024 * 1024;
    static final SignatureProperties USUAL = limits(16 * MEGABYTE, 100, 100);

    static SignatureProperties limits(long unpacked, int entries, int ratio) {
        return new SignatureProperties(
                null,
                List.of(),
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(6),
                DataSize.ofBytes(unpacked),
                entries,
                ratio);
    }

    /** The code of the refusal, {@code passes} where there is none. */
    static String outcome(Runnable check) {
        try {
            check.run();
            return "passes";
        } catch (Refused e) {
            return e.getMessage();
        }
    }

    static String pdf(SignatureProperties limits, byte[]... parts) {
        return outcome(() -> new PdfGate(limits).check(joined(parts)));
    }

    static String pdf(byte[]... parts) {
        return pdf(USUAL, parts);
    }

    static String container(SignatureProperties limits, byte[] container) {
        return outcome(() -> new ContainerGate(limits).check(container));
    }

    static String xml(String xml) {
        return outcome(() -> new XmlGate().check(bytes(xml)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] spaces(int length) {
        byte[] spaces = new byte[length];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }

    static byte[] packed(int zeros) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(new byte[zeros]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
