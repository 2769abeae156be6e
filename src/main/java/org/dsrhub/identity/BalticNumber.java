package org.dsrhub.identity;

import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;

/** Isikukood (EE) and asmens kodas (LT): {@code GYYMMDDSSSC} with the same check digit. */
final class BalticNumber extends NumberSystem {
    private final boolean lithuanian;

    BalticNumber(boolean lithuanian) {
        this.lithuanian = lithuanian;
    }

    @Override
    Check verify(String number, String written, LocalDate today, boolean testNumbers) {
        if (number.length() != 11 || !digits(number, 0, 11)) {
            return Check.invalid("format");
        }
        if (checkDigit(number) != number.charAt(10) - '0') {
            return Check.invalid("check-digit");
        }
        int group = number.charAt(0) - '0';
        if (lithuanian && group == 9) {
            return Check.valid(null);
        }
        if (group < 1 || group > 8) {
            return Check.invalid("format");
        }
        int century = 1800 + (group - 1) / 2 * 100;
        LocalDate birthDate = date(century + number(number, 1, 3), number(number, 3, 5), number(number, 5, 7));
        return dated(birthDate, today, testNumbers);
    }

    @Override
    boolean substitute(String number) {
        return lithuanian && number.charAt(0) == '9';
    }

    private static int checkDigit(String number) {
        int check = weighted(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        return check < 10 ? check : weighted(number, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
    }
}
