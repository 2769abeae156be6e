package org.dsrhub.intake;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dsrhub.ledger.Quarantine;
import org.springframework.stereotype.Component;

/**
 * Mails that a server lists and does not hand over, however often it is asked. A poll takes the first mails of a folder, so
 * that a batch of them would hold up all behind: after some tries they are moved aside on the server, unread, and a person is
 * told where they lie.
 */
@Component
class UnfetchedMails {
    private static final int MOST_TRIES = 5;
    private static final int MOST_REMEMBERED = 10_000;

    private final Quarantine quarantine;
    private final Map<String, Integer> tries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    UnfetchedMails(Quarantine quarantine) {
        this.quarantine = quarantine;
    }

    /** Names the mail on its server; null where the connection is gone, which is not the mail's fault. */
    String key(Message message, String mailbox) {
        Folder folder = message.getFolder();
        try {
            return folder instanceof UIDFolder uids && folder.isOpen()
                    ? mailbox + "/" + uids.getUIDValidity() + "/" + uids.getUID(message)
                    : null;
        } catch (MessagingException e) {
            return null;
        }
    }

    synchronized boolean givenUp(String key) {
        return key != null && tries.getOrDefault(key, 0) >= MOST_TRIES;
    }

    synchronized void failed(String key) {
        if (key != null) {
            tries.merge(key, 1, Integer::sum);
        }
    }

    synchronized void fetched(String key) {
        tries.remove(key);
    }

    /** Once for each mail, whichever node says it. */
    void tell(Mailbox mailbox, String key) {
        quarantine.add(
                MailReferrals.source(mailbox.controller().id()),
                "mail-unfetched: the server of " + mailbox.id() + " does not hand over one of its mails",
                "open it with a mail program in the quarantine folder of that mailbox and file by hand what it asks for, by the"
                        + " day on which it arrived there; the hub has nothing of it",
                null,
                null,
                "mail-unfetched/" + key);
    }
}
