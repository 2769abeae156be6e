package org.dsrhub.delivery;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.ledger.Holds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reminds of holds on their review day, and once a week until a person has reviewed or released them: one mail a controller
 * and day to the contact {@code legal-holds}, else to whom last days are told, with nothing but their number. A report is in no
 * mail: it stands in the list of those who may see it.
 */
@Component
class HoldReminders implements LegalDayTask {
    private static final Logger log = LoggerFactory.getLogger(HoldReminders.class);
    private static final String CONTACT = "legal-holds";

    private final Holds holds;
    private final MailWriter writer;
    private final OutgoingMail outgoing;

    HoldReminders(Holds holds, MailWriter writer, OutgoingMail outgoing) {
        this.holds = holds;
        this.writer = writer;
        this.outgoing = outgoing;
    }

    @Override
    public void run(DataController controller, LocalDate today) {
        List<UUID> due = holds.toReview(controller.id(), today);
        DataController.Contact role = role(controller);
        if (due.isEmpty() || role == null) {
            return;
        }
        String from = controller.delivery().mailFrom();
        try {
            outgoing.send(writer.toRole(
                    controller,
                    role,
                    "hold-review",
                    Map.of("count", due.size()),
                    "<holds-to-review." + controller.id() + "." + today + from.substring(from.lastIndexOf('@')) + ">",
                    today.atStartOfDay().toInstant(ZoneOffset.UTC)));
            holds.reminded(due, today);
        } catch (RuntimeException e) {
            // Neither their number nor their kind.
            log.error(
                    "hold-reminder-failed: {} was not reminded of its holds; the next day tries again",
                    controller.id(),
                    e);
        }
    }

    /** Null where a mail would reach nobody. */
    private static DataController.Contact role(DataController controller) {
        DataController.Contact contact = Stream.of(
                        CONTACT, controller.deadline().warned())
                .map(controller.contacts()::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(controller.dataProtectionOfficer());
        return NoticeDelivery.way(controller, contact).equals("mail") ? contact : null;
    }
}
