package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hubs on one PostgreSQL. */
class ScaleOutTest {
    private static final int REQUESTS = 40;

    @TempDir
    Path folder;

    @Test
    void twoHubsShareTheWorkAndTheLimitsAndOneMayDie() {
        try (SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start()) {
            around.tryg().claims().latency(Duration.ofMillis(200));
            Map<String, Object> properties = SystemTests.properties(around);
            HubProcess one = HubProcess.start("one", folder, properties, List.of("-Xmx512m"));
            HubProcess two = HubProcess.start("two", folder, properties, List.of("-Xmx512m"));
            one.awaitReady();
            two.awaitReady();
            Portal portal = new Portal(two::base);
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                var person = around.add(SyntheticPeople.customer(SyntheticPeople.TRYG, i));
                ids.add(portal.submit(Portal.body(person, Delivery.FILE, Right.ACCESS), "share-" + i)
                        .orElseThrow());
            }
            await("both work").atMost(Duration.ofSeconds(60)).until(() -> workers(around).size() == 2);
            one.kill();

            await("all closed")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(ids)
                            .allSatisfy(id -> assertThat(portal.request(id).path("state").asText())
                                    .as("%s", SystemTests.unsettled(portal.request(id)))
                                    .isEqualTo("CLOSED")));
            JsonNode system = SystemTests.each(portal.get("operator", "/api/v1/systems").body())
                    .filter(entry -> entry.path("controller").asText().equals("tryg")
                            && entry.path("system").asText().equals("claims"))
                    .findFirst()
                    .orElseThrow();
            int limit = system.path("limits").path("concurrency").asInt();
            assertThat(around.tryg().claims().maxConcurrent())
                    .as("calls at the same moment over both hubs")
                    .isBetween(2, limit);
            two.close();
        }
    }

    /** Nodes that hold leases at the moment. */
    private static List<String> workers(SimulatedEnvironment around) throws Exception {
        try (var connection = around.hubDatabase().getConnection();
                var found = connection
                        .createStatement()
                        .executeQuery("select distinct leased_by from work where leased_by is not null")) {
            List<String> nodes = new ArrayList<>();
            while (found.next()) {
                nodes.add(found.getString(1));
            }
            return nodes;
        }
    }
}
