package org.dsrhub.connector;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.identity.KeyComparison;
import org.dsrhub.identity.Match;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.identity.SubjectMatch;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/** Whether records are the subject's, by the fields that the connector file names; and by which values a system is asked. */
@Component
class SubjectCheck {
    private final SubjectMatch match;
    private final Normaliser normaliser;

    SubjectCheck(SubjectMatch match, Normaliser normaliser) {
        this.match = match;
        this.normaliser = normaliser;
    }

    /** The value by which a system is asked: phones in E.164, mail addresses in their usual form, numbers as written; then in the system's own form. */
    String asked(Connector connector, SubjectKey key, String country) {
        List<KeyForm> forms = connector.keyForms().get(key.kind());
        String value = usual(key, country);
        return forms == null ? value : KeyForm.apply(forms, value, key.country() == null ? country : key.country());
    }

    private String usual(SubjectKey key, String country) {
        return switch (key.kind()) {
            case PHONE, EMAIL ->
                normaliser.comparable(key.kind(), key.value(), country).orElse(key.value());
            default -> key.value();
        };
    }

    OfSubject of(Connector connector, Subject subject, String country) {
        Map<KeyKind, String> like = new EnumMap<>(KeyKind.class);
        subject.allKeys().forEach(key -> like.putIfAbsent(key.kind(), key.value()));
        return new OfSubject(match.forSubject(subject, country), connector.keyForms(), like, country);
    }

    /** One subject, many records. */
    static final class OfSubject {
        private final SubjectMatch.Matcher matcher;

        private final Map<KeyKind, List<KeyForm>> forms;
        private final Map<KeyKind, String> like;
        private final String country;

        private OfSubject(
                SubjectMatch.Matcher matcher,
                Map<KeyKind, List<KeyForm>> forms,
                Map<KeyKind, String> like,
                String country) {
            this.matcher = matcher;
            this.forms = forms;
            this.like = like;
            this.country = country;
        }

        private String restored(KeyKind kind, String value) {
            return forms.containsKey(kind) && like.containsKey(kind)
                    ? KeyForm.restored(forms.get(kind), value, like.get(kind), country)
                    : value;
        }

        Match check(ItemType type, Map<String, Object> record, ItemFacts facts) {
            Map<KeyKind, String> keys = new EnumMap<>(KeyKind.class);
            type.subjectMatch().forEach((kind, field) -> {
                String value = Records.text(Records.plain(record.get(field)));
                if (value != null && !value.isBlank()) {
                    keys.put(kind, restored(kind, value));
                }
            });
            return matcher.match(keys, day(type, facts));
        }

        /** Every key that the connector file names, for a person's eyes. */
        List<KeyComparison> compare(ItemType type, Map<String, Object> record, ItemFacts facts) {
            Map<KeyKind, String> keys = new EnumMap<>(KeyKind.class);
            type.subjectMatch().forEach((kind, field) -> {
                String value = Records.text(Records.plain(record.get(field)));
                keys.put(kind, value == null || value.isBlank() ? null : restored(kind, value));
            });
            return matcher.compare(keys, day(type, facts));
        }

        private static LocalDate day(ItemType type, ItemFacts facts) {
            String day = type.matchDay() == null ? null : facts.dates().get(type.matchDay());
            try {
                return day == null ? null : LocalDate.parse(day);
            } catch (DateTimeException e) {
                return null;
            }
        }
    }
}
