package org.dsrhub.decision;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.Period;
import java.util.List;
import org.dsrhub.decision.RetentionRule.Term;

/** How dates, of an item and of what it belongs to, become the last day it is kept. */
final class RetentionDates {
    /** Systems that cannot leave a date empty write one of these or an earlier one. */
    private static final LocalDate LATEST_EARLY_SENTINEL = LocalDate.of(1900, 1, 1);

    private static final int ENDLESS = 9999;

    /** Name that connector files give the date on which the person in an item was born. */
    private static final String BORN = "born";

    private RetentionDates() {}

    /** @return the last day kept, null where the dates, or a period missing for the product, tell nothing certain */
    static LocalDate lastDayKept(RetentionRule rule, ItemFacts item, CaseFile file, Trail trail) {
        Term term = rule.term();
        String product = file.product(item);
        Period period = period(term, product);
        if (period == null) {
            trail.add(() -> "it has no period" + (product == null ? "" : " for product " + product));
            return null;
        }
        LocalDate event = fold(term.start(), term.earliest(), item, file, trail);
        LocalDate start = event == null ? null : ofAge(term.ofAge(), event, item, file, trail);
        if (start == null) {
            trail.add(() -> "no certain date starts it");
            return null;
        }
        LocalDate from = term.yearEnd() == null ? start : yearEnd(term.yearEnd(), start);
        LocalDate until = from.plus(period);
        trail.add(() -> "its term runs from " + from + " for " + period + " to " + until);
        return ended(term, until, item, file, trail);
    }

    private static Period period(Term term, String product) {
        if (CaseFile.TWO.equals(product)) {
            return null;
        }
        Period own = product == null ? null : term.periods().get(product);
        return own == null ? term.periods().get("*") : own;
    }

    private static LocalDate yearEnd(MonthDay end, LocalDate start) {
        LocalDate day = end.atYear(start.getYear());
        return day.isBefore(start) ? end.atYear(start.getYear() + 1) : day;
    }

    /** The first of the events that end the term, where one has happened; null where nobody can tell. */
    private static LocalDate ended(Term term, LocalDate until, ItemFacts item, CaseFile file, Trail trail) {
        LocalDate end = until;
        for (String event : term.endedBy()) {
            Sure told = told(event, item, file);
            if (told == Sure.UNSURE) {
                trail.add(() -> "whether and when it was " + event + " is not certain");
                return null;
            }
            LocalDate day = told == Sure.NO ? end : day(event, item, file);
            if (day.isBefore(end)) {
                trail.add(() -> "it ended before, " + event + " on " + day);
                end = day;
            }
        }
        return end;
    }

    private static LocalDate fold(List<String> events, boolean earliest, ItemFacts item, CaseFile file, Trail trail) {
        LocalDate folded = null;
        for (String event : events) {
            Sure told = told(event, item, file);
            trail.add(() -> event + ": "
                    + switch (told) {
                        case YES -> day(event, item, file).toString();
                        case NO -> "no date";
                        case UNSURE -> "no usable date";
                    });
            if (told == Sure.UNSURE) {
                return null;
            }
            LocalDate day = told == Sure.NO ? folded : day(event, item, file);
            if (folded == null || (earliest ? day.isBefore(folded) : day.isAfter(folded))) {
                folded = day;
            }
        }
        return folded;
    }

    private static Sure told(String event, ItemFacts item, CaseFile file) {
        if (event.indexOf('.') > 0) {
            return file.told(event, item);
        }
        String written = item.dates().get(event);
        return written == null ? Sure.NO : usable(written, file.today()) == null ? Sure.UNSURE : Sure.YES;
    }

    private static LocalDate day(String event, ItemFacts item, CaseFile file) {
        return event.indexOf('.') > 0
                ? file.day(event, item)
                : parse(item.dates().get(event));
    }

    /** The start, put off until the subject is of age; null for a minor whose birth date nobody knows. */
    private static LocalDate ofAge(Integer age, LocalDate start, ItemFacts item, CaseFile file, Trail trail) {
        if (age == null) {
            return start;
        }
        String written = item.dates().get(BORN);
        LocalDate born = written == null ? file.born() : usable(written, file.today());
        if (born == null) {
            boolean minor = item.flags().contains(ItemFacts.Flag.MINOR) || written != null;
            return minor ? null : start;
        }
        LocalDate ofAge = born.plusYears(age);
        if (!ofAge.isAfter(start)) {
            return start;
        }
        trail.add(() -> "a minor then, of age on " + ofAge);
        return ofAge;
    }

    /** The day, null where it is none, a sentinel or in the future. */
    static LocalDate usable(String written, LocalDate today) {
        LocalDate date = parse(written);
        return date == null || !date.isAfter(LATEST_EARLY_SENTINEL) || date.isAfter(today) ? null : date;
    }

    /** Whether it is a day that is still to come. */
    static boolean future(String written, LocalDate today) {
        LocalDate date = parse(written);
        return date != null && date.isAfter(today);
    }

    /** Whether it is the day by which systems say that something has no end. */
    static boolean endless(String written) {
        LocalDate date = parse(written);
        return date != null && date.getYear() == ENDLESS;
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
