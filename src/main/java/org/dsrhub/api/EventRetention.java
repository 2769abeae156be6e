package org.dsrhub.api;

import java.time.Duration;
import java.time.LocalDate;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.ledger.Events;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Forgets events after {@code hub.events.keep}: a portal that was away for longer asks for each request. */
@Component
class EventRetention implements LegalDayTask {
    private final Events events;
    private final Duration keep;

    EventRetention(Events events, @Value("${hub.events.keep:90d}") Duration keep) {
        this.events = events;
        this.keep = keep;
    }

    @Override
    public void run(DataController controller, LocalDate today) {
        events.forget(keep);
    }
}
