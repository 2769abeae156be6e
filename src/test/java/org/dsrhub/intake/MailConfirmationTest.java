package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;

/** A letter below the threshold: what a caseworker sees of it, and the case that it becomes by their word. */
class MailConfirmationTest extends AtMailDesk {
    private static final String UNCLEAR = "Hvad ved I om mig? Jeg tror, at I skal slette noget.";

    private final MailConfirmation mails = desk.get(MailConfirmation.class);

    @Test
    void what_was_understood_is_kept_with_the_entry_and_shows_no_national_number() {
        Quarantine.Entry entry = unclear("Mit cpr-nummer er " + LARS + ", kundenummer K-1234567.");

        Proposal proposal = mails.proposal(entry).orElseThrow();

        assertThat(proposal.language()).isEqualTo("da");
        assertThat(proposal.kind()).isEqualTo("REQUEST");
        assertThat(proposal.confidence()).isLessThan(0.9);
        assertThat(proposal.identifiers())
                .extracting(Proposal.Identifier::kind)
                .contains("national-id", "customer-number", "email", "name");
        assertThat(proposal.identifiers())
                .extracting(Proposal.Identifier::value)
                .contains(sender, "Lars Holm")
                .noneMatch(value -> value.contains("1403"));
        assertThat(proposal.toString()).doesNotContain(sender).doesNotContain("Holm");
        assertThat(desk.jdbc.queryForList("select * from quarantine where id = ?", entry.id()))
                .first()
                .asString()
                .doesNotContain(sender)
                .doesNotContain("ERASURE");
    }

    @Test
    void by_a_caseworkers_word_it_is_a_case_of_the_day_it_came() {
        Instant arrived = Instant.now().minus(Duration.ofDays(3));
        Quarantine.Entry entry = unclear(arrived);

        List<RequestView> cases =
                mails.confirm(entry, Set.of(Right.ACCESS, Right.MARKETING_OBJECTION), "da", "It says so.", "kit");

        assertThat(cases)
                .extracting(RequestView::rights)
                .containsExactly(Set.of(Right.ACCESS), Set.of(Right.MARKETING_OBJECTION));
        RequestView access = cases.get(0);
        assertThat(access.state()).isEqualTo(RequestState.IDENTIFICATION);
        assertThat(access.receivedAt())
                .isBetween(IntakeDesk.TODAY.minus(Duration.ofDays(4)), IntakeDesk.TODAY.minus(Duration.ofDays(2)));
        assertThat(desk.queues(access.id())).containsExactly("acknowledgement");
        assertThat(cases.get(1).state()).isEqualTo(RequestState.COLLECTING);
        assertThat(new String(
                        desk.blob(desk.events(access.id(), "mail-taken")
                                .get(0)
                                .details()
                                .get("blob")),
                        StandardCharsets.UTF_8))
                .contains(UNCLEAR);
        assertThat(desk.events(access.id(), "mail-confirmed"))
                .singleElement()
                .satisfies(told -> assertThat(told.actor()).isEqualTo("kit"))
                .satisfies(told -> assertThat(told.details())
                        .containsEntry("entry", entry.id().toString())
                        .containsEntry("confirmed", List.of("ACCESS", "MARKETING_OBJECTION"))
                        .containsKeys("understood", "confidence", "words"));
        assertThat(entriesWith(sender)).isEmpty();

        assertThatThrownBy(() -> mails.confirm(entry, Set.of(Right.ACCESS), null, "Again.", "kit"))
                .isInstanceOf(Requests.StateConflict.class);
        assertThat(desk.cases("tryg", sender)).hasSize(2);
    }

    @Test
    void what_was_sure_has_begun_before_and_the_rest_follows() {
        desk.mail("tryg", sender, "Klage", "Jeg vil gerne klage formelt. Slet noget.", WITHDRAWAL);
        assertThat(desk.cases("tryg", sender))
                .extracting(RequestView::rights)
                .containsExactly(Set.of(Right.CONSENT_WITHDRAWAL));

        List<RequestView> cases = mails.confirm(
                entriesWith(sender).get(0), Set.of(Right.CONSENT_WITHDRAWAL, Right.ERASURE), null, "Both.", "kit");

        assertThat(cases).extracting(RequestView::rights).contains(Set.of(Right.ERASURE));
        assertThat(desk.cases("tryg", sender)).hasSize(2);
    }

    @Test
    void a_letter_that_lies_with_its_case_is_shown_and_opens_no_other_by_itself() {
        RequestView first = opened();
        desk.mail("tryg", sender, "Vedr. " + first.caseNumber(), UNCLEAR);
        Quarantine.Entry entry = entries(first).get(0);

        assertThat(mails.proposal(entry)).isPresent();
        assertThatThrownBy(() -> mails.confirm(entry, Set.of(Right.ERASURE), null, "So it is.", "kit"))
                .isInstanceOf(Requests.StateConflict.class)
                .hasMessageStartingWith("no-letter-of-its-own");
        assertThat(entries(first)).contains(entry);
    }

    private Quarantine.Entry unclear(String more) {
        desk.mail("tryg", "Lars Holm <" + sender + ">", "Hej", UNCLEAR + " " + more);
        return entriesWith(sender).get(0);
    }

    private Quarantine.Entry unclear(Instant arrived) {
        byte[] mail = bytes(IntakeDesk.letter(
                "Lars Holm <" + sender + ">", "Hej", List.of("Message-ID: " + IntakeDesk.messageId()), UNCLEAR));
        desk.intake.take(new IntakeDesk.Raw(mail, arrived), "tryg");
        return entriesWith(sender).get(0);
    }
}
