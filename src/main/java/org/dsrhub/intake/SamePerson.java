package org.dsrhub.intake;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.NationalIds.Likeness;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/** Whether two deliveries speak of one person, and come from one sender. */
@Component
class SamePerson {
    /** Said by one of the controller's own systems: whoever asks can write somebody else's into a request. */
    private static final Predicate<SubjectKey> ON_FILE = key -> !"request".equals(key.source());

    private final NationalIds nationalIds;
    private final Normaliser normaliser;

    SamePerson(NationalIds nationalIds, Normaliser normaliser) {
        this.nationalIds = nationalIds;
        this.normaliser = normaliser;
    }

    /**
     * @param differ numbers, dates of birth or names exclude one another; nothing else counts then
     * @param sameAnswerAddress the later one would be answered to the address that the first is answered to, or to one on
     *     file of its subject
     * @param namesAnswerAddress the later one names the address that the first is answered to
     */
    record Pair(
            boolean differ,
            boolean sameNumber,
            boolean sameName,
            boolean sameAnswerAddress,
            boolean namesAnswerAddress) {}

    Pair pair(Subject next, Subject first) {
        Likeness number = next.nationalId() == null || first.nationalId() == null
                ? null
                : nationalIds.compare(next.nationalId(), first.nationalId());
        boolean sameNumber = number == Likeness.SAME;
        boolean named = named(next) && named(first);
        boolean sameName = named && Objects.equals(name(next), name(first));
        boolean differ = number != null && !sameNumber
                || different(next.birthDate(), first.birthDate())
                || named && !sameNumber && !sameName && !shorter(next, first);
        return new Pair(
                differ,
                sameNumber,
                sameName,
                next.replyTo() != null && addresses(first, ON_FILE).contains(address(next.replyTo())),
                first.replyTo() != null && addresses(next, key -> true).contains(address(first.replyTo())));
    }

    private static boolean different(LocalDate one, LocalDate other) {
        return one != null && other != null && !one.equals(other);
    }

    private static boolean named(Subject subject) {
        return subject.name() != null && !subject.name().isBlank();
    }

    private String name(Subject subject) {
        return normaliser.comparable(KeyKind.NAME, subject.name(), null).orElse("");
    }

    /** A mail signed "Liis" after one signed "Liis Tamm". One of another member of the family is somebody else's. */
    private boolean shorter(Subject one, Subject other) {
        return forms(one).stream()
                .anyMatch(left ->
                        forms(other).stream().anyMatch(right -> left.containsAll(right) || right.containsAll(left)));
    }

    private Collection<Set<String>> forms(Subject subject) {
        return normaliser.candidates(KeyKind.NAME, subject.name(), null).stream()
                .map(form -> (Set<String>) Arrays.stream(form.split(" ")).collect(Collectors.toSet()))
                .toList();
    }

    private Set<String> addresses(Subject subject, Predicate<SubjectKey> which) {
        Set<String> addresses = subject.keys().stream()
                .filter(key -> key.kind() == KeyKind.EMAIL && key.until() == null && which.test(key))
                .map(SubjectKey::value)
                .map(this::address)
                .collect(Collectors.toSet());
        if (subject.replyTo() != null) {
            addresses.add(address(subject.replyTo()));
        }
        return addresses;
    }

    private String address(String written) {
        return normaliser.comparable(KeyKind.EMAIL, written, null).orElse(written);
    }
}
