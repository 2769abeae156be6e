package org.dsrhub.connector;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a system may be talked to, in the local time of its data controller: {@code 20:00-05:00} only then, {@code not
 * 02:00-03:00} any time but then, {@code mon-fri 08:00-18:00} on those days; several, separated by commas, hold together.
 * A maintenance is {@code 2026-12-24T18:00/2026-12-25T06:00}.
 */
public final class OpeningHours {
    /** In the schema too. */
    private static final Pattern SPAN =
            Pattern.compile("(not )?(?:([a-z]{3})(?:-([a-z]{3}))? )?([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])");

    private static final int LONGEST_LOOK_AHEAD = 8 * 24 * 60;

    private record Span(boolean not, DayOfWeek first, DayOfWeek last, LocalTime from, LocalTime until) {
        boolean covers(LocalDateTime now) {
            LocalTime time = now.toLocalTime();
            boolean overnight = !from.isBefore(until);
            boolean inside = overnight
                    ? !time.isBefore(from) || time.isBefore(until)
                    : !time.isBefore(from) && time.isBefore(until);
            // The hours after midnight belong to the day on which the span began.
            DayOfWeek day = (overnight && time.isBefore(until) ? now.minusDays(1) : now).getDayOfWeek();
            return inside && onDay(day);
        }

        private boolean onDay(DayOfWeek day) {
            return first.compareTo(last) <= 0
                    ? day.compareTo(first) >= 0 && day.compareTo(last) <= 0
                    : day.compareTo(first) >= 0 || day.compareTo(last) <= 0;
        }
    }

    private record Maintenance(LocalDateTime from, LocalDateTime until) {
        boolean covers(LocalDateTime now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    private final List<Span> spans = new ArrayList<>();
    private final List<Maintenance> maintenances = new ArrayList<>();

    private OpeningHours() {}

    /** @param window null for always; the schema has seen to the form of both */
    static OpeningHours of(String window, List<String> maintenances) {
        OpeningHours hours = new OpeningHours();
        if (window != null) {
            for (String span : window.split("\\s*,\\s*")) {
                hours.spans.add(span(span.strip().toLowerCase(Locale.ROOT)));
            }
        }
        for (String maintenance : maintenances) {
            String[] ends = maintenance.split("/");
            hours.maintenances.add(new Maintenance(LocalDateTime.parse(ends[0]), LocalDateTime.parse(ends[1])));
        }
        return hours;
    }

    private static Span span(String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new IllegalArgumentException("window");
        }
        DayOfWeek first = span.group(2) == null ? DayOfWeek.MONDAY : day(span.group(2));
        DayOfWeek last = span.group(3) != null ? day(span.group(3)) : span.group(2) == null ? DayOfWeek.SUNDAY : first;
        return new Span(
                span.group(1) != null, first, last, LocalTime.parse(span.group(4)), LocalTime.parse(span.group(5)));
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).equalsIgnoreCase(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException("day");
    }

    /** How long it stays closed; zero where it is open. Rounded up to whole minutes. */
    Duration closedFor(ZonedDateTime now) {
        if (isOpen(now.toLocalDateTime())) {
            return Duration.ZERO;
        }
        ZonedDateTime later = now.truncatedTo(ChronoUnit.MINUTES);
        for (int i = 0; i < LONGEST_LOOK_AHEAD; i++) {
            later = later.plusMinutes(1);
            if (isOpen(later.toLocalDateTime())) {
                break;
            }
        }
        return Duration.between(now, later);
    }

    private boolean isOpen(LocalDateTime now) {
        List<Span> only = spans.stream().filter(span -> !span.not).toList();
        return maintenances.stream().noneMatch(maintenance -> maintenance.covers(now))
                && spans.stream().filter(Span::not).noneMatch(span -> span.covers(now))
                && (only.isEmpty() || only.stream().anyMatch(span -> span.covers(now)));
    }
}
