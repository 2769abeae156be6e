package org.dsrhub.erasure;

import java.util.Set;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.AfterEach;

/** A bench for each test, and what is laid on it. */
abstract class OnTheBench {
    static final Set<Right> ERASURE = Set.of(Right.ERASURE);
    Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    void live(String... systems) {
        for (String system : systems) {
            bench.systems.with(system, Mode.LIVE, Service.DELETE);
        }
    }

    Lease lastLease;

    Lease lease(String queue) {
        lastLease = bench.steps.take(queue).orElseThrow(() -> new AssertionError("nothing due in " + queue));
        return lastLease;
    }
}
