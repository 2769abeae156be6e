package org.dsrhub.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dsrhub.simulation.SyntheticPeople;
import org.junit.jupiter.api.Test;

class LiveTableTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void withoutAConsoleEachChangeIsOneLine() throws Exception {
        LiveTable table = table(false);
        table.show(List.of(request("DUE")));
        table.show(List.of(request("DUE")));
        table.show(List.of(request("DONE")));
        assertThat(text().lines().map(String::strip).toList())
                .hasSize(3)
                .last()
                .asString()
                .matches("claims +query +DONE +1 +2 +1\\.5 s.*");
    }

    @Test
    void onAConsoleTheFormerFrameIsPaintedOver() throws Exception {
        LiveTable table = table(true);
        table.show(List.of(request("DUE")));
        assertThat(text()).doesNotContain("\033[");
        table.show(List.of(request("DONE")));
        assertThat(text()).contains("\033[3A\033[J");
    }

    private LiveTable table(boolean console) {
        return new LiveTable(new PrintStream(out, true, StandardCharsets.UTF_8), console);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static DemoRequest request(String state) throws Exception {
        return DemoRequest.sent("Access", SyntheticPeople.p3())
                .known("r1")
                .seen(new ObjectMapper().readTree("""
                        {"id": "r1", "caseNumber": "T-1", "state": "COLLECTING", "outcome": null, "systems": [
                          {"taskId": "t1", "system": "claims", "action": "QUERY", "state": "%s", "attempts": 1,
                           "reason": null, "items": 2, "startedAt": "2026-12-01T10:00:00Z",
                           "finishedAt": "2026-12-01T10:00:01.5Z"}]}
                        """.formatted(state)));
    }
}
