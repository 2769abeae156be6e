package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.junit.jupiter.api.Test;

/** Where a request starts and what it waits for. */
class AdmissionTest extends AtAdmission {
    @Test
    void what_is_proven_enough_begins_at_once() {
        RequestView view = first(portal());

        assertThat(view.state()).isEqualTo(RequestState.COLLECTING);
        assertThat(desk.queues(view.id())).containsExactly("acknowledgement", "fan-out");
        assertThat(desk.waits(view.id())).isEmpty();
        assertThat(view.dueOn()).isEqualTo(LocalDate.of(2027, 1, 4));
    }

    @Test
    void what_is_not_proven_waits_and_asks_for_what_is_missing_in_one_letter() {
        RequestView told = first(mail());
        assertThat(told.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(desk.queues(told.id())).as("the acknowledgement says it").containsExactly("acknowledgement");
        assertThat(desk.waits(told.id())).containsExactly("IDENTITY");

        RequestView untold = admission.admit(mail().request(), false).get(0).request();
        assertThat(untold.id()).isEqualTo(told.id());

        RequestView other = admission
                .admit(
                        mail().of(new Subject("Else", null, null, List.of(), IntakeDesk.address()))
                                .request(),
                        false)
                .get(0)
                .request();
        assertThat(desk.queues(other.id())).containsExactly("notice");
    }

    @Test
    void a_letter_by_post_is_written_to_and_a_call_without_an_address_is_not() {
        Subject nobody = new Subject("Liis Tamm", null, null, List.of(), null);

        assertThat(desk.queues(admission
                        .admit(
                                filed("gjensidige-ee", Channel.POST, null)
                                        .of(nobody)
                                        .request(),
                                false)
                        .get(0)
                        .request()
                        .id()))
                .containsExactly("notice");
        assertThat(desk.queues(admission
                        .admit(
                                filed("gjensidige-ee", Channel.PHONE, null)
                                        .of(nobody)
                                        .request(),
                                false)
                        .get(0)
                        .request()
                        .id()))
                .isEmpty();
    }

    @Test
    void what_the_delivery_shows_to_be_missing_is_said_instead_of_that_nobody_is_known() {
        RequestView view = admission
                .admit(mail().request(), true, Need.VALID_SIGNATURE)
                .get(0)
                .request();

        assertThat(desk.waits(view.id())).containsExactly("VALID_SIGNATURE");
        assertThat(desk.waits(admission
                        .admit(portal().request(), true, Need.VALID_SIGNATURE)
                        .get(0)
                        .request()
                        .id()))
                .as("nothing is missing where another way proves it")
                .containsExactly("VALID_SIGNATURE ended");
    }

    @Test
    void rights_that_need_no_identification_never_wait_for_those_that_do() {
        List<Requests.Accepted> both =
                admit(mail().asking(Set.of(Right.ACCESS, Right.CONSENT_WITHDRAWAL, Right.ERASURE)));

        assertThat(both).hasSize(2);
        assertThat(both.get(0).request().rights()).containsExactlyInAnyOrder(Right.ACCESS, Right.ERASURE);
        assertThat(both.get(0).request().state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(both.get(1).request().rights()).containsExactly(Right.CONSENT_WITHDRAWAL);
        assertThat(both.get(1).request().state()).isEqualTo(RequestState.COLLECTING);
        assertThat(desk.queues(both.get(1).request().id()))
                .as("one mail, one acknowledgement")
                .containsExactly("fan-out");
    }

    @Test
    void a_withdrawal_alone_is_acknowledged() {
        Filed withdrawal = mail().asking(Set.of(Right.CONSENT_WITHDRAWAL));

        List<Requests.Accepted> accepted = admission.admit(withdrawal.request("only/" + address), true);

        assertThat(desk.queues(accepted.get(0).request().id())).containsExactly("acknowledgement", "fan-out");
        assertThat(desk.requests.findByDeduplicationKey("gjensidige-ee", "only/" + address))
                .isPresent();
        assertThat(admission.admit(withdrawal.request("only/" + address), true))
                .singleElement()
                .matches(again -> again.duplicate() && !again.joined());
    }

    @Test
    void who_asks_for_somebody_else_shows_by_what() {
        RequestView view = first(portal().by(ADVOCATE));

        assertThat(view.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(desk.waits(view.id())).containsExactly("MANDATE");
    }

    @Test
    void who_proves_neither_is_asked_for_both_in_one_letter() {
        RequestView view =
                admission.admit(mail().by(ADVOCATE).request(), false).get(0).request();

        assertThat(desk.waits(view.id())).containsExactlyInAnyOrder("IDENTITY", "MANDATE");
        assertThat(desk.get(Notices.class).unsent(view.id()))
                .singleElement()
                .matches(notice -> notice.need() == Need.MANDATE);
    }

    @Test
    void a_child_asks_through_a_parent_by_the_age_that_the_controller_sets() {
        LocalDate young = LocalDate.of(2013, 12, 2);
        Subject twelve = new Subject("Mari", young, null, List.of(), address);
        Subject thirteen = new Subject("Mari", young.minusDays(1), null, List.of(), IntakeDesk.address());

        assertThat(desk.waits(first(portal().of(twelve)).id())).containsExactly("CUSTODY");
        assertThat(first(portal().of(thirteen)).state()).isEqualTo(RequestState.COLLECTING);
    }

    @Test
    void a_register_is_asked_for_an_address_only_about_whom_it_knows_and_only_where_a_code_would_do() {
        Filed leave = filed("tryg", Channel.MAIL, null)
                .asking(Set.of(Right.OTHER_CONSENT_WITHDRAWAL))
                .saying("of the recording of calls");
        Subject known = new Subject("Lars", null, null, List.of(key(KeyKind.CUSTOMER_NUMBER, "K-" + address)), address);

        NewTask expected = desk.get(AddressLookup.class)
                .task(leave.of(known).request(), Set.of(Need.IDENTITY))
                .orElseThrow();
        assertThat(expected.action()).isEqualTo(Action.LOOK_UP);
        assertThat(expected.system()).isEqualTo("crm");
        assertThat(desk.queues(first(leave.of(known)).id())).containsExactly("acknowledgement", "tryg.crm");

        AddressLookup lookup = desk.get(AddressLookup.class);
        assertThat(lookup.task(leave.of(known).request(), Set.of(Need.IDENTITY, Need.MANDATE)))
                .isEmpty();
        assertThat(lookup.task(leave.of(known).by(ADVOCATE).request(), Set.of(Need.IDENTITY)))
                .isEmpty();
        assertThat(lookup.task(leave.of(known).asking(ACCESS).request(), Set.of(Need.IDENTITY)))
                .as("a code discloses nothing")
                .isEmpty();
        assertThat(lookup.task(leave.of(known).proven(Channel.PHONE, null).request(), Set.of(Need.IDENTITY)))
                .isEmpty();
        assertThat(lookup.task(
                        leave.of(new Subject("Lars", null, null, List.of(key(KeyKind.EMAIL, address)), address))
                                .request(),
                        Set.of(Need.IDENTITY)))
                .as("an address or a name is many people's")
                .isEmpty();
        assertThat(lookup.task(leave.of(known).with("gjensidige-ee").request(), Set.of(Need.IDENTITY)))
                .isEmpty();
    }
}
