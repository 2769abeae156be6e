package org.dsrhub.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dsrhub.datacontroller.ClockTask;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.ledger.Incidents;
import org.dsrhub.ledger.Incidents.Incident;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Warns the data protection officer while the clock of a breach runs (Art. 33): a mail with the hours that are left and the
 * incident's number, each once, and a line in the log that monitoring can look for.
 */
@Component
class IncidentWarnings implements ClockTask {
    private static final Logger log = LoggerFactory.getLogger(IncidentWarnings.class);

    /** Since the breach was known, the later first: one that is seen late is not warned about twice. */
    private static final List<Integer> HOURS = List.of(66, 48);

    private final Incidents incidents;
    private final MailWriter writer;
    private final OutgoingMail outgoing;
    private final TransactionTemplate transactions;

    IncidentWarnings(
            Incidents incidents, MailWriter writer, OutgoingMail outgoing, PlatformTransactionManager transactions) {
        this.incidents = incidents;
        this.writer = writer;
        this.outgoing = outgoing;
        this.transactions = new TransactionTemplate(transactions);
    }

    @Override
    public void run(DataController controller, Instant now) {
        for (Incident incident : incidents.running(controller.id())) {
            long passed = Duration.between(incident.knownAt(), now).toHours();
            HOURS.stream()
                    .filter(hours -> hours <= passed)
                    .findFirst()
                    .ifPresent(hours -> warn(controller, incident, hours, now));
        }
    }

    private void warn(DataController controller, Incident incident, int hours, Instant now) {
        try {
            // The mail last: where it does not go, nobody was warned.
            transactions.executeWithoutResult(status -> {
                if (incidents.warned(incident.id(), hours)) {
                    long left = Math.max(
                            0, Duration.between(now, incident.notifyBy()).toHours());
                    log.warn(
                            "incident-clock: incident {} of {} has {} hours left",
                            incident.id(),
                            controller.id(),
                            left);
                    mail(controller, incident, hours, left, now);
                }
            });
        } catch (RuntimeException e) {
            log.error("incident-warning-failed: nobody was warned of incident {}; it is tried again", incident.id(), e);
        }
    }

    private void mail(DataController controller, Incident incident, int hours, long left, Instant now) {
        DataController.Contact officer = controller.dataProtectionOfficer();
        DataController.Contact contact = officer == null
                ? controller.contacts().get(controller.deadline().escalatedTo())
                : officer;
        if (!NoticeDelivery.way(controller, contact).equals("mail")) {
            return; // the list of incidents and the log have to do
        }
        String from = controller.delivery().mailFrom();
        outgoing.send(writer.toRole(
                controller,
                contact,
                "incident-clock",
                Map.of("hours", left, "incident", incident.id().toString()),
                "<incident-clock." + incident.id() + "." + hours + from.substring(from.lastIndexOf('@')) + ">",
                now));
    }
}
