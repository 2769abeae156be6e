package org.dsrhub.erasure;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.decision.Hold;
import org.dsrhub.ledger.Aliases;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.LegalDates;
import org.dsrhub.ledger.Requests;
import org.dsrhub.vault.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes the payload key of a request once its answer's period is over, unless a hold covers it. What is erased only later
 * keeps its reference and facts, nothing else, under the evidence key.
 */
@Component
class Shredding {
    private static final Logger log = LoggerFactory.getLogger(Shredding.class);
    private static final int BATCH = 100;

    private final LegalDates dates;
    private final Aliases aliases;
    private final Requests requests;
    private final Items items;
    private final Executions executions;
    private final Vault vault;
    private final TransactionTemplate transactions;

    Shredding(
            LegalDates dates,
            Aliases aliases,
            Requests requests,
            Items items,
            Executions executions,
            Vault vault,
            PlatformTransactionManager transactions) {
        this.dates = dates;
        this.aliases = aliases;
        this.requests = requests;
        this.items = items;
        this.executions = executions;
        this.vault = vault;
        this.transactions = new TransactionTemplate(transactions);
    }

    void shred(DataController controller, LocalDate today) {
        Instant closedBefore = today.minus(controller.payloadPeriod())
                .atStartOfDay(controller.zone())
                .toInstant();
        UUID after = null;
        List<UUID> batch;
        do {
            batch = dates.shreddable(controller.id(), closedBefore, after, BATCH);
            for (UUID requestId : batch) {
                after = requestId;
                shred(controller.id(), requestId);
            }
        } while (batch.size() == BATCH);
    }

    private void shred(String controller, UUID requestId) {
        try {
            transactions.executeWithoutResult(status -> {
                List<Hold> holds = executions.freezeHolds(controller, requests.subject(requestId));
                if (held(requestId, holds)) {
                    return;
                }
                int kept = executions.keepReferences(requestId);
                vault.shred(requestId, Vault.Key.PAYLOAD);
                aliases.forget(requestId);
                requests.audit(requestId, "hub", "payload-shredded", Map.of("referencesKept", kept));
            });
        } catch (RuntimeException e) {
            log.error("shredding-failed: the payload of request {} stays until the next day's sweep", requestId, e);
        }
    }

    private boolean held(UUID requestId, List<Hold> inForce) {
        // A report keeps its records where they are, not the hub's copy, whose end shows.
        List<Hold> holds =
                inForce.stream().filter(hold -> hold.kind() != Hold.Kind.H_AML).toList();
        if (holds.stream().anyMatch(hold -> !hold.subjects().isEmpty())) {
            return true;
        }
        if (holds.isEmpty()) {
            return false;
        }
        AtomicBoolean covered = new AtomicBoolean();
        items.read(requestId, item -> {
            if (!covered.get() && holds.stream().anyMatch(hold -> hold.covers(item.facts()))) {
                covered.set(true);
            }
        });
        return covered.get();
    }
}
