package org.dsrhub.identity;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.net.IDN;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;

/**
 * The form in which two values of a key are compared: equal forms are the same key. Thread-safe; a phone number costs
 * microseconds, so normalise a subject's keys once and not a record.
 */
public final class Normaliser {
    private static final Normalizer2 NFC = Normalizer2.getNFCInstance();
    private static final LocalDate USUAL_SENTINEL = LocalDate.of(1900, 1, 1);

    private final NationalIds nationalIds;
    private final PhoneNumberUtil phones = PhoneNumberUtil.getInstance();

    public Normaliser(NationalIds nationalIds) {
        this.nationalIds = nationalIds;
    }

    /**
     * @param country ISO 3166-1 of a national number, and the region of a phone number without a country code (the
     *     controller's)
     * @return empty where the value is none of its kind (no phone number, a sentinel date, blank)
     */
    public Optional<String> comparable(KeyKind kind, String value, String country) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        return switch (kind) {
            case NATIONAL_ID -> Optional.of(nationalIds.canonical(new NationalId(country, value)));
            case NAME -> Optional.of(name(value));
            case BIRTH_DATE -> birthDate(value.strip());
            case EMAIL -> mail(value.strip());
            case PHONE -> phone(value, country);
            case CUSTOMER_NUMBER, POLICY_NUMBER, CLAIM_NUMBER, QUOTE_NUMBER, MEMBER_NUMBER, ACCOUNT ->
                Optional.of(without(value, false).toUpperCase(Locale.ROOT));
            case VEHICLE_PLATE -> Optional.of(without(value, true).toUpperCase(Locale.ROOT));
            case IP_ADDRESS -> Optional.of(value.strip().toLowerCase(Locale.ROOT));
            case COOKIE, SESSION, REFERENCE -> Optional.of(value.strip());
        };
    }

    /**
     * Forms to search by, never to match on: the comparable one, a name folded over spellings and scripts, a mail address
     * without its plus-tag.
     */
    public Set<String> candidates(KeyKind kind, String value, String country) {
        Set<String> candidates = new LinkedHashSet<>();
        comparable(kind, value, country).ifPresent(form -> {
            candidates.add(form);
            int plus = form.indexOf('+');
            if (kind == KeyKind.EMAIL && plus > 0) {
                candidates.add(form.substring(0, plus) + form.substring(form.lastIndexOf('@')));
            }
            if (kind == KeyKind.NAME) {
                candidates.addAll(NameForms.of(form));
            }
        });
        return candidates;
    }

    /** Composed, case-folded, words in alphabetical order: {@code Korhonen, Matti} is {@code Matti Korhonen}. */
    private static String name(String value) {
        String folded = UCharacter.foldCase(NFC.normalize(value), true)
                .replace('\u2019', '\'')
                .replace('\u02bc', '\'')
                .replace('`', '\'')
                .replace('\u2010', '-')
                .replace('\u2011', '-')
                .replace('\u2013', '-')
                .replace('\u00a0', ' ')
                .replace(',', ' ');
        return Arrays.stream(folded.strip().split("\\s+")).sorted().collect(Collectors.joining(" "));
    }

    private static Optional<String> birthDate(String value) {
        try {
            LocalDate date = LocalDate.parse(value.length() > 10 ? value.substring(0, 10) : value);
            boolean sentinel = date.equals(USUAL_SENTINEL) || date.getYear() < 1850 || date.getYear() == 9999;
            return sentinel ? Optional.empty() : Optional.of(date.toString());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> mail(String value) {
        int at = value.lastIndexOf('@');
        if (at <= 0 || at == value.length() - 1) {
            return Optional.empty();
        }
        String local = NFC.normalize(value.substring(0, at)).toLowerCase(Locale.ROOT);
        try {
            String domain = IDN.toASCII(value.substring(at + 1).toLowerCase(Locale.ROOT));
            return Optional.of(local + "@" + domain.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> phone(String value, String region) {
        try {
            PhoneNumber number = phones.parse(value, region);
            return phones.isPossibleNumber(number)
                    ? Optional.of(phones.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private static String without(String value, boolean hyphens) {
        StringBuilder kept = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isWhitespace(c) && c != '\u00a0' && !(hyphens && c == '-')) {
                kept.append(c);
            }
        }
        return kept.toString();
    }
}
