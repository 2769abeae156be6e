package org.dsrhub.identity;

import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;

/** Personas kods: {@code DDMMYY-CNNNK}, since July 2017 {@code 32NNNN-NNNNN}; a person may hold one of each. */
final class LatvianNumber extends NumberSystem {
    @Override
    Check verify(String number, String written, LocalDate today, boolean testNumbers) {
        if (number.length() != 11 || !digits(number, 0, 11)) {
            return Check.invalid("format");
        }
        int check = (1 + weighted(number, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10;
        if (check != number.charAt(10) - '0') {
            return Check.invalid("check-digit");
        }
        if (substitute(number)) {
            return Check.valid(null);
        }
        int century = number.charAt(6) - '0';
        if (century > 2) {
            return Check.invalid("format");
        }
        LocalDate birthDate =
                date(1800 + century * 100 + number(number, 4, 6), number(number, 2, 4), number(number, 0, 2));
        return dated(birthDate, today, testNumbers);
    }

    @Override
    boolean substitute(String number) {
        return number.startsWith("32");
    }
}
