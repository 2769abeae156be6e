package org.dsrhub.intake;

import java.util.List;
import java.util.Optional;
import org.dsrhub.ledger.Requests;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An automatic reply to a mail of the hub, such as that of somebody who is away, lies with the case that it answers: nothing is
 * sent back, nobody is identified by it, and no caseworker has to look. It has to quote the Message-ID, which only a mailbox
 * that got the mail knows; one that brings attachments is looked at all the same.
 */
@Component
class AutomaticReplies {
    static final String RECEIVED = "automatic-reply-received";

    private final Threads threads;
    private final SeenMails seen;
    private final MailArchive archive;
    private final Requests requests;
    private final TransactionTemplate transaction;

    AutomaticReplies(
            Threads threads, SeenMails seen, MailArchive archive, Requests requests, TransactionTemplate transaction) {
        this.threads = threads;
        this.seen = seen;
        this.archive = archive;
        this.requests = requests;
        this.transaction = transaction;
    }

    /** @return empty where it answers none of the hub's mails, or holds more than words */
    Optional<MailIntake.Folder> join(
            ReadMail mail,
            String controllerId,
            MailArchive.Kept kept,
            byte[] fingerprint,
            AuthenticationResults results) {
        return threads.of(mail, controllerId)
                .filter(reply -> reply.how().equals(Threads.BY_MESSAGE) && mail.attachments() == 0)
                .map(reply -> transaction.execute(status -> {
                    if (seen.claim(controllerId, fingerprint)) {
                        requests.audit(
                                reply.request().id(),
                                "hub",
                                RECEIVED,
                                reply.details(archive.keepFor(reply.request().id(), kept), results, List.of()));
                    }
                    archive.forget(kept);
                    return MailIntake.Folder.DONE;
                }));
    }
}
