package org.dsrhub.intake;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dsrhub.ledger.MailReturned;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.TaskView;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Marks what a bounce of the hub's own mail says: that the person was not reached. Nothing is sent again by itself. */
@Component
class Bounces {
    private final SentMails sent;
    private final Requests requests;
    private final Quarantine quarantine;
    private final MailArchive archive;
    private final ApplicationEventPublisher events;

    Bounces(
            SentMails sent,
            Requests requests,
            Quarantine quarantine,
            MailArchive archive,
            ApplicationEventPublisher events) {
        this.events = events;
        this.sent = sent;
        this.requests = requests;
        this.quarantine = quarantine;
        this.archive = archive;
    }

    /** @param messageId of the mail that did not arrive */
    record Returned(DeliveryReport report, String messageId, SentMails.Sent mail) {}

    /** Where one of the mails that it names is the hub's, of a case that still has its content. */
    Optional<Returned> of(ReadMail mail) {
        DeliveryReport report = mail.report();
        if (report == null) {
            return Optional.empty();
        }
        return report.messageIds().stream()
                .flatMap(id -> sent.find(id).map(found -> new Returned(report, id, found)).stream())
                .filter(found -> archive.takesMore(found.mail().requestId()))
                .findFirst();
    }

    /** In the caller's transaction. */
    MailIntake.Folder note(Returned returned, MailArchive.Kept kept, byte[] fingerprint) {
        UUID request = returned.mail().requestId();
        String stage = requests.tasks(request).stream()
                .filter(task -> task.id().equals(returned.mail().taskId()))
                .map(TaskView::queue)
                .findFirst()
                .orElse("mail");
        UUID blob = archive.keepFor(request, kept);
        boolean failed = returned.report().failed();
        requests.audit(
                request,
                "hub",
                failed ? "mail-returned" : "mail-delayed",
                Map.of(
                        "stage", stage,
                        "task", returned.mail().taskId().toString(),
                        "status", returned.report().status(),
                        "blob", blob.toString()));
        if (!failed) {
            return MailIntake.Folder.DONE;
        }
        if (sent.cameBack(returned.messageId())) {
            String source =
                    MailReferrals.source(requests.find(request).orElseThrow().controller());
            quarantine.add(
                    source,
                    "mail-returned: what " + stage + " sent did not arrive ("
                            + (returned.report().status().isEmpty()
                                    ? "no status"
                                    : returned.report().status()) + ")",
                    "reach the person another way (post, telephone), or correct the address when identifying them; nothing more"
                            + " goes to that address by itself, a task that is retried sends there once more",
                    request,
                    blob,
                    source + "/" + HexFormat.of().formatHex(fingerprint));
            if (archive.knowsSubject(request)) {
                events.publishEvent(new MailReturned(request, returned.messageId()));
            }
        }
        return MailIntake.Folder.CLARIFICATION;
    }
}
