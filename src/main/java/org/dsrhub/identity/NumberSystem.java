package org.dsrhub.identity;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;
import org.dsrhub.identity.NationalIds.Likeness;

/** The national numbers of one country. Values come without blanks and in upper case, except into {@code check}. */
abstract class NumberSystem {
    final Check check(String value, LocalDate today, boolean testNumbers) {
        return verify(canonical(NationalIds.compact(value), today), NationalIds.compact(value), today, testNumbers);
    }

    /**
     * @param number canonical
     * @param written as given, without blanks
     */
    abstract Check verify(String number, String written, LocalDate today, boolean testNumbers);

    /** Most countries: digits only. */
    String canonical(String written, LocalDate today) {
        return written.indexOf('-') < 0 ? written : written.replace("-", "");
    }

    /** Whether a number is of a kind that is given beside or before the ordinary one, so that a person may hold both. */
    boolean substitute(String number) {
        return false;
    }

    Likeness compare(String left, String right, String leftWritten, String rightWritten, LocalDate today) {
        // Two fillers (000000-0000) are no one's number.
        boolean numbers = verify(left, leftWritten, today, true).usable()
                && verify(right, rightWritten, today, true).usable();
        if (!numbers) {
            return Likeness.UNCERTAIN;
        }
        if (left.equals(right)) {
            return Likeness.SAME;
        }
        return substitute(left) == substitute(right) ? Likeness.DIFFERENT : Likeness.UNCERTAIN;
    }

    /** A future birth date is a test number. */
    static Check dated(LocalDate birthDate, LocalDate today, boolean testNumbers) {
        if (birthDate == null) {
            return Check.invalid("no-such-date");
        }
        if (birthDate.isAfter(today)) {
            return testNumbers ? Check.warning(Check.FUTURE, birthDate) : Check.invalid(Check.FUTURE);
        }
        return Check.valid(birthDate);
    }

    static boolean digits(String text, int from, int to) {
        if (text.length() < to) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    static int weighted(String text, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (text.charAt(i) - '0');
        }
        return sum;
    }

    /** Null where there is no such day. */
    static LocalDate date(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
