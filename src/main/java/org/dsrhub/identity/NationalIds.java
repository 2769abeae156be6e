package org.dsrhub.identity;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.dsrhub.request.NationalId;

/**
 * Checks and compares national numbers of FI, SE, DK, NO, EE, LT and LV (paper 06 of the domain). Thread-safe.
 *
 * <p>Numbers that no living person can have (a future birth date, the Finnish 900 series, Norwegian synthetic numbers) are
 * invalid unless test numbers are allowed: {@code hub.identity.test-numbers=true}, for demo and tests only.
 */
public final class NationalIds {
    private final Map<String, NumberSystem> systems;
    private final boolean testNumbers;
    private final InstantSource clock;

    /** @param clock decides the century of a ten-digit Swedish number and what lies in the future */
    public NationalIds(boolean testNumbers, InstantSource clock) {
        this.testNumbers = testNumbers;
        this.clock = clock;
        this.systems = Map.of(
                "FI", new FinnishNumber(),
                "SE", new SwedishNumber(),
                "DK", new DanishNumber(),
                "NO", new NorwegianNumber(),
                "EE", new BalticNumber(false),
                "LT", new BalticNumber(true),
                "LV", new LatvianNumber());
    }

    /** What is known of a number; never holds the number. */
    public record Check(Verdict verdict, String reason, LocalDate birthDate) {
        static final String FUTURE = "birth-date-in-future";

        static Check valid(LocalDate birthDate) {
            return new Check(Verdict.VALID, null, birthDate);
        }

        static Check warning(String reason, LocalDate birthDate) {
            return new Check(Verdict.VALID_WITH_WARNING, reason, birthDate);
        }

        static Check invalid(String reason) {
            return new Check(Verdict.INVALID, reason, null);
        }

        /** Whether a request may be made with it. */
        public boolean usable() {
            return verdict == Verdict.VALID || verdict == Verdict.VALID_WITH_WARNING;
        }
    }

    public enum Verdict {
        VALID,
        /** usable, but something about it a human should know; see {@link Check#reason} */
        VALID_WITH_WARNING,
        INVALID,
        /** no rules for that country: usable only as an exact text */
        UNKNOWN_COUNTRY
    }

    /** Whether two numbers are those of one person. */
    public enum Likeness {
        SAME,
        DIFFERENT,
        /** written without what would tell (a century sign), or of two kinds that one person may hold */
        UNCERTAIN
    }

    public Check validate(NationalId id) {
        NumberSystem system = systems.get(id.country());
        return system == null
                ? new Check(Verdict.UNKNOWN_COUNTRY, "unknown-country", null)
                : system.check(id.value(), today(), testNumbers);
    }

    /**
     * The one form a number is compared and stored in: upper case, without blanks; a Finnish sign is kept, a Swedish number
     * gets twelve digits. A number that is none stays as written apart from that.
     */
    public String canonical(NationalId id) {
        NumberSystem system = systems.get(id.country());
        String compact = compact(id.value());
        return system == null ? compact : system.canonical(compact, today());
    }

    /**
     * For screens: enough to tell two numbers of one person apart from a typing error, too little to use one. Whatever the
     * country, only the first two and the last two signs stand.
     */
    public static String mask(NationalId id) {
        String compact = compact(id.value());
        int shown = compact.length() > 7 ? 2 : 0;
        return compact.substring(0, shown)
                + "•".repeat(compact.length() - 2 * shown)
                + compact.substring(compact.length() - shown);
    }

    /** Numbers of two countries are never compared: an Estonian one would pass as a Lithuanian one. */
    public Likeness compare(NationalId a, NationalId b) {
        if (!a.country().equals(b.country())) {
            return Likeness.UNCERTAIN;
        }
        NumberSystem system = systems.get(a.country());
        String left = canonical(a);
        String right = canonical(b);
        if (system == null) {
            return left.equals(right) ? Likeness.SAME : Likeness.DIFFERENT;
        }
        return system.compare(left, right, compact(a.value()), compact(b.value()), today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    static String compact(String value) {
        StringBuilder compact = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isWhitespace(c) && c != '\u00a0') {
                compact.append(c == '\u2010' || c == '\u2011' || c == '\u2013' || c == '\u2212' ? '-' : c);
            }
        }
        return compact.toString().toUpperCase(Locale.ROOT);
    }
}
