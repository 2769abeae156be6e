package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.NationalId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

class WiringTest {
    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Modules.class);

    @Configuration
    @ComponentScan({"org.dsrhub.datacontroller", "org.dsrhub.identity"})
    static class Modules {}

    @Test
    void theClockOfProductionCannotBeMovedAndTestNumbersAreRefused() {
        context.run(started -> {
            assertThat(started).hasNotFailed().hasSingleBean(LegalClock.class).hasSingleBean(DataControllers.class);
            assertThat(started).doesNotHaveBean(MovableLegalClock.class);
            assertThat(started.getBean(NationalIds.class)
                            .validate(new NationalId("EE", "69702140012"))
                            .usable())
                    .isFalse();
        });
    }

    @Test
    void theDemoMovesTheClockAndUsesTestNumbers() {
        context.withPropertyValues("hub.clock.movable=true", "hub.identity.test-numbers=true")
                .run(started -> {
                    assertThat(started).hasNotFailed().hasSingleBean(LegalClock.class);
                    assertThat(started).hasSingleBean(MovableLegalClock.class);
                    assertThat(started.getBean(NationalIds.class)
                                    .validate(new NationalId("EE", "69702140012"))
                                    .usable())
                            .isTrue();
                });
    }

    @Test
    void aWrongHomeEndsInAMessageAndNotInAStackTrace(@TempDir Path empty) {
        InvalidConfiguration failure = new InvalidConfiguration(
                java.util.List.of(new Finding("connectors/a/controller.yaml", 3, "wrong", "right")));
        FailureAnalysis analysis = new InvalidConfigurationAnalyzer().analyze(failure);

        assertThat(analysis.getDescription()).isEqualTo("connectors/a/controller.yaml:3: wrong → right");
        context.withPropertyValues("hub.home=" + empty)
                .run(started -> assertThat(started)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidConfiguration.class)
                        .hasMessageContaining("set hub.home"));
    }
}
