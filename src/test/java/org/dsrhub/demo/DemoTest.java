package org.dsrhub.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void everyItemComesOutAsThePersonaTableSays() {
        DemoOptions options = new DemoOptions(folder.resolve("demo"), true, Duration.ofMinutes(3));
        assertThat(new DemoHub(options, System.out).run("--server.port=0")).isEmpty();
    }
}
