package org.dsrhub.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.answer.Answers;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.SentMails;
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
    private final Answers answers;
    private final SentMails sent;
    private final OutgoingMail outgoing;
    private final TransactionTemplate transaction;
    private volatile boolean failing;

    DeskMail(
            Quarantine quarantine,
            DataControllers controllers,
            Answers answers,
            SentMails sent,
            OutgoingMail outgoing,
            TransactionTemplate transaction) {
        this.quarantine = quarantine;
        this.controllers = controllers;
        this.answers = answers;
        this.sent = sent;
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
                outgoing.send(mail(entry, controller, contact));
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

    private Mail mail(Quarantine.HandedOn entry, DataController controller, DataController.Contact contact) {
        String from = controller.delivery().mailFrom();
        return new Mail(
                from,
                controller.name(),
                contact.mail(),
                answers.text(
                        controller.id(),
                        null,
                        "desk",
                        controller.defaultLanguage(),
                        Map.of(
                                "entry",
                                entry.id().toString(),
                                "kind",
                                entry.kind().replaceFirst("^mail-", "").toUpperCase(Locale.ROOT))),
                sent.messageId("entry." + entry.id(), from.substring(from.lastIndexOf('@') + 1)),
                entry.createdAt(),
                "auto-generated",
                null,
                null);
    }
}
