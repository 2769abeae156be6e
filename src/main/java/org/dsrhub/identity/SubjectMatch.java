package org.dsrhub.identity;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.dsrhub.identity.KeyComparison.Agreement;
import org.dsrhub.identity.NationalIds.Likeness;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;

/**
 * Decides whether a record is the subject's, in this order:
 *
 * <ol>
 *   <li>The same national number of the same country: {@link Match#MATCHED}, whatever else differs (a wrong birth date is
 *       then something to rectify).
 *   <li>A different national number of the same country, or a different birth date: {@link Match#CONTRADICTING}. Numbers of
 *       two kinds that one person may hold (Latvian old and new, a coordination number) and a number that is none do not
 *       contradict. Names never do: they change.
 *   <li>A customer, policy, claim, quote or member number that one of the controller's own systems yielded with a matched
 *       record: {@link Match#MATCHED}; it is unique there and counts like the national number.
 *   <li>A phone number that one of the controller's own systems yielded with a known first day, on a record whose day lies in
 *       that period: {@link Match#MATCHED}. Without a period, without a day, or only claimed in the request it counts as
 *       one key, since phones are shared.
 *   <li>Two independent keys of different kinds: {@link Match#MATCHED}. A name, a phone number and a mail address that only
 *       the request claims have one source and count as one, however many of them agree: whoever asks can write somebody
 *       else's there, and a namesake need not even do that.
 *   <li>Else {@link Match#TOO_FEW}.
 * </ol>
 *
 * A key counts only on days in its own period. Where a national number leaves doubt (a Finnish one without its sign) the
 * birth date inside it counts for nothing: twins share it.
 */
public final class SubjectMatch {
    /** Source of what the subject or the portal gave. */
    private static final String CLAIMED = "request";

    private static final Set<KeyKind> UNIQUE_IN_REGISTER = EnumSet.of(
            KeyKind.CUSTOMER_NUMBER,
            KeyKind.POLICY_NUMBER,
            KeyKind.CLAIM_NUMBER,
            KeyKind.QUOTE_NUMBER,
            KeyKind.MEMBER_NUMBER);
    /** What anybody can write into a request. */
    private static final Set<KeyKind> ANYBODY_S = EnumSet.of(KeyKind.NAME, KeyKind.PHONE, KeyKind.EMAIL);

    /** Many people behind one address, and no meaning beyond their own system. */
    private static final Set<KeyKind> NO_EVIDENCE = EnumSet.of(KeyKind.IP_ADDRESS, KeyKind.REFERENCE);

    private final NationalIds nationalIds;
    private final Normaliser normaliser;

    public SubjectMatch(NationalIds nationalIds, Normaliser normaliser) {
        this.nationalIds = nationalIds;
        this.normaliser = normaliser;
    }

    /**
     * Prepares a subject's keys once for any number of records.
     *
     * @param country of the controller: region of phone numbers, and country of a record's national number unless the value
     *     names another ({@code SE:198507099805})
     */
    public Matcher forSubject(Subject subject, String country) {
        return new Matcher(subject, country);
    }

    /** For a single record. */
    public Match match(Subject subject, Map<KeyKind, String> record, LocalDate day, String country) {
        return forSubject(subject, country).match(record, day);
    }

    private record Key(SubjectKey key, String form) {}

    /** One subject, many records. Thread-safe. */
    public final class Matcher {
        private final String country;
        private final List<NationalId> numbers = new ArrayList<>();
        private final Map<KeyKind, List<Key>> keys = new EnumMap<>(KeyKind.class);
        private final List<SubjectKey> subjectKeys;
        private final LocalDate birthDate;

        private Matcher(Subject subject, String country) {
            this.country = country;
            this.subjectKeys = subject.allKeys();
            for (SubjectKey key : subjectKeys) {
                if (key.kind() == KeyKind.NATIONAL_ID) {
                    numbers.add(new NationalId(key.country() == null ? country : key.country(), key.value()));
                } else {
                    normaliser
                            .comparable(key.kind(), key.value(), country)
                            .ifPresent(form -> keys.computeIfAbsent(key.kind(), kind -> new ArrayList<>())
                                    .add(new Key(key, form)));
                }
            }
            // The number was identified, a birth date beside it may be a slip of the pen.
            this.birthDate = numbers.stream()
                    .map(number -> nationalIds.validate(number).birthDate())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(subject.birthDate());
        }

        /**
         * @param record the keys that the record itself carries, as the source wrote them; missing and empty ones say nothing
         * @param day when what it records happened, null where unknown
         */
        public Match match(Map<KeyKind, String> record, LocalDate day) {
            Likeness number = likeness(record.get(KeyKind.NATIONAL_ID));
            if (number == Likeness.SAME) {
                return Match.MATCHED;
            }
            if (number == Likeness.DIFFERENT) {
                return Match.CONTRADICTING;
            }
            boolean doubtfulNumber = number == Likeness.UNCERTAIN;
            String born = normaliser
                    .comparable(KeyKind.BIRTH_DATE, record.get(KeyKind.BIRTH_DATE), country)
                    .orElse(null);
            boolean bornAlike = born != null && birthDate != null && born.equals(birthDate.toString());
            if (born != null && birthDate != null && !bornAlike) {
                return Match.CONTRADICTING;
            }
            return evidence(record, day, bornAlike && !doubtfulNumber);
        }

        /**
         * The record beside the subject, key by key, for a person who decides where {@link #match} does not. Spellings and
         * scripts are bridged here, and only here.
         *
         * @param record every key that the record might carry; null where it has none
         * @param day as with {@link #match}
         */
        public List<KeyComparison> compare(Map<KeyKind, String> record, LocalDate day) {
            return new TreeMap<>(record)
                    .entrySet().stream()
                            .map(entry -> entry.getKey() == KeyKind.NATIONAL_ID
                                    ? comparedNumber(entry.getValue())
                                    : compared(entry.getKey(), entry.getValue(), day))
                            .toList();
        }

