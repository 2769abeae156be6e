package org.dsrhub.request;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The person a request is about, as far as the hub knows. Lives in the vault only.
 *
 * @param name full name as given
 * @param birthDate null where unknown
 * @param nationalId null where not given
 * @param keys all further identifiers, in the order they became known
 * @param replyTo mail address an answer may go to, null where none
 */
public record Subject(String name, LocalDate birthDate, NationalId nationalId, List<SubjectKey> keys, String replyTo) {
    public Subject {
        keys = keys == null ? List.of() : List.copyOf(keys);
    }

    /** Every identifier as a key, the national number, name and birth date included. */
    @JsonIgnore
    public List<SubjectKey> allKeys() {
        Stream<SubjectKey> own = Stream.of(
                        nationalId == null
                                ? null
                                : new SubjectKey(
                                        KeyKind.NATIONAL_ID,
                                        nationalId.value(),
                                        nationalId.country(),
                                        null,
                                        null,
                                        "request"),
                        name == null || name.isBlank() ? null : SubjectKey.given(KeyKind.NAME, name),
                        birthDate == null ? null : SubjectKey.given(KeyKind.BIRTH_DATE, birthDate.toString()))
                .filter(key -> key != null);
        return Stream.concat(own, keys.stream()).toList();
    }

    public Optional<String> answerAddress() {
        return Optional.ofNullable(replyTo);
    }

    /** Never the person: this record may end in a log. */
    @Override
    public String toString() {
        return "Subject[" + keys.size() + " keys]";
    }
}
