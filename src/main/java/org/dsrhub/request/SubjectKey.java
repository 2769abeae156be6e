package org.dsrhub.request;

import java.time.LocalDate;

/**
 * One identifier of the data subject, with the period in which it was theirs.
 *
 * @param value as the source wrote it; compared after {@code org.dsrhub.identity} has normalised it
 * @param country of a national number, else null
 * @param from first day it was the subject's, null where unknown or always
 * @param until last day it was the subject's, null where it still is
 * @param source the system that yielded it, {@code request} for what the subject or portal gave
 * @param wave of the fan-out that found it, 0 for what was given
 */
public record SubjectKey(
        KeyKind kind, String value, String country, LocalDate from, LocalDate until, String source, int wave) {
    public SubjectKey(KeyKind kind, String value, String country, LocalDate from, LocalDate until, String source) {
        this(kind, value, country, from, until, source, 0);
    }

    public SubjectKey {
        if (kind == null || value == null || value.isBlank()) {
            throw new IllegalArgumentException("a subject key needs a kind and a value");
        }
    }

    public static SubjectKey given(KeyKind kind, String value) {
        return new SubjectKey(kind, value, null, null, null, "request");
    }

    /** Whether the key was the subject's on that day; an unknown day (null) counts as inside. */
    public boolean validOn(LocalDate day) {
        return day == null || (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
    }

    /** Never the value: this record may end in a log. */
    @Override
    public String toString() {
        return "SubjectKey[" + kind.label() + " from " + source + "]";
    }
}
