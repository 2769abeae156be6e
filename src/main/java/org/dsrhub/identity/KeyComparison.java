package org.dsrhub.identity;

import java.util.List;
import org.dsrhub.request.KeyKind;

/**
 * One key of a record beside the subject's, for a person who decides whose the record is.
 *
 * @param theirs as the record has it, a national number masked, null where it has none
 * @param ours the subject's of that kind, national numbers masked
 */
public record KeyComparison(KeyKind kind, Agreement agreement, String theirs, List<String> ours) {
    public KeyComparison {
        ours = List.copyOf(ours);
    }

    /** How far two values of a key agree. */
    public enum Agreement {
        SAME,
        /** the subject's, but not on the record's day */
        OTHER_PERIOD,
        /** another spelling of one name may be, or a national number without what would tell; never evidence */
        SIMILAR,
        DIFFERENT,
        /** the record or the subject has none */
        ABSENT
    }

    /** Never the values: this record may end in a log. */
    @Override
    public String toString() {
        return "KeyComparison[" + kind.label() + " " + agreement + "]";
    }
}
