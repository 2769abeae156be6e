package org.dsrhub.ledger;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/** What the engine tells Micrometer: queues and states, never ids. */
final class LedgerMetrics {
    private final MeterRegistry registry;
    private final DistributionSummary leases;
    private final MultiGauge open;

    LedgerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.leases = DistributionSummary.builder("hub.engine.lease.batch")
                .description("tasks leased by one statement")
                .register(registry);
        this.open = MultiGauge.builder("hub.work.open")
                .description("open work by queue, as the ledger holds it for all nodes")
                .register(registry);
    }

    void leased(int tasks) {
        leases.record(tasks);
    }

    void finished(String queue, String state) {
        registry.counter("hub.tasks", "queue", queue, "state", state).increment();
    }

    void open(Map<String, Long> byQueue) {
        open.register(
                byQueue.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("queue", entry.getKey()), entry.getValue()))
                        .toList(),
                true);
    }
}
