package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AliasesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());
    private final JdbcAliases aliases = new JdbcAliases(
            hub.jdbc, new SubjectHashes(hub.vault, new Normaliser(new NationalIds(true, InstantSource.system()))));
    private int number;

    @AfterEach
    void close() {
        hub.close();
    }

    private static Subject anna(SubjectKey... more) {
        return new Subject(
                "Anna Lindström",
                null,
                new NationalId("FI", "010170-904N"),
                Stream.concat(Stream.of(SubjectKey.given(KeyKind.EMAIL, "anna@mail.example")), Stream.of(more))
                        .toList(),
                "anna@mail.example");
    }

    private static SubjectKey learnt(KeyKind kind, String value, String from, String until) {
        return new SubjectKey(
                kind,
                value,
                kind == KeyKind.NATIONAL_ID ? "FI" : null,
                from == null ? null : LocalDate.parse(from),
                until == null ? null : LocalDate.parse(until),
                "crm");
    }

    private UUID accept(String controller, Subject subject, Right right) {
        return hub.requests
                .accept(
                        new NewRequest(
                                controller,
                                null,
                                Set.of(right),
                                subject,
                                "fi",
                                Channel.MAIL,
                                Instant.parse("2026-12-01T09:00:00Z").plusSeconds(number),
                                NewRequest.Delivery.FILE,
                                null,
                                "key-" + ++number,
                                null,
                                null),
                        TODAY.plusMonths(1),
                        Next.rest(RequestState.IDENTIFICATION))
                .request()
                .id();
    }

    private List<UUID> open(Subject subject, Right... rights) {
        return aliases.open(Set.of("mandatum"), Set.of(rights), subject);
    }

    @Test
    void openRequestsAreFoundByNumberAndAddressOfTheirControllerAndRight() {
        UUID first = accept("mandatum", anna(), Right.ACCESS);
        UUID second = accept("mandatum", anna(), Right.ERASURE);
        accept("kaleva", anna(), Right.ACCESS);

        assertThat(open(anna(), Right.ACCESS, Right.ERASURE)).containsExactly(first, second);
        assertThat(open(anna(), Right.ERASURE, Right.OBJECTION)).containsExactly(second);
        assertThat(open(new Subject(null, null, new NationalId("FI", "010170-904N"), List.of(), null), Right.ACCESS))
                .containsExactly(first);
        assertThat(open(
                        new Subject(
                                null, null, null, List.of(SubjectKey.given(KeyKind.EMAIL, "Anna@Mail.example")), null),
                        Right.ACCESS))
                .containsExactly(first);
        assertThat(open(new Subject("Anna Lindström", null, null, List.of(), null), Right.ACCESS))
                .as("a name is nobody's alone")
                .isEmpty();

        hub.requests.apply(
                first,
                Set.of(RequestState.IDENTIFICATION),
                "hub",
                "closed",
                java.util.Map.of(),
                Next.closed(RequestOutcome.CANCELLED));
        assertThat(open(anna(), Right.ACCESS)).isEmpty();
    }

    @Test
    void whatIsLearntLaterIsAnAliasAndWhatIsNoLongerKnownIsNone() {
        UUID request = accept("mandatum", anna(), Right.ACCESS);
        Subject other = new Subject(null, null, new NationalId("FI", "010170Y904N"), List.of(), null);
        assertThat(open(other, Right.ACCESS)).isEmpty();

        hub.requests.updateSubject(request, anna(learnt(KeyKind.NATIONAL_ID, "010170Y904N", null, null)));
        assertThat(open(other, Right.ACCESS)).containsExactly(request);

        hub.requests.updateSubject(request, anna());
        assertThat(open(other, Right.ACCESS)).isEmpty();
        aliases.forget(request);
        assertThat(hub.count("select count(*) from subject_alias")).isZero();
    }

    @Test
    void anAddressThatWasSomebodyElsesAtAnotherTimeIsNotShared() {
        String phone = "+358400000001";
        UUID request = accept("mandatum", with(learnt(KeyKind.PHONE, phone, "2010-01-01", "2019-06-30")), Right.ACCESS);
        accept("mandatum", with(learnt(KeyKind.PHONE, phone, "2019-07-01", null)), Right.ACCESS);
        accept("mandatum", with(learnt(KeyKind.PHONE, phone, null, "2009-12-31")), Right.ACCESS);
        UUID same = accept("mandatum", with(learnt(KeyKind.PHONE, phone, null, "2010-01-01")), Right.ACCESS);
        UUID wide = accept(
                "mandatum",
                with(
                        learnt(KeyKind.PHONE, phone, "2019-07-01", "2020-01-01"),
                        learnt(KeyKind.PHONE, phone, "2011-01-01", "2012-01-01")),
                Right.ACCESS);

        assertThat(aliases.sharing(request))
                .extracting(Aliases.Shared::requestId)
                .containsExactly(same, wide);
    }

    private static Subject with(SubjectKey... keys) {
        return new Subject(null, null, null, List.of(keys), null);
    }

    @Test
    void aPersonSeesWhichOtherRequestsShareAnIdentifierOrTheSpellingOfAName() {
        UUID request = accept("mandatum", anna(), Right.ACCESS);
        UUID spelling = accept("mandatum", new Subject("Lindstroem, Anna", null, null, List.of(), null), Right.ERASURE);
        UUID address = accept(
                "mandatum",
                new Subject(
                        "Somebody Else",
                        null,
                        null,
                        List.of(SubjectKey.given(KeyKind.EMAIL, "anna@mail.example")),
                        null),
                Right.ACCESS);
        accept("kaleva", anna(), Right.ACCESS);

        assertThat(aliases.sharing(request))
                .containsExactly(
                        new Aliases.Shared(spelling, Set.of(KeyKind.NAME)),
                        new Aliases.Shared(address, Set.of(KeyKind.EMAIL)));
        assertThat(aliases.sharing(address)).containsExactly(new Aliases.Shared(request, Set.of(KeyKind.EMAIL)));
    }

    @Test
    void noColumnHoldsAnIdentifier() {
        accept("mandatum", anna(learnt(KeyKind.NAME, "Anna Virtanen", null, "2019-06-30")), Right.ACCESS);

        assertThat(hub.jdbc.queryForList("select row_to_json(a)::text from subject_alias a", String.class))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.toLowerCase(java.util.Locale.ROOT))
                        .doesNotContain("anna", "904n", "virtanen", "lindstr"));
    }
}
