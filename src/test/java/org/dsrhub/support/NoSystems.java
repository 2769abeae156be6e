package org.dsrhub.support;

import java.util.List;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.request.Problem;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** A landscape without a single backing system. */
@TestConfiguration(proxyBeanMethods = false)
public class NoSystems {
    @Bean
    @ConditionalOnMissingBean
    Connectors noConnectors() {
        return new Connectors() {
            @Override
            public List<Connector> all() {
                return List.of();
            }

            @Override
            public List<Connector> of(String controller) {
                return List.of();
            }

            @Override
            public Connector get(String controller, String system) {
                throw new Problem("unknown-system", "there is none");
            }
        };
    }
}
