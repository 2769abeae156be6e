package org.dsrhub.intake;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/** Finds the identifiers that a letter names. They are claims: they key a search only once the sender is identified. */
@Component
class IdentifierFinder {
    private static final Map<String, Pattern> NATIONAL = Map.of(
            "DK", Pattern.compile("(?<![\\d+])\\d{6}-?\\d{4}(?!\\d)"),
            "EE", Pattern.compile("(?<![\\d+])[1-8]\\d{10}(?!\\d)"),
            "LT", Pattern.compile("(?<![\\d+])[1-9]\\d{10}(?!\\d)"),
            "LV", Pattern.compile("(?<![\\d+])\\d{6}-?\\d{5}(?!\\d)"),
            "FI", Pattern.compile("(?<![\\w+])\\d{6}[-+A-FU-Y]\\d{3}[0-9A-Y](?!\\w)"),
            "SE", Pattern.compile("(?<![\\d+])(?:\\d{2})?\\d{6}[-+]?\\d{4}(?!\\d)"),
            "NO", Pattern.compile("(?<![\\d+])\\d{6} ?\\d{5}(?!\\d)"));
    private static final int MOST = 20;

    private final Map<KeyKind, Pattern> labelled = new LinkedHashMap<>();

    private final NationalIds nationalIds;

    IdentifierFinder(Lexicons lexicons, NationalIds nationalIds) {
        this.nationalIds = nationalIds;
        Map<KeyKind, Set<String>> labels = new LinkedHashMap<>();
        lexicons.all()
                .forEach(lexicon -> lexicon.labels()
                        .forEach((kind, texts) -> labels.computeIfAbsent(kind, k -> new LinkedHashSet<>())
                                .addAll(texts)));
        labels.forEach((kind, texts) -> labelled.put(
                kind,
                Pattern.compile("(?iu)\\b(?:"
                        + texts.stream()
                                .sorted((a, b) -> b.length() - a.length())
                                .map(Pattern::quote)
                                .collect(Collectors.joining("|"))
                        + ")(?:\\s*(?:number|no|nr|er|on|is|är|ir|yra))?[\\s.:#]*([A-Z]{0,5}-?\\d[A-Z0-9-]{2,20})")));
    }

    /** The one national number that the letter names; none where it names two, as only one can be the sender's. */
    NationalId nationalId(String text, String country) {
        Pattern pattern = NATIONAL.get(country);
        if (pattern == null) {
            return null;
        }
        Set<NationalId> found = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find() && found.size() < 2) {
            NationalId id = new NationalId(country, matcher.group());
            if (nationalIds.validate(id).usable()) {
                found.add(id);
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }

    List<SubjectKey> keys(String text, String country) {
        Set<SubjectKey> keys = new LinkedHashSet<>();
        labelled.forEach((kind, pattern) -> {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find() && keys.size() < MOST) {
                keys.add(SubjectKey.given(kind, matcher.group(1)));
            }
        });
        Pattern national = NATIONAL.get(country);
        String rest = national == null ? text : national.matcher(text).replaceAll(" ");
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
}
