package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.dsrhub.request.KeyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormaliserTest {
    private final Normaliser normaliser = new Normaliser(new NationalIds(true, InstantSource.system()));

    @ParameterizedTest(name = "{0}: {2} and {3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "PHONE|DK|20 12 34 56|+4520123456",
                "PHONE|DK|004520123456|+45 2012-3456",
                "PHONE|EE|5123 4567|+372 51234567",
                "EMAIL|DK|Lars@Example.COM|lars@example.com",
                "EMAIL|SE|a@öst.example|A@xn--st-eka.example",
                "NAME|FI|MATTI  Korhonen|Korhonen, Matti",
                "NAME|EE|Õnnela Väljaots|õnnela VÄLJAOTS",
                "NAME|IE|O’CONNEŽ-ŠUSLIK|o'connež-šuslik",
                "CLAIM_NUMBER|DK|' cl 123-4 '|CL123-4",
                "VEHICLE_PLATE|EE|123 abc|123ABC",
                "NATIONAL_ID|SE|850709-9805|19850709-9805",
                "BIRTH_DATE|SE|1985-07-09|1985-07-09T00:00:00",
                "ACCOUNT|DK|dk50 0040 0440 1162 43|DK5000400440116243",
            })
    void twoSpellingsOfOneKeyCompareEqual(KeyKind kind, String country, String one, String other) {
        assertThat(normaliser.comparable(kind, one.replace("'", kind == KeyKind.CLAIM_NUMBER ? "" : "'"), country))
                .isPresent()
                .isEqualTo(normaliser.comparable(kind, other, country));
    }

    @ParameterizedTest(name = "{0}: {1} is none")
    @CsvSource({
        "PHONE,abc",
        "PHONE,1",
        "EMAIL,nobody",
        "BIRTH_DATE,0001-01-01",
        "BIRTH_DATE,1900-01-01",
        "BIRTH_DATE,9999-12-31",
        "BIRTH_DATE,00000000",
        "NAME,' '"
    })
    void whatIsNoneOfItsKindHasNoForm(KeyKind kind, String value) {
        assertThat(normaliser.comparable(kind, value, "DK")).isEmpty();
    }

    @Test
    void similarNamesAreCandidatesAndNotEqual() {
        assertThat(normaliser.comparable(KeyKind.NAME, "Lars Nørgaard", "DK"))
                .isNotEqualTo(normaliser.comparable(KeyKind.NAME, "Lars Noergård", "DK"));
        assertThat(normaliser.candidates(KeyKind.NAME, "Lars Nørgaard", "DK"))
                .containsAnyElementsOf(normaliser.candidates(KeyKind.NAME, "Lars Noergård", "DK"));
        assertThat(normaliser.candidates(KeyKind.NAME, "Šarūnas Žukauskas", "LT"))
                .containsAnyElementsOf(normaliser.candidates(KeyKind.NAME, "Sarunas Zukauskas", "LT"));
    }

    @Test
    void aPlusTagIsAnotherCandidateOnly() {
        assertThat(normaliser.candidates(KeyKind.EMAIL, "liis+hub@a.example", "EE"))
                .containsExactly("liis+hub@a.example", "liis@a.example");
    }

    @Property
    void aComparableFormIsItsOwn(@ForAll KeyKind kind, @ForAll String value) {
        normaliser
                .comparable(kind, value, "DK")
                .filter(form -> !form.isBlank())
                .ifPresent(form -> assertThat(normaliser.comparable(kind, form, "DK"))
                        .as("%s of %d characters", kind.name().toLowerCase(Locale.ROOT), value.length())
                        .contains(form));
    }
}
