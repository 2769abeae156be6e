package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;

/**
 * Replies that fit into no memory. Small here; larger with {@code -Dhub.test.rows=1000000
 * -Dhub.test.recording=1073741824}; {@code VolumesTest} runs them in a hub with a small heap.
 */
class LargeRepliesTest {
    private static final int ROWS = Integer.getInteger("hub.test.rows", 2_000);
    private static final long BYTES = Long.getLong("hub.test.recording", 5_000_000L);

    private final HubUnderTest hub = HubUnderTest.shared();

    @Test
    void rowsAndPagesAndAudioAreStreamed() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 400);
        person.recordings()
                .add(new SyntheticPerson.Recording(
                        "TR-LONG",
                        LocalDate.of(2026, 10, 1).atTime(9, 0),
                        "DOCUMENTATION",
                        null,
                        "Gerda Granlund",
                        null,
                        BYTES));
        hub.around.add(person);
        hub.around.tryg().core().flood(person, ROWS);
        hub.around.tryg().claims().flood(person, ROWS);
        UUID request = hub.accept(person, Set.of(Right.ACCESS));
        await().ignoreExceptions().atMost(Duration.ofMinutes(8)).untilAsserted(() -> {
            assertThat(task(request, "claims")).matches(task -> task.state() == TaskState.DONE && task.items() >= ROWS);
            assertThat(task(request, "policies").items()
                            + task(request, "quotes").items())
                    .isGreaterThanOrEqualTo(ROWS);
            assertThat(task(request, "call-recordings").state()).isEqualTo(TaskState.DONE);
        });
    }

    private TaskView task(UUID request, String system) {
        return hub.bean(Requests.class).tasks(request).stream()
                .filter(task -> system.equals(task.system()))
                .findFirst()
                .orElseThrow();
    }
}
