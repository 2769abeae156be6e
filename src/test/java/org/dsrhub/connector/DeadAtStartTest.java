package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partner that is away when the hub starts delays its own tasks, and nobody else's. */
class DeadAtStartTest {
    @TempDir
    static Path folder;

    @Test
    void theHubStartsWithoutThemAndNamesTwoSystemsThatWouldTakeEachOthersFiles() {
        SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start();
        SyntheticPerson person = around.add(SyntheticPeople.customer("tryg", 640));
        Map<String, Object> properties = new HashMap<>(Map.of(
                "hub.connectors.only", "tryg.quotes,tryg.mainframe-policies,tryg.debt-collection",
                "tryg.mainframe.url", "tcp://127.0.0.1:1",
                "tryg.mainframe.username", "nobody",
                "tryg.mainframe.password", "none",
                "tryg.collection.port", "1"));
        try (HubUnderTest hub = new HubUnderTest(around, properties)) {
            Asking quotes = Asking.of(hub, "quotes", person, List.of());
            assertThat(quotes.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
            for (String dead : List.of("mainframe-policies", "debt-collection")) {
                Asking asking = Asking.of(hub, dead, person, List.of());
                await(dead).until(() -> asking.task(Action.QUERY).attempt() > 1);
                assertThat(asking.task(Action.QUERY).state().settled()).as(dead).isFalse();
            }
            assertThat(hub.portal().get("operator", "/actuator/health").body().toString())
                    .as("no reason to take the node out")
                    .contains("\"status\":\"UP\"")
                    .doesNotContain("DOWN");
            properties.put("hub.connectors.only", "tryg.debt-collection,gjensidige-ee.debt-collection");
            properties.put("gjensidige-ee.collection.port", "1");
            assertThatThrownBy(() -> new HubUnderTest(around, properties))
                    .hasStackTraceContaining("folder-of-two-systems: ")
                    .hasStackTraceContaining("gjensidige-ee.debt-collection")
                    .hasStackTraceContaining("tryg.debt-collection");
        }
    }
}
