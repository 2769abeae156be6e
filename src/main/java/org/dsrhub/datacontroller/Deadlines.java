package org.dsrhub.datacontroller;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import org.springframework.stereotype.Component;

/**
 * Last days by Regulation (EEC, Euratom) 1182/71: months keep the day number of the receipt or take the month's last day,
 * and a last day that is a Saturday, a Sunday or a public holiday of the controller's country moves to the next working
 * day (Art. 3). Thread-safe.
 */
@Component
public class Deadlines {
    private final PublicHolidays holidays = new PublicHolidays();

    /** The day of receipt in the controller's calendar. */
    public LocalDate receiptDay(DataController controller, Instant receivedAt) {
        return LocalDate.ofInstant(receivedAt, controller.zone());
    }

    /** Last day on which the answer is in time: the statutory one, or the controller's own promise where that is earlier. */
    public LocalDate dueOn(DataController controller, Instant receivedAt) {
        LocalDate statutory = firstMonthEndsOn(controller, receivedAt);
        DataController.Deadline deadline = controller.deadline();
        if (deadline.promisedDays() == null) {
            return statutory;
        }
        LocalDate promised = receiptDay(controller, receivedAt).plusDays(deadline.promisedDays());
        return promised.isBefore(statutory) ? promised : statutory;
    }

    /** Last day of the month of Art. 12(3), whatever the controller promises: until then an extension may be told. */
    public LocalDate firstMonthEndsOn(DataController controller, Instant receivedAt) {
        return rolled(
                controller,
                receiptDay(controller, receivedAt)
                        .plusMonths(controller.deadline().months()));
    }

    /** Last day after the one extension of Art. 12(3); the reasoned notice has to go out by {@link #firstMonthEndsOn}. */
    public LocalDate extendedDueOn(DataController controller, Instant receivedAt) {
        DataController.Deadline deadline = controller.deadline();
        return rolled(
                controller,
                receiptDay(controller, receivedAt).plusMonths(deadline.months() + deadline.extensionMonths()));
    }

    /** @param country ISO 3166-1 alpha-2 */
    public boolean isWorkingDay(String country, LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.on(country, day);
    }

    private LocalDate rolled(DataController controller, LocalDate day) {
        LocalDate working = day;
        while (!isWorkingDay(controller.country(), working)) {
            working = working.plusDays(1);
        }
        return working;
    }
}
