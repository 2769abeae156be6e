package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HostSystem;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of the template {@code jms}. */
class HostMessagesTest {
    private final Exchanges exchanges = Exchanges.shared();
    private final HostSystem host = exchanges.host;

    @AfterEach
    void behave() {
        host.behave();
    }

    @Test
    void aPolicyIsReadInTheCodePageOfTheHostErasedAndProven() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 520);
        host.add("L520", person.nationalId(), "Søren Æblegård Ågesen", 123456, "20200131");
        host.busy(1);
        var asked = exchanges.ask("life-policies", person);
        assertThat(asked.settled(Action.QUERY).items()).isEqualTo(1);
        assertThat(asked.items().get(0).record())
                .containsEntry("holder", "Søren Æblegård Ågesen")
                .containsEntry("opened", "2020-01-31")
                .hasEntrySatisfying("premium", premium -> assertThat(premium).hasToString("1234.56"));
        assertThat(asked.erase().state()).isEqualTo(TaskState.DONE);
        assertThat(host.holds("L520")).isFalse();
        assertThat(asked.prove().reason()).isNull();
        assertThat(asked.executions()).containsOnly("PROVEN");
    }

    @Test
    void aHostThatOnlySaysSoIsFoundOut() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 521);
        host.add("L521", person.nationalId(), person.name(), 1, "20200131");
        var asked = exchanges.ask("life-policies", person);
        asked.settled(Action.QUERY);
        host.deaf(true);
        asked.erase();
        assertThat(asked.prove().reason()).startsWith("still-there: 1");
    }

    @Test
    void aTaskWaitsForAHostThatIsSilent() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 522);
        host.add("L522", person.nationalId(), person.name(), 1, "20200131");
        host.silent(true);
        var asked = exchanges.ask("life-policies", person);
        asked.is(Action.QUERY, TaskState.WAITING);
        host.silent(false);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
        assertThat(asked.task(Action.QUERY).items()).isEqualTo(1);
    }

    @Test
    void anUnreadableAnswerIsBackedOutWhereverItsPropertiesPoint() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 523);
        host.add("L523", person.nationalId(), person.name(), 1, "20200131");
        long before = host.depth(HostSystem.BACKOUT);
        host.wrongCount(true);
        var asked = exchanges.ask("life-policies", person);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.FAILED);
        assertThat(asked.task(Action.QUERY).reason()).startsWith("answer-unreadable: ");
        await().atMost(Duration.ofSeconds(20)).until(() -> host.depth(HostSystem.BACKOUT) == before + 1);
        assertThat(host.depth("STOLEN")).isZero();
        assertThat(asked.items()).isEmpty();
    }

    @Test
    void anAnswerThatNoTaskWaitsForIsBackedOut() {
        long before = host.depth(HostSystem.BACKOUT);
        host.answer(UUID.randomUUID().toString());
        await().atMost(Duration.ofSeconds(20)).until(() -> host.depth(HostSystem.BACKOUT) == before + 1);
        assertThat(exchanges.hub.bean(Quarantine.class).open())
                .anyMatch(entry -> entry.source().equals("tryg.life-policies")
                        && entry.reason().equals("answer-without-task"));
    }
}
