package org.dsrhub.operations;

import java.time.LocalDate;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.springframework.stereotype.Component;

/** Anchors the audit chains of all controllers on each legal day, the first time that one of them has it. */
@Component
class DailyAnchor implements LegalDayTask {
    private final AuditAnchors anchors;

    DailyAnchor(AuditAnchors anchors) {
        this.anchors = anchors;
    }

    @Override
    public void run(DataController controller, LocalDate today) {
        anchors.anchor(today);
    }
}
