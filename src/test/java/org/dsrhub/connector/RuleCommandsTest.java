package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lawyer sees who runs the hub's jar with {@code rules}. */
class RuleCommandsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void theWayToADecisionIsTold() throws IOException {
        int code = explain("tryg", "2026-12-01", """
                {"system": "policies", "item": "policy", "status": "closed", "product": "PROPERTY",
                 "dates": {"ended": "2015-01-01"}, "links": {"policy": "P-1"},
                 "others": [{"system": "claims", "item": "claim", "status": "closed", "product": "PROPERTY",
                     "dates": {"notified": "2018-06-30"}, "links": {"claim": "C-1", "policy": "P-1"}}]}
                """);
        assertThat(code).as(text()).isZero();
        assertThat(text())
                .contains("policy of policies (holding D2), on 2026-12-01")
                .contains("access: disclose 2028-06-30 by DK-POL version 1")
                .contains("erasure: retain until 2028-06-30 by DK-POL version 1")
                .contains("- DK-POL version 1 applies")
                .contains("- ended: 2015-01-01", "- its term runs from 2015-01-01 for P10Y to 2025-01-01")
                .contains("- with its claims it stays until 2028-06-30")
                .contains("- 2026-12-01 is not after the last day kept, 2028-06-30")
                .contains("source: [S] 003:21", "legal basis: GDPR-17-3-e", "in the letter: retained.claims");
    }

    @Test
    void aHoldAndAFollowedRuleAreTold() throws IOException {
        int code = explain("tryg", "2026-12-01", """
                {"system": "chat", "item": "chat", "dates": {"chatted": "2026-05-01"}, "links": {"claim": "C-1"},
                 "holds": [{"kind": "H-LIT", "claim": "C-1"}], "born": "1980-01-01"}
                """);
        assertThat(code).as(text()).isZero();
        assertThat(text())
                .contains("- exception LINKED: DK-CHAT-C decides", "- DK-CHAT-C version 1 applies")
                .contains("- hold H-LIT covers the chat of chat", "- H-LIT refuses, whatever the rule says")
                .contains("erasure: refuse by H-LIT");
    }

    @Test
    void whatTheFilesDoNotKnowIsAnsweredWithTheNearestName() throws IOException {
        assertThat(explain("tryg", "2026-12-01", "{\"system\": \"polcies\", \"item\": \"policy\"}"))
                .isEqualTo(1);
        assertThat(text()).contains("item-sheet: 'polcies'", "did you mean 'policies'?");
        assertThat(explain(
                        "tryg",
                        "2026-12-01",
                        "{\"system\": \"policies\", \"item\": \"policy\", \"dates\": {\"endet\": \"\"}}"))
                .isEqualTo(1);
        assertThat(text()).contains("did you mean 'ended'?");
        assertThat(explain("trygg", "2026-12-01", "{}")).isEqualTo(1);
        assertThat(text()).contains("did you mean 'tryg'?");
        assertThat(explain("tryg", "tomorrow", "{}")).isEqualTo(1);
        assertThat(text()).contains("no-day");
        assertThat(explain("tryg", "2026-12-01", "{")).isEqualTo(1);
        assertThat(text()).contains("no-json");
        assertThat(run("explian")).isEqualTo(2);
        assertThat(text()).contains("rules explain <controller> <item.json>");
    }

    private int explain(String controller, String on, String json) throws IOException {
        Path file = Files.writeString(folder.resolve("item.json"), json);
        printed.reset();
        return run("explain", controller, file.toString(), "--on", on);
    }

    private int run(String... args) {
        return RuleCommands.run(args, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
