package org.dsrhub.datacontroller;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;

/** The clock of legal dates (receipt, deadline, last day kept); leases and retries use the database's. */
public class LegalClock implements InstantSource {
    private final InstantSource source;

    public LegalClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant();
    }

    /** @param zone of the controller: {@link DataController#zone()} */
    public LocalDate today(ZoneId zone) {
        return LocalDate.ofInstant(instant(), zone);
    }
}
