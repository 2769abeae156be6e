package org.dsrhub.datacontroller;

import java.time.Instant;

/** What is to be looked at for a controller each time that the sweep of deadlines comes round; safe to be done again. */
public interface ClockTask {
    void run(DataController controller, Instant now);
}
