package org.dsrhub.decision;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.Map;

/** How an item's own dates become the last day it is kept. */
final class RetentionDates {
    /** Systems that cannot leave a date empty write one of these or an earlier one. */
    private static final LocalDate LATEST_EARLY_SENTINEL = LocalDate.of(1900, 1, 1);

    private RetentionDates() {}

    /** @return the last day kept, null where the dates, or a period missing for the product, tell nothing certain */
    static LocalDate lastDayKept(RetentionRule rule, ItemFacts item, LocalDate today) {
        Period period = period(rule, item.product(), item.brand());
        LocalDate start = period == null ? null : start(rule, item, today);
        if (start == null) {
            return null;
        }
        return (rule.yearEnd() ? LocalDate.of(start.getYear(), 12, 31) : start).plus(period);
    }

    private static Period period(RetentionRule rule, String product, String brand) {
        Map<String, Period> periods = rule.periods(brand);
        Period own = product == null ? null : periods.get(product);
        return own == null ? periods.get("*") : own;
    }

    private static LocalDate start(RetentionRule rule, ItemFacts item, LocalDate today) {
        LocalDate start = null;
        for (String event : rule.start()) {
            String written = item.dates().get(event);
            if (written == null) {
                continue;
            }
            LocalDate date = parse(written);
            if (date == null || !date.isAfter(LATEST_EARLY_SENTINEL) || date.isAfter(today)) {
                return null;
            }
            if (start == null || (rule.earliest() ? date.isBefore(start) : date.isAfter(start))) {
                start = date;
            }
        }
        return start;
    }

    /** An ISO day, or the day of a local date-time; null for anything else, since a guess could erase too early. */
    static LocalDate parse(String text) {
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
            return null;
        }
        try {
            if (text.length() > 10) {
                if (text.charAt(10) != 'T') {
                    return null;
                }
                LocalTime.parse(text.substring(11));
            }
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
