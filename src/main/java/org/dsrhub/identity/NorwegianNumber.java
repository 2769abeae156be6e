package org.dsrhub.identity;

import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;

/** Fødselsnummer, D-number (day + 40), H-number (month + 40) and synthetic number (month + 80). */
final class NorwegianNumber extends NumberSystem {
    /** From then on numbers are issued whose first check digit leaves a remainder of 0 to 3 and that tell no birth date. */
    private static final LocalDate WIDER_SERIES = LocalDate.of(2032, 1, 1);

    @Override
    Check verify(String number, String written, LocalDate today, boolean testNumbers) {
        if (number.length() != 11 || !digits(number, 0, 11)) {
            return Check.invalid("format");
        }
        int first = weighted(number, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11;
        int second = weighted(number, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11;
        boolean wider = first >= 1 && first <= 3 && !today.isBefore(WIDER_SERIES);
        if (second != 0 || first != 0 && !wider) {
            return Check.invalid("check-digit");
        }
        if (wider) {
            return Check.warning("series-of-2032", null);
        }
        int day = number(number, 0, 2);
        int month = number(number, 2, 4);
        boolean synthetic = month > 80;
        Check dated = dated(birthDate(number, day % 40, month % 40), today, testNumbers);
        if (!dated.usable()) {
            return dated;
        }
        if (synthetic) {
            return testNumbers ? Check.warning("synthetic", dated.birthDate()) : Check.invalid("synthetic");
        }
        if (month > 40) {
            return Check.warning("h-number", dated.birthDate());
        }
        return dated;
    }

    @Override
    boolean substitute(String number) {
        return number(number, 0, 2) > 40 || number(number, 2, 4) > 40 && number(number, 2, 4) <= 80;
    }

    private static LocalDate birthDate(String number, int day, int month) {
        int year = number(number, 4, 6);
        int individual = number(number, 6, 9);
        if (individual < 500) {
            return date(1900 + year, month, day);
        }
        if (year < 40) {
            return date(2000 + year, month, day);
        }
        if (individual >= 900) {
            return date(1900 + year, month, day);
        }
        return individual < 750 && year >= 54 ? date(1800 + year, month, day) : null;
    }
}
