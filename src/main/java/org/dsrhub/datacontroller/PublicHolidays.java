package org.dsrhub.datacontroller;

import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.net.URL;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Public holidays by a country's law, which are those of Regulation 1182/71. A list of our own under {@code calendar/}
 * replaces the library's where that one is wrong, or counts days that are free by custom: an answer on the earlier day is
 * in time by either view. Thread-safe.
 */
final class PublicHolidays {
    private final Map<String, HolidayManager> calendars = new ConcurrentHashMap<>();

    /** @param country ISO 3166-1 alpha-2 */
    boolean on(String country, LocalDate day) {
        return calendars.computeIfAbsent(country, PublicHolidays::calendar).isHoliday(day);
    }

    private static HolidayManager calendar(String country) {
        String code = country.toLowerCase(Locale.ROOT);
        URL own = PublicHolidays.class.getResource("/calendar/Holidays_" + code + ".xml");
        return HolidayManager.getInstance(own == null ? ManagerParameters.create(code) : ManagerParameters.create(own));
    }
}
