package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;

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
