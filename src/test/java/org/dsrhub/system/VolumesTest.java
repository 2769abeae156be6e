package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import net.lingala.zip4j.ZipFile;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very much of one subject passes through a heap of 256 MB. The sizes are small here;
 * {@code -Dhub.test.rows=1000000 -Dhub.test.hits=50000 -Dhub.test.recording=10737418240} makes them full.
 */
class VolumesTest {
    private static final int ROWS = Integer.getInteger("hub.test.rows", 2_000);
    private static final int HITS = Integer.getInteger("hub.test.hits", 1_500);
    private static final long RECORDING = Long.getLong("hub.test.recording", 400L << 20);

    @TempDir
    static Path folder;

    private static LargeHoldings holdings;
    private static HubProcess hub;
    private static Portal portal;

    @BeforeAll
    static void start() {
        holdings = new LargeHoldings(folder);
        hub = holdings.hub(LargeHoldings.SMALL_HEAP);
        portal = new Portal(hub::base);
    }

    @AfterAll
    static void stop() {
        hub.close();
        holdings.close();
    }

    @Test
    void aMillionRows() throws Exception {
        assertThat(answered(holdings.withRows(ROWS), "rows").items()).isEqualTo(ROWS);
    }

    @Test
    void aMailboxOfMoreHitsThanASearchGives() throws Exception {
        Answer answer = answered(holdings.withMails(HITS), "mails");
        int ofTheRegister = 1;
        assertThat(answer.items()).isEqualTo(HITS + ofTheRegister);
        assertThat(answer.files()).filteredOn(name -> name.endsWith(".txt")).hasSize((HITS + 499) / 500);
    }

    @Test
    void aRecordingLargerThanMemory() throws Exception {
        SyntheticPerson person = holdings.withRecording(RECORDING, false);
        Answer answer = answered(person, "recording");
        Files.delete(holdings.recording(person));
        assertThat(answer.largest()).isEqualTo(RECORDING);
    }

    private record Answer(int items, List<String> files, long largest) {}

    /** What the archive holds that the subject gets; it is deleted. */
    private static Answer answered(SyntheticPerson person, String key) throws IOException {
        UUID id = portal.submit(Portal.body(person, Delivery.FILE, Right.ACCESS), key)
                .orElseThrow();
        await("closed")
                .atMost(Duration.ofHours(1))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    assertThat(hub.alive())
                            .as("the hub lives, see %s", hub.log())
                            .isTrue();
                    assertThat(portal.request(id).path("state").asText())
                            .as("%s", SystemTests.unsettled(portal.request(id)))
                            .isEqualTo("CLOSED");
                });
        String secret = portal.get("portal", "/api/v1/requests/" + id + "/package/secret")
                .body()
                .path("secret")
                .asText();
        Path archive = holdings.delivered();
        try (ZipFile zip = new ZipFile(archive.toFile(), secret.toCharArray())) {
            return new Answer(
                    items(zip),
                    zip.getFileHeaders().stream()
                            .map(file -> file.getFileName())
                            .toList(),
                    zip.getFileHeaders().stream()
                            .mapToLong(file -> file.getUncompressedSize())
                            .max()
                            .orElse(0));
        } finally {
            Files.delete(archive);
        }
    }

    private static int items(ZipFile zip) throws IOException {
        int items = 0;
        try (JsonParser json = new ObjectMapper().createParser(zip.getInputStream(zip.getFileHeader("data.json")))) {
            while (json.nextToken() != null) {
                items += json.currentToken() == JsonToken.FIELD_NAME
                                && json.currentName().equals("reference")
                        ? 1
                        : 0;
            }
        }
        return items;
    }
}
