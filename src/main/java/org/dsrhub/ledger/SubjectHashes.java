package org.dsrhub.ledger;

import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.vault.KeyedHash;
import org.springframework.stereotype.Component;

/**
 * The keyed hashes, in hex, that legal holds are matched by: whoever sets a hold and whoever looks for one hash here, so
 * that the two meet.
 *
 * <p>An alias is {@code KeyedHash.of("subject:" + kind label, normal form)}, where the normal form is
 * {@link Normaliser#comparable}'s, with {@code CC:} before a national number, and for what is none of its kind the text in
 * capitals without blanks. A phone number therefore is to be written with its country code. Names and birth dates are no
 * aliases: they are other people's too.
 *
 * <p>References of items, claims and policies are hashed by the connector module, which reads them.
 */
@Component
public class SubjectHashes {
    private static final String SUBJECT = "subject:";
    private static final String SPELLING = "spelling";
    private static final String SUPPRESSION = "suppression";

    private final KeyedHash hash;
    private final Normaliser normaliser;

    public SubjectHashes(KeyedHash hash, Normaliser normaliser) {
        this.hash = hash;
        this.normaliser = normaliser;
    }

    /** Every alias of the subject. */
    public Set<String> of(Subject subject) {
        Set<String> hashes = new LinkedHashSet<>();
        subject.allKeys().forEach(key -> of(key).ifPresent(hashes::add));
        return hashes;
    }

    /**
     * An alias with the time in which it was the subject's.
     *
     * @param from null where it is open
     * @param until null where it is open
     */
    public record Alias(String hash, LocalDate from, LocalDate until) {
        /** Whether both are the same and their times have a day in common. */
        boolean meets(Alias other) {
            return hash.equals(other.hash)
                    && (from == null || other.until == null || !from.isAfter(other.until))
                    && (other.from == null || until == null || !other.from.isAfter(until));
        }
    }

    /** Every alias of the subject with its time; one may have several. */
    public Set<Alias> aliases(Subject subject) {
        Set<Alias> aliases = new LinkedHashSet<>();
        subject.allKeys()
                .forEach(key -> of(key).ifPresent(hash -> aliases.add(new Alias(hash, key.from(), key.until()))));
        return aliases;
    }

    /**
     * Empty where that kind of key is no alias.
     *
     * @throws IllegalArgumentException where a national number comes without its country
     */
    public Optional<String> of(SubjectKey key) {
        return switch (key.kind()) {
            case NAME, BIRTH_DATE, VEHICLE_PLATE, IP_ADDRESS, SESSION, COOKIE, REFERENCE -> Optional.empty();
            case NATIONAL_ID,
                    EMAIL,
                    PHONE,
                    CUSTOMER_NUMBER,
                    POLICY_NUMBER,
                    CLAIM_NUMBER,
                    QUOTE_NUMBER,
                    MEMBER_NUMBER,
                    ACCOUNT -> Optional.of(hex(SUBJECT + key.kind().label(), normal(key)));
        };
    }

    /** What the request is found again by: its alias, and of a name the spellings that it may have elsewhere. */
    Set<String> aliases(SubjectKey key) {
        if (key.kind() != KeyKind.NAME) {
            return of(key).map(Set::of).orElse(Set.of());
        }
        Set<String> spellings = new LinkedHashSet<>();
        normaliser
                .candidates(KeyKind.NAME, key.value(), key.country())
                .forEach(form -> spellings.add(hex(SPELLING, form)));
        return spellings;
    }

    public String of(NationalId id) {
        return of(new SubjectKey(KeyKind.NATIONAL_ID, id.value(), id.country(), null, null, "request"))
                .orElseThrow();
    }

    /**
     * Keys of the suppression entry that survives an erasure: {@code KeyedHash.of("suppression", normal form)} of every mail
     * address and phone number.
     */
    public List<byte[]> suppression(Subject subject) {
        return subject.allKeys().stream()
                .filter(key -> key.kind() == KeyKind.EMAIL || key.kind() == KeyKind.PHONE)
                .map(key -> hash.of(SUPPRESSION, normal(key)))
                .toList();
    }

    private String hex(String domain, String value) {
        return HexFormat.of().formatHex(hash.of(domain, value));
    }

    /** As it is compared everywhere; what is none of its kind still counts, as it is written. */
    private String normal(SubjectKey key) {
        String value = key.value().strip();
        return normaliser
                .comparable(key.kind(), value, key.country())
                .map(form -> key.kind() == KeyKind.NATIONAL_ID ? key.country() + ":" + form : form)
                .orElseGet(() -> value.replaceAll("\\s", "").toUpperCase(Locale.ROOT));
    }
}
