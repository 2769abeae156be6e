package org.dsrhub.connector;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A wait that ends early where the hub stops. */
final class Pause {
    private Pause() {}

    /** @throws SystemUnavailable where the hub stops meanwhile: the task goes on elsewhere */
    static void of(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new SystemUnavailable("hub-stopping");
            }
        }
    }
}
