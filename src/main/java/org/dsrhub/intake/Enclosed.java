package org.dsrhub.intake;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the attachments of a mail say.
 *
 * @param text of those that could be read; personal data
 * @param unread the others, for the caseworker; names no file, as its sender chose the name
 */
record Enclosed(String text, List<Unread> unread) {
    static final String ARCHIVE = "archive";
    static final Enclosed NOTHING = new Enclosed("", List.of());

    /**
     * @param number of the attachment, from 1
     * @param kind pdf, docx, text, archive or other
     * @param reason why a human has to open it
     */
    record Unread(int number, String kind, String reason) {
        /** Whether opening it may do harm. */
        boolean dangerous() {
            return kind.equals(ARCHIVE) || reason.equals(UnreadableAttachment.EXPANDS);
        }

        @Override
        public String toString() {
            return number + " (" + kind + ": " + reason + ")";
        }
    }

    Enclosed {
        unread = List.copyOf(unread);
    }

    /** For a remedy: empty, or what else to open. */
    String toOpen() {
        return unread.isEmpty()
                ? ""
                : "; open by hand the attachments that could not be read: "
                        + unread.stream().map(Unread::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "Enclosed[" + text.length() + " characters, " + unread.size() + " unread]";
    }
}
