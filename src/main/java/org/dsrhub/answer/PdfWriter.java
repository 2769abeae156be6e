package org.dsrhub.answer;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.outputdevice.helper.ExternalResourceControlPriority;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Renders well-formed HTML as PDF/A-2a that is PDF/UA-1 as well, with the fonts that the hub ships. */
final class PdfWriter {
    private static final byte[] SRGB =
            ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    static {
        XRLog.setLoggingEnabled(false); // it writes past every logging configuration, on each letter
    }

    private PdfWriter() {}

    /** @param html holds everything; nothing is fetched from outside */
    static void write(String html, OutputStream to) throws IOException {
        PdfRendererBuilder builder = new PdfRendererBuilder();
        builder.usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_2_A);
        builder.usePdfUaAccessibility(true);
        builder.useColorProfile(SRGB);
        builder.useFont(() -> font("OpenSans-Regular"), "Open Sans", 400, FontStyle.NORMAL, true);
        builder.useFont(() -> font("OpenSans-Bold"), "Open Sans", 700, FontStyle.NORMAL, true);
        builder.useFont(() -> font("DejaVuSans"), "DejaVu Sans", 400, FontStyle.NORMAL, true);
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_BEFORE_RESOLVING_URI);
        builder.useExternalResourceAccessControl(
                (uri, type) -> false, ExternalResourceControlPriority.RUN_AFTER_RESOLVING_URI);
        builder.withHtmlContent(html, null);
        builder.toStream(to);
        builder.run();
    }

    private static InputStream font(String name) {
        return PdfWriter.class.getResourceAsStream("/fonts/" + name + ".ttf");
    }
}
