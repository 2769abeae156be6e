package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeRecordingTest {
    private static final long GIGABYTE = 1L << 30;

    @TempDir
    Path folder;

    @Test
    void aRecordingOfAGigabytePassesThroughASmallHeap() throws Exception {
        try (SimulatedEnvironment around =
                        SimulatedEnvironment.at(folder.resolve("around")).start();
                HubProcess hub = HubProcess.start(
                                "hub",
                                folder,
                                SystemTests.properties(around),
                                List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
                        .awaitReady()) {
            SyntheticPerson person =
                    around.add(SyntheticPeople.withAudio(SyntheticPeople.customer(SyntheticPeople.TRYG, 1), GIGABYTE));
            Portal portal = new Portal(hub::base);
            UUID id = portal.submit(Portal.body(person, Delivery.FILE, Right.ACCESS), "large")
                    .orElseThrow();
            await("closed")
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertThat(portal.request(id).path("state").asText())
                                    .as("%s", SystemTests.unsettled(portal.request(id)))
                                    .isEqualTo("CLOSED"));
            Path drop = around.dropFolder().resolve("tryg");
            try (var files = Files.list(drop)) {
                Path archive = files.filter(file -> file.toString().endsWith(".zip"))
                        .findFirst()
                        .orElseThrow();
                String secret = portal.get("portal", "/api/v1/requests/" + id + "/package/secret")
                        .body()
                        .path("secret")
                        .asText();
                try (var zip = new net.lingala.zip4j.ZipFile(archive.toFile(), secret.toCharArray())) {
                    assertThat(zip.getFileHeaders())
                            .anySatisfy(file ->
                                    assertThat(file.getUncompressedSize()).isGreaterThanOrEqualTo(GIGABYTE));
                }
            }
        }
    }
}
