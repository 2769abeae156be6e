package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.NewRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        // 24 December is a holiday in Lithuania, where the library forgets it; in Sweden and Finland it is one by
        // custom only
        "LT, 2026-11-24T10:00:00Z, 2026-12-28, 2027-02-24",
        "SE, 2026-11-24T10:00:00Z, 2026-12-24, 2027-02-24",
        "FI, 2026-11-24T10:00:00Z, 2026-12-24, 2027-02-24",
        // so is Midsummer Eve
        "SE, 2027-05-25T10:00:00Z, 2027-06-25, 2027-08-25",
        "FI, 2027-05-25T10:00:00Z, 2027-06-25, 2027-08-25",
        // 18 November 2028 is a Saturday: its Monday is free in Latvia
        "LV, 2028-10-18T10:00:00Z, 2028-11-21, 2029-01-18",
        // 2 November in Lithuania, 17 May in Norway
        "LT, 2026-10-02T10:00:00Z, 2026-11-03, 2027-01-04",
        "NO, 2027-04-16T10:00:00Z, 2027-05-18, 2027-07-16",
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

    @Test
    void everyPromiseAndTheLawAtTheClockOfThePersonas() {
        DataController claimsLink = controller("SE", 30);
        Instant received = Instant.parse("2026-12-01T10:00:00Z");

        assertThat(deadlines.firstMonthEndsOn(claimsLink, received)).isEqualTo(LocalDate.of(2027, 1, 4));
    }

    /** The table is written from the laws; see its head for what was decided. */
    @ParameterizedTest
    @ValueSource(strings = {"DK", "NO", "SE", "FI", "EE", "LV", "LT"})
    void theCalendarIsTheOneOfTheLaw(String country) throws IOException {
        List<String> lines;
        try (var in = getClass().getResourceAsStream("/holidays-of-seven-countries.txt")) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(country))
                    .toList();
        }
        assertThat(lines).hasSize(13);
        for (String line : lines) {
            int year = Integer.parseInt(line.substring(3, 7));
            List<String> free = LocalDate.of(year, 1, 1)
                    .datesUntil(LocalDate.of(year + 1, 1, 1))
                    .filter(day -> day.getDayOfWeek().getValue() < 6 && !deadlines.isWorkingDay(country, day))
                    .map(day -> day.toString().substring(5))
                    .toList();
            assertThat(country + " " + year + ": " + String.join(" ", free)).isEqualTo(line);
        }
    }

    static DataController controller(String country, Integer promisedDays) {
        Map<String, String> zones = Map.of(
                "DK",
                "Copenhagen",
                "EE",
                "Tallinn",
                "FI",
                "Helsinki",
                "SE",
                "Stockholm",
                "NO",
                "Oslo",
                "LT",
                "Vilnius",
                "LV",
                "Riga");
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
                Map.of(),
                Map.of(),
                DataController.Erasing.STANDARD);
    }
}
