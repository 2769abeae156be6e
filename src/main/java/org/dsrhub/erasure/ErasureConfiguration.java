package org.dsrhub.erasure;

import org.dsrhub.decision.Decider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ErasureProperties.class)
class ErasureConfiguration {
    @Bean
    Decider decider() {
        return Decider.standard();
    }
}
