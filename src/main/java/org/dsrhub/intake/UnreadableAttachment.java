package org.dsrhub.intake;

/** An attachment that a human has to open. The message is one of the hub's own phrases. */
class UnreadableAttachment extends Exception {
    private static final long serialVersionUID = 1L;

    static final String EXPANDS = "unfolds beyond what is read";
    static final String DAMAGED = "damaged, or none of its kind";
    static final String ENCRYPTED = "encrypted";
    static final String NO_TEXT = "holds no text, perhaps a scan";
    static final String OTHER_KIND = "of a kind that is not read";
    static final String SLOW = "takes too long to read";
    static final String LARGE = "larger than what is read";

    UnreadableAttachment(String reason) {
        super(reason);
    }
}
