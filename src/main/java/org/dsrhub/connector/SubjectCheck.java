package org.dsrhub.connector;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.decision.ItemFacts;
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

    /** The value by which a system is asked: phones in E.164, mail addresses in their usual form, numbers as written. */
    String asked(SubjectKey key, String country) {
        return switch (key.kind()) {
            case PHONE, EMAIL ->
                normaliser.comparable(key.kind(), key.value(), country).orElse(key.value());
            default -> key.value();
        };
    }

    OfSubject of(Subject subject, String country) {
        return new OfSubject(match.forSubject(subject, country));
    }

    /** One subject, many records. */
    static final class OfSubject {
        private final SubjectMatch.Matcher matcher;

        private OfSubject(SubjectMatch.Matcher matcher) {
            this.matcher = matcher;
        }

        Match check(ItemType type, Map<String, Object> record, ItemFacts facts) {
            Map<KeyKind, String> keys = new EnumMap<>(KeyKind.class);
            type.subjectMatch().forEach((kind, field) -> {
                String value = Records.text(Records.plain(record.get(field)));
                if (value != null && !value.isBlank()) {
                    keys.put(kind, value);
                }
            });
            return matcher.match(keys, day(type, facts));
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
