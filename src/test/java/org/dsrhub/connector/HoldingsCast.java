package org.dsrhub.connector;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.simulation.SyntheticPerson;

/** One data subject of each controller, and three records of each kind: two of the subject, one of somebody else. */
final class HoldingsCast {
    /** Which of the three records. */
    enum Which {
        /** the subject's, of long ago */
        OLD("2000-01-15"),
        /** the subject's, of two weeks before the request */
        NEW("2026-11-15"),
        OTHER("2000-01-15");

        final String day;

        Which(String day) {
            this.day = day;
        }

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private record Person(String letter, String country, String nationalId, String birthDate) {}

    private static final Map<String, Person> PEOPLE = Map.of(
            "mandatum", new Person("M", "FI", "131052-308T", "1952-10-13"),
            "kaleva", new Person("K", "FI", "020375-1231", "1975-03-02"),
            "claims-link", new Person("S", "SE", "198507099805", "1985-07-09"),
            "gjensidige-ee", new Person("E", "EE", "38001085718", "1980-01-08"),
            "gjensidige-lt", new Person("T", "LT", "38001085718", "1980-01-08"),
            "gjensidige-lv", new Person("V", "LV", "121282-11210", "1982-12-12"),
            "tryg", new Person("D", "DK", "070761-4285", "1961-07-07"));

    private static final String NAME = "Kim Testaaja";

    private HoldingsCast() {}

    /** As after the first waves: numbers, and since when a telephone is the subject's, come from the controller's own register. */
    static Subject subject(Connector connector) {
        // The tests' own requests about the same person would be earlier ones.
        return connector.template().equals("hub-cases")
                ? EarlierRequests.subject(Which.OLD)
                : subject(connector.controller());
    }

    private static Subject subject(String controller) {
        Person person = PEOPLE.get(controller);
        List<SubjectKey> keys = new ArrayList<>();
        for (Which which : List.of(Which.OLD, Which.NEW)) {
            keys(controller, which).forEach((kind, value) -> {
                if (kind != KeyKind.NATIONAL_ID && kind != KeyKind.NAME && kind != KeyKind.BIRTH_DATE) {
                    LocalDate since = kind == KeyKind.PHONE ? LocalDate.of(1999, 1, 1) : null;
                    SubjectKey key = new SubjectKey(kind, value, null, since, null, "register");
                    if (!keys.contains(key)) {
                        keys.add(key);
                    }
                }
            });
        }
        return new Subject(NAME, null, new NationalId(person.country(), person.nationalId()), keys, null);
    }

    /** What a record of the subject is known by; numbers of two records differ. */
    static Map<KeyKind, String> keys(String controller, Which which) {
        Map<KeyKind, String> keys = new EnumMap<>(KeyKind.class);
        if (which == Which.OTHER) {
            return keys;
        }
        Person person = PEOPLE.get(controller);
        String number = person.letter() + (which == Which.OLD ? "1" : "2");
        keys.put(KeyKind.NATIONAL_ID, person.nationalId());
        keys.put(KeyKind.NAME, NAME);
        keys.put(KeyKind.BIRTH_DATE, person.birthDate());
        keys.put(KeyKind.EMAIL, "kim." + person.letter().toLowerCase(java.util.Locale.ROOT) + "@mail.example");
        keys.put(KeyKind.PHONE, phone(person));
        keys.put(KeyKind.CUSTOMER_NUMBER, "C-" + number);
        keys.put(KeyKind.POLICY_NUMBER, "P-" + number);
        keys.put(KeyKind.CLAIM_NUMBER, "CL-" + number);
        keys.put(KeyKind.COOKIE, "cookie-" + number);
        return keys;
    }

    private static String phone(Person person) {
        return switch (person.country()) {
            case "DK" -> "+4570112233";
            case "SE" -> "+46701234567";
            case "FI" -> "+358401234567";
            case "EE" -> "+3725123456";
            case "LV" -> "+37120123456";
            default -> "+37061234567";
        };
    }

    static String reference(Connector connector, Which which) {
        return PEOPLE.get(connector.controller()).letter() + "-" + which.label();
    }

    /** What the type's reference field holds: one of the subject's numbers where the type is found by that field. */
    static String reference(Connector connector, ItemType type, Which which) {
        return type.subjectMatch().entrySet().stream()
                .filter(match -> match.getValue().equals(type.reference()))
                .map(match -> keys(connector.controller(), which).get(match.getKey()))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(reference(connector, which) + (alone(connector, type) ? "" : "-" + type.name()));
    }

    /** Whether no other type of the file names its records by the same field: they may lie in one table. */
    private static boolean alone(Connector connector, ItemType type) {
        return connector.items().values().stream()
                .allMatch(other -> other == type || !other.reference().equals(type.reference()));
    }

    /** A closed record of an ended travel insurance, every field filled but those that would tie it to something open. */
    static Map<String, String> record(Connector connector, ItemType type, Which which) {
        Map<String, String> record = new LinkedHashMap<>();
        type.fields().keySet().forEach(field -> record.put(field, which.label() + " " + field));
        type.flags().forEach((flag, field) -> {
            if (flag == ItemFacts.Flag.LINKED || flag == ItemFacts.Flag.ACCEPTED) {
                record.put(field, null);
            }
        });
        type.dates().values().forEach(field -> record.put(field, which.day));
        if (type.status() != null) {
            record.put(type.status().field(), type.status().closed().iterator().next());
        }
        if (type.product() != null) {
            record.put(type.product(), "TRAVEL");
        }
        if (type.when() != null) {
            record.put(type.when().field(), type.when().values().iterator().next());
        }
        keys(connector.controller(), which).forEach((kind, value) -> {
            if (type.subjectMatch().containsKey(kind)) {
                record.put(type.subjectMatch().get(kind), value);
            }
        });
        record.put(type.reference(), reference(connector, type, which));
        return record;
    }

    /** For simulators that hold people: one recording of each purpose and one debt. */
    static SyntheticPerson person(Connector connector, Which which) {
        Map<KeyKind, String> keys = keys(connector.controller(), which);
        String id = reference(connector, which);
        LocalDate day = LocalDate.parse(which.day);
        List<SyntheticPerson.Recording> recordings = new ArrayList<>();
        for (String purpose : List.of("DOCUMENTATION", "QUALITY")) {
            recordings.add(new SyntheticPerson.Recording(
                    id + "-" + purpose.charAt(0), day.atTime(9, 0), purpose, null, "An agent", "Hello", 0));
        }
        return new SyntheticPerson(
                connector.controller(),
                "",
                "",
                keys.getOrDefault(KeyKind.NATIONAL_ID, "other number"),
                keys.getOrDefault(KeyKind.NAME, "Somebody Else"),
                null,
                day,
                "",
                keys.getOrDefault(KeyKind.PHONE, "+4500000000"),
                day,
                "",
                false,
                "en",
                day,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                recordings,
                List.of(new SyntheticPerson.Debt(id, BigDecimal.TEN, "EUR", day, day)),
                List.of(),
                List.of(),
                List.of());
    }
}
