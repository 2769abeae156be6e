package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DeadlinesPropertiesTest {
    private final Deadlines deadlines = new Deadlines();

    @Provide
    Arbitrary<String> countries() {
        return Arbitraries.of("DK", "NO", "SE", "FI", "EE", "LV", "LT");
    }

    @Provide
    Arbitrary<LocalDate> receipts() {
        return Arbitraries.longs()
                .between(
                        LocalDate.of(2024, 1, 1).toEpochDay(),
                        LocalDate.of(2036, 9, 30).toEpochDay())
                .map(LocalDate::ofEpochDay);
    }

    private LocalDate due(String country, LocalDate receipt) {
        return deadlines.dueOn(DeadlinesTest.controller(country, null), noon(receipt));
    }

    private static Instant noon(LocalDate day) {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    @Property
    void theLastDayIsTheFirstWorkingDayThatIsAMonthAway(
            @ForAll("countries") String country, @ForAll("receipts") LocalDate receipt) {
        LocalDate due = due(country, receipt);
        LocalDate month = receipt.plusMonths(1);

        assertThat(due).isAfterOrEqualTo(month);
        assertThat(deadlines.isWorkingDay(country, due)).isTrue();
        assertThat(month.datesUntil(due)).noneMatch(day -> deadlines.isWorkingDay(country, day));
    }

    @Property
    void whoAsksLaterIsNeverAnsweredEarlier(
            @ForAll("countries") String country, @ForAll("receipts") LocalDate receipt) {
        assertThat(due(country, receipt.plusDays(1))).isAfterOrEqualTo(due(country, receipt));
    }

    @Property
    void theExtensionEndsThreeMonthsAfterTheReceiptAndNotTwoAfterTheFirstLastDay(
            @ForAll("countries") String country, @ForAll("receipts") LocalDate receipt) {
        LocalDate until = deadlines.extendedDueOn(DeadlinesTest.controller(country, null), noon(receipt));

        assertThat(until).isAfterOrEqualTo(receipt.plusMonths(3));
        assertThat(receipt.plusMonths(3).datesUntil(until)).noneMatch(day -> deadlines.isWorkingDay(country, day));
    }

    @Property
    void aPromiseOnlyShortens(@ForAll("countries") String country, @ForAll("receipts") LocalDate receipt) {
        LocalDate promised = deadlines.dueOn(DeadlinesTest.controller(country, 30), noon(receipt));

        assertThat(promised).isBeforeOrEqualTo(due(country, receipt)).isBeforeOrEqualTo(receipt.plusDays(30));
    }
}
