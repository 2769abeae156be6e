package org.dsrhub.datacontroller;

import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DataControllerConfiguration {
    @Bean
    HubHome hubHome(@Value("${hub.home:.}") String home) {
        return new HubHome(Path.of(home));
    }

    @Bean
    @ConditionalOnProperty(name = "hub.clock.movable", havingValue = "false", matchIfMissing = true)
    LegalClock legalClock() {
        return new LegalClock(InstantSource.system());
    }

    @Bean
    @ConditionalOnProperty(name = "hub.clock.movable", havingValue = "true")
    MovableLegalClock movableLegalClock() {
        return new MovableLegalClock(InstantSource.system());
    }
}
