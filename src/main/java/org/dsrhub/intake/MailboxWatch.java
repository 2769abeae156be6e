package org.dsrhub.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Remembers when each mailbox was last reached: a mailbox that nobody hears of is a legal deadline that runs unseen. Health
 * {@code mailboxes}, metric {@code hub.mailbox.silence.seconds}. A failed poll is tried again at the next interval.
 */
@Component("mailboxes")
class MailboxWatch implements PollingConsumerPollStrategy, ExceptionHandler, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxWatch.class);
    private static final Duration TOO_LONG = Duration.ofMinutes(5);

    private final Map<String, State> mailboxes = new ConcurrentHashMap<>();
    private final MeterRegistry meters;

    MailboxWatch(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param reached last success, or the start; {@code failure} null where the last poll went well */
    private record State(Instant reached, String failure) {}

    void expect(String controller) {
        mailboxes.put(controller, new State(Instant.now(), null));
        Gauge.builder("hub.mailbox.silence.seconds", () -> silence(controller).toSeconds())
                .description("Seconds since the mailbox was last polled with success")
                .tag("controller", controller)
                .register(meters);
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        return true;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polled) {
        String controller = controller(consumer);
        State before = mailboxes.put(controller, new State(Instant.now(), null));
        if (before != null && before.failure() != null) {
            LOG.info("The mailbox of {} answers again", controller);
        }
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retries, Exception cause) {
        String controller = controller(consumer);
        String failure = cause.getClass().getSimpleName();
        State before = mailboxes.compute(
                controller, (id, state) -> new State(state == null ? Instant.now() : state.reached(), failure));
        meters.counter("hub.mailbox.failures", "controller", controller).increment();
        LOG.warn(
                "The mailbox of {} could not be polled ({}), last reached {}; it is polled again. Check host, port, "
                        + "password and certificate",
                controller,
                failure,
                before.reached());
        return false;
    }

    /** Polls that failed are told by {@link #rollback}; a mail that could not be moved is met again and known. */
    @Override
    public void handleException(Throwable exception) {
        LOG.debug("A poll failed", exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        LOG.debug(message, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        LOG.warn(
                "A taken mail could not be moved on its server, or one could not be taken ({}); it is met again",
                exception.getClass().getSimpleName());
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        mailboxes.forEach((controller, state) -> {
            boolean silent = silence(controller).compareTo(TOO_LONG) > 0;
            if (silent) {
                health.status("DEGRADED");
            }
            health.withDetail(
                    controller,
                    (silent ? "silent since " : "reached ")
                            + state.reached()
                            + (state.failure() == null ? "" : ", last poll failed: " + state.failure()));
        });
        return health.build();
    }

    private Duration silence(String controller) {
        State state = mailboxes.get(controller);
        return state == null ? Duration.ZERO : Duration.between(state.reached(), Instant.now());
    }

    private static String controller(Consumer consumer) {
        Route route = consumer instanceof org.apache.camel.RouteAware aware ? aware.getRoute() : null;
        String id = route == null ? "unknown" : route.getRouteId();
        return id.substring(id.indexOf('.') + 1);
    }
}
