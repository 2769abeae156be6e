package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.Representative.Capacity;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionTemplate;

/** How a request comes to be identified, whom its answer then goes to, and by which code. */
class IdentifyingTest {
    private static final NewRequest.Evidence SIGNED = new NewRequest.Evidence("L3", "qualified-signature", "ref");
    private static final String CODE = "AB3CD-EF4GH";

    private final IntakeDesk desk = new IntakeDesk();
    private final Identifying identifying = desk.get(Identifying.class);
    private final ReturnedCodes returned = desk.get(ReturnedCodes.class);
    private final String address = IntakeDesk.address();

    private RequestView open(String controller, Right right, Channel channel, Subject subject, Representative by) {
        return desk.get(Admission.class)
                .admit(
                        new NewRequest(
                                controller,
                                null,
                                Set.of(right),
                                subject,
                                "en",
                                channel,
                                IntakeDesk.TODAY,
                                NewRequest.Delivery.MAIL,
                                null,
                                "i/" + UUID.randomUUID(),
                                null,
                                "words",
                                by),
                        false)
                .get(0)
                .request();
    }

    private RequestView access(Channel channel, Representative by) {
        return open("gjensidige-ee", Right.ACCESS, channel, subject(), by);
    }

    private Subject subject(SubjectKey... keys) {
        return new Subject("Liis Tamm", LocalDate.of(1980, 1, 8), null, List.of(keys), address);
    }

    private static SubjectKey mail(String value) {
        return SubjectKey.given(KeyKind.EMAIL, value);
    }

    private static Mandate mandate(Capacity capacity, boolean receipt) {
        return new Mandate(capacity, "e-1", null, null, true, receipt, null);
    }

    private <T> T inTransaction(java.util.function.Supplier<T> work) {
        return desk.get(TransactionTemplate.class).execute(status -> work.get());
    }

    private RequestView identified(RequestView view, Representative by, Mandate mandate, Subject subject) {
        return inTransaction(() -> identifying.identified(
                view.id(), new Identifying.Proof(Channel.MAIL, SIGNED, by, mandate), subject, "caseworker"));
    }

