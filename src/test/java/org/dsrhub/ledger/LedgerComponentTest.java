package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dsrhub.ledger.TestHub.query;

import java.time.Duration;
import java.util.UUID;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.TaskState;
import org.dsrhub.support.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerComponentTest {
    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        camel.addComponent("ledger", new LedgerComponent(hub.engine));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("ledger:tryg.crm?concurrency=2").routeId("crm").process(exchange -> {
                    Lease lease = exchange.getMessage().getBody(Lease.class);
                    exchange.getMessage().setBody(Completion.done().withItems(lease.attempt()));
                });
                from("ledger:tryg.claims").routeId("claims").process(exchange -> {
                    throw new Problem("login-refused", "renew the password");
                });
                from("ledger:decide")
                        .routeId("decide")
                        .setBody(constant(Completion.then(Next.closed(RequestOutcome.FULFILLED))));
            }
        });
        hub.engine.start();
        camel.start();
    }

    @AfterEach
    void close() {
        camel.stop();
        hub.close();
    }

    private void awaitState(UUID request, RequestState state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> hub.requests.find(request).orElseThrow().state() == state);
    }

    @Test
    void aRequestRunsThroughItsRoutes() {
        UUID request = hub.collecting("k", query("crm"), query("claims"));
        awaitState(request, RequestState.CLOSED);
        assertThat(hub.task(request, "tryg.crm").state()).isEqualTo(TaskState.DONE);
        assertThat(hub.task(request, "tryg.crm").items()).isEqualTo(1);
        assertThat(hub.task(request, "tryg.claims").reason()).isEqualTo("login-refused: renew the password");
    }

    @Test
    void tasksOfAStoppedOrSuspendedRouteWaitAndAreDoneAfterItsStart() throws Exception {
        camel.getRouteController().stopRoute("crm");
        UUID first = hub.collecting("1", query("crm"));
        awaitIgnored(first);
        camel.getRouteController().startRoute("crm");
        awaitState(first, RequestState.CLOSED);
        camel.getRouteController().suspendRoute("crm");
        UUID second = hub.collecting("2", query("crm"));
        awaitIgnored(second);
        camel.getRouteController().resumeRoute("crm");
        awaitState(second, RequestState.CLOSED);
    }

    private void awaitIgnored(UUID request) {
        Awaitility.await()
                .during(Duration.ofMillis(300))
                .until(() -> hub.task(request, "tryg.crm").state() == TaskState.DUE);
    }

    @Test
    void nothingCanBeSentToTheLedger() {
        assertThatThrownBy(() -> camel.createProducerTemplate().sendBody("ledger:decide", "x"))
                .hasStackTraceContaining("can be consumed only");
    }

    @Test
    void twoRoutesOfOneQueueAreRefused() {
        assertThatThrownBy(() -> camel.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("ledger:decide?concurrency=3").routeId("twin").log("x");
                    }
                }))
                .hasStackTraceContaining("two routes of this node consume ledger:decide");
    }
}
