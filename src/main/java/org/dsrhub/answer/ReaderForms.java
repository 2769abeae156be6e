package org.dsrhub.answer;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;

/** Writes days, times, amounts and code values as the reader of one language expects them. */
final class ReaderForms {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}.*");
    /** Whole figures in a text may be an account's number. */
    private static final Pattern AMOUNT = Pattern.compile("-?\\d+\\.\\d{1,4}");

    private static final Map<String, Locale> LOCALES = Map.of(
            "en", Locale.UK,
            "da", Locale.forLanguageTag("da-DK"),
            "et", Locale.forLanguageTag("et-EE"),
            "fi", Locale.forLanguageTag("fi-FI"),
            "lt", Locale.forLanguageTag("lt-LT"),
            "lv", Locale.forLanguageTag("lv-LV"),
            "sv", Locale.forLanguageTag("sv-SE"));
    /**
     * Some languages inflect the month by the sentence around it; figures fit every sentence. The Lithuanian abbreviations of year
     * and day stay on the line of their figure.
     */
    private static final Map<String, String> DAYS =
            Map.of("et", "dd.MM.uuuu", "fi", "d.M.uuuu", "lt", "uuuu'\u00a0m.' MMMM d'\u00a0d.'", "lv", "dd.MM.uuuu.");

    private static final Set<String> HOURS_WITH_A_DOT = Set.of("da", "fi");

    private final String language;
    private final Locale locale;
    private final DateTimeFormatter day;
    private final DateTimeFormatter minute;
    private final String yes;
    private final String no;

    ReaderForms(String language, String yes, String no) {
        this.language = language;
        this.locale = LOCALES.getOrDefault(language, Locale.forLanguageTag(language));
        this.day = (DAYS.containsKey(language)
                        ? DateTimeFormatter.ofPattern(DAYS.get(language))
                        : DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG))
                .withLocale(locale);
        this.minute = DateTimeFormatter.ofPattern(HOURS_WITH_A_DOT.contains(language) ? "HH.mm" : "HH:mm", locale);
        this.yes = yes;
        this.no = no;
    }

    String day(LocalDate date) {
        return day.format(date);
    }

    /**
     * @param field null where the connector file does not describe it
     * @param currency ISO 4217 of an amount, null where the record names none
     * @param zone of the controller, for points in time
     * @return null where there is no value
     */
    String value(Connector.Field field, Object value, String currency, ZoneId zone) {
        if (value == null || value instanceof String text && text.isBlank()) {
            return null;
        }
        if (value instanceof List<?> list) {
            String joined = list.stream()
                    .map(each -> value(field, each, currency, zone))
                    .filter(each -> each != null)
                    .collect(Collectors.joining(", "));
            return joined.isEmpty() ? null : joined;
        }
        String code = code(field, value.toString());
        if (code != null) {
            return code;
        }
        if (value instanceof Boolean truth) {
            return truth ? yes : no;
        }
        if (field != null && "payment".equals(field.category()) && isAmount(value)) {
            return amount(new BigDecimal(value.toString()), currency);
        }
        if (value instanceof BigDecimal || value instanceof Double) {
            return decimal(new BigDecimal(value.toString()));
        }
        return time(value.toString(), zone);
    }

    private String code(Connector.Field field, String value) {
        if (field == null || field.codes() == null || !field.codes().containsKey(value)) {
            return null;
        }
        Map<String, String> texts = field.codes().get(value);
        return texts.getOrDefault(language, texts.getOrDefault("en", value));
    }

    /** A whole number may be a reference, and stays as it is. */
    private String decimal(BigDecimal number) {
        if (number.stripTrailingZeros().scale() <= 0) {
            return number.toPlainString();
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(number.scale());
        format.setMaximumFractionDigits(number.scale());
        return format.format(number);
    }

    private static boolean isAmount(Object value) {
        return value instanceof Number || AMOUNT.matcher(value.toString()).matches();
    }

    private String amount(BigDecimal value, String currency) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(2);
        return currency == null ? format.format(value) : format.format(value) + " " + currency;
    }

    private String time(String text, ZoneId zone) {
        try {
            if (DAY.matcher(text).matches()) {
                return day(LocalDate.parse(text));
            }
            if (TIME.matcher(text).matches()) {
                LocalDateTime local = text.matches(".*(Z|[+-]\\d{2}:?\\d{2})$")
                        ? OffsetDateTime.parse(text).atZoneSameInstant(zone).toLocalDateTime()
                        : LocalDateTime.parse(text);
                return day(local.toLocalDate()) + " " + minute.format(local);
            }
        } catch (DateTimeException e) {
            // A date that is none is shown as the source gave it.
        }
        return text;
    }
}
