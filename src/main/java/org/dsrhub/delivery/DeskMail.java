package org.dsrhub.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Quarantine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the desk whose matter a letter is (a complaint, an authority's enquiry, an estate) that an entry waits for it: its id and
 * nothing of the letter. Each entry once; what a mail server does not take is tried again. Where that desk has no address that a
 * person reads, the role that is warned of last days is told.
 */
@Component("deskMail")
public class DeskMail {
    private static final Logger LOG = LoggerFactory.getLogger(DeskMail.class);

    private final Quarantine quarantine;
    private final DataControllers controllers;
    private final MailWriter writer;
    private final OutgoingMail outgoing;
    private final TransactionTemplate transaction;
    private volatile boolean failing;

    DeskMail(
            Quarantine quarantine,
            DataControllers controllers,
            MailWriter writer,
            OutgoingMail outgoing,
            TransactionTemplate transaction) {
        this.quarantine = quarantine;
        this.controllers = controllers;
        this.writer = writer;
        this.outgoing = outgoing;
        this.transaction = transaction;
    }

    /** A row lock keeps two nodes from telling of the same entry. */
    public void send() {
        List<UUID> failed = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status ->
                    quarantine.untold(failed).map(entry -> tell(entry, failed)).orElse(false)));
        }
        failing = !failed.isEmpty();
    }

    private boolean tell(Quarantine.HandedOn entry, List<UUID> failed) {
        DataController controller = controllers.get(entry.controller());
        DataController.Contact contact = Stream.of(
                        entry.contact(), controller.deadline().warned())
                .map(controller.contacts()::get)
                .filter(Objects::nonNull)
                .filter(one -> NoticeDelivery.way(controller, one).equals("mail"))
                .findFirst()
                .orElse(null);
        try {
            if (contact != null) {
                outgoing.send(writer.toRole(
                        controller,
                        contact,
                        "desk",
                        Map.of(
                                "entry",
                                entry.id().toString(),
                                "kind",
                                entry.kind().replaceFirst("^mail-", "").toUpperCase(Locale.ROOT)),
                        writer.messageId(controller, "entry." + entry.id()),
                        entry.createdAt()));
            }
            quarantine.told(entry.id());
        } catch (RuntimeException e) {
            failed.add(entry.id());
            if (!failing) {
                LOG.warn(
                        "desk-mail: {} of {} is not told of an entry yet ({}); it is tried again",
                        entry.contact(),
                        entry.controller(),
                        e.getClass().getSimpleName());
            }
        }
        return true;
    }
}
