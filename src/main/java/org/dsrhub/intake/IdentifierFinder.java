package org.dsrhub.intake;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/** Finds the identifiers that a letter names. They are claims: they key a search only once the sender is identified. */
@Component
class IdentifierFinder {
    private static final Map<String, Pattern> NATIONAL = Map.of(
            "DK", Pattern.compile("(?<![\\d+-])\\d{6}[- ]?\\d{4}(?![\\d-])"),
            "EE", Pattern.compile("(?<![\\d+-])[1-8]\\d{10}(?![\\d-])"),
            "LT", Pattern.compile("(?<![\\d+-])[1-9]\\d{10}(?![\\d-])"),
            "LV", Pattern.compile("(?<![\\d+-])\\d{6}[- ]?\\d{5}(?![\\d-])"),
            "FI", Pattern.compile("(?<![\\w+-])\\d{6}[-+A-FU-Ya-fu-y]\\d{3}[0-9A-Ya-y](?![\\w-])"),
            "SE", Pattern.compile("(?<![\\d+-])(?:\\d{2})?\\d{6}[-+ ]?\\d{4}(?![\\d-])"),
            "NO", Pattern.compile("(?<![\\d+-])\\d{6} ?\\d{5}(?![\\d-])"));
    /** Whose numbers say nothing without a label: any date with four digits behind it passes. */
    private static final Set<String> WEAK = Set.of("DK");

    private static final Map<String, String> COUNTRY_OF_LANGUAGE =
            Map.of("da", "DK", "et", "EE", "lt", "LT", "lv", "LV", "fi", "FI", "sv", "SE", "nb", "NO");
    private static final int LABEL_REACH = 30;
    private static final int MOST = 20;

    private final Map<KeyKind, Pattern> labelled = new LinkedHashMap<>();
    /** Country → what stands before its numbers. */
    private final Map<String, Pattern> nationalLabels = new HashMap<>();

    private final NationalIds nationalIds;
    private final BirthDates birthDates;
    private final SignedNames names;

    IdentifierFinder(Lexicons lexicons, NationalIds nationalIds) {
        this.nationalIds = nationalIds;
        this.birthDates = new BirthDates(lexicons.all());
        this.names = new SignedNames(lexicons.all());
        Map<KeyKind, Set<String>> labels = new LinkedHashMap<>();
        lexicons.all()
                .forEach(lexicon -> lexicon.labels().forEach((kind, texts) -> {
                    if (kind != KeyKind.NATIONAL_ID) {
                        labels.computeIfAbsent(kind, k -> new LinkedHashSet<>()).addAll(texts);
                    } else if (COUNTRY_OF_LANGUAGE.containsKey(lexicon.language())) {
                        nationalLabels.put(
                                COUNTRY_OF_LANGUAGE.get(lexicon.language()),
                                Pattern.compile("(?iu)(?<!\\p{L})(?:" + anyOf(texts) + ")\\p{L}{0,6}(?!\\p{L})"));
                    }
                }));
        labels.forEach(
                (kind, texts) -> labelled.put(
                        kind,
                        Pattern.compile(
                                "(?iu)(?<![\\p{L}\\d])(?:" + anyOf(texts)
                                        + ")(?:\\s*(?:number|no|nr|er|on|is|är|ir|yra|num))?[\\s.:#№]*([A-Z]{0,5}-?\\d[A-Z0-9-]{2,20})")));
    }

    /** With their marks and without. */
    static String anyOf(Collection<String> texts) {
        return texts.stream()
                .flatMap(text -> Stream.of(text, Folding.fold(Folding.lower(text))))
                .distinct()
                .sorted((a, b) -> b.length() - a.length())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
    }

