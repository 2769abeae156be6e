package org.dsrhub.delivery;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.MailboxAlarm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Mails a mailbox's alarm, and its end, to the role that is warned of last days. The worklist says it too, for as long as it lasts. */
@Component
class AlarmMail {
    private static final Logger LOG = LoggerFactory.getLogger(AlarmMail.class);

    private final DataControllers controllers;
    private final MailWriter writer;
    private final OutgoingMail outgoing;

    AlarmMail(DataControllers controllers, MailWriter writer, OutgoingMail outgoing) {
        this.controllers = controllers;
        this.writer = writer;
        this.outgoing = outgoing;
    }

    @EventListener
    void tell(MailboxAlarm alarm) {
        DataController controller = controllers.get(alarm.controller());
        DataController.Contact contact =
                controller.contacts().get(controller.deadline().warned());
        if (!NoticeDelivery.way(controller, contact).equals("mail")) {
            LOG.warn(
                    "mailbox-alarm: no mail to {}, the worklist has to do",
                    controller.deadline().warned());
            return;
        }
        try {
            outgoing.send(writer.toRole(
                    controller,
                    contact,
                    alarm.over() ? "mailbox-well" : "mailbox-alarm",
                    Map.of("mailbox", alarm.mailbox(), "kind", alarm.kind().name()),
                    writer.messageId(
                            controller,
                            "mailbox." + alarm.mailbox() + "."
                                    + alarm.kind().name().toLowerCase(Locale.ROOT) + "."
                                    + alarm.since().toEpochMilli() + (alarm.over() ? ".over" : "")),
                    Instant.now()));
        } catch (RuntimeException e) {
            LOG.warn(
                    "mailbox-alarm: no mail went to {} ({}), the worklist has to do",
                    controller.deadline().warned(),
                    e.getClass().getSimpleName());
        }
    }
}
