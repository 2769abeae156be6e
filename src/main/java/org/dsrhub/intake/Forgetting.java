package org.dsrhub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.HexFormat;
import java.util.List;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets what came in and is over: keys of the portal that no caller repeats any longer, and the content of quarantined
 * mails that a person has dealt with. A mail that nobody has dealt with may be somebody's request, and stays; one that was
 * begun and left, as its mailbox has lost it since, is put before a person.
 */
@Component
class Forgetting implements LegalDayTask {
    /** Portals repeat a call within minutes. */
    private static final Period KEYS = Period.ofDays(30);

    /** A poll meets it again within minutes. */
    private static final Duration LEFT = Duration.ofDays(1);

    private static final int BATCH = 100;

    private final IdempotencyKeys keys;
    private final Quarantine quarantine;
    private final Vault vault;
    private final MailArchive archive;
    private final TransactionTemplate transaction;

    Forgetting(
            IdempotencyKeys keys,
            Quarantine quarantine,
            Vault vault,
            MailArchive archive,
            TransactionTemplate transaction) {
        this.keys = keys;
        this.quarantine = quarantine;
        this.vault = vault;
        this.archive = archive;
        this.transaction = transaction;
    }

    @Override
    public void run(DataController controller, LocalDate today) {
        keys.forget(before(controller, today, KEYS));
        Instant resolvedBefore = before(controller, today, controller.quarantinePeriod());
        List<Quarantine.Spent> batch;
        do {
            batch = quarantine.spent(MailReferrals.source(controller.id()), resolvedBefore, BATCH);
            batch.forEach(spent -> transaction.executeWithoutResult(status -> {
                vault.shred(spent.keys(), Vault.Key.EVIDENCE);
                vault.shred(spent.keys(), Vault.Key.PAYLOAD);
                quarantine.emptied(spent.id());
            }));
        } while (batch.size() == BATCH);
        archive.left(controller.id(), LEFT, BATCH).forEach(left -> showLeft(controller.id(), left));
    }

    private void showLeft(String controllerId, MailArchive.Kept left) {
        transaction.executeWithoutResult(status -> {
            if (archive.keepAlone(left)) {
                quarantine.add(
                        MailReferrals.source(controllerId),
                        "mail-left-behind: it was begun and never ended, and its mailbox holds it no more",
                        "read it, and file the request by hand if it is one",
                        null,
                        left.blob(),
                        MailReferrals.source(controllerId) + "/left/"
                                + HexFormat.of().formatHex(left.content()));
            }
        });
    }

    private static Instant before(DataController controller, LocalDate today, Period period) {
        return today.minus(period).atStartOfDay(controller.zone()).toInstant();
    }
}
