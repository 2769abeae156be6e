package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dsrhub.ledger.TestHub.query;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestsTest {
    private static final LocalDate DUE = LocalDate.of(2026, 4, 1);
    private static final Next FIRST = Next.stage(RequestState.COLLECTING, "fan-out");

    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void anAcceptedRequestIsWhatItWasAndItsFirstStageIsDue() {
        NewRequest request = TestHub.request("tryg", "k", Set.of(Right.ACCESS, Right.ERASURE));
        Requests.Accepted accepted = hub.requests.accept(request, DUE, FIRST);
        RequestView view = accepted.request();
        assertThat(accepted.duplicate()).isFalse();
        assertThat(view.caseNumber()).matches("DSR-2026-\\d{6}");
        assertThat(view.rights()).isEqualTo(request.rights());
        assertThat(view.receivedAt()).isEqualTo(request.receivedAt());
        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(view.openTasks()).isEqualTo(1);
        assertThat(view.identificationLevel()).isEqualTo("L2");
        assertThat(hub.requests.findByCaseNumber(view.caseNumber())).contains(view);
        assertThat(hub.requests.original(view.id())).isEqualTo(request);
        assertThat(hub.requests.subject(view.id())).isEqualTo(request.subject());
        assertThat(hub.takeOne("fan-out").requestId()).isEqualTo(view.id());
        assertThat(hub.requests.history(view.id()))
                .extracting(AuditEntry::event)
                .containsExactly("accepted");
    }

    @Test
    void theSameKeyAtOnceFromManySidesMakesOneRequestAndAnotherControllersIsAnother() throws Exception {
        int rounds = 20;
        int sides = 4;
        ExecutorService pool = Executors.newFixedThreadPool(sides);
        for (int round = 0; round < rounds; round++) {
            String key = "k" + round;
            CyclicBarrier barrier = new CyclicBarrier(sides);
            List<Future<Requests.Accepted>> all = new ArrayList<>();
            for (int side = 0; side < sides; side++) {
                all.add(pool.submit(() -> {
                    barrier.await(5, java.util.concurrent.TimeUnit.SECONDS);
                    return hub.requests.accept(TestHub.request(key), DUE, FIRST);
                }));
            }
            Set<UUID> ids = new HashSet<>();
            int fresh = 0;
            for (Future<Requests.Accepted> accepted : all) {
                ids.add(accepted.get().request().id());
                fresh += accepted.get().duplicate() ? 0 : 1;
            }
            assertThat(ids).hasSize(1);
            assertThat(fresh).isEqualTo(1);
        }
        pool.shutdown();
        assertThat(hub.requests
                        .accept(TestHub.request("gjensidige-ee", "k0", Set.of(Right.ACCESS)), DUE, FIRST)
                        .duplicate())
                .isFalse();
        assertThat(hub.count("select count(*) from request")).isEqualTo(rounds + 1);
    }

    @Test
    void identificationReplacesTheSubjectAndKeepsTheOriginal() {
        UUID id = hub.accept("k", Next.rest(RequestState.IDENTIFICATION));
        Subject original = hub.requests.subject(id);
        Subject learnt = new Subject(
                "Test Person",
                LocalDate.of(1970, 1, 1),
                original.nationalId(),
                List.of(new SubjectKey(KeyKind.PHONE, "+4500000000", null, LocalDate.of(2020, 1, 1), null, "crm")),
                "a@example.org");
        RequestView view = hub.requests.identify(
                id, Channel.OFFICE, new NewRequest.Evidence("L3", "office", "case 7"), learnt, "anna", FIRST);
        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(view.identificationLevel()).isEqualTo("L3");
        assertThat(hub.requests.subject(id)).isEqualTo(learnt);
        assertThat(hub.requests.original(id).subject()).isEqualTo(original);
        assertThatThrownBy(() -> hub.requests.identify(
                        id, Channel.OFFICE, new NewRequest.Evidence("L3", "office", "x"), learnt, "anna", FIRST))
                .isInstanceOf(Requests.StateConflict.class);
        assertThat(hub.count("select count(*) from task where queue = 'fan-out'"))
                .isEqualTo(1);
    }

    @Test
    void aDecisionInAnotherStateThanExpectedIsAConflictAndChangesNothing() {
        UUID id = hub.accept("k", Next.rest(RequestState.REVIEW));
        assertThatThrownBy(() -> hub.requests.apply(
                        id, Set.of(RequestState.ANSWERING), "anna", "approved", Map.of(), Next.stage(null, "answer")))
                .isInstanceOf(Requests.StateConflict.class);
        assertThat(hub.requests.tasks(id)).isEmpty();
        hub.requests.apply(
                id,
                Set.of(RequestState.REVIEW),
                "anna",
                "approved",
                Map.of("items", 3),
                Next.stage(RequestState.ANSWERING, "answer"));
        assertThat(hub.take("answer", 1)).hasSize(1);
        AuditEntry last = hub.requests.history(id).get(1);
        assertThat(last.actor()).isEqualTo("anna");
        assertThat(last.details()).containsEntry("items", 3).containsEntry("request", "ANSWERING");
    }

    @Test
    void aDeadlineIsExtendedOnceAndALetterSaysSo() {
        UUID id = hub.accept("k", Next.rest(RequestState.COLLECTING));
        assertThat(hub.requests
                        .extend(id, DUE.plusMonths(2), "anna", Map.of("ground", "NUMBER"), Notices.enqueue(null))
                        .dueOn())
                .isEqualTo(DUE.plusMonths(2));
        assertThatThrownBy(() -> hub.requests.extend(id, DUE.plusMonths(3), "anna", Map.of(), Notices.enqueue(null)))
                .isInstanceOf(Requests.StateConflict.class);
        assertThat(hub.take(Notices.STAGE, 2)).hasSize(1);
    }

    @Test
    void theWorklistIsFilteredAndPaged() {
        for (int i = 0; i < 5; i++) {
            hub.requests.accept(TestHub.request("tryg", "a" + i, Set.of(Right.ACCESS)), DUE.plusDays(i), FIRST);
        }
        hub.requests.accept(TestHub.request("gjensidige-ee", "e", Set.of(Right.ERASURE)), DUE, FIRST);
        assertThat(hub.requests.list("tryg", null, Right.ACCESS, DUE.plusDays(3), 0, 10))
                .hasSize(3);
        assertThat(hub.requests.list(null, RequestState.COLLECTING, null, null, 1, 4))
                .hasSize(2);
        assertThat(hub.requests.list(null, null, Right.ERASURE, null, 0, 10)).hasSize(1);
    }

    @Test
    void aTaskThatRunsOrIsDoneIsNotTriedAgain() {
        UUID id = hub.collecting("k", query("crm"));
        UUID task = hub.task(id, "tryg.crm").id();
        Lease lease = hub.takeOne("tryg.crm");
        assertThatThrownBy(() -> hub.requests.retry(id, task, "anna")).isInstanceOf(Requests.StateConflict.class);
        hub.complete(lease, Completion.done());
        assertThatThrownBy(() -> hub.requests.retry(id, task, "anna")).isInstanceOf(Requests.StateConflict.class);
        UUID other = hub.accept("other", FIRST);
        assertThatThrownBy(() -> hub.requests.retry(other, task, "anna")).isInstanceOf(Requests.StateConflict.class);
    }

    @Test
    void theAuditFindsAChangedARemovedAndAnAddedLink() {
        UUID id = hub.collecting("k", query("crm"));
        hub.complete(hub.takeOne("tryg.crm"), Completion.done().withKeys(List.of("national-id", "phone")));
        hub.collecting("other", query("crm"));
        Audit.Verification whole = hub.audit.verify();
        assertThat(whole.intact()).isTrue();
        assertThat(whole.chains()).isEqualTo(2);
        assertThat(whole.links()).isEqualTo(3);
        assertBroken(
                id,
                2,
                "update audit set details = replace(details::text, 'phone', 'email')::json where request_id = ? and seq = 2");
        assertBroken(id, 1, "update audit set actor = 'x' where request_id = ? and seq = 1");
        assertBroken(id, 2, "update audit set at = at + interval '1 microsecond' where request_id = ? and seq = 2");
        assertBroken(id, 2, "delete from audit where request_id = ? and seq = 2");
        assertBroken(id, 1, "delete from audit where request_id = ?");
        assertBroken(
                id,
                3,
                "insert into audit select request_id, 3, at, actor, event, details, hash from audit where request_id = ? and seq = 2");
    }

    /** Tampers inside a copy that is put back afterwards. */
    private void assertBroken(UUID id, int seq, String tampering) {
        hub.jdbc.execute("create table kept as select * from audit");
        hub.jdbc.update(tampering, id);
        Audit.Verification found = hub.audit.verify();
        assertThat(found.intact()).as(tampering).isFalse();
        assertThat(found.brokenRequest()).isEqualTo(id);
        assertThat(found.brokenSeq()).as(tampering).isEqualTo(seq);
        hub.jdbc.execute("truncate audit");
        hub.jdbc.execute("insert into audit select * from kept");
        hub.jdbc.execute("drop table kept");
        assertThat(hub.audit.verify().intact()).isTrue();
    }

    @Test
    void aNationalNumberIsOneSubjectHoweverItIsWritten() {
        for (String number : List.of("721283-1403", "7212831403")) {
            NewRequest one = TestHub.request(number);
            hub.requests.accept(
                    new NewRequest(
                            one.controller(),
                            null,
                            one.rights(),
                            new Subject("Test Person", null, new NationalId("DK", number), List.of(), null),
                            one.language(),
                            one.channel(),
                            one.receivedAt(),
                            one.delivery(),
                            one.evidence(),
                            number,
                            null,
                            null),
                    LocalDate.of(2026, 4, 1),
                    Next.rest(RequestState.COLLECTING));
        }
        assertThat(hub.count("select count(*) from request where subject_hash is not null"))
                .isEqualTo(2);
        assertThat(hub.count("select count(distinct subject_hash) from request"))
                .isEqualTo(1);
    }

    @Test
    void noColumnOfARequestHoldsThePerson() {
        hub.accept("k", FIRST);
        assertThat(hub.count(
                        "select count(*) from request r where r::text like '%010170%' or r::text like '%Test Person%'"))
                .isZero();
    }
}
