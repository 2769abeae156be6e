package org.dsrhub.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import org.springframework.boot.actuate.autoconfigure.metrics.MeterRegistryCustomizer;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says which hub this is, in {@code /actuator/info} and on every metric. */
@Configuration(proxyBeanMethods = false)
class HubInfo {
    @Bean
    InfoContributor hubInfoContributor() {
        return info -> info.withDetail(
                "hub",
                java.util.Map.of("version", version(), "java", Runtime.version().feature()));
    }

    @Bean
    MeterRegistryCustomizer<MeterRegistry> hubTags() {
        return registry -> registry.config().commonTags(List.of(Tag.of("application", "dsr-hub")));
    }

    private static String version() {
        String version = HubInfo.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
