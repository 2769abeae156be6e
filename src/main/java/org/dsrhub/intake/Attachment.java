package org.dsrhub.intake;

/**
 * An attachment as it came; personal data, lives only while the mail is looked at.
 *
 * @param number of its part among the attachments, from 1: how a caseworker is told which
 * @param type as the sender declares it, in small letters; never shown
 * @param bytes at most {@link #LARGEST}
 * @param cut there was more
 */
record Attachment(int number, String type, byte[] bytes, boolean cut) {
    static final int LARGEST = CapturedMail.HEAD;

    @Override
    public String toString() {
        return "Attachment[" + number + ", " + bytes.length + " bytes]";
    }
}
