package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
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
import org.springframework.util.FileSystemUtils;

/** Two hubs on one PostgreSQL. */
class ScaleOutTest {
    private static final int REQUESTS = 40;
    private static final int CONCURRENCY = 4;
    private static final int CALLS = 60;
    private static final int WINDOW_SECONDS = 10;

    @TempDir
    Path folder;

    @Test
    void twoHubsShareTheWorkAndTheLimitsAndOneMayDie() throws IOException {
        try (SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).start()) {
            around.tryg().claims().latency(Duration.ofMillis(200));
            Map<String, Object> properties = SystemTests.properties(around);
            properties.put("hub.home", home());
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
            await("both work")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> workers(around).size() == 2);
            one.kill();

            await("all closed")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(ids)
                            .allSatisfy(id -> assertThat(
                                            portal.request(id).path("state").asText())
                                    .as("%s", SystemTests.unsettled(portal.request(id)))
                                    .isEqualTo("CLOSED")));
            assertThat(around.tryg().claims().maxConcurrent())
                    .as("calls at the same moment over both hubs")
                    .isBetween(2, CONCURRENCY);
            assertThat(around.tryg().claims().counter().maxCallsWithin(WINDOW_SECONDS))
                    .as("calls within any window over both hubs")
                    .isLessThanOrEqualTo(CALLS);
            two.close();
        }
    }

    /** The project's own files, but for the limits of the claims system. */
    private Path home() throws IOException {
        Path home = folder.resolve("home");
        for (String part : List.of("connectors", "routes")) {
            FileSystemUtils.copyRecursively(Path.of(part), home.resolve(part));
        }
        Path claims = home.resolve("connectors/tryg/claims.yaml");
        String limits =
                "limits: {concurrency: %d, rate: %d/%ds, timeout: 10s}".formatted(CONCURRENCY, CALLS, WINDOW_SECONDS);
        Files.writeString(claims, Files.readString(claims).replaceFirst("limits: .*", limits));
        return home;
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
