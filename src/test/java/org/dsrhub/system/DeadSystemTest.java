package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadSystemTest {
    @TempDir
    Path folder;

    @Test
    void aDeadSystemDelaysNobodyElseAndTheRequestCompletesAfterItIsBack() {
        try (SimulatedEnvironment around = SimulatedEnvironment.at(folder.resolve("around"))
                        .gatedHubDatabase()
                        .start();
                HubProcess hub = HubProcess.start("hub", folder, SystemTests.properties(around), List.of("-Xmx512m"))
                        .awaitReady()) {
            around.tryg().claims().refusing(true);
            Portal portal = new Portal(hub::base);
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                var person = around.add(SyntheticPeople.customer(SyntheticPeople.TRYG, i));
                ids.add(portal.submit(Portal.body(person, Delivery.FILE, Right.ACCESS), "dead-" + i)
                        .orElseThrow());
            }
            await("everybody else has answered")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(ids).allSatisfy(id -> {
                        JsonNode request = portal.request(id);
                        assertThat(SystemTests.unsettled(request))
                                .hasSize(1)
                                .first()
                                .asString()
                                .startsWith("claims/");
                        assertThat(request.path("state").asText()).isEqualTo("COLLECTING");
                    }));

            // PostgreSQL gone for a while, on top of it.
            around.hubDatabaseGate().down(true);
            await().pollDelay(Duration.ofSeconds(4)).until(hub::alive);
            around.hubDatabaseGate().down(false);

            around.tryg().claims().refusing(false);
            await("all closed")
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(ids)
                            .allSatisfy(id -> assertThat(
                                            portal.request(id).path("state").asText())
                                    .as("%s", SystemTests.unsettled(portal.request(id)))
                                    .isEqualTo("CLOSED")));
        }
    }
}
