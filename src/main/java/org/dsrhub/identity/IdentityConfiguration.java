package org.dsrhub.identity;

import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {
    @Bean
    NationalIds nationalIds(
            @Value("${hub.identity.test-numbers:false}") boolean testNumbers, ObjectProvider<InstantSource> clock) {
        return new NationalIds(testNumbers, clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    Normaliser normaliser(NationalIds nationalIds) {
        return new Normaliser(nationalIds);
    }

    @Bean
    SubjectMatch subjectMatch(NationalIds nationalIds, Normaliser normaliser) {
        return new SubjectMatch(nationalIds, normaliser);
    }
}
