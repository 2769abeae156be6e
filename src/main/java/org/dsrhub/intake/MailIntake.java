package org.dsrhub.intake;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import java.io.IOException;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.VaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Takes one mail out of a mailbox. When it returns the mail is kept, as a case or for a human; when it throws, nothing is
 * kept and the mail stays in the mailbox for the next poll.
 */
@Component("mailIntake")
class MailIntake {
    private static final Logger LOG = LoggerFactory.getLogger(MailIntake.class);

    private final MailDesk desk;

    MailIntake(MailDesk desk) {
        this.desk = desk;
    }

    /** Where the mail goes on the server. */
    enum Folder {
        DONE,
        QUARANTINE
    }

    /**
     * @param controller whose mailbox it is
     * @return the folder the mail is moved to, {@code DONE} or {@code QUARANTINE}
     */
    public String take(Message message, String controller) {
        return take(new ServerMail(message), controller).name();
    }

    Folder take(RawMail mail, String controller) {
        CapturedMail captured;
        try {
            captured = CapturedMail.of(mail);
        } catch (IOException | MessagingException e) {
            throw new Problem("mail-server", "the mail could not be fetched whole; it is fetched again", e);
        }
        try {
            return desk.take(mail, captured, controller);
        } catch (DataAccessException | TransactionException | VaultException e) {
            throw e;
        } catch (RuntimeException e) {
            // Ours to mend, but the sender's mail must neither be lost nor hold up those behind it.
            LOG.error(
                    "A mail of {} could not be understood and waits in quarantine: {}",
                    controller,
                    e.getClass().getName());
            LOG.debug("The cause", e);
            return desk.quarantine(
                    mail,
                    captured,
                    controller,
                    "mail-not-understood",
                    "read it as it lies in the vault, file the request by hand, and report the error of the log");
        }
    }
}
