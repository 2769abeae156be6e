package org.dsrhub.identity;

import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;

/** CPR: {@code DDMMYYSSSS}. Since 2007 numbers are issued that fail the modulus, so it only warns. */
final class DanishNumber extends NumberSystem {
    @Override
    Check verify(String number, String written, LocalDate today, boolean testNumbers) {
        if (number.length() != 10 || !digits(number, 0, 10)) {
            return Check.invalid("format");
        }
        int day = number(number, 0, 2);
        int year = number(number, 4, 6);
        LocalDate birthDate =
                date(century(number.charAt(6) - '0', year) + year, number(number, 2, 4), day > 60 ? day - 60 : day);
        Check dated = dated(birthDate, today, testNumbers);
        if (!dated.usable()) {
            return dated;
        }
        if (substitute(number)) {
            return Check.warning("replacement-number", birthDate);
        }
        return weighted(number, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0
                ? dated
                : Check.warning("modulus-11", birthDate);
    }

    @Override
    boolean substitute(String number) {
        return number(number, 0, 2) > 60;
    }

    private static int century(int seventh, int year) {
        if (seventh <= 3) {
            return 1900;
        }
        if (seventh == 4 || seventh == 9) {
            return year <= 36 ? 2000 : 1900;
        }
        return year <= 57 ? 2000 : 1800;
    }
}
