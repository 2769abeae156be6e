package org.dsrhub.decision;

/** Yes, no, or what only a human may answer. */
enum Sure {
    YES,
    NO,
    UNSURE;

    static Sure of(boolean known) {
        return known ? YES : NO;
    }

    /** A no is certain whatever the other is. */
    Sure and(Sure other) {
        return this == NO || other == NO ? NO : this == UNSURE ? UNSURE : other;
    }

    /** A yes is certain whatever the other is. */
    Sure or(Sure other) {
        return this == YES || other == YES ? YES : this == UNSURE ? UNSURE : other;
    }
}
