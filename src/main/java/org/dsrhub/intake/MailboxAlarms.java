package org.dsrhub.intake;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.ledger.MailboxAlarm;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Table mailbox_alarm: tells people of a mailbox that nobody hears of, once an outage on all nodes together, and that it is
 * over. The worklist shows it while it lasts; the role that is warned of last days gets a mail.
 */
@Component
class MailboxAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxAlarms.class);
    private static final String RAISE = """
            insert into mailbox_alarm (mailbox, kind, entry) values (?, ?, ?) on conflict do nothing returning since""";
    private static final String CLEAR =
            "delete from mailbox_alarm where mailbox = ? and kind = ? returning since, entry";
    private static final String ENTRY = "update mailbox_alarm set entry = ? where mailbox = ? and kind = ?";

    private final JdbcTemplate jdbc;
    private final Quarantine quarantine;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    /** What this node said last of what it finds by itself; what another one said it learns where it would say it too. */
    private final Map<String, Boolean> said = new ConcurrentHashMap<>();

    MailboxAlarms(
            JdbcTemplate jdbc,
            Quarantine quarantine,
            ApplicationEventPublisher events,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.quarantine = quarantine;
        this.events = events;
        this.transaction = transaction;
    }

    /**
     * To be called after each poll; does something only where it is another than the last time. Silence is the same for all
     * nodes: one raises the alarm and another, which has the mail, may clear it, so that the table alone knows.
     */
    void update(Mailbox mailbox, MailboxAlarm.Kind kind, boolean alarm) {
        String key = mailbox.id() + " " + kind;
        if (kind != MailboxAlarm.Kind.SILENT && Boolean.valueOf(alarm).equals(said.get(key))) {
            return;
        }
        try {
            (alarm ? raise(mailbox, kind) : clear(mailbox, kind)).ifPresent(events::publishEvent);
            said.put(key, alarm);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("An alarm of the mailbox {} could not be kept; it is tried after the next poll", mailbox.id());
        }
    }

    private Optional<MailboxAlarm> raise(Mailbox mailbox, MailboxAlarm.Kind kind) {
        return transaction.execute(status -> {
            List<Instant> since = jdbc.query(
                    RAISE, (row, number) -> instant(row.getTimestamp(1)), mailbox.id(), kind.name(), UUID.randomUUID());
            if (since.isEmpty()) {
                return Optional.empty();
            }
            UUID entry = quarantine.add(
                    MailReferrals.source(mailbox.controller().id()),
                    reason(mailbox, kind),
                    remedy(mailbox, kind),
                    null,
                    null,
                    "mailbox/" + mailbox.id() + "/" + kind + "/" + UUID.randomUUID());
            jdbc.update(ENTRY, entry, mailbox.id(), kind.name());
            return Optional.of(alarm(mailbox, kind, since.get(0), false));
        });
    }

    private Optional<MailboxAlarm> clear(Mailbox mailbox, MailboxAlarm.Kind kind) {
        return transaction.execute(status -> jdbc
                .query(
                        CLEAR,
                        (row, number) -> {
                            resolve(row.getObject("entry", UUID.class));
                            return alarm(mailbox, kind, instant(row.getTimestamp("since")), true);
                        },
                        mailbox.id(),
                        kind.name())
                .stream()
                .findFirst());
    }

    private void resolve(UUID entry) {
        try {
            quarantine.resolve(entry, "hub", null);
        } catch (Requests.StateConflict e) {
            LOG.debug("A person has put the alarm aside before it was over", e);
        }
    }

    private static MailboxAlarm alarm(Mailbox mailbox, MailboxAlarm.Kind kind, Instant since, boolean over) {
        return new MailboxAlarm(mailbox.controller().id(), mailbox.id(), kind, since, over);
    }

    private static Instant instant(Timestamp at) {
        return at.toInstant();
    }

    private static String reason(Mailbox mailbox, MailboxAlarm.Kind kind) {
        return "mailbox-" + kind.name().toLowerCase(Locale.ROOT) + ": " + mailbox.id()
                + switch (kind) {
                    case LOGIN -> " refuses the hub's login";
                    case CERTIFICATE -> " shows a certificate that is not trusted, or another host's";
                    case UNREACHED -> " has not been reached for some minutes";
                    case SILENT -> " is reached, and no mail has come for longer than its silent-after";
                };
    }

    private static String remedy(Mailbox mailbox, MailboxAlarm.Kind kind) {
        DataController controller = mailbox.controller();
        DataController.Contact contact =
                controller.contacts().get(controller.deadline().warned());
        String who = contact == null ? "data-protection-officer" : contact.role("en");
        return switch (kind) {
            case LOGIN ->
                "mails wait there unread and their months run: have operations renew the secret under "
                        + mailbox.prefix() + " or unlock the account; " + who
                        + " is told. The entry goes when the login works";
            case CERTIFICATE ->
                "mails wait there unread and their months run: have operations see who answers at its host, then renew the"
                        + " certificate there or set " + mailbox.prefix() + "tls-bundle; " + who
                        + " is told. The entry goes when the certificate is good";
            case UNREACHED ->
                "mails wait there unread and their months run: have operations check host, port, folder and certificate"
                        + " under " + mailbox.prefix() + "; " + who
                        + " is told. The entry goes when the mailbox is reached";
            case SILENT ->
                "send a mail to its address and see whether it comes: a rule or a moved address may take them away; "
                        + who + " is told. The entry goes with the next mail";
        };
    }
}
