package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedController;
import org.dsrhub.simulation.SyntheticPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Letters that need no identification, from the mailbox to the flags of the systems and to what the sender is told. */
class FlagsOfTheirOwnTest {
    private static final String CONSENT = "otseturunduseks antud nõusoleku tagasivõtmine";
    private static final String REMINDERS = "keeldumine lepingu uuendamise meeldetuletustest";

    private final HubUnderTest hub = HubUnderTest.shared();

    @AfterEach
    void behave() {
        hub.around.gjensidigeEe().httpSystems().forEach(system -> system.behave());
    }

    @Test
    void reminders_end_and_marketing_goes_on() {
        String sender = write(estonia(), "Palve", "Tere! Ma ei soovi enam meeldetuletusi, palun.");

        RequestView closed = state(sender, RequestState.CLOSED, Right.REMINDER_OBJECTION);

        assertThat(estonia().consents().stopsReminders(sender)).isTrue();
        assertThat(estonia().consents().suppresses(sender)).isFalse();
        assertThat(flagged(closed)).containsExactly(List.of("REMINDER_OBJECTION"));
        assertThat(confirmation(sender, 0)).contains(REMINDERS).doesNotContain(CONSENT);
    }

    @Test
    void one_letter_sets_two_flags() {
        String sender = write(
                estonia(),
                "Palve",
                "Tere! Võtan tagasi oma nõusoleku otseturunduseks. Ma ei soovi enam ka meeldetuletusi, palun.");

        RequestView closed = state(sender, RequestState.CLOSED, Right.CONSENT_WITHDRAWAL);

        assertThat(closed.rights()).containsExactlyInAnyOrder(Right.CONSENT_WITHDRAWAL, Right.REMINDER_OBJECTION);
        assertThat(estonia().consents().stopsReminders(sender)).isTrue();
        assertThat(estonia().consents().suppresses(sender)).isTrue();
        assertThat(flagged(closed)).containsExactly(List.of("CONSENT_WITHDRAWAL", "REMINDER_OBJECTION"));
        assertThat(confirmation(sender, 0)).contains(REMINDERS, CONSENT);
    }

    @Test
    void what_no_system_flags_is_confirmed_only_once_a_person_has_seen_to_it() {
        String sender = write(
                hub.around.tryg(),
                "Henvendelse",
                "Hej. Jeg vil ikke modtage flere reklamer fra jer. Jeg ønsker heller ingen påmindelser.");

        RequestView waiting = state(sender, RequestState.REVIEW, Right.MARKETING_OBJECTION);

        assertThat(waiting.rights()).containsExactlyInAnyOrder(Right.MARKETING_OBJECTION, Right.REMINDER_OBJECTION);
        assertThat(hub.around.tryg().consents().suppresses(sender)).isTrue();
        assertThat(hub.portal().request(waiting.id()).path("byHand"))
                .extracting(JsonNode::asText)
                .containsExactly("REMINDER_OBJECTION");
        assertThat(confirmation(sender, 0))
                .contains("indsigelse mod direkte markedsføring")
                .doesNotContain("påmindelser");

        approve(waiting.id());
        state(sender, RequestState.CLOSED, Right.MARKETING_OBJECTION);
        assertThat(confirmation(sender, 1))
                .contains("ingen flere påmindelser om fornyelse")
                .doesNotContain("markedsføring");
        assertThat(confirmations(sender)).hasSize(2);
    }

    @Test
    void a_flag_that_a_system_has_not_taken_is_not_confirmed() {
        estonia().consents().refusesToken(true);
        String sender = write(estonia(), "Palve", "Tere! Võtan tagasi oma nõusoleku otseturunduseks.");

        RequestView waiting = state(sender, RequestState.REVIEW, Right.CONSENT_WITHDRAWAL);

        assertThat(confirmations(sender)).isEmpty();
        assertThat(hub.portal().request(waiting.id()).path("byHand"))
                .extracting(JsonNode::asText)
                .containsExactly("CONSENT_WITHDRAWAL");
    }

    @Test
    void a_copy_does_not_wait_for_a_flag_that_is_set_by_hand() {
        UUID request = hub.accept(SyntheticPeople.customer("tryg", 11), Set.of(Right.ACCESS, Right.REMINDER_OBJECTION));

        await().atMost(Duration.ofSeconds(40))
                .until(() -> hub.bean(Requests.class).tasks(request).stream()
                        .anyMatch(task -> task.queue().equals("decision")));

        assertThat(hub.bean(Quarantine.class).open())
                .filteredOn(entry -> request.equals(entry.requestId()))
                .extracting(Quarantine.Entry::reason)
                .containsExactly("no-system-flags-it");
        assertThat(hub.bean(Requests.class).tasks(request)).noneMatch(task -> task.action() == Action.SUPPRESS);
    }

    private SimulatedController estonia() {
        return hub.around.gjensidigeEe();
    }

    /** @return the sender, who has a mailbox of their own */
    private String write(SimulatedController to, String subject, String words) {
        String sender = "flags-" + UUID.randomUUID() + "@mail.example";
        hub.around.mail().mailbox(sender);
        hub.around.mail().send(sender, to.mailbox(), subject, words);
        return sender;
    }

    private RequestView state(String sender, RequestState state, Right right) {
        return await().atMost(Duration.ofSeconds(40))
                .until(
                        () -> hub.bean(Requests.class).list(null, null, right, null, 0, 200).stream()
                                .filter(request -> sender.equals(hub.bean(Requests.class)
                                        .subject(request.id())
                                        .replyTo()))
                                .filter(request -> request.state() == state)
                                .findFirst()
                                .orElse(null),
                        java.util.Objects::nonNull);
    }

    private List<List<String>> flagged(RequestView request) {
        return StreamSupport.stream(
                        hub.portal().request(request.id()).path("systems").spliterator(), false)
                .filter(task -> task.path("action").asText().equals("SUPPRESS"))
                .map(task -> StreamSupport.stream(task.path("rights").spliterator(), false)
                        .map(JsonNode::asText)
                        .sorted()
                        .toList())
                .toList();
    }

    private String confirmation(String sender, int number) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> confirmations(sender), mails -> mails.size() > number)
                .get(number);
    }

    /** All but the acknowledgement. */
    private List<String> confirmations(String sender) {
        return hub.around.mail().inbox(sender).stream()
                .map(FlagsOfTheirOwnTest::text)
                .filter(text -> text.contains("Oleme kontaktandmete kohta") || text.contains("Vi har registreret"))
                .toList();
    }

    private static String text(MimeMessage mail) {
        try {
            return mail.getContent().toString();
        } catch (java.io.IOException | jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void approve(UUID request) {
        assertThat(hub.portal()
                        .post(
                                "caseworker",
                                "/api/v1/requests/" + request + "/approval",
                                JsonNodeFactory.instance.objectNode().put("reason", "The product system is set."))
                        .status())
                .isEqualTo(200);
    }
}
