package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which request another one repeats, and what comes of it; an address in a From line is no identity. */
class RepeatedRequestsTest extends AtAdmission {
    @Test
    void the_same_asked_again_from_the_same_address_joins_and_keeps_its_number_and_its_day() {
        RequestView first = first(mail());

        List<Requests.Accepted> again = admit(mail().called("ref-7"));

        assertThat(again).singleElement().matches(one -> one.joined() && !one.duplicate());
        assertThat(again.get(0).request().id()).isEqualTo(first.id());
        assertThat(again.get(0).request().dueOn()).isEqualTo(first.dueOn());
        assertThat(desk.events(first.id(), "request-repeated")).singleElement().satisfies(entry -> {
            assertThat(entry.details())
                    .containsEntry("channel", "MAIL")
                    .containsEntry("receivedAt", "2026-12-01T09:00:00Z")
                    .containsEntry("rights", List.of("ACCESS"))
                    .doesNotContainKey("identifiersNotInTheFirst");
            assertThat(new String(desk.blob(entry.details().get("externalReference")), StandardCharsets.UTF_8))
                    .isEqualTo("ref-7");
        });
        assertThat(desk.queues(first.id())).containsExactly("acknowledgement", "acknowledgement");
    }

    @Test
    void one_delivery_joins_once_however_often_it_comes() {
        RequestView first = first(mail());
        NewRequest again = mail().request("again/" + address);

        admission.admit(again, true);
        List<Requests.Accepted> third = admission.admit(again, true);

        assertThat(third).singleElement().matches(one -> one.joined() && one.duplicate());
        assertThat(desk.events(first.id(), "request-repeated")).hasSize(1);
        assertThat(desk.queues(first.id())).hasSize(2);
    }

    @Test
    void what_is_new_in_a_repetition_is_counted_and_not_taken_over() {
        RequestView first = first(mail());

        admit(mail().of(subject(
                null,
                key(KeyKind.POLICY_NUMBER, "P-1"),
                key(KeyKind.POLICY_NUMBER, " P-1 "),
                key(KeyKind.CLAIM_NUMBER, "S-1"))));

        assertThat(desk.events(first.id(), "request-repeated").get(0).details().get("identifiersNotInTheFirst"))
                .hasToString("3");
        assertThat(desk.requests.subject(first.id()).keys()).hasSize(1);
    }

    @Test
    void a_proof_identifies_the_first_where_it_names_the_address_and_the_person() {
        String number = number(101);
        RequestView first = first(mail());

        List<Requests.Accepted> proven = admit(portal().of(subject(number)));

        assertThat(proven).singleElement().matches(Requests.Accepted::joined);
        assertThat(now(first).state()).isEqualTo(RequestState.COLLECTING);
        assertThat(now(first).identificationLevel()).isEqualTo("L3");
        assertThat(desk.requests.subject(first.id()).nationalId().value()).isEqualTo(number);
        assertThat(desk.waits(first.id())).containsExactly("IDENTITY ended");
    }

    @Test
    void an_identified_person_s_own_words_count_and_none_of_the_unproven_letter() {
        RequestView first = first(mail().of(subject(null, key(KeyKind.POLICY_NUMBER, "P-of-a-stranger"))));
        Subject proven =
                new Subject("Liis Tamm", LocalDate.of(1980, 1, 8), null, List.of(key(KeyKind.EMAIL, address)), null);

        admit(portal().of(proven));

        Subject known = desk.requests.subject(first.id());
        assertThat(known.keys()).extracting(SubjectKey::kind).containsExactly(KeyKind.EMAIL);
        assertThat(known.birthDate()).isEqualTo(LocalDate.of(1980, 1, 8));
        assertThat(known.name()).isEqualTo("Liis Tamm");
        assertThat(known.replyTo()).isEqualTo(address);
    }

