package org.dsrhub.ledger;

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
 * <p>An alias is {@code KeyedHash.of("subject:" + kind label, normal form)}: a national number is {@code CC:NUMBER} in
 * capitals without blanks, and without the hyphen that Danish and Latvian numbers are written with or without; a mail
 * address is in small letters; a phone number is {@code +} and digits; anything else is in capitals without blanks. Names
 * and birth dates are no aliases: they are other people's too.
 *
 * <p>References of items, claims and policies are hashed by the connector module, which reads them.
 */
@Component
public class SubjectHashes {
    private static final String SUBJECT = "subject:";
    private static final String SUPPRESSION = "suppression";

    private final KeyedHash hash;

    public SubjectHashes(KeyedHash hash) {
        this.hash = hash;
    }

    /** Every alias of the subject. */
    public Set<String> of(Subject subject) {
        Set<String> hashes = new LinkedHashSet<>();
        subject.allKeys().forEach(key -> of(key).ifPresent(hashes::add));
        return hashes;
    }

    /** Empty where that kind of key is no alias. */
    public Optional<String> of(SubjectKey key) {
        return switch (key.kind()) {
            case NAME, BIRTH_DATE, VEHICLE_PLATE, IP_ADDRESS, SESSION, COOKIE, REFERENCE -> Optional.empty();
            case NATIONAL_ID, EMAIL, PHONE, CUSTOMER_NUMBER, POLICY_NUMBER, CLAIM_NUMBER, QUOTE_NUMBER, MEMBER_NUMBER,
                    ACCOUNT -> Optional.of(hex(SUBJECT + key.kind().label(), normal(key)));
        };
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

    /** What suppression entries and aliases have in common. */
    static String normal(SubjectKey key) {
        String value = key.value().strip();
        return switch (key.kind()) {
            case EMAIL -> value.toLowerCase(Locale.ROOT);
            case PHONE -> {
                String digits = value.replaceAll("[^0-9]", "");
                yield "+" + (value.startsWith("00") ? digits.substring(2) : digits);
            }
            case NATIONAL_ID -> {
                String number = value.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
                // Elsewhere the sign is part of the identity (FI: the century).
                boolean hyphenOptional = "DK".equals(key.country()) || "LV".equals(key.country());
                yield key.country() + ":" + (hyphenOptional ? number.replace("-", "") : number);
            }
            default -> value.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
        };
    }
}
