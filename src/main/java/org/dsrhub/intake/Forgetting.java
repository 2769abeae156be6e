package org.dsrhub.intake;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets what came in and is over: keys of the portal that no caller repeats any longer, and the content of quarantined
 * mails that a person has dealt with. A mail that nobody has dealt with may be somebody's request, and stays.
 */
@Component
class Forgetting implements LegalDayTask {
    /** Portals repeat a call within minutes. */
    private static final Period KEYS = Period.ofDays(30);

    private static final int BATCH = 100;

    private final IdempotencyKeys keys;
    private final Quarantine quarantine;
    private final Vault vault;
    private final TransactionTemplate transaction;

    Forgetting(IdempotencyKeys keys, Quarantine quarantine, Vault vault, TransactionTemplate transaction) {
        this.keys = keys;
        this.quarantine = quarantine;
        this.vault = vault;
        this.transaction = transaction;
    }

    @Override
    public void run(DataController controller, LocalDate today) {
        keys.forget(before(controller, today, KEYS));
        Instant resolvedBefore = before(controller, today, controller.quarantinePeriod());
        List<Quarantine.Spent> batch;
        do {
            batch = quarantine.spent(MailDesk.source(controller.id()), resolvedBefore, BATCH);
            batch.forEach(spent -> transaction.executeWithoutResult(status -> {
                vault.shred(spent.keys(), Vault.Key.EVIDENCE);
                vault.shred(spent.keys(), Vault.Key.PAYLOAD);
                quarantine.emptied(spent.id());
            }));
        } while (batch.size() == BATCH);
    }

    private static Instant before(DataController controller, LocalDate today, Period period) {
        return today.minus(period).atStartOfDay(controller.zone()).toInstant();
    }
}
