package org.dsrhub.decision;

import java.time.LocalDate;

/**
 * How long something stays by its rule.
 *
 * @param until last day kept, with {@link State#UNTIL} only
 */
record Keeping(State state, LocalDate until) {
    /** Its term has not begun: a claim or contract is open. */
    static final Keeping OPEN = new Keeping(State.OPEN, null);
    /** Dates, product or rule tell nothing certain. */
    static final Keeping UNCERTAIN = new Keeping(State.UNCERTAIN, null);

    enum State {
        UNTIL,
        OPEN,
        UNCERTAIN
    }

    /** Null is uncertain. */
    static Keeping until(LocalDate day) {
        return day == null ? UNCERTAIN : new Keeping(State.UNTIL, day);
    }

    /** Both have to be over; what is open is kept, however uncertain the other is. */
    Keeping andAlso(Keeping other) {
        if (state == State.OPEN || other.state == State.OPEN) {
            return OPEN;
        }
        if (state == State.UNCERTAIN || other.state == State.UNCERTAIN) {
            return UNCERTAIN;
        }
        return until.isBefore(other.until) ? other : this;
    }

    String words() {
        return switch (state) {
            case OPEN -> "while one of them is open";
            case UNCERTAIN -> "for a time that nobody can tell";
            case UNTIL -> "until " + until;
        };
    }

    /** Whether it still stays on that day. */
    Sure keepsOn(LocalDate day) {
        return switch (state) {
            case OPEN -> Sure.YES;
            case UNCERTAIN -> Sure.UNSURE;
            case UNTIL -> Sure.of(!day.isAfter(until));
        };
    }
}
