package org.dsrhub.identity.signature;

import java.time.InstantSource;
import org.dsrhub.identity.NationalIds;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SignatureProperties.class)
class SignatureConfiguration {
    /** By the system's clock: a legal clock that was turned would bring expired certificates back to life. */
    @Bean
    DssSignatures signatures(SignatureProperties properties, NationalIds nationalIds) {
        return new DssSignatures(properties, nationalIds, InstantSource.system());
    }

    @Bean("trustedLists")
    HealthIndicator trustedLists(DssSignatures signatures) {
        return new TrustedListHealth(signatures.trust());
    }

    @Bean
    TrustedListDownload trustedListDownload(SignatureProperties properties, DssSignatures signatures) {
        return new TrustedListDownload(properties, signatures.trust(), InstantSource.system());
    }
}
