package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.SoftAssertions;
import org.dsrhub.identity.NationalIds.Likeness;
import org.dsrhub.identity.NationalIds.Verdict;
import org.dsrhub.request.NationalId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NationalIdsTest {
    private static final InstantSource DECEMBER_2026 = InstantSource.fixed(Instant.parse("2026-12-01T12:00:00Z"));

    private final NationalIds strict = new NationalIds(false, DECEMBER_2026);
    private final NationalIds withTestNumbers = new NationalIds(true, DECEMBER_2026);

    @Test
    void everyVectorOfTheSharedCorpusHasItsVerdict() throws IOException {
        Path corpora = Path.of(Optional.ofNullable(System.getProperty("hub.corpora"))
                .or(() -> Optional.ofNullable(System.getenv("HUB_CORPORA")))
                .orElse("../shared/corpora"));
        Path vectors = corpora.resolve("national-ids.csv");
        assumeTrue(Files.isRegularFile(vectors), "no corpora here: set hub.corpora or HUB_CORPORA");

        SoftAssertions softly = new SoftAssertions();
        Files.readAllLines(vectors).stream()
                .skip(1)
                .map(line -> line.split(","))
                .forEach(vector -> {
                    NationalId id = new NationalId(vector[0].toUpperCase(Locale.ROOT), vector[1]);
                    softly.assertThat(strict.validate(id).usable())
                            .as(
                                    "%s %s: %s",
                                    vector[0], vector[1], strict.validate(id).reason())
                            .isEqualTo(vector[2].equals("valid"));
                });
        softly.assertAll();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "FI, 150585-901P, temporary-or-test, 1985-05-15",
        "FI, 150585Y901P, temporary-or-test, 1985-05-15",
        "FI, 010170-904N, temporary-or-test, 1970-01-01",
        "DK, 721283-1403, replacement-number, 1983-12-12",
        "DK, 6501902231, replacement-number, 1990-01-05",
        "SE, 19850709-9805, , 1985-07-09",
        "SE, 850709-9805, century-assumed, 1985-07-09",
        "EE, 69702140012, birth-date-in-future, 2097-02-14",
        "EE, 69606300013, birth-date-in-future, 2096-06-30",
        "LV, 329999-90202, , ",
    })
    void thePersonasNumbersAreUsableWhereTestNumbersAre(String country, String value, String reason, LocalDate born) {
        NationalIds.Check check = withTestNumbers.validate(new NationalId(country, value));

        assertThat(check.usable()).as("%s", check).isTrue();
        assertThat(check.reason()).isEqualTo(reason);
        assertThat(check.birthDate()).isEqualTo(born);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "FI, 150585-901P, temporary-or-test",
        "EE, 69702140012, birth-date-in-future",
        "FI, 131052-308U, check-digit",
        "FI, 131052308T, century-sign-missing",
        "SE, 121212-1213, check-digit",
        "DK, 3113831403, no-such-date",
        "DK, 12128314, format",
        "LV, 329999-90203, check-digit",
        "NO, 26111593817, check-digit",
    })
    void whatNoLivingPersonHasIsInvalidInProduction(String country, String value, String reason) {
        NationalIds.Check check = strict.validate(new NationalId(country, value));

        assertThat(check.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(check.reason()).isEqualTo(reason);
        assertThat(check.toString()).doesNotContain(value);
    }

    @Test
    void aDanishNumberThatFailsTheModulusIsOnlyWarnedAbout() {
        assertThat(strict.validate(new NationalId("DK", "010190-1235")).verdict())
                .isEqualTo(Verdict.VALID_WITH_WARNING);
    }

    @Test
    void norwegianNumbersOfTheWiderSeriesCountFrom2032Only() {
        NationalIds later = new NationalIds(false, InstantSource.fixed(Instant.parse("2033-01-01T00:00:00Z")));
        NationalId id = widerSeries();

        assertThat(strict.validate(id).verdict()).isEqualTo(Verdict.INVALID);
        assertThat(later.validate(id).verdict()).isEqualTo(Verdict.VALID_WITH_WARNING);
        assertThat(later.validate(id).birthDate()).isNull();
    }

    private static NationalId widerSeries() {
        String nine = "260115938";
        for (int tail = 0; tail < 100; tail++) {
            String number = nine + String.format("%02d", tail);
            int first = NumberSystem.weighted(number, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11;
            int second = NumberSystem.weighted(number, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11;
            if (first == 2 && second == 0) {
                return new NationalId("NO", number);
            }
        }
        throw new AssertionError("no such number");
    }

    @Test
    void aCountryWithoutRulesIsKnownAsSuch() {
        assertThat(strict.validate(new NationalId("DE", "123")).verdict()).isEqualTo(Verdict.UNKNOWN_COUNTRY);
    }

    @ParameterizedTest(name = "{0} {1} and {2}: {3}")
    @CsvSource({
        // the sign tells the twins apart
        "FI, 150585-901P, 150585Y901P, DIFFERENT",
        "FI, 150585-901P, 150585-901p, SAME",
        "FI, 150585-901P, 150585901P, UNCERTAIN",
        "FI, 150585-901P, 010170904N, DIFFERENT",
        "SE, 19850709-9805, 850709-9805, SAME",
        "SE, 198507099805, 8507099805, SAME",
        "SE, 19121212-1212, 121212-1212, UNCERTAIN",
        "SE, 19121212-1212, 20121212-1212, DIFFERENT",
        "DK, 721283-1403, 7212831403, SAME",
        "DK, 721283-1403, 121283-1403, UNCERTAIN",
        "DK, 121283-1403, 131283-1403, DIFFERENT",
        "LV, 329999-90202, 32999990202, SAME",
        "EE, 69702140012, 69606300013, DIFFERENT",
        "EE, 69702140012, 00000000000, UNCERTAIN",
    })
    void twoNumbersAreThoseOfOnePersonOrNotOrNobodyCanTell(String country, String a, String b, Likeness expected) {
        assertThat(withTestNumbers.compare(new NationalId(country, a), new NationalId(country, b)))
                .isEqualTo(expected);
        assertThat(withTestNumbers.compare(new NationalId(country, b), new NationalId(country, a)))
                .isEqualTo(expected);
    }

    @Test
    void anEstonianNumberIsNeverALithuanianOne() {
        assertThat(strict.compare(new NationalId("EE", "36805280109"), new NationalId("LT", "36805280109")))
                .isEqualTo(Likeness.UNCERTAIN);
    }

    @Property
    void anythingAtAllGetsAVerdictAndACanonicalFormThatIsItsOwn(
            @ForAll("countries") String country, @ForAll("numbers") String value) {
        NationalId id = new NationalId(country, value);
        String canonical = strict.canonical(id);

        assertThat(strict.validate(id).verdict()).isNotNull();
        assertThat(strict.canonical(new NationalId(country, canonical.isEmpty() ? "-" : canonical)))
                .isEqualTo(canonical);
        assertThat(withTestNumbers.compare(id, id) == Likeness.SAME)
                .isEqualTo(withTestNumbers.validate(id).verdict() != Verdict.INVALID);
    }

    @Property
    void oneWrongDigitOfASwedishNumberIsAlwaysFound(@ForAll("positions") int position, @ForAll("numerals") char digit) {
        String good = "198507099805";
        String changed = good.substring(0, position) + digit + good.substring(position + 1);

        assertThat(strict.validate(new NationalId("SE", changed)).usable()).isEqualTo(changed.equals(good));
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.integers().between(2, 11);
    }

    @Provide
    Arbitrary<Character> numerals() {
        return Arbitraries.chars().range('0', '9');
    }

    @Provide
    Arbitrary<String> countries() {
        return Arbitraries.of("FI", "SE", "DK", "NO", "EE", "LT", "LV", "DE");
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withChars("0123456789-+AYTa ")
                                .ofMinLength(1)
                                .ofMaxLength(14),
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(14),
                        Arbitraries.strings().numeric().ofMinLength(9).ofMaxLength(12))
                .filter(text -> !text.isBlank());
    }
}
