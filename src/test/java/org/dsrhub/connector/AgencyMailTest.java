package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.LettersAgency;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;

/** The contract of the template {@code mail-exchange}. */
class AgencyMailTest {
    private final Exchanges exchanges = Exchanges.shared();
    private final LettersAgency agency = exchanges.letters;

    @Test
    void aPersonAnswersBySecureMailErasesAndTheErasureIsProven() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 540);
        agency.add("B540", person.nationalId(), person.name(), "Dear Søren");
        var asked = exchanges.ask("letters", person);
        asked.is(Action.QUERY, TaskState.WAITING);
        answered(true);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
        assertThat(asked.items())
                .singleElement()
                .satisfies(item -> assertThat(item.record()).containsEntry("text", "Dear Søren"));
        asked.commandErasure();
        asked.is(Action.ERASE, TaskState.WAITING);
        answered(false);
        assertThat(asked.settled(Action.ERASE).state()).isEqualTo(TaskState.DONE);
        assertThat(agency.holds("B540")).isFalse();
        asked.enqueue(Action.PROVE, 30);
        asked.is(Action.PROVE, TaskState.WAITING);
        answered(false);
        assertThat(asked.settled(Action.PROVE).reason()).isNull();
        assertThat(asked.executions()).containsOnly("PROVEN");
    }

    @Test
    void anAnswerOfSomebodyElseIsQuarantinedAndTheTaskGoesOnWaiting() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 541);
        agency.add("B541", person.nationalId(), person.name(), "Dear you");
        var asked = exchanges.ask("letters", person);
        asked.is(Action.QUERY, TaskState.WAITING);
        await().atMost(Duration.ofSeconds(30)).until(() -> agency.strangerAnswersAll() > 0);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> exchanges.hub.bean(Quarantine.class).open().stream()
                        .anyMatch(entry -> entry.source().equals("tryg.letters")
                                && entry.reason().equals("answer-untrusted")));
        assertThat(asked.task(Action.QUERY).state()).isEqualTo(TaskState.WAITING);
        answered(false);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
    }

    @Test
    void aQuestionThatIsSentAgainIsTheSameToTheByte() throws Exception {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 542);
        var asked = exchanges.ask("letters", person);
        asked.is(Action.QUERY, TaskState.WAITING);
        exchanges
                .hub
                .bean(Requests.class)
                .retry(asked.request, asked.task(Action.QUERY).id(), "clerk");
        await().atMost(Duration.ofSeconds(30)).until(() -> sent(asked).size() == 2);
        assertThat(sent(asked).get(1)).isEqualTo(sent(asked).get(0)).contains("application/pkcs7-mime");
        answered(false);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.NOTHING_HELD);
    }

    /** Without the lines that the servers on its way put before it. */
    private List<String> sent(Exchanges.Asking asked) throws Exception {
        List<String> sent = new ArrayList<>();
        for (MimeMessage mail : agency.inbox()) {
            if (mail.getSubject().contains(asked.task(Action.QUERY).id().toString())) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                mail.writeTo(bytes, new String[] {"Received", "Return-Path"});
                sent.add(bytes.toString(StandardCharsets.ISO_8859_1));
            }
        }
        return sent;
    }

    private void answered(boolean json) {
        await().atMost(Duration.ofSeconds(30)).until(() -> agency.answerAll(json) > 0);
    }
}
