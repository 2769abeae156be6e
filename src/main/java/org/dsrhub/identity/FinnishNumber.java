package org.dsrhub.identity;

import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;
import org.dsrhub.identity.NationalIds.Likeness;

/** Henkilötunnus: {@code DDMMYY} sign {@code NNN} character. The sign is part of the identity. */
final class FinnishNumber extends NumberSystem {
    private static final String CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    @Override
    String canonical(String written, LocalDate today) {
        return written;
    }

    @Override
    Check verify(String number, String written, LocalDate today, boolean testNumbers) {
        if (number.length() == 10 && digits(number, 0, 9)) {
            return Check.invalid("century-sign-missing");
        }
        if (number.length() != 11 || !digits(number, 0, 6) || !digits(number, 7, 10)) {
            return Check.invalid("format");
        }
        int century = century(number.charAt(6));
        if (century < 0) {
            return Check.invalid("century-sign");
        }
        LocalDate birthDate = date(century + number(number, 4, 6), number(number, 2, 4), number(number, 0, 2));
        if (birthDate == null) {
            return Check.invalid("no-such-date");
        }
        int individual = number(number, 7, 10);
        if (individual < 2) {
            return Check.invalid("individual-number");
        }
        if (CHECK.charAt((number(number, 0, 6) * 1000 + individual) % 31) != number.charAt(10)) {
            return Check.invalid("check-digit");
        }
        if (individual >= 900) {
            return testNumbers ? Check.warning("temporary-or-test", birthDate) : Check.invalid("temporary-or-test");
        }
        // The sign says the century outright, so a future date is no misreading: unusual, but a number.
        return birthDate.isAfter(today) ? Check.warning(Check.FUTURE, birthDate) : Check.valid(birthDate);
    }

    /** A legacy system that stores no sign cannot tell two people apart. */
    @Override
    Likeness compare(String left, String right, String leftWritten, String rightWritten, LocalDate today) {
        boolean signless = left.length() == 10 || right.length() == 10;
        return signless && bare(left).equals(bare(right))
                ? Likeness.UNCERTAIN
                : signless && left.length() >= 10 && right.length() >= 10
                        ? Likeness.DIFFERENT
                        : super.compare(left, right, leftWritten, rightWritten, today);
    }

    private static String bare(String number) {
        return number.length() == 11 ? number.substring(0, 6) + number.substring(7) : number;
    }

    private static int century(char sign) {
        return switch (sign) {
            case '+' -> 1800;
            case '-', 'Y', 'X', 'W', 'V', 'U' -> 1900;
            case 'A', 'B', 'C', 'D', 'E', 'F' -> 2000;
            default -> -1;
        };
    }
}
