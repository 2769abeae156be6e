package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Steps;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;

class StageRoutesTest {
    @Test
    void routesCarryARequestFromTheLastReplyToItsAnswer() throws Exception {
        try (Bench bench = new Bench();
                CamelContext camel = new DefaultCamelContext()) {
            bench.systems.with("quotes", Mode.LIVE, Service.DELETE);
            camel.addComponent("ledger", bench.bean(Steps.class).component());
            camel.getRegistry().bind("decide", bench.decision);
            camel.getRegistry().bind("erasure", bench.erasure);
            camel.getRegistry().bind("measures", bench.measures);
            camel.getRegistry().bind("restrictions", bench.restrictions);
            camel.getRegistry().bind("deadlineSweep", bench.deadlines);
            for (String stage :
                    Set.of("decision", "supplement", "measures", "restriction-lift", "erasure", "deadlines")) {
                PluginHelper.getRoutesLoader(camel)
                        .loadRoutes(PluginHelper.getResourceLoader(camel)
                                .resolveResource("file:" + Path.of("routes", stage + ".camel.yaml")));
            }
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("ledger:gjensidige-ee.quotes")
                            .process(exchange -> exchange.getMessage()
                                    .setBody(bench.work(exchange.getMessage().getBody(Lease.class))));
                }
            });
            camel.start();

            UUID id = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("quotes", "Q1"));

            await().atMost(Duration.ofSeconds(20)).until(() -> bench.view(id).state() == RequestState.ANSWERING);
            assertThat(bench.execution(id, "Q1")).isEqualTo("PROVEN");
            UUID restricted = bench.accept(Set.of(Right.RESTRICTION), bench.oldQuote("quotes", "Q2"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> bench.view(restricted).state() == RequestState.ANSWERING);
            assertThat(bench.events(restricted)).contains("restricted", "restriction-planned");
        }
    }
}
