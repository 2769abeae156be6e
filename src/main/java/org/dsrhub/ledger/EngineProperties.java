package org.dsrhub.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How one node's engine works; {@code hub.engine.*}.
 *
 * @param node names the node in leases; empty for a name of its own at each start
 * @param permits tasks at once on this node, over all queues
 * @param lease how long a task stays with a node that gives no sign
 * @param claim longest work on one answer that came in
 * @param poll longest time until due work is seen without a wake-up
 * @param hungryPoll the same while work is due that limits did not let go
 * @param takeInterval shortest time between two lease statements
 * @param batch most completions written in one transaction
 * @param linger how long a completion waits for company
 * @param backOff first delay of a retry; doubles up to {@code maxBackOff}
 * @param breakerFailures failures in a row that open a backend's breaker
 * @param coolDown first time an open breaker rests; doubles up to {@code maxCoolDown}
 * @param notifyDelay within which wake-ups of other nodes are coalesced
 * @param stopWait how long a stop waits for running tasks before it gives them back
 * @param gaugePeriod how often the open work is counted for the metrics
 */
@ConfigurationProperties("hub.engine")
record EngineProperties(
        @DefaultValue("") String node,
        @DefaultValue("256") int permits,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("2m") Duration claim,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("50ms") Duration hungryPoll,
        @DefaultValue("2ms") Duration takeInterval,
        @DefaultValue("200") int batch,
        @DefaultValue("2ms") Duration linger,
        @DefaultValue("1s") Duration backOff,
        @DefaultValue("5m") Duration maxBackOff,
        @DefaultValue("5") int breakerFailures,
        @DefaultValue("10s") Duration coolDown,
        @DefaultValue("10m") Duration maxCoolDown,
        @DefaultValue("5ms") Duration notifyDelay,
        @DefaultValue("5s") Duration stopWait,
        @DefaultValue("5s") Duration gaugePeriod) {

    EngineProperties {
        if (permits < 1 || batch < 1 || breakerFailures < 1) {
            throw new IllegalArgumentException("hub.engine: permits, batch and breaker-failures must be at least 1");
        }
        if (lease.compareTo(Duration.ofMillis(300)) < 0) {
            throw new IllegalArgumentException("hub.engine.lease must be at least 300ms");
        }
    }
}