    @Test
    void a_proof_for_less_than_the_first_asks_does_not_carry_the_first_out() {
        RequestView forged = first(mail().asking(Set.of(Right.ACCESS, Right.ERASURE)));

        RequestView asked = first(portal());

        assertThat(asked.id()).isNotEqualTo(forged.id());
        assertThat(now(forged).state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(desk.events(asked.id(), "possible-duplicate").get(0).details())
                .containsEntry("of", List.of(forged.caseNumber()));
    }

    @Test
    void a_proof_of_another_address_or_another_name_identifies_nobody_else() {
        RequestView first = first(mail());
        Subject elsewhere = new Subject("Liis Tamm", null, null, List.of(), IntakeDesk.address());

        assertThat(first(portal().of(elsewhere)).id()).isNotEqualTo(first.id());
        assertThat(first(portal().of(new Subject(null, null, null, List.of(key(KeyKind.EMAIL, address)), address)))
                        .id())
                .as("nothing but the address agrees")
                .isNotEqualTo(first.id());
        assertThat(now(first).state()).isEqualTo(RequestState.IDENTIFICATION);
    }

    @Test
    void the_same_number_elsewhere_is_a_hint_for_a_person_and_nobody_else_is_told() {
        String number = number(102);
        RequestView first = first(mail().of(subject(number)));
        String other = IntakeDesk.address();

        RequestView second =
                first(mail().of(new Subject("Liis Tamm", null, new NationalId("EE", number), List.of(), other)));

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(desk.events(second.id(), "possible-duplicate").get(0).details())
                .containsEntry("of", List.of(first.caseNumber()));
        assertThat(desk.events(first.id(), "request-repeated")).isEmpty();
        assertThat(desk.queues(first.id())).containsExactly("acknowledgement");
    }

    @Test
    void an_identified_person_is_known_by_the_number_and_not_by_an_address() {
        String number = number(103);
        RequestView first = first(portal().of(subject(number)));

        RequestView again = first(
                portal().of(new Subject(null, null, new NationalId("EE", number), List.of(), IntakeDesk.address())));
        assertThat(again.id()).isEqualTo(first.id());

        assertThat(first(portal()).id()).as("the address alone").isNotEqualTo(first.id());
        assertThat(first(portal().of(subject(number(104)))).id())
                .as("another number at the same address")
                .isNotEqualTo(first.id());
    }

    @Test
    void an_unproven_request_joins_by_mail_only() {
        RequestView first = first(mail());

        assertThat(first(mail()).id()).isEqualTo(first.id());
        assertThat(first(filed("gjensidige-ee", Channel.PHONE, null)).id()).isNotEqualTo(first.id());
    }

    @Test
    void what_is_asked_already_joins_and_what_is_not_becomes_another() {
        RequestView first = first(mail());

        List<Requests.Accepted> more = admit(mail().asking(Set.of(Right.ACCESS, Right.ERASURE)));

        assertThat(more).hasSize(2);
        assertThat(more.get(0).request().id()).isEqualTo(first.id());
        assertThat(more.get(1).request().rights()).containsExactly(Right.ERASURE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Right.class,
            names = {"RECTIFICATION", "OBJECTION", "HUMAN_REVIEW", "RESTRICTION", "OTHER_CONSENT_WITHDRAWAL"})
    void what_says_something_of_its_own_is_the_same_in_the_same_words_only(Right right) {
        Filed said = mail().asking(Set.of(right)).saying("my address is wrong");
        RequestView first = first(said);

        assertThat(first(said).id()).isEqualTo(first.id());
        assertThat(first(said.saying("my name is wrong")).id()).isNotEqualTo(first.id());
        assertThat(first(said.saying(null)).id()).isNotEqualTo(first.id());
    }

    @Test
    void a_plain_right_in_other_words_is_another_matter_and_without_words_the_same() {
        RequestView first = first(mail().saying("the calls of May"));

        assertThat(first(mail().saying("the calls of June")).id()).isNotEqualTo(first.id());
        assertThat(first(mail().saying(null)).id()).isEqualTo(first.id());
        assertThat(first(mail().saying("the calls of May")).id()).isEqualTo(first.id());
    }

    @Test
    void advertising_to_another_number_is_to_stop_there_too() {
        Filed stop = mail().asking(Set.of(Right.MARKETING_OBJECTION));
        RequestView first = first(stop.of(subject(null, key(KeyKind.PHONE, "+372 5550 1"))));

        assertThat(first(stop).id()).as("the address is among them").isEqualTo(first.id());
        assertThat(first(stop.of(subject(null, key(KeyKind.PHONE, "+372 5550 2"))))
                        .id())
                .isNotEqualTo(first.id());
        assertThat(first(stop.of(subject(null, key(KeyKind.POLICY_NUMBER, "P-5"))))
                        .id())
                .as("a policy is no way to advertise")
                .isEqualTo(first.id());
    }

    @Test
    void what_somebody_else_asks_for_the_subject_is_not_what_the_subject_asks() {
        RequestView first = first(mail());

        assertThat(first(mail().by(ADVOCATE)).id()).isNotEqualTo(first.id());
    }

    @Test
    void beyond_the_controller_s_window_it_is_asked_anew() {
        Filed letter = mail().with("gjensidige-lv");
        RequestView first = first(letter);

        assertThat(first(letter.at(IntakeDesk.TODAY.plus(Duration.ofDays(10)))).id())
                .isEqualTo(first.id());
        assertThat(first(letter.at(IntakeDesk.TODAY.plus(Duration.ofDays(10)).plusMillis(1)))
                        .id())
                .isNotEqualTo(first.id());
        RequestView endless = first(mail());
        assertThat(first(mail().at(IntakeDesk.TODAY.plus(Duration.ofDays(300)))).id())
                .as("without a window as long as the first is open")
                .isEqualTo(endless.id());
    }

    @Test
    void two_that_come_at_once_are_not_both_the_first() {
        Filed letter = portal().of(subject(number(105)));

        List<UUID> ids =
                IntStream.range(0, 4)
                        .mapToObj(any -> CompletableFuture.supplyAsync(
                                () -> first(letter).id()))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .distinct()
                        .toList();

        assertThat(ids).hasSize(1);
    }

    @Test
    void a_repetition_that_lacks_something_else_asks_for_it_in_a_letter_of_its_own() {
        RequestView first = first(mail());

        admission.admit(mail().request(), false, Need.VALID_SIGNATURE);

        assertThat(desk.waits(first.id())).containsExactlyInAnyOrder("IDENTITY", "VALID_SIGNATURE");
        assertThat(desk.queues(first.id())).containsExactly("acknowledgement", "notice");
        admission.admit(mail().request(), false, Need.VALID_SIGNATURE);
        assertThat(desk.queues(first.id())).as("asked for once").containsExactly("acknowledgement", "notice");
        admission.admit(mail().request(), true, Need.SIGNATURE);
        assertThat(desk.queues(first.id()))
                .as("the acknowledgement tells it")
                .containsExactly("acknowledgement", "acknowledgement", "notice");
    }

    @Test
    void a_repetition_of_what_is_under_way_waits_for_nothing() {
        RequestView first = first(portal());

        admit(mail());

        assertThat(desk.waits(first.id())).isEmpty();
        assertThat(now(first).state()).isEqualTo(RequestState.COLLECTING);
        assertThat(desk.events(first.id(), "request-repeated")).hasSize(1);
    }
}
