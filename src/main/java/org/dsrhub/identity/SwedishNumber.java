package org.dsrhub.identity;

import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;
import org.dsrhub.identity.NationalIds.Likeness;

/** Personnummer and samordningsnummer (day + 60); kept with twelve digits. */
final class SwedishNumber extends NumberSystem {
    /** Letters that stand for the first digit of an interim number; the check digit takes them as 1. */
    private static final String INTERIM = "TRSUWXJKLMN";

    /**
     * Ten digits get the youngest century that has the birth date behind it; {@code +} one century before that, since it is
     * written from the year of turning 100.
     */
    @Override
    String canonical(String written, LocalDate today) {
        String number = written.replace("-", "").replace("+", "");
        if (number.length() != 10 || !digits(number, 0, 6)) {
            return number;
        }
        int year = number(number, 0, 2);
        int full = today.getYear() / 100 * 100 + year;
        int day = number(number, 4, 6) % 60;
        LocalDate birthDate = date(full, number(number, 2, 4), day);
        if (birthDate != null ? birthDate.isAfter(today) : full > today.getYear()) {
            full -= 100;
        }
        return (written.indexOf('+') < 0 ? full : full - 100) / 100 + number;
    }

    @Override
    Check verify(String number, String written, LocalDate today, boolean testNumbers) {
        if (number.length() != 12 || !digits(number, 0, 8) || !digits(number, 9, 12)) {
            return Check.invalid("format");
        }
        boolean interim = INTERIM.indexOf(number.charAt(8)) >= 0;
        if (!interim && !digits(number, 8, 9)) {
            return Check.invalid("format");
        }
        int day = number(number, 6, 8);
        LocalDate birthDate = date(number(number, 0, 4), number(number, 4, 6), day > 60 ? day - 60 : day);
        Check dated = dated(birthDate, today, testNumbers);
        if (!dated.usable()) {
            return dated;
        }
        if (!luhn((interim ? number.substring(0, 8) + "1" + number.substring(9) : number).substring(2))) {
            return Check.invalid("check-digit");
        }
        if (interim) {
            return Check.warning("interim-number", birthDate);
        }
        return ten(written) && written.indexOf('+') < 0 ? Check.warning("century-assumed", birthDate) : dated;
    }

    /** Where only the assumed century differs, nobody can tell. */
    @Override
    Likeness compare(String left, String right, String leftWritten, String rightWritten, LocalDate today) {
        boolean assumed =
                ten(leftWritten) && leftWritten.indexOf('+') < 0 || ten(rightWritten) && rightWritten.indexOf('+') < 0;
        boolean sameTail = left.length() == 12 && right.length() == 12 && left.regionMatches(2, right, 2, 10);
        return !left.equals(right) && assumed && sameTail
                ? Likeness.UNCERTAIN
                : super.compare(left, right, leftWritten, rightWritten, today);
    }

    @Override
    boolean substitute(String number) {
        return number(number, 6, 8) > 60 || INTERIM.indexOf(number.charAt(8)) >= 0;
    }

    private static boolean ten(String written) {
        return written.replace("-", "").replace("+", "").length() == 10;
    }

    /** @param number ten digits */
    static boolean luhn(String number) {
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            int product = (number.charAt(i) - '0') * (i % 2 == 0 ? 2 : 1);
            sum += product / 10 + product % 10;
        }
        return sum % 10 == 0;
    }
}
