package org.dsrhub.datacontroller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** For demo and tests: runs on from the moment it was moved to. Lives in memory, so it starts at the system's time. */
public final class MovableLegalClock extends LegalClock {
    private final InstantSource base;
    private volatile Duration offset = Duration.ZERO;

    public MovableLegalClock(InstantSource base) {
        super(base);
        this.base = base;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }

    public void moveTo(Instant moment) {
        offset = Duration.between(base.instant(), moment);
    }
}
