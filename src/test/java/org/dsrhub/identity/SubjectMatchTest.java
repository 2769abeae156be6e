package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectMatchTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private final NationalIds nationalIds =
            new NationalIds(true, InstantSource.fixed(Instant.parse("2026-12-01T12:00:00Z")));
    private final SubjectMatch match = new SubjectMatch(nationalIds, new Normaliser(nationalIds));

    private static Subject lars(SubjectKey... keys) {
        return new Subject(
                "Lars Nørgaard", null, new NationalId("DK", "721283-1403"), List.of(keys), "lars@mail.example");
    }

    private static SubjectKey key(KeyKind kind, String value, String from, String source) {
        return new SubjectKey(kind, value, null, from == null ? null : LocalDate.parse(from), null, source);
    }

    private Match of(Subject subject, Map<KeyKind, String> record) {
        return match.match(subject, record, DAY, "DK");
    }

    @Test
    void theNationalNumberAloneMatchesAndPrevailsOverAWrongBirthDate() {
        assertThat(of(lars(), Map.of(KeyKind.NATIONAL_ID, "7212831403", KeyKind.BIRTH_DATE, "1999-01-01")))
                .isEqualTo(Match.MATCHED);
    }

    @Test
    void anotherNationalNumberContradictsWhateverElseAgrees() {
        Subject subject = lars(key(KeyKind.POLICY_NUMBER, "P1", null, "policies"));

        assertThat(of(
                        subject,
                        Map.of(
                                KeyKind.NATIONAL_ID,
                                "731283-1403",
                                KeyKind.POLICY_NUMBER,
                                "P1",
                                KeyKind.NAME,
                                "Lars Nørgaard")))
                .isEqualTo(Match.CONTRADICTING);
    }

    @Test
    void twinsOfOneNameAndBirthDateAreToldApartByTheSignAlone() {
        Subject matti = new Subject("Matti Korhonen", null, new NationalId("FI", "150585-901P"), List.of(), null);
        Map<KeyKind, String> alike = Map.of(KeyKind.NAME, "Matti Korhonen", KeyKind.BIRTH_DATE, "1985-05-15");

        assertThat(match.match(matti, with(alike, KeyKind.NATIONAL_ID, "150585Y901P"), DAY, "FI"))
                .isEqualTo(Match.CONTRADICTING);
        assertThat(match.match(matti, with(alike, KeyKind.NATIONAL_ID, "150585901P"), DAY, "FI"))
                .isEqualTo(Match.TOO_FEW);
        assertThat(match.match(matti, with(alike, KeyKind.NATIONAL_ID, "150585-901P"), DAY, "FI"))
                .isEqualTo(Match.MATCHED);
    }

    @Test
    void anotherBirthDateContradictsAndASentinelSaysNothing() {
        assertThat(of(lars(), Map.of(KeyKind.NAME, "Lars Nørgaard", KeyKind.BIRTH_DATE, "1984-12-12")))
                .isEqualTo(Match.CONTRADICTING);
        assertThat(of(lars(), Map.of(KeyKind.NAME, "Lars Nørgaard", KeyKind.BIRTH_DATE, "0001-01-01")))
                .isEqualTo(Match.TOO_FEW);
    }

    @Test
    void aNameOrAPhoneOrAMailAddressAloneIsTooLittle() {
        Subject subject = lars(
                key(KeyKind.PHONE, "20123456", null, "crm"), key(KeyKind.EMAIL, "lars@mail.example", null, "request"));

        assertThat(of(subject, Map.of(KeyKind.NAME, "Lars Nørgaard"))).isEqualTo(Match.TOO_FEW);
        assertThat(of(subject, Map.of(KeyKind.PHONE, "+45 20 12 34 56"))).isEqualTo(Match.TOO_FEW);
        assertThat(of(subject, Map.of(KeyKind.EMAIL, "lars@mail.example"))).isEqualTo(Match.TOO_FEW);
        assertThat(of(subject, Map.of())).isEqualTo(Match.TOO_FEW);
    }

    @Test
    void twoIndependentKeysMatch() {
        Subject subject = lars(key(KeyKind.PHONE, "20123456", null, "crm"));

        assertThat(of(subject, Map.of(KeyKind.NAME, "NØRGAARD, LARS", KeyKind.PHONE, "20123456")))
                .isEqualTo(Match.MATCHED);
        assertThat(of(subject, Map.of(KeyKind.NAME, "Lars Nørgaard", KeyKind.BIRTH_DATE, "1983-12-12")))
                .isEqualTo(Match.MATCHED);
    }

    @Test
    void contactsThatOnlyTheRequestClaimsCountAsOne() {
        Subject claims = lars(
                key(KeyKind.PHONE, "20123456", null, "request"),
                key(KeyKind.EMAIL, "ex@mail.example", null, "request"));

        assertThat(of(claims, Map.of(KeyKind.PHONE, "20123456", KeyKind.EMAIL, "ex@mail.example")))
                .isEqualTo(Match.TOO_FEW);
    }

    @Test
    void aPolicyNumberOfTheOwnRegisterSufficesAndAClaimedOneDoesNot() {
        assertThat(of(lars(key(KeyKind.POLICY_NUMBER, "P 1", null, "policies")), Map.of(KeyKind.POLICY_NUMBER, "p1")))
                .isEqualTo(Match.MATCHED);
        assertThat(of(lars(key(KeyKind.POLICY_NUMBER, "P1", null, "request")), Map.of(KeyKind.POLICY_NUMBER, "P1")))
                .isEqualTo(Match.TOO_FEW);
    }

    @Test
    void aPhoneSufficesOnlyInThePeriodTheRegisterKnows() {
        Subject since2015 = lars(key(KeyKind.PHONE, "20123456", "2015-01-01", "crm"));
        Map<KeyKind, String> call = Map.of(KeyKind.PHONE, "+4520123456");

        assertThat(match.match(since2015, call, DAY, "DK")).isEqualTo(Match.MATCHED);
        assertThat(match.match(since2015, call, LocalDate.of(2014, 12, 31), "DK"))
                .isEqualTo(Match.TOO_FEW);
        assertThat(match.match(since2015, call, null, "DK")).isEqualTo(Match.TOO_FEW);
        assertThat(match.match(lars(key(KeyKind.PHONE, "20123456", "2015-01-01", "request")), call, DAY, "DK"))
                .isEqualTo(Match.TOO_FEW);
    }

    @Test
    void aNumberOfAnotherCountryNeitherMatchesNorContradicts() {
        Subject lithuanian = new Subject("A B", null, new NationalId("LT", "36805280109"), List.of(), null);

        assertThat(match.match(lithuanian, Map.of(KeyKind.NATIONAL_ID, "36805280109"), DAY, "EE"))
                .isEqualTo(Match.TOO_FEW);
        assertThat(match.match(lithuanian, Map.of(KeyKind.NATIONAL_ID, "LT:36805280109"), DAY, "EE"))
                .isEqualTo(Match.MATCHED);
    }

    @Test
    void aNameAndContactsThatOnlyTheRequestClaimsHaveOneSourceAndCountOnce() {
        Subject claims = lars(
                key(KeyKind.PHONE, "20123456", null, "request"),
                key(KeyKind.EMAIL, "lars@mail.example", null, "request"));
        Map<KeyKind, String> namesake =
                Map.of(KeyKind.NAME, "Lars Nørgaard", KeyKind.PHONE, "20123456", KeyKind.EMAIL, "lars@mail.example");

        assertThat(of(claims, namesake)).isEqualTo(Match.TOO_FEW);
        assertThat(of(claims, with(namesake, KeyKind.BIRTH_DATE, "1983-12-12"))).isEqualTo(Match.MATCHED);
        assertThat(of(lars(key(KeyKind.EMAIL, "lars@mail.example", null, "crm")), namesake))
                .as("the mail address is on file")
                .isEqualTo(Match.MATCHED);
        assertThat(of(
                        lars(
                                key(KeyKind.NAME, "Lars Hansen", null, "crm"),
                                key(KeyKind.EMAIL, "lars@mail.example", null, "request")),
                        Map.of(KeyKind.NAME, "Lars Hansen", KeyKind.EMAIL, "lars@mail.example")))
                .as("a former name on file")
                .isEqualTo(Match.MATCHED);
    }

    @Test
    void p1TwinsSideBySideDifferInTheirNumberAlone() {
        Subject matti = new Subject("Matti Korhonen", null, new NationalId("FI", "150585-901P"), List.of(), null);
        Map<KeyKind, String> twin = with(
                with(Map.of(KeyKind.NAME, "Korhonen, Matti"), KeyKind.BIRTH_DATE, "1985-05-15"),
                KeyKind.NATIONAL_ID,
                "150585Y901P");

        assertThat(compared(matti, twin, DAY)).containsExactly("NATIONAL_ID DIFFERENT", "NAME SAME", "BIRTH_DATE SAME");
        assertThat(compared(matti, with(twin, KeyKind.NATIONAL_ID, "150585901P"), DAY))
                .as("a register without the sign")
                .startsWith("NATIONAL_ID SIMILAR");
        KeyComparison number = match.forSubject(matti, "FI").compare(twin, DAY).get(0);
        assertThat(number.theirs())
                .isEqualTo("15•••••••1P")
                .isEqualTo(number.ours().get(0));
        assertThat(number).hasToString("KeyComparison[national-id DIFFERENT]");
    }

    @Test
    void p8ASharedPhoneIsOneKeyAndIsShownWithItsPeriod() {
        Subject karin = new Subject(
                "Karin Svensson",
                null,
                new NationalId("SE", "198507099805"),
                List.of(
                        SubjectKey.given(KeyKind.PHONE, "+46700000001"),
                        new SubjectKey(
                                KeyKind.PHONE,
                                "+46700000002",
                                null,
                                LocalDate.parse("2015-01-01"),
                                LocalDate.parse("2018-12-31"),
                                "crm")),
                null);
        Map<KeyKind, String> call = Map.of(KeyKind.PHONE, "0700000001");
        Map<KeyKind, String> former = Map.of(KeyKind.PHONE, "0700000002");

        assertThat(match.match(karin, call, DAY, "SE")).isEqualTo(Match.TOO_FEW);
        assertThat(match.match(karin, former, LocalDate.parse("2016-05-01"), "SE"))
                .isEqualTo(Match.MATCHED);
        assertThat(match.match(karin, former, DAY, "SE")).isEqualTo(Match.TOO_FEW);
        assertThat(match.forSubject(karin, "SE").compare(call, DAY).get(0).agreement())
                .isEqualTo(KeyComparison.Agreement.SAME);
        KeyComparison now = match.forSubject(karin, "SE").compare(former, DAY).get(0);
        assertThat(now.agreement()).isEqualTo(KeyComparison.Agreement.OTHER_PERIOD);
        assertThat(now.ours()).containsExactly("+46700000001", "+46700000002");
    }

    @ParameterizedTest(name = "input 7: {0}")
    @ValueSource(strings = {"O'Brien'); DROP TABLE--", "' or 1 eq 1", "\" OR from:*", "*", "%", "\u0000", "DK:  "})
    void input7HostileValuesAreNobodyS(String hostile) {
        Subject subject = lars(
                key(KeyKind.PHONE, "20123456", null, "crm"),
                key(KeyKind.EMAIL, "lars@mail.example", null, "crm"),
                key(KeyKind.CUSTOMER_NUMBER, "C1", null, "crm"));
        Map<KeyKind, String> record = new EnumMap<>(KeyKind.class);
        for (KeyKind kind : KeyKind.values()) {
            record.put(kind, hostile);
        }

        assertThat(of(subject, record)).isEqualTo(Match.TOO_FEW);
        assertThat(match.forSubject(subject, "DK").compare(record, DAY))
                .noneMatch(key -> key.agreement() == KeyComparison.Agreement.SAME);
    }

    @Test
    void input7ARealNameWithAnApostropheAndAHyphenStillMatches() {
        Subject subject = new Subject("O’CONNEŽ-ŠUSLIK", LocalDate.parse("1980-01-02"), null, List.of(), null);

        assertThat(match.match(
                        subject, Map.of(KeyKind.NAME, "o'connež-šuslik", KeyKind.BIRTH_DATE, "1980-01-02"), DAY, "LV"))
                .isEqualTo(Match.MATCHED);
        assertThat(compared(subject, Map.of(KeyKind.NAME, "OCONNEZ SUSLIK"), DAY))
                .containsExactly("NAME SIMILAR");
    }

    @Test
    void input12ARecordOfAnotherPersonIsShownAsSuch() {
        Subject subject = lars(key(KeyKind.EMAIL, "lars@mail.example", null, "crm"));
        Map<KeyKind, String> record = new EnumMap<>(KeyKind.class);
        record.put(KeyKind.NATIONAL_ID, null);
        record.put(KeyKind.NAME, "Lars Noergård");
        record.put(KeyKind.BIRTH_DATE, "1984-12-12");
        record.put(KeyKind.EMAIL, "lars+hub@mail.example");
        record.put(KeyKind.PHONE, "20123456");

        assertThat(compared(subject, record, DAY))
                .containsExactly(
                        "NATIONAL_ID ABSENT", "NAME SIMILAR", "BIRTH_DATE DIFFERENT", "EMAIL SIMILAR", "PHONE ABSENT");
        assertThat(compared(subject, Map.of(KeyKind.NATIONAL_ID, "721283-1403", KeyKind.EMAIL, "ex@mail.example"), DAY))
                .containsExactly("NATIONAL_ID SAME", "EMAIL DIFFERENT");
        assertThat(compared(subject, Map.of(KeyKind.BIRTH_DATE, "9999-12-31", KeyKind.NAME, " "), null))
                .containsExactly("NAME ABSENT", "BIRTH_DATE ABSENT");
    }

    private List<String> compared(Subject subject, Map<KeyKind, String> record, LocalDate day) {
        return match
                .forSubject(
                        subject,
                        subject.nationalId() == null
                                ? "LV"
                                : subject.nationalId().country())
                .compare(record, day)
                .stream()
                .map(key -> key.kind() + " " + key.agreement())
                .toList();
    }

    @Property
    void anotherSpellingIsShownToAPersonAndNeverCounts(
            @ForAll("spellings") String spelling, @ForAll("records") Map<KeyKind, String> record) {
        Subject subject = lars(
                key(KeyKind.NAME, "Lars Kazlauskas", null, "crm"),
                key(KeyKind.PHONE, "20123456", null, "crm"),
                key(KeyKind.EMAIL, "lars@mail.example", null, "request"),
                key(KeyKind.CLAIM_NUMBER, "K1", null, "request"));
        Map<KeyKind, String> unnamed = new EnumMap<>(KeyKind.class);
        unnamed.putAll(record);
        unnamed.remove(KeyKind.NAME);

        assertThat(of(subject, with(unnamed, KeyKind.NAME, spelling))).isEqualTo(of(subject, unnamed));
        assertThat(compared(subject, Map.of(KeyKind.NAME, spelling), DAY)).containsExactly("NAME SIMILAR");
    }

    @Provide
    Arbitrary<String> spellings() {
        return Arbitraries.of(
                "Lars Noergård", "LARS NORGARD", "Ларс Норгаард", "Kazlauskienė Lars", "Lars Kazlauskaitė");
    }

    @Property
    void whatOneSourceSaysOfTwoKindsIsNotTwoKeysWhereThatSourceIsTheRequest(
            @ForAll @Size(min = 1, max = 3) Set<@From("anybodys") KeyKind> kinds) {
        Map<KeyKind, String> all =
                Map.of(KeyKind.NAME, "Lars Nørgaard", KeyKind.PHONE, "20123456", KeyKind.EMAIL, "lars@mail.example");
        Map<KeyKind, String> record = new EnumMap<>(KeyKind.class);
        kinds.forEach(kind -> record.put(kind, all.get(kind)));
        Subject claimed = lars(
                key(KeyKind.PHONE, "20123456", null, "request"),
                key(KeyKind.EMAIL, "lars@mail.example", null, "request"));
        Subject onFile = lars(
                key(KeyKind.NAME, "Lars Nørgaard", null, "crm"),
                key(KeyKind.PHONE, "20123456", null, "crm"),
                key(KeyKind.EMAIL, "lars@mail.example", null, "crm"));

        assertThat(of(claimed, record)).isEqualTo(Match.TOO_FEW);
        assertThat(of(onFile, record)).isEqualTo(kinds.size() >= 2 ? Match.MATCHED : Match.TOO_FEW);
    }

    @Provide
    Arbitrary<KeyKind> anybodys() {
        return Arbitraries.of(KeyKind.NAME, KeyKind.PHONE, KeyKind.EMAIL);
    }

    @Property
    void twoNumbersAreComparedTheSameBothWays(@ForAll("numbers") NationalId one, @ForAll("numbers") NationalId other) {
        assertThat(nationalIds.compare(one, other)).isEqualTo(nationalIds.compare(other, one));
    }

    @Provide
    Arbitrary<NationalId> numbers() {
        return Arbitraries.of(
                new NationalId("FI", "150585-901P"),
                new NationalId("FI", "150585Y901P"),
                new NationalId("FI", "150585901P"),
                new NationalId("FI", "1505"),
                new NationalId("SE", "850709-9805"),
                new NationalId("SE", "19850709-9805"),
                new NationalId("SE", "T220"),
                new NationalId("DK", "721283-1403"),
                new NationalId("DK", "000000-0000"),
                new NationalId("LV", "329999-90202"),
                new NationalId("LT", "36805280109"),
                new NationalId("EE", "36805280109"),
                new NationalId("XX", "1"));
    }

    @Property
    void anotherNumberIsNeverMatchedAndTheOwnAlways(@ForAll("records") Map<KeyKind, String> record) {
        Subject subject = lars(
                key(KeyKind.PHONE, "20123456", "2015-01-01", "crm"),
                key(KeyKind.EMAIL, "lars@mail.example", null, "crm"),
                key(KeyKind.CUSTOMER_NUMBER, "C1", null, "crm"),
                key(KeyKind.CLAIM_NUMBER, "K1", null, "claims"));

        assertThat(of(subject, with(record, KeyKind.NATIONAL_ID, "731283-1403")))
                .isEqualTo(Match.CONTRADICTING);
        assertThat(of(subject, with(record, KeyKind.NATIONAL_ID, "721283-1403")))
                .isEqualTo(Match.MATCHED);
    }

    @Property
    void theOrderOfKeysAndFurtherStrangeKeysChangeNothing(@ForAll("records") Map<KeyKind, String> record) {
        List<SubjectKey> keys = new ArrayList<>(List.of(
                key(KeyKind.PHONE, "20123456", "2015-01-01", "crm"),
                key(KeyKind.PHONE, "20123456", null, "request"),
                key(KeyKind.CUSTOMER_NUMBER, "C1", null, "crm")));
        Match first = of(lars(keys.toArray(SubjectKey[]::new)), record);
        java.util.Collections.reverse(keys);

        assertThat(of(lars(keys.toArray(SubjectKey[]::new)), record)).isEqualTo(first);
        assertThat(of(lars(keys.toArray(SubjectKey[]::new)), with(record, KeyKind.IP_ADDRESS, "10.0.0.1")))
                .isEqualTo(first);
    }

    @Property
    void whoSharesNoKeyIsNeverMatched(@ForAll("records") Map<KeyKind, String> record) {
        Subject stranger = new Subject("Somebody Else", null, new NationalId("DK", "650190-2231"), List.of(), null);

        assertThat(of(stranger, record)).isNotEqualTo(Match.MATCHED);
    }

    @Provide
    Arbitrary<Map<KeyKind, String>> records() {
        Arbitrary<Map.Entry<KeyKind, String>> entries = Arbitraries.of(
                Map.entry(KeyKind.NAME, "Lars Nørgaard"),
                Map.entry(KeyKind.NAME, "Liis Tamm"),
                Map.entry(KeyKind.BIRTH_DATE, "1983-12-12"),
                Map.entry(KeyKind.BIRTH_DATE, "9999-12-31"),
                Map.entry(KeyKind.BIRTH_DATE, "1990-01-06"),
                Map.entry(KeyKind.PHONE, "20123456"),
                Map.entry(KeyKind.EMAIL, "lars@mail.example"),
                Map.entry(KeyKind.CUSTOMER_NUMBER, "C1"),
                Map.entry(KeyKind.CLAIM_NUMBER, "K1"),
                Map.entry(KeyKind.IP_ADDRESS, "10.0.0.1"));
        return entries.list().ofMaxSize(6).map(list -> {
            Map<KeyKind, String> record = new EnumMap<>(KeyKind.class);
            list.forEach(entry -> record.put(entry.getKey(), entry.getValue()));
            return record;
        });
    }

    private static Map<KeyKind, String> with(Map<KeyKind, String> record, KeyKind kind, String value) {
        Map<KeyKind, String> more = new EnumMap<>(KeyKind.class);
        more.putAll(record);
        more.put(kind, value);
        return more;
    }
}
