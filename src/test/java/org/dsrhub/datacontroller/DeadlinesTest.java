package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.NewRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines();

    @ParameterizedTest(name = "{0}: received {1}, due {2}, at the latest {3}")
    @CsvSource({
        "DK, 2026-12-01T10:00:00Z, 2027-01-04, 2027-03-01",
        "EE, 2026-12-01T10:00:00Z, 2027-01-04, 2027-03-01",
        "FI, 2026-12-01T10:00:00Z, 2027-01-04, 2027-03-01",
        // 31 January has no counterpart in February
        "DK, 2027-01-31T10:00:00Z, 2027-03-01, 2027-04-30",
        "EE, 2023-01-31T10:00:00Z, 2023-02-28, 2023-05-02",
        // leap day
        "DK, 2028-01-31T10:00:00Z, 2028-02-29, 2028-05-01",
        // local midnight decides the day: 31 Dec in UTC is 1 Jan in Tallinn
        "EE, 2026-12-31T22:30:00Z, 2027-02-01, 2027-04-01",
        "DK, 2026-12-31T22:30:00Z, 2027-02-01, 2027-03-31",
        // Store bededag is abolished from 2024 and counted until 2023
        "DK, 2024-03-26T10:00:00Z, 2024-04-26, 2024-06-26",
        "DK, 2023-04-05T10:00:00Z, 2023-05-08, 2023-07-05",
        // Maundy Thursday to Easter Monday
        "DK, 2027-02-25T10:00:00Z, 2027-03-30, 2027-05-25",
        // 24 February and 23/24 June in Estonia
        "EE, 2027-01-24T10:00:00Z, 2027-02-25, 2027-04-26",
        "EE, 2026-05-23T10:00:00Z, 2026-06-25, 2026-08-24",
    })
    void theLastDayFollowsRegulation1182(String country, Instant received, LocalDate due, LocalDate latest) {
        DataController controller = controller(country, null);

        assertThat(deadlines.dueOn(controller, received)).isEqualTo(due);
        assertThat(deadlines.extendedDueOn(controller, received)).isEqualTo(latest);
    }

    @Test
    void aPromiseInDaysCountsWhereItIsEarlierAndNoHolidayLengthensIt() {
        DataController claimsLink = controller("SE", 30);

        assertThat(deadlines.dueOn(claimsLink, Instant.parse("2026-12-01T10:00:00Z")))
                .isEqualTo(LocalDate.of(2026, 12, 31));
        assertThat(deadlines.dueOn(claimsLink, Instant.parse("2027-02-01T10:00:00Z")))
                .isEqualTo(LocalDate.of(2027, 3, 1));
        assertThat(deadlines.extendedDueOn(claimsLink, Instant.parse("2026-12-01T10:00:00Z")))
                .isEqualTo(LocalDate.of(2027, 3, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "DK,2026-12-25",
        "EE,2026-08-20",
        "SE,2026-06-06",
        "FI,2026-12-06",
        "LV,2026-11-18",
        "LT,2026-02-16",
        "NO,2026-05-17"
    })
    void everyCountryHasItsCalendar(String country, LocalDate holiday) {
        assertThat(deadlines.isWorkingDay(country, holiday)).isFalse();
    }

    private static DataController controller(String country, Integer promisedDays) {
        Map<String, String> zones = Map.of("DK", "Copenhagen", "EE", "Tallinn", "FI", "Helsinki", "SE", "Stockholm");
        return new DataController(
                "c",
                "C",
                "C",
                "1",
                country,
                ZoneId.of("Europe/" + zones.get(country)),
                List.of("en"),
                Map.of(),
                List.of(),
                Map.of(),
                List.of(),
                false,
                new DataController.Deadline(1, 2, promisedDays),
                new DataController.Identification("L3", Map.of(), List.of()),
                new DataController.Delivery(NewRequest.Delivery.MAIL, List.of(), "a@b.example", "out"),
                List.of(),
                Map.of(),
                List.of(),
                null,
                null,
                null,
                List.of(),
                Map.of());
    }
}