    @Test
    void whoever_is_proven_to_be_the_subject_is_and_the_request_begins() {
        RequestView view = access(Channel.MAIL, null);

        RequestView after = identified(view, null, null, subject(mail(address)));

        assertThat(after.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(after.identificationLevel()).isEqualTo("L3");
        assertThat(desk.queues(view.id())).contains("fan-out");
        assertThat(desk.waits(view.id())).containsExactly("IDENTITY ended");
        assertThat(desk.requests.subject(view.id())).isEqualTo(subject(mail(address)));
    }

    @Test
    void a_proof_that_does_not_suffice_changes_nothing_and_says_what_is_missing() {
        RequestView view = access(Channel.MAIL, null);
        Identifying.Proof weak =
                new Identifying.Proof(Channel.MAIL, new NewRequest.Evidence("L1", "reply-loop", null), null, null);

        assertThatThrownBy(() -> inTransaction(() -> identifying.identified(view.id(), weak, subject(), "x")))
                .isInstanceOfSatisfying(
                        Identifying.Missing.class,
                        missing -> assertThat(missing.needs()).containsExactly(Need.IDENTITY))
                .hasMessage("missing: [IDENTITY]");
        assertThat(inTransaction(() -> identifying.tryIdentified(view.id(), weak, subject(), "x")))
                .isEmpty();
        assertThat(desk.requests.find(view.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(desk.waits(view.id())).containsExactly("IDENTITY");
    }

    @Test
    void a_level_is_never_more_than_the_controller_gives_the_method() {
        RequestView view = open("tryg", Right.OTHER_CONSENT_WITHDRAWAL, Channel.MAIL, subject(), null);

        RequestView after = inTransaction(() -> identifying.tryIdentified(
                        view.id(),
                        new Identifying.Proof(
                                Channel.MAIL, new NewRequest.Evidence("L3", "reply-loop", "r"), null, null),
                        subject(),
                        "x"))
                .orElseThrow();

        assertThat(after.identificationLevel()).isEqualTo("L1");
    }

    @Test
    void the_answer_goes_to_a_representative_only_where_the_power_of_attorney_covers_its_receipt() {
        Representative advocate = new Representative(Capacity.AUTHORISED, "A", "advocate@mail.example");
        Subject debtor = subject(mail("Advocate@mail.example"), mail(address));

        RequestView narrow = access(Channel.PORTAL, advocate);
        identified(narrow, null, mandate(Capacity.AUTHORISED, false), debtor);
        assertThat(desk.requests.subject(narrow.id()).replyTo()).isEqualTo(address);
        assertThat(desk.requests.subject(narrow.id()).keys())
                .as("no system is asked by the advocate's address")
                .containsExactly(mail(address));
        assertThat(desk.requests.subject(narrow.id()).name()).isEqualTo("Liis Tamm");
        assertThat(desk.requests.subject(narrow.id()).birthDate()).isEqualTo(LocalDate.of(1980, 1, 8));
        assertThat(desk.get(Mandates.class).of(narrow.id())).contains(mandate(Capacity.AUTHORISED, false));

        RequestView wide = open("gjensidige-ee", Right.ACCESS, Channel.PORTAL, debtor, advocate);
        identified(wide, null, mandate(Capacity.AUTHORISED, true), debtor);
        assertThat(desk.requests.subject(wide.id()).replyTo()).isEqualTo("advocate@mail.example");
    }

    @Test
    void a_representative_found_out_later_writes_from_an_address_that_is_not_the_subject_s() {
        RequestView view = access(Channel.MAIL, null);

        identified(
                view,
                new Representative(Capacity.AUTHORISED, null, null),
                mandate(Capacity.AUTHORISED, false),
                subject(mail(address), SubjectKey.given(KeyKind.POLICY_NUMBER, "P-1")));

        Subject known = desk.requests.subject(view.id());
        assertThat(known.replyTo()).isNull();
        assertThat(known.keys()).extracting(SubjectKey::kind).containsExactly(KeyKind.POLICY_NUMBER);
    }

    @Test
    void a_representative_without_an_address_who_called_may_not_take_the_answer_s_place() {
        RequestView view = access(Channel.PHONE, new Representative(Capacity.AUTHORISED, null, null));

        identified(view, null, mandate(Capacity.AUTHORISED, true), subject(mail(address)));

        assertThat(desk.requests.subject(view.id()).replyTo()).isEqualTo(address);
    }

    @Test
    void an_address_that_was_the_subject_s_once_gets_no_answer() {
        RequestView view = access(Channel.PHONE, new Representative(Capacity.AUTHORISED, null, null));
        SubjectKey old = new SubjectKey(KeyKind.EMAIL, "old@mail.example", null, null, LocalDate.of(2020, 1, 1), "crm");
        SubjectKey phone = SubjectKey.given(KeyKind.PHONE, "+3725550001");

        identified(view, null, mandate(Capacity.AUTHORISED, false), subject(old, phone));

        assertThat(desk.requests.subject(view.id()).replyTo()).isNull();
    }

    @Test
    void a_mandate_that_was_confirmed_stays_and_one_of_its_own_shows_that_somebody_acts() {
        RequestView view = access(Channel.MAIL, null);
        inTransaction(() -> {
            desk.get(Mandates.class).confirm(view.id(), mandate(Capacity.GUARDIAN, false), "caseworker");
            return null;
        });

        identified(view, null, null, subject(mail("ward@mail.example")));

        assertThat(desk.requests.subject(view.id()).replyTo())
                .as("the guardian wrote the mail")
                .isEqualTo("ward@mail.example");
    }

    @Test
    void who_doubts_asks_once_more() {
        RequestView view = access(Channel.MAIL, null);

        inTransaction(() -> {
            identifying.doubted(view.id());
            return null;
        });

        assertThat(desk.waits(view.id())).containsExactlyInAnyOrder("IDENTITY", "DOUBT");
        assertThat(desk.get(Notices.class).unsent(view.id()))
                .extracting(Notice::need)
                .containsExactlyInAnyOrder(Need.IDENTITY, Need.DOUBT);
    }

    private RequestView handOver(RequestView view, LocalDate diedOn) {
        return inTransaction(() -> identifying.handOver(view.id(), diedOn, UUID.randomUUID(), "caseworker"));
    }

    @Test
    void a_request_about_somebody_who_died_goes_to_the_estate_desk_once_the_law_holds_no_more() {
        RequestView view = access(Channel.MAIL, null);

        RequestView closed = handOver(view, LocalDate.of(2016, 11, 30));

        assertThat(closed.state()).isEqualTo(RequestState.CLOSED);
        assertThat(closed.outcome()).isEqualTo(RequestOutcome.REFUSED);
        assertThat(desk.events(view.id(), "estate-handed-over").get(0).details())
                .containsEntry("desk", "estates")
                .containsKey("words");
        assertThat(desk.get(Notices.class).unsent(view.id()))
                .extracting(Notice::kind)
                .contains(Notice.Kind.ESTATE, Notice.Kind.HAND_OVER);
    }

    @Test
    void while_the_law_holds_for_the_deceased_nothing_is_handed_over() {
        RequestView view = access(Channel.MAIL, null);

        assertThatThrownBy(() -> handOver(view, LocalDate.of(2016, 12, 1)))
                .isInstanceOf(Requests.StateConflict.class)
                .hasMessageContaining("for 10 years");
        assertThatThrownBy(() -> handOver(view, null)).isInstanceOf(Requests.StateConflict.class);
        assertThat(desk.requests.find(view.id()).orElseThrow().state()).isEqualTo(RequestState.IDENTIFICATION);
    }

    @Test
    void where_the_law_never_holds_for_the_deceased_the_day_is_nobody_s_business() {
        RequestView view = open("gjensidige-lv", Right.ACCESS, Channel.MAIL, subject(), null);

        assertThat(handOver(view, null).state()).isEqualTo(RequestState.CLOSED);
    }

    private static Subject stranger() {
        return new Subject("Lars Holm", null, null, List.of(), IntakeDesk.address());
    }

    private RequestView waitingForCode(Instant until, Subject subject) {
        RequestView view = open("tryg", Right.OTHER_CONSENT_WITHDRAWAL, Channel.MAIL, subject, null);
        inTransaction(() -> {
            desk.get(ReplyCodes.class).prepare(view.id(), "on.file@mail.example");
            if (until != null) {
                desk.get(ReplyCodes.class).made(view.id(), CODE, until);
            }
            return null;
        });
        return view;
    }

    private RequestView waitingForCode() {
        return waitingForCode(IntakeDesk.TODAY.plus(Duration.ofDays(7)), subject(mail(address)));
    }

    @Test
    void a_code_that_comes_back_identifies_and_the_answer_goes_to_the_address_on_file() {
        RequestView view = waitingForCode();

        assertThat(returned.take(view.id(), CODE, "hub")).isEqualTo(ReturnedCodes.Result.ACCEPTED);

        assertThat(desk.requests.find(view.id()).orElseThrow().identificationLevel())
                .isEqualTo("L1");
        Subject known = desk.requests.subject(view.id());
        assertThat(known)
                .isEqualTo(new Subject(
                        "Liis Tamm", LocalDate.of(1980, 1, 8), null, List.of(mail(address)), "on.file@mail.example"));
        assertThat(returned.take(view.id(), CODE, "hub")).as("it counts once").isEqualTo(ReturnedCodes.Result.REFUSED);
    }

    @Test
    void after_five_wrong_codes_the_right_one_counts_no_more() {
        RequestView four = waitingForCode();
        RequestView five = waitingForCode(IntakeDesk.TODAY.plus(Duration.ofDays(7)), stranger());
        for (int i = 0; i < 5; i++) {
            if (i < 4) {
                assertThat(returned.take(four.id(), "XX3CD-EF4GH", "hub")).isEqualTo(ReturnedCodes.Result.REFUSED);
            }
            returned.take(five.id(), "XX3CD-EF4GH", "caseworker");
        }

        assertThat(returned.take(four.id(), CODE, "hub")).isEqualTo(ReturnedCodes.Result.ACCEPTED);
        assertThat(returned.take(five.id(), CODE, "hub")).isEqualTo(ReturnedCodes.Result.REFUSED);
        assertThat(desk.events(five.id(), "reply-code-refused")).hasSize(6);
        assertThat(desk.events(five.id(), "reply-code-refused").get(0).actor()).isEqualTo("caseworker");
    }

    @Test
    void a_code_that_is_too_old_or_was_never_sent_is_refused() {
        RequestView old = waitingForCode(IntakeDesk.TODAY, stranger());
        RequestView unmade = waitingForCode(null, stranger());
        RequestView never = access(Channel.MAIL, null);

        assertThat(returned.take(old.id(), CODE, "hub")).isEqualTo(ReturnedCodes.Result.REFUSED);
        assertThat(returned.take(unmade.id(), CODE, "hub")).isEqualTo(ReturnedCodes.Result.REFUSED);
        assertThat(returned.take(never.id(), CODE, "hub")).isEqualTo(ReturnedCodes.Result.REFUSED);
        assertThat(desk.events(never.id(), "reply-code-refused")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "My code is AB3CD-EF4GH.",
                "ab3cd ef4gh",
                "(AB3CDEF4GH)",
                "call 2345678923 or say ABCDEFGHJK: AB3CD-EF4GH"
            })
    void a_code_is_found_in_a_mail_however_it_is_written(String body) {
        RequestView view = waitingForCode();

        assertThat(returned.in("tryg", "Re: " + view.caseNumber(), body)).hasValueSatisfying(found -> {
            assertThat(found.request().id()).isEqualTo(view.id());
            assertThat(found.code().toUpperCase().replaceAll("[^A-Z0-9]", "")).isEqualTo("AB3CDEF4GH");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"2345678923", "ABCDEFGHJK", "XAB3CD-EF4GH", "AB3CD-EF4GHX", "AB3CD--EF4GH", "nothing"})
    void words_and_telephone_numbers_are_no_codes(String body) {
        RequestView view = waitingForCode();

        assertThat(returned.in("tryg", view.caseNumber(), body)).isEmpty();
    }

    @Test
    void a_code_may_stand_in_the_subject_and_the_case_in_the_body() {
        RequestView view = waitingForCode();

        assertThat(returned.in("tryg", CODE, "It is about " + view.caseNumber()))
                .hasValueSatisfying(found -> assertThat(found.code()).isEqualTo(CODE));
        assertThat(returned.in("tryg", null, view.caseNumber() + " " + CODE)).isPresent();
    }

    @Test
    void a_code_counts_for_a_case_that_waits_for_one_and_is_this_controller_s() {
        RequestView view = waitingForCode();
        RequestView other = access(Channel.MAIL, null);
        String body = CODE;

        assertThat(returned.in("gjensidige-ee", view.caseNumber(), body)).isEmpty();
        assertThat(returned.in("gjensidige-ee", other.caseNumber(), body)).isEmpty();
        assertThat(returned.in("tryg", other.caseNumber() + " " + view.caseNumber(), body))
                .as("the first that waits for one")
                .hasValueSatisfying(found -> assertThat(found.request().id()).isEqualTo(view.id()));
        returned.take(view.id(), CODE, "hub");
        assertThat(returned.in("tryg", view.caseNumber(), body)).isEmpty();
    }

    @Test
    void of_two_hundred_words_that_may_be_codes_the_first_is_taken() {
        RequestView view = waitingForCode();

        assertThat(returned.in("tryg", view.caseNumber(), "2345678923 ".repeat(199) + CODE))
                .isPresent();
        assertThat(returned.in("tryg", view.caseNumber(), "2345678923 ".repeat(200) + CODE))
                .isEmpty();
    }
}