    /**
     * The one national number that the letter names, of whatever country its label or its form tells; none where it names
     * two, as only one can be the sender's, and none where the country is open.
     *
     * @param country of the controller
     */
    NationalId nationalId(String text, String country) {
        Map<String, Set<String>> found = new LinkedHashMap<>();
        NATIONAL.forEach((issuer, pattern) -> collect(text, issuer, pattern, !issuer.equals(country), found));
        if (found.isEmpty()) {
            NATIONAL.forEach((issuer, pattern) -> collect(text, issuer, pattern, false, found));
            found.values().removeIf(issuers -> WEAK.stream().anyMatch(issuers::contains));
        }
        if (found.size() != 1) {
            return null;
        }
        Map.Entry<String, Set<String>> one = found.entrySet().iterator().next();
        Set<String> issuers = one.getValue();
        Set<String> told = new TreeSet<>();
        for (String issuer : issuers) {
            if (hasLabel(text, issuer, text.indexOf(one.getKey()))) {
                told.add(issuer);
            }
        }
        if (told.size() == 1) {
            return new NationalId(told.iterator().next(), one.getKey());
        }
        if (issuers.contains(country)) {
            return new NationalId(country, one.getKey());
        }
        return issuers.size() == 1 ? new NationalId(issuers.iterator().next(), one.getKey()) : null;
    }

    /** @param into number as written → countries of which it may be */
    private void collect(
            String text, String issuer, Pattern pattern, boolean onlyLabelled, Map<String, Set<String>> into) {
        Matcher matcher = pattern.matcher(text);
        for (int seen = 0; seen < MOST && matcher.find(); seen++) {
            String number = matcher.group();
            if ((!onlyLabelled || hasLabel(text, issuer, matcher.start()))
                    && nationalIds.validate(new NationalId(issuer, number)).usable()) {
                into.computeIfAbsent(number, n -> new TreeSet<>()).add(issuer);
            }
        }
    }

    private boolean hasLabel(String text, String issuer, int at) {
        Pattern label = nationalLabels.get(issuer);
        return label != null
                && label.matcher(text.substring(Math.max(0, at - LABEL_REACH), at))
                        .find();
    }

    /**
     * Customer, policy and claim numbers by their labels and by the shapes that the controller gives its own, and phone
     * numbers.
     *
     * @param shapes see {@link org.dsrhub.datacontroller.DataController#numbers}
     */
    List<SubjectKey> keys(String text, String country, Map<KeyKind, List<String>> shapes) {
        Set<SubjectKey> keys = new LinkedHashSet<>();
        shapes.forEach((kind, written) -> written.forEach(shape -> {
            Matcher matcher = shaped(shape).matcher(text);
            while (matcher.find() && keys.size() < MOST) {
                keys.add(SubjectKey.given(kind, matcher.group()));
            }
        }));
        labelled.forEach((kind, pattern) -> {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find() && keys.size() < MOST) {
                if (keys.stream().noneMatch(key -> key.value().equals(matcher.group(1)))) {
                    keys.add(SubjectKey.given(kind, matcher.group(1)));
                }
            }
        });
        Pattern national = NATIONAL.get(country);
        String rest = national == null ? text : national.matcher(text).replaceAll(" ");
        NationalId own = nationalId(text, country);
        if (own != null) {
            rest = rest.replace(own.value(), " ");
        }
        PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
        for (PhoneNumberMatch match : phones.findNumbers(rest, country, PhoneNumberUtil.Leniency.POSSIBLE, MOST)) {
            // A number that only might be one counts where the writer gave its country.
            boolean meant = match.rawString().startsWith("+") || phones.isValidNumber(match.number());
            if (meant
                    && keys.size() < MOST
                    && keys.stream().noneMatch(key -> match.rawString().contains(key.value()))) {
                keys.add(SubjectKey.given(
                        KeyKind.PHONE, phones.format(match.number(), PhoneNumberUtil.PhoneNumberFormat.E164)));
            }
        }
        return new ArrayList<>(keys);
    }

    private static Pattern shaped(String shape) {
        StringBuilder pattern = new StringBuilder("(?iu)(?<![\\p{L}\\d])");
        shape.chars()
                .forEach(c -> pattern.append(
                        switch (c) {
                            case '#' -> "\\d";
                            case '?' -> "\\p{L}";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return Pattern.compile(pattern.append("(?![\\p{L}\\d])").toString());
    }

    /** @return null where the letter names none, or several */
    LocalDate birthDate(String text) {
        return birthDates.in(text);
    }

    /** What the letter is signed with; null where nothing in it looks like that. */
    String name(String text) {
        return names.in(text);
    }
}
