package org.dsrhub.intake;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Instant;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.VaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes one mail out of a mailbox: first into the vault as it is, then it is read. When it returns the mail is kept, as a
 * case or for a human; when it throws, the mail stays in the mailbox for the next poll.
 */
@Component("mailIntake")
class MailIntake {
    private static final Logger LOG = LoggerFactory.getLogger(MailIntake.class);
    /** One that was begun more often without an end may be what ends the process: the hub no longer reads it. */
    private static final int MOST_ATTEMPTS = 5;

    static final String UNFETCHED = "mail-server";

    private final MailDesk desk;
    private final MailArchive archive;
    private final Mailboxes mailboxes;
    private final MailboxWatch watch;
    private final UnfetchedMails unfetched;

    MailIntake(MailDesk desk, MailArchive archive, Mailboxes mailboxes, MailboxWatch watch, UnfetchedMails unfetched) {
        this.desk = desk;
        this.archive = archive;
        this.mailboxes = mailboxes;
        this.watch = watch;
        this.unfetched = unfetched;
    }

    /** Where the mail goes on the server. */
    enum Folder {
        /** dealt with */
        DONE,
        /** somebody's words that a caseworker has to read */
        CLARIFICATION,
        /** no letter, or one that could not be read */
        QUARANTINE
    }

    /**
     * @param mailbox it lies in: the controller, with a name behind a full stop where it has one
     * @return name of the folder that the mail is moved to
     */
    public String take(Message message, String mailbox) {
        String key = unfetched.key(message, mailbox);
        try {
            if (unfetched.givenUp(key)) {
                unfetched.tell(mailboxes.of(mailbox), key);
                return Folder.QUARANTINE.name();
            }
            String folder = take(new ServerMail(message), mailbox).name();
            unfetched.fetched(key);
            watch.arrived(mailbox);
            return folder;
        } catch (RuntimeException e) {
            if (e instanceof Problem problem && problem.code().equals(UNFETCHED)) {
                unfetched.failed(key);
            }
            watch.troubled(mailbox);
            throw e;
        }
    }

    Folder take(RawMail mail, String id) {
        Mailbox mailbox = mailboxes.of(id);
        CapturedMail captured;
        try {
            captured = CapturedMail.of(mail);
        } catch (IOException | MessagingException e) {
            throw new Problem(UNFETCHED, "the mail could not be fetched whole; it is fetched again", e);
        }
        MailArchive.Kept kept =
                archive.begin(mail, captured, mailbox.controller().id());
        try {
            return kept.times() > MOST_ATTEMPTS
                    ? notUnderstood(kept, mailbox, "begun " + MOST_ATTEMPTS + " times without an end")
                    : desk.take(archive.stored(kept, arrivedAt(mail)), kept, mailbox);
        } catch (DataAccessException | TransactionException | VaultException e) {
            archive.notItsFault(kept);
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            LOG.debug("The cause", e);
            return notUnderstood(kept, mailbox, e.getClass().getName());
        }
    }

    /** Null where the server does not say: it reads the headers for it, and stumbles over broken ones. */
    private static Instant arrivedAt(RawMail mail) {
        try {
            return mail.arrivedAt();
        } catch (MessagingException e) {
            return null;
        }
    }

    /** Ours to mend, but the sender's mail must neither be lost nor hold up those behind it. */
    private Folder notUnderstood(MailArchive.Kept kept, Mailbox mailbox, String why) {
        LOG.error("A mail of {} could not be understood and waits in quarantine: {}", mailbox.id(), why);
        return desk.quarantine(
                kept,
                mailbox,
                "mail-not-understood",
                "read it as it lies in the vault, file the request by hand, and report the error of the log");
    }
}
