package org.dsrhub.api;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;

/** The name that a sender gave a file, fit to be shown and for nothing else: files are stored under ids. */
final class DisplayName {
    private static final int LONGEST = 120;
    private static final String NONE = "document";
    /** Devices of Windows, whatever stands behind the dot. */
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private DisplayName() {}

    /** As it was sent; empty where there is none or it holds a zero byte. */
    static String sent(FileItemStream part) {
        try {
            return part.getName() == null ? "" : part.getName();
        } catch (InvalidFileNameException e) {
            return "";
        }
    }

    static String of(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder();
        Normalizer.normalize(last, Normalizer.Form.NFC)
                .codePoints()
                .filter(DisplayName::visible)
                .limit(LONGEST)
                .forEach(name::appendCodePoint);
        String shown = name.toString().strip();
        if (shown.isEmpty() || shown.chars().allMatch(c -> c == '.')) {
            return NONE;
        }
        return DEVICE.matcher(shown).matches() ? "_" + shown : shown;
    }

    /** No controls, no signs that turn the direction of writing, no lone halves of characters. */
    private static boolean visible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
