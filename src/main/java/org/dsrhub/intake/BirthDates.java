package org.dsrhub.intake;

import java.text.DateFormatSymbols;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a date of birth by what stands before it; day before month, as in all the countries. */
final class BirthDates {
    private static final int EARLIEST = 1900;
    private static final int SHORTEST_MONTH = 3;
    private static final String DATE = "(?<y>(?:19|20)\\d\\d)[-./ ](?<m>\\d{1,2})[-./ ](?<d>\\d{1,2})(?!\\d)"
            + "|(?<d2>\\d{1,2})[./-] ?(?<m2>\\d{1,2})[./-] ?(?<y2>(?:19|20)\\d\\d)(?!\\d)"
            + "|(?<d3>\\d{1,2})\\.? (?<m3>\\p{L}{3,12})\\.? (?<y3>(?:19|20)\\d\\d)(?!\\d)";

    private final Pattern pattern;
    private final Map<String, Integer> months = new HashMap<>();

    BirthDates(Collection<Lexicon> lexicons) {
        String labels = IdentifierFinder.anyOf(
                lexicons.stream().flatMap(lexicon -> lexicon.birth().stream()).toList());
        pattern = Pattern.compile("(?iu)(?<!\\p{L})(?:" + labels
                + ")(?!\\p{L})[\\s.:,]*(?:(?:on|er|är|den|the|ir|yra|is)\\s+)?(?:" + DATE + ")");
        for (Lexicon lexicon : lexicons) {
            String[] names = DateFormatSymbols.getInstance(Locale.forLanguageTag(lexicon.language()))
                    .getMonths();
            for (int month = 0; month < 12; month++) {
                String folded = Folding.fold(Folding.lower(names[month]));
                if (folded.length() >= SHORTEST_MONTH) {
                    months.putIfAbsent(folded.substring(0, Math.min(4, folded.length())), month + 1);
                }
            }
        }
    }

    LocalDate in(String text) {
        Set<LocalDate> found = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find() && found.size() < 2) {
            LocalDate date = date(matcher);
            if (date != null && date.getYear() >= EARLIEST && !date.isAfter(LocalDate.now())) {
                found.add(date);
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    private LocalDate date(Matcher matcher) {
        try {
            if (matcher.group("y") != null) {
                return of(matcher, "y", Integer.parseInt(matcher.group("m")), "d");
            }
            if (matcher.group("y2") != null) {
                return of(matcher, "y2", Integer.parseInt(matcher.group("m2")), "d2");
            }
            String month = Folding.fold(Folding.lower(matcher.group("m3")));
            Integer number = months.get(month.substring(0, Math.min(4, month.length())));
            return number == null ? null : of(matcher, "y3", number, "d3");
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static LocalDate of(Matcher matcher, String year, int month, String day) {
        return LocalDate.of(Integer.parseInt(matcher.group(year)), month, Integer.parseInt(matcher.group(day)));
    }
}
