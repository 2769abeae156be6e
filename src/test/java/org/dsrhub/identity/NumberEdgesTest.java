package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import org.dsrhub.identity.NationalIds.Check;
import org.dsrhub.identity.NationalIds.Likeness;
import org.dsrhub.identity.NationalIds.Verdict;
import org.dsrhub.request.NationalId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a century, a series or a form begins and ends. Numbers are made here, with check digits of their own reckoning. */
class NumberEdgesTest {
    private static final InstantSource DECEMBER_2026 = InstantSource.fixed(Instant.parse("2026-12-01T12:00:00Z"));

    private final NationalIds strict = new NationalIds(false, DECEMBER_2026);
    private final NationalIds any = new NationalIds(true, DECEMBER_2026);

    private Check check(String country, String number) {
        return any.validate(new NationalId(country, number));
    }

    private static Integer yearOf(Check check) {
        return check.birthDate() == null ? null : check.birthDate().getYear();
    }

    private static int sum(String number, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (number.charAt(i) - '0');
        }
        return sum;
    }

    /** @return null where that beginning has no check digits */
    private static String norwegian(String nine) {
        int first = (11 - sum(nine, 3, 7, 6, 1, 8, 9, 4, 5, 2) % 11) % 11;
        int second = (11 - sum(nine + first, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11;
        return first == 10 || second == 10 ? null : nine + first + second;
    }

    private static String norwegian(int dayMore, int monthMore, int year, int individual) {
        for (int day = 1; day <= 28; day++) {
            String number = norwegian("%02d%02d%02d%03d".formatted(day + dayMore, 6 + monthMore, year, individual));
            if (number != null) {
                return number;
            }
        }
        throw new AssertionError("no such number");
    }

    @ParameterizedTest(name = "year {0}, individual number {1}: {2}")
    @CsvSource({
        "0, 0, 1900",
        "99, 499, 1999",
        "39, 500, 2039",
        "20, 999, 2020",
        "40, 500, ",
        "53, 500, ",
        "54, 500, 1854",
        "99, 749, 1899",
        "54, 750, ",
        "40, 899, ",
        "40, 900, 1940",
        "99, 999, 1999"
    })
    void aNorwegianIndividualNumberTellsTheCentury(int year, int individual, Integer expected) {
        Check check = check("NO", norwegian(0, 0, year, individual));

        assertThat(yearOf(check)).isEqualTo(expected);
        assertThat(check.usable()).isEqualTo(expected != null);
    }

    @ParameterizedTest(name = "day + {0}, month + {1}: {2}")
    @CsvSource({"0, 0, ", "40, 0, ", "0, 40, h-number", "0, 80, synthetic", "40, 80, synthetic"})
    void norwegianSeriesAreToldApart(int dayMore, int monthMore, String reason) {
        String number = norwegian(dayMore, monthMore, 70, 123);

        assertThat(check("NO", number).usable()).isTrue();
        assertThat(check("NO", number).reason()).isEqualTo(reason);
        assertThat(check("NO", number).birthDate()).hasYear(1970).hasMonthValue(6);
        assertThat(strict.validate(new NationalId("NO", number)).usable()).isEqualTo(monthMore < 80);
        String ordinary = norwegian(0, 0, 71, 123);
        assertThat(any.compare(new NationalId("NO", number), new NationalId("NO", ordinary)))
                .isEqualTo(dayMore > 0 || monthMore == 40 ? Likeness.UNCERTAIN : Likeness.DIFFERENT);
    }

    @Test
    void aNorwegianNumberWithAWrongDigitOrLengthIsNone() {
        String good = norwegian(0, 0, 70, 123);
        for (int i = 0; i < good.length(); i++) {
            String wrong = good.substring(0, i) + (good.charAt(i) - '0' + 1) % 10 + good.substring(i + 1);
            assertThat(check("NO", wrong).usable()).as("digit %d", i).isFalse();
            assertThat(check("NO", good.substring(0, i) + "x" + good.substring(i + 1))
                            .reason())
                    .isEqualTo("format");
        }
        assertThat(check("NO", good + "0").reason()).isEqualTo("format");
        assertThat(check("NO", good.substring(1)).reason()).isEqualTo("format");
    }

    private static String baltic(String ten) {
        int check = sum(ten, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        if (check == 10) {
            check = sum(ten, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
        }
        return ten + check;
    }

    @ParameterizedTest(name = "group {0}: {1}")
    @CsvSource({"1, 1870", "2, 1870", "3, 1970", "4, 1970", "5, 2070", "6, 2070", "7, 2170", "8, 2170", "9, ", "0, "})
    void theFirstBalticDigitTellsTheCentury(int group, Integer year) {
        String number = baltic(group + "700615001");

        assertThat(yearOf(check("EE", number))).isEqualTo(year);
        assertThat(check("EE", number).usable()).isEqualTo(year != null);
        assertThat(yearOf(check("LT", number))).isEqualTo(year);
        assertThat(check("LT", number).usable()).isEqualTo(year != null || group == 9);
    }

    @Test
    void everyBalticCheckDigitIsReckonedInUpToTwoRounds() {
        for (int serial = 0; serial < 1000; serial++) {
            String good = baltic("3700615" + "%03d".formatted(serial));
            assertThat(check("EE", good).usable()).isTrue();
            String wrong = good.substring(0, 10) + (good.charAt(10) - '0' + 1) % 10;
            assertThat(check("EE", wrong).reason()).isEqualTo("check-digit");
        }
        assertThat(check("EE", baltic("3701331001")).reason()).isEqualTo("no-such-date");
        assertThat(check("EE", "3700615001").reason()).isEqualTo("format");
        assertThat(any.compare(new NationalId("LT", baltic("9700615001")), new NationalId("LT", baltic("3700615001"))))
                .as("a Lithuanian number that starts with 9 may stand beside another")
                .isEqualTo(Likeness.UNCERTAIN);
        assertThat(any.compare(new NationalId("LT", baltic("4700615001")), new NationalId("LT", baltic("3700615001"))))
                .isEqualTo(Likeness.DIFFERENT);
    }

    @ParameterizedTest(name = "seventh digit {0}, year {1}: {2}")
    @CsvSource({
        "0, 00, 1900",
        "3, 99, 1999",
        "4, 36, 2036",
        "4, 37, 1937",
        "9, 36, 2036",
        "9, 37, 1937",
        "5, 57, 2057",
        "5, 58, 1858",
        "8, 57, 2057",
        "8, 58, 1858"
    })
    void theSeventhDanishDigitTellsTheCentury(int seventh, String year, int expected) {
        assertThat(yearOf(check("DK", "0106" + year + seventh + "111"))).isEqualTo(expected);
    }

    @Test
    void danishDaysBeyondSixtyAreReplacementNumbers() {
        assertThat(check("DK", "6106700111").reason()).isEqualTo("replacement-number");
        assertThat(check("DK", "6106700111").birthDate()).isEqualTo("1970-06-01");
        assertThat(check("DK", "6006700111").reason()).isEqualTo("no-such-date");
        assertThat(check("DK", "010670011x").reason()).isEqualTo("format");
        assertThat(check("DK", "01067001111").reason()).isEqualTo("format");
        String modulus = null;
        for (int tail = 0; tail < 100; tail++) {
            String number = "01067001" + "%02d".formatted(tail);
            boolean divisible = sum(number, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
            assertThat(check("DK", number).reason()).isEqualTo(divisible ? null : "modulus-11");
            modulus = divisible ? number : modulus;
        }
        assertThat(check("DK", modulus).verdict()).isEqualTo(Verdict.VALID);
    }

    private static String finnish(String sixDigits, char sign, int individual) {
        String three = "%03d".formatted(individual);
        return sixDigits
                + sign
                + three
                + "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt(Integer.parseInt(sixDigits + three) % 31);
    }

    @ParameterizedTest(name = "sign {0}: {1}")
    @CsvSource({
        "+, 1870", "-, 1970", "Y, 1970", "X, 1970", "W, 1970", "V, 1970", "U, 1970", "A, 2070", "B, 2070", "C, 2070",
        "D, 2070", "E, 2070", "F, 2070", "G, ", "T, "
    })
    void theFinnishSignTellsTheCentury(char sign, Integer year) {
        Check check = check("FI", finnish("150670", sign, 123));

        assertThat(yearOf(check)).isEqualTo(year);
        assertThat(check.reason())
                .isEqualTo(year == null ? "century-sign" : year > 2026 ? "birth-date-in-future" : null);
    }

    @ParameterizedTest(name = "individual number {0}: {1}")
    @CsvSource({"0, individual-number", "1, individual-number", "2, ", "899, ", "900, temporary-or-test"})
    void finnishIndividualNumbersBeginAtTwoAndEndBefore900(int individual, String reason) {
        Check check = strict.validate(new NationalId("FI", finnish("150670", '-', individual)));

        assertThat(check.reason()).isEqualTo(reason);
        assertThat(check.usable()).isEqualTo(reason == null);
    }

    @Test
    void whatIsNoFinnishNumberSaysWhy() {
        String good = finnish("150670", '-', 123);
        assertThat(check("FI", good).verdict()).isEqualTo(Verdict.VALID);
        assertThat(check("FI", "x" + good.substring(1)).reason()).isEqualTo("format");
        assertThat(check("FI", good.substring(0, 9) + "x" + good.charAt(10)).reason())
                .isEqualTo("format");
        assertThat(check("FI", good + "1").reason()).isEqualTo("format");
        assertThat(check("FI", finnish("320670", '-', 123)).reason()).isEqualTo("no-such-date");
        String signless = good.replace("-", "");
        assertThat(check("FI", signless).reason()).isEqualTo("century-sign-missing");
        NationalId short_ = new NationalId("FI", "150670");
        assertThat(any.compare(new NationalId("FI", signless), short_)).isEqualTo(Likeness.UNCERTAIN);
        assertThat(any.compare(new NationalId("FI", signless), new NationalId("FI", signless)))
                .isEqualTo(Likeness.UNCERTAIN);
    }

    private static String latvian(String ten) {
        return ten + (1 + sum(ten, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10;
    }

    @ParameterizedTest(name = "seventh digit {0}: {1}")
    @CsvSource({"0, 1870", "1, 1970", "2, 2070", "3, "})
    void theSeventhLatvianDigitTellsTheCentury(int century, Integer year) {
        Check check = check("LV", latvian("150670" + century + "123"));

        assertThat(yearOf(check)).isEqualTo(year);
        assertThat(check.usable()).isEqualTo(year != null);
        assertThat(any.compare(
                        new NationalId("LV", latvian("1506701123")), new NationalId("LV", latvian("3200000123"))))
                .as("an old and a new number may be one person's")
                .isEqualTo(Likeness.UNCERTAIN);
        assertThat(check("LV", latvian("1506701123").substring(1)).reason()).isEqualTo("format");
        assertThat(check("LV", "x" + latvian("1506701123").substring(1)).reason())
                .isEqualTo("format");
    }

    private static String swedish(String nine) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            int product = Character.getNumericValue(nine.charAt(i)) * (i % 2 == 0 ? 2 : 1);
            sum += product / 10 + product % 10;
        }
        return nine + (10 - sum % 10) % 10;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "261201, 2026",
        "261202, 1926",
        "260230, 2026",
        "270230, 1927",
        "850709, 1985",
        "000101, 2000",
        "850769, 1985",
        "261261, 2026",
        "261262, 1926"
    })
    void aSwedishNumberOfTenDigitsGetsTheYoungestCenturyThatIsBehindIt(String six, int year) {
        String ten = swedish(six + "980");
        assertThat(any.canonical(new NationalId("SE", ten))).isEqualTo(year / 100 + ten);
        assertThat(any.canonical(new NationalId("SE", ten.substring(0, 6) + "+" + ten.substring(6))))
                .isEqualTo(year / 100 - 1 + ten);
    }

    @Test
    void swedishSeriesAreToldApart() {
        String ordinary = "19" + swedish("850709980");
        String coordination = "19" + swedish("850769980");
        String interim = "19850709T" + swedish("850709122").substring(7);
        assertThat(check("SE", ordinary).verdict()).isEqualTo(Verdict.VALID);
        assertThat(check("SE", coordination).birthDate()).isEqualTo("1985-07-09");
        assertThat(check("SE", "19" + swedish("850760980")).reason()).isEqualTo("no-such-date");
        assertThat(check("SE", interim).reason()).isEqualTo("interim-number");
        assertThat(check("SE", interim.replace('T', 'Z')).reason()).isEqualTo("format");
        assertThat(check("SE", ordinary.substring(2)).reason()).isEqualTo("century-assumed");
        assertThat(check("SE", ordinary.substring(2, 8) + "+" + ordinary.substring(8))
                        .reason())
                .isNull();
        assertThat(any.compare(new NationalId("SE", ordinary), new NationalId("SE", coordination)))
                .isEqualTo(Likeness.UNCERTAIN);
        assertThat(any.compare(new NationalId("SE", ordinary), new NationalId("SE", interim)))
                .isEqualTo(Likeness.UNCERTAIN);
        assertThat(any.compare(
                        new NationalId("SE", "19" + ordinary.substring(2)),
                        new NationalId("SE", "18" + ordinary.substring(2))))
                .as("written with its century")
                .isEqualTo(Likeness.DIFFERENT);
        assertThat(any.compare(
                        new NationalId("SE", ordinary.substring(2)),
                        new NationalId("SE", "18" + ordinary.substring(2))))
                .isEqualTo(Likeness.UNCERTAIN);
        assertThat(any.compare(
                        new NationalId("SE", "18" + ordinary.substring(2)),
                        new NationalId("SE", ordinary.substring(2))))
                .isEqualTo(Likeness.UNCERTAIN);
    }

    @Test
    void aDateOfTodayIsNotInTheFuture() {
        assertThat(strict.validate(new NationalId("EE", baltic("5261201001"))).birthDate())
                .isEqualTo(LocalDate.of(2026, 12, 1));
        assertThat(strict.validate(new NationalId("EE", baltic("5261202001"))).reason())
                .isEqualTo("birth-date-in-future");
        assertThat(check("FI", finnish("011226", 'A', 123)).verdict()).isEqualTo(Verdict.VALID);
        assertThat(check("FI", finnish("021226", 'A', 123)).verdict()).isEqualTo(Verdict.VALID_WITH_WARNING);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"1234567, •••••••", "12345678, 12••••78", "1, •", "' 12 34-5678 ', 12•••••78"})
    void aMaskShowsTwoSignsAtEachEndOfWhatIsLongEnough(String number, String masked) {
        assertThat(NationalIds.mask(new NationalId("DK", number))).isEqualTo(masked);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "721283\u20101403",
        "721283\u20111403",
        "721283\u20131403",
        "721283\u22121403",
        "721283\u00a01403",
        "72 12 83 14 03",
        "'721283\t1403'"
    })
    void howANumberIsSetInTypeChangesNothing(String written) {
        assertThat(any.compare(new NationalId("DK", written), new NationalId("DK", "7212831403")))
                .isEqualTo(Likeness.SAME);
    }

    @Test
    void numbersOfACountryWithoutRulesAreTexts() {
        assertThat(any.compare(new NationalId("DE", "a 1"), new NationalId("DE", "A1")))
                .isEqualTo(Likeness.SAME);
        assertThat(any.compare(new NationalId("DE", "A1"), new NationalId("DE", "A2")))
                .isEqualTo(Likeness.DIFFERENT);
        assertThat(any.canonical(new NationalId("DE", "a-1 b"))).isEqualTo("A-1B");
    }

    @Test
    void organisationsOfTheSevenCountriesAreKnown() {
        assertThat(OrganisationNumbers.known("LV")).isTrue();
        assertThat(OrganisationNumbers.known("DE")).isFalse();
        assertThat(OrganisationNumbers.valid("FI", "06411302")).isTrue();
        assertThat(OrganisationNumbers.valid("FI", "6411302")).isFalse();
        assertThat(OrganisationNumbers.valid("LT", "1111111")).isFalse();
        for (int serial = 0; serial < 100; serial++) {
            String seven = "11193%02d".formatted(serial);
            int check = sum(seven, 1, 2, 3, 4, 5, 6, 7) % 11;
            check = check == 10 ? sum(seven, 3, 4, 5, 6, 7, 8, 9) % 11 % 10 : check;
            assertThat(OrganisationNumbers.valid("EE", seven + check)).isTrue();
            assertThat(OrganisationNumbers.valid("EE", seven + (check + 1) % 10))
                    .isFalse();
        }
    }
}