        private KeyComparison comparedNumber(String written) {
            Likeness likeness = likeness(written);
            Agreement agreement = likeness == null
                    ? Agreement.ABSENT
                    : switch (likeness) {
                        case SAME -> Agreement.SAME;
                        case DIFFERENT -> Agreement.DIFFERENT;
                        case UNCERTAIN -> Agreement.SIMILAR;
                    };
            return new KeyComparison(
                    KeyKind.NATIONAL_ID,
                    agreement,
                    written == null || written.isBlank() ? null : NationalIds.mask(theirNumber(written)),
                    numbers.stream().map(NationalIds::mask).distinct().toList());
        }

        private KeyComparison compared(KeyKind kind, String written, LocalDate day) {
            List<SubjectKey> own = kind == KeyKind.BIRTH_DATE
                    ? born()
                    : subjectKeys.stream().filter(key -> key.kind() == kind).toList();
            String form = normaliser.comparable(kind, written, country).orElse(null);
            return new KeyComparison(
                    kind,
                    form == null || own.isEmpty() ? Agreement.ABSENT : agreement(kind, written, form, own, day),
                    written == null || written.isBlank() ? null : written,
                    own.stream().map(SubjectKey::value).distinct().toList());
        }

        private List<SubjectKey> born() {
            return birthDate == null ? List.of() : List.of(SubjectKey.given(KeyKind.BIRTH_DATE, birthDate.toString()));
        }

        private Agreement agreement(KeyKind kind, String written, String form, List<SubjectKey> own, LocalDate day) {
            Agreement best = Agreement.DIFFERENT;
            Set<String> candidates = null;
            for (SubjectKey key : own) {
                if (normaliser
                        .comparable(kind, key.value(), country)
                        .filter(form::equals)
                        .isPresent()) {
                    if (key.validOn(day)) {
                        return Agreement.SAME;
                    }
                    best = Agreement.OTHER_PERIOD;
                } else if (best == Agreement.DIFFERENT) {
                    candidates = candidates == null ? normaliser.candidates(kind, written, country) : candidates;
                    if (!Collections.disjoint(candidates, normaliser.candidates(kind, key.value(), country))) {
                        best = Agreement.SIMILAR;
                    }
                }
            }
            return best;
        }

        private Match evidence(Map<KeyKind, String> record, LocalDate day, boolean bornAlike) {
            int agreeing = bornAlike ? 1 : 0;
            boolean claimed = false;
            for (Map.Entry<KeyKind, String> entry : record.entrySet()) {
                KeyKind kind = entry.getKey();
                if (kind == KeyKind.NATIONAL_ID || kind == KeyKind.BIRTH_DATE || NO_EVIDENCE.contains(kind)) {
                    continue;
                }
                switch (strongest(kind, entry.getValue(), day)) {
                    case SUFFICIENT -> {
                        return Match.MATCHED;
                    }
                    case COUNTS -> agreeing++;
                    case CLAIMED -> claimed = true;
                    case NONE -> {}
                }
            }
            return agreeing + (claimed ? 1 : 0) >= 2 ? Match.MATCHED : Match.TOO_FEW;
        }

        private Strength strongest(KeyKind kind, String value, LocalDate day) {
            List<Key> own = keys.get(kind);
            String form = own == null
                    ? null
                    : normaliser.comparable(kind, value, country).orElse(null);
            Strength best = Strength.NONE;
            if (form != null) {
                for (Key key : own) {
                    if (key.form().equals(form) && key.key().validOn(day)) {
                        Strength strength = strength(key.key(), day);
                        best = strength.compareTo(best) > 0 ? strength : best;
                    }
                }
            }
            return best;
        }

        private Likeness likeness(String written) {
            if (written == null || written.isBlank() || numbers.isEmpty()) {
                return null;
            }
            NationalId theirs = theirNumber(written);
            Likeness result = Likeness.UNCERTAIN;
            for (NationalId own : numbers) {
                Likeness likeness = nationalIds.compare(own, theirs);
                if (likeness == Likeness.SAME) {
                    return likeness;
                }
                result = likeness == Likeness.DIFFERENT ? likeness : result;
            }
            return result;
        }

        private NationalId theirNumber(String written) {
            return namesCountry(written)
                    ? new NationalId(written.substring(0, 2), written.substring(3))
                    : new NationalId(country, written);
        }
    }

    private static boolean namesCountry(String written) {
        return written.length() > 3
                && !written.substring(3).isBlank()
                && written.charAt(2) == ':'
                && capital(written.charAt(0))
                && capital(written.charAt(1));
    }

    private static boolean capital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static Strength strength(SubjectKey key, LocalDate day) {
        boolean claimed = CLAIMED.equals(key.source());
        if (UNIQUE_IN_REGISTER.contains(key.kind())) {
            return claimed ? Strength.COUNTS : Strength.SUFFICIENT;
        }
        if (claimed && ANYBODY_S.contains(key.kind())) {
            return Strength.CLAIMED;
        }
        if (key.kind() == KeyKind.PHONE) {
            boolean provenPeriod = key.from() != null && day != null;
            return provenPeriod ? Strength.SUFFICIENT : Strength.COUNTS;
        }
        return Strength.COUNTS;
    }

    /** In ascending order. */
    private enum Strength {
        NONE,
        CLAIMED,
        COUNTS,
        SUFFICIENT
    }
}
