package org.dsrhub.datacontroller;

import java.time.LocalDate;

/** What is to be done for a controller when a legal day has come that is believed; safe to be done again that day. */
public interface LegalDayTask {
    void run(DataController controller, LocalDate today);
}
