package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.List;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.request.Representative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what somebody acts for the subject, as a person who has seen it states it. */
class MandateReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Mandate mandate(String json, Representative.Capacity capacity, List<String> mistakes) {
        try {
            JsonFields fields = JsonFields.of(JSON.readTree(json));
            Mandate mandate = RepresentativeReader.mandate(fields, "powerOfAttorney", capacity);
            try {
                fields.verify();
            } catch (InvalidRequest e) {
                e.violations().forEach(one -> mistakes.add(one.pointer() + " " + one.message()));
            }
            return mandate;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void a_power_of_attorney_is_what_a_person_saw_of_it() {
        List<String> mistakes = new java.util.ArrayList<>();
        Mandate mandate = mandate(
                "{\"powerOfAttorney\": {\"document\": \"e-1\", \"from\": \"2026-01-01\", \"until\": \"2026-01-01\","
                        + " \"diedOn\": \"2025-05-05\", \"coversPersonalData\": true}}",
                Representative.Capacity.ESTATE,
                mistakes);

        assertThat(mistakes).isEmpty();
        assertThat(mandate)
                .isEqualTo(new Mandate(
                        Representative.Capacity.ESTATE,
                        "e-1",
                        LocalDate.of(2026, 1, 1),
                        LocalDate.of(2026, 1, 1),
                        true,
                        false,
                        LocalDate.of(2025, 5, 5)));
        assertThat(mandate("{}", Representative.Capacity.ESTATE, mistakes)).isNull();
        assertThat(mistakes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /powerOfAttorney/document is missing",
                "{'document': 'no id'} | /powerOfAttorney/document must be the id of the evidence",
                "{'document': 'e', 'from': '2026-01-02', 'until': '2026-01-01'} | /powerOfAttorney/until lies before 'from'",
                "{'document': 'e', 'to': 1} | /powerOfAttorney/to unknown name"
            })
    void a_power_of_attorney_that_shows_nothing_is_told(String json, String mistake) {
        List<String> mistakes = new java.util.ArrayList<>();
        mandate("{\"powerOfAttorney\": " + json.replace('\'', '"') + "}", Representative.Capacity.GUARDIAN, mistakes);

        assertThat(mistakes).singleElement().asString().startsWith(mistake);
    }

    @Test
    void a_power_of_attorney_without_a_representative_is_nobody_s() {
        List<String> mistakes = new java.util.ArrayList<>();

        assertThat(mandate("{\"powerOfAttorney\": {\"document\": \"e-1\"}}", null, mistakes))
                .isNull();
        assertThat(mistakes).singleElement().asString().startsWith("/powerOfAttorney belongs to a representative");
    }
}
