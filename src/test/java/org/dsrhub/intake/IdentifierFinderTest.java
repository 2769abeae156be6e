package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierFinderTest {
    private final IdentifierFinder finder = new IdentifierFinder(
            new Lexicons(), new NationalIds(true, InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z"))));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // in the controller's own country, without a label
                "DK | 721283-1403 | DK | 721283-1403",
                "EE | minu kood on 69702140012 | EE | 69702140012",
                "LV | 329999-90202 | LV | 329999-90202",
                "FI | hetu 010170-904N | FI | 010170-904N",
                "FI | hetuni on 150585Y901P kiitos | FI | 150585Y901P",
                "SE | Karin 19850709-9805 | SE | 19850709-9805",
                "SE | Karin 850709-9805 | SE | 850709-9805",
                // a person of another country writes
                "DK | Min isikukood er 69702140012 | EE | 69702140012",
                "EE | asmens kodas 69702140012 | LT | 69702140012",
                "EE | henkilötunnukseni on 010170-904N | FI | 010170-904N",
                "EE | 010170-904N | FI | 010170-904N",
                "LV | personnummer 19850709-9805 | SE | 19850709-9805",
                "FI | Mit cpr-nr. er 721283-1403 | DK | 721283-1403",
                "SE | personas kods: 329999-90202 | LV | 329999-90202"
            })
    void a_national_number_of_any_of_the_countries_is_found(
            String controller, String text, String issuer, String number) {
        assertThat(finder.nationalId(text, controller)).isEqualTo(new NationalId(issuer, number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EE | minu 69702140012 ja abikaasa 69606300013",
                "DK | 69702140012",
                "EE | 721283-1403",
                "EE | Poliis 69702140013",
                "FI | 010170-904M",
                "EE | +37269702140012"
            })
    void two_numbers_an_open_country_and_a_wrong_check_digit_are_none(String controller, String text) {
        assertThat(finder.nationalId(text, controller)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DK | Kundenummer: K-100234 | customer-number | K-100234",
                "LT | Poliso nr. 4471923 | policy-number | 4471923",
                "LV | polises numurs ir AB12345 | policy-number | AB12345",
                "EE | номер полиса 4471923 | policy-number | 4471923",
                "FI | vahinkonumero 2026-3341 | claim-number | 2026-3341",
                "SE | ring 070-174 06 05 | phone | +46701740605",
                "EE | +372 5123 4567 | phone | +37251234567"
            })
    void labelled_numbers_and_phones_are_found(String controller, String text, String kind, String value) {
        assertThat(finder.keys(text, controller, Map.of())).containsExactly(SubjectKey.given(KeyKind.of(kind), value));
    }

    @Test
    void a_number_of_the_controllers_own_shape_needs_no_label() {
        Map<KeyKind, List<String>> shapes =
                Map.of(KeyKind.CUSTOMER_NUMBER, List.of("K-######"), KeyKind.CLAIM_NUMBER, List.of("??####/##"));

        assertThat(finder.keys("Jeg er k-100234, kundenummer k-100234, og sagen er AB1234/26. XK-100235", "DK", shapes))
                .containsExactlyInAnyOrder(
                        SubjectKey.given(KeyKind.CUSTOMER_NUMBER, "k-100234"),
                        SubjectKey.given(KeyKind.CLAIM_NUMBER, "AB1234/26"));
    }

    @Test
    void a_national_number_of_another_country_is_no_phone() {
        assertThat(finder.keys("isikukood 69702140012", "DK", Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "født 4.2.1980 | 1980-02-04",
                "sünd. 04.02.1980 | 1980-02-04",
                "gimęs 1980-02-04 | 1980-02-04",
                "gimes 1980 02 04 | 1980-02-04",
                "date of birth: 4 February 1980 | 1980-02-04",
                "dzimšanas datums 04.02.1980. | 1980-02-04",
                "syntymäaikani on muu, syntymäaika 4. helmikuuta 1980 | 1980-02-04",
                "родился 4 февраля 1980 | 1980-02-04",
                "born 31.02.1980 |",
                "moved 4.2.1980 |",
                "born 4.2.1980, my son born 5.6.2010 |"
            })
    void a_date_of_birth_is_found_by_its_label(String text, LocalDate date) {
        assertThat(finder.birthDate(text)).isEqualTo(date);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Slet mine data.\\nMed venlig hilsen\\nKaren Holm\\n+45 20 00 03 01 | Karen Holm",
                "Please.\\n\\nKind regards, Helen Marsh | Helen Marsh",
                "Tere, minu nimi on Jānis Bērziņš ja elan Rīgas. | Jānis Bērziņš",
                "Hei\\nTerveisin\\n\\nMatti O'Brien-Korhonen | Matti O'Brien-Korhonen",
                "С уважением,\\nЕлена Кузнецова | Елена Кузнецова",
                "Thanks\\nfor nothing |",
                "I live in New York. |"
            })
    void a_letters_signature_gives_a_name(String text, String name) {
        assertThat(finder.name(text.replace("\\n", "\n"))).isEqualTo(name);
    }
}
