package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.dsrhub.request.NationalId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrganisationNumbersTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        // public register entries of the insurers themselves and of well-known companies
        "FI, 0641130-2, true",
        "FI, 0200628-9, true",
        "FI, 0641130-3, false",
        "SE, 559052-1984, true",
        "SE, 559052-1985, false",
        "SE, 850709-9805, false",
        "DK, 24260666, true",
        "DK, 24260667, false",
        "DK, 00000000, false",
        "NO, 995 568 217, true",
        "NO, 995 568 218, false",
        "EE, 11193232, true",
        "EE, 11193233, false",
        "LT, 110057869, true",
        "LT, 110057868, false",
        "LV, 40103595216, true",
        "LV, 40103595217, false",
        "LV, 32999990202, false",
        "DE, 24260666, false",
        "DK, 2426O666, false",
    })
    void aNumberIsThatOfAnOrganisationOrNot(String country, String number, boolean valid) {
        assertThat(OrganisationNumbers.valid(country, number)).isEqualTo(valid);
    }

    @Property
    void oneWrongDigitOfANorwegianNumberIsAlwaysFound(
            @ForAll @IntRange(max = 8) int position, @ForAll @CharRange(from = '0', to = '9') char digit) {
        String good = "995568217";
        String changed = good.substring(0, position) + digit + good.substring(position + 1);

        assertThat(OrganisationNumbers.valid("NO", changed)).isEqualTo(changed.equals(good));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "FI, 150585-901P, 15•••••••1P",
        "DK, 721283-1403, 72•••••••03",
        "EE, 69702140012, 69•••••••12",
        "SE, 1234567, •••••••",
    })
    void aMaskShowsWhichNumberItIsAndNotTheNumber(String country, String number, String masked) {
        assertThat(NationalIds.mask(new NationalId(country, number))).isEqualTo(masked);
    }
}
