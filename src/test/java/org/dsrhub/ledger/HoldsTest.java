package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());
    private final SubjectHashes hashes =
            new SubjectHashes(hub.vault, new Normaliser(new NationalIds(true, InstantSource.system())));
    private int number;

    @AfterEach
    void close() {
        hub.close();
    }

    private static SubjectKey phone(String from, String until) {
        return new SubjectKey(
                KeyKind.PHONE,
                "+37250000010",
                null,
                from == null ? null : LocalDate.parse(from),
                until == null ? null : LocalDate.parse(until),
                "crm");
    }

    private static SubjectKey email(String address) {
        return SubjectKey.given(KeyKind.EMAIL, address);
    }

    private static Subject subject(String nationalId, SubjectKey... keys) {
        return new Subject(
                null, null, nationalId == null ? null : new NationalId("EE", nationalId), List.of(keys), null);
    }

    private UUID accept(Subject subject) {
        NewRequest request = new NewRequest(
                "gjensidige-ee",
                null,
                Set.of(Right.ERASURE),
                subject,
                "et",
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                null,
                "k" + ++number,
                null,
                null);
        return hub.requests
                .accept(request, TODAY.plusDays(30), Next.rest(RequestState.RECEIVED))
                .request()
                .id();
    }

    private UUID set(Hold.Kind kind, Subject subject, LocalDate reviewOn) {
        return hub.holds
                .set(
                        new Holds.Wanted(
                                "gjensidige-ee",
                                kind,
                                hashes.aliases(subject),
                                Set.of("cc"),
                                Set.of(),
                                Set.of("call"),
                                "a reason",
                                reviewOn),
                        "anna")
                .id();
    }

    private void inForce(Subject subject) {
        hub.holds.approve(set(Hold.Kind.H_LIT, subject, TODAY), "bo");
    }

    private boolean found(Subject subject) {
        return !hub.holds.inForce("gjensidige-ee", subject).isEmpty();
    }

    @Test
    void takesTwoPersonsToSetAndTwoToRelease() {
        Subject liis = subject("69702140012");
        UUID id = set(Hold.Kind.H_LIT, liis, TODAY);
        assertThat(found(liis)).isFalse();
        assertThatThrownBy(() -> hub.holds.approve(id, "anna")).isInstanceOf(Requests.StateConflict.class);
        assertThat(hub.holds.approve(id, "bo").inForce()).isTrue();
        assertThat(hub.holds.inForce("gjensidige-ee", liis))
                .containsExactly(
                        new Hold(id, Hold.Kind.H_LIT, hashes.of(liis), Set.of("cc"), Set.of(), Set.of("call"), TODAY));
        assertThat(found(subject("39001010008"))).isFalse();
        assertThat(hub.holds.inForce("tryg", liis)).isEmpty();
        hub.holds.release(id, "anna");
        assertThatThrownBy(() -> hub.holds.release(id, "anna")).isInstanceOf(Requests.StateConflict.class);
        assertThat(found(liis)).isTrue();
        assertThat(hub.holds.release(id, "carl").inForce()).isFalse();
        assertThat(found(liis)).isFalse();
        assertThat(hub.holds.list(null)).hasSize(1);
    }

    @Test
    void isFoundByAnyAliasThatTheSubjectHasOrHad() {
        inForce(subject(null, email("old@mail.example")));
        assertThat(found(subject("69702140012", email("new@mail.example"), email("OLD@mail.example"))))
                .isTrue();
        assertThat(found(subject("69702140012", email("new@mail.example")))).isFalse();

        // Another request knows that both numbers, and the old address, are the same person's.
        accept(subject(
                "69702140012",
                new SubjectKey(KeyKind.NATIONAL_ID, "39001010008", "EE", null, LocalDate.of(2015, 1, 1), "crm")));
        accept(subject("39001010008", email("old@mail.example")));
        assertThat(found(subject("69702140012", email("new@mail.example")))).isTrue();
        assertThat(found(subject(null, email("new@mail.example")))).isFalse();
    }

    @Test
    void anAliasCountsOnlyWhileItWasTheirs() {
        inForce(subject(null, phone("2018-01-01", null)));
        assertThat(found(subject(null, phone("2010-01-01", "2017-12-31")))).isFalse();
        assertThat(found(subject(null, phone("2010-01-01", "2018-01-01")))).isTrue();
        assertThat(found(subject(null, phone(null, null)))).isTrue();
    }

    @Test
    void aComplaintFreezesWhatTheRequestFoundAtOnceAndOnce() {
        Subject liis = subject("69702140012");
        UUID request = accept(liis);
        hub.jdbc.update(
                "insert into task (id, request_id, queue, action, wave, state) values (?, ?, 'x', 'QUERY', 0, 'DONE')",
                request,
                request);
        hub.jdbc.update(
                "insert into item (id, request_id, task_id, attempt, system, type, match, reference_hash, blob_id)"
                        + " values (?, ?, ?, 1, 'x', 'x', 'MATCHED', '\\xab01', ?)",
                UUID.randomUUID(),
                request,
                request,
                UUID.randomUUID());

        Holds.HoldView hold = hub.holds.complaint(request, "by letter", TODAY, "clerk");
        assertThat(hub.holds.complaint(request, "again", TODAY, "clerk").id()).isEqualTo(hold.id());

        assertThat(hold.inForce()).isTrue();
        assertThat(hold.complaintOf()).isEqualTo(request);
        assertThat(hub.holds.inForce("gjensidige-ee", liis))
                .extracting(Hold::kind, Hold::references)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Hold.Kind.H_CMP, Set.of("ab01")));
        hub.holds.release(hold.id(), "one");
        assertThat(hub.holds.release(hold.id(), "two").inForce()).isFalse();
        assertThat(hub.holds.complaint(request, "another", TODAY, "clerk").id()).isNotEqualTo(hold.id());
    }

    @Test
    void aComplaintBeforeAnythingIsFoundFreezesAllOfTheSubject() {
        Subject liis = subject("69702140012");
        hub.holds.complaint(accept(liis), "no answer came", TODAY, "clerk");
        assertThat(hub.holds.inForce("gjensidige-ee", liis))
                .extracting(Hold::references, Hold::systems)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Set.of(), Set.of()));
    }

    @Test
    void remindsOnceAWeekUntilAPersonHasReviewedTheHoldAndSaidWhenNext() {
        UUID due = set(Hold.Kind.H_LIT, subject("69702140012"), TODAY);
        hub.holds.approve(due, "bo");
        hub.holds.reminded(List.of(due), TODAY);
        assertThat(hub.holds.toReview("gjensidige-ee", TODAY.plusDays(6))).isEmpty();
        assertThat(hub.holds.toReview("gjensidige-ee", TODAY.plusDays(7))).containsExactly(due);
        hub.holds.reminded(List.of(due), TODAY.plusDays(7));
        assertThat(hub.holds.toReview("gjensidige-ee", TODAY.plusDays(14))).containsExactly(due);

        LocalDate next = TODAY.plusDays(100);
        Holds.HoldView reviewed = hub.holds.review(due, "the case goes on", next, "carl");

        assertThat(reviewed.reviewedBy()).isEqualTo("carl");
        assertThat(reviewed.reviewedAt()).isNotNull();
        assertThat(reviewed.reviewOn()).isEqualTo(next);
        assertThat(reviewed.inForce()).isTrue();
        assertThat(hub.holds.toReview("gjensidige-ee", next.minusDays(1))).isEmpty();
        assertThat(hub.holds.toReview("gjensidige-ee", next)).containsExactly(due);

        hub.holds.release(due, "carl");
        hub.holds.release(due, "dora");
        assertThatThrownBy(() -> hub.holds.review(due, "again", next, "carl"))
                .isInstanceOf(Requests.StateConflict.class);
    }

    @Test
    void remindsOfEachReviewDayOnceAndOfReportsNever() {
        UUID due = set(Hold.Kind.H_LIT, subject("69702140012"), TODAY);
        set(Hold.Kind.H_LIT, subject("69702140012"), TODAY.plusDays(1));
        set(Hold.Kind.H_AML, subject("69702140012"), TODAY);
        assertThat(hub.holds.toReview("gjensidige-ee", TODAY)).containsExactly(due);
        hub.holds.reminded(List.of(due), TODAY);
        assertThat(hub.holds.toReview("gjensidige-ee", TODAY)).isEmpty();
    }
}
