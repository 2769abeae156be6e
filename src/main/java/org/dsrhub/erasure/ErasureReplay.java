package org.dsrhub.erasure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Replays;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out replays of the erasure ledger: what was proven to be gone is asked for again by the request that had it erased,
 * and what has come back is erased again under the holds and rules of today.
 */
@Component
class ErasureReplay {
    private static final int BATCH = 200;

    private final Replays replays;
    private final Requests requests;
    private final Connectors connectors;
    private final Quarantine quarantine;
    private final TransactionTemplate transactions;

    ErasureReplay(
            Replays replays,
            Requests requests,
            Connectors connectors,
            Quarantine quarantine,
            PlatformTransactionManager transactions) {
        this.replays = replays;
        this.requests = requests;
        this.connectors = connectors;
        this.quarantine = quarantine;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** Goes on where an earlier run, or another node, has stopped. */
    void goOn(String controller) {
        List<String> askable = connectors.of(controller).stream()
                .filter(ErasureReplay::canBeAsked)
                .map(Connector::system)
                .toList();
        transactions.executeWithoutResult(status -> replays.begin(controller, askable));
        replays.due(controller, BATCH).forEach(this::askAgain);
    }

    /** What was erased and is found again by another request: a restored backup may have brought it back. */
    void recognise(RequestView request) {
        replays.erasedBefore(request.id()).forEach((system, items) -> {
            requests.audit(request.id(), "hub", "erased-items-found", Map.of("system", system, "items", items));
            quarantine.add(
                    request.controller() + "." + system,
                    "erased-items-found",
                    "items of this request were erased before: see whether their system was restored from a backup, then"
                            + " replay the erasures since (erasure replay), or decide them here",
                    request.id(),
                    null,
                    "erased-items-found:" + request.id() + ":" + system);
        });
    }

    private static boolean canBeAsked(Connector connector) {
        Connector.Service erasure = connector.rights().get(Right.ERASURE);
        return connector.mode() == Connector.Mode.LIVE && erasure != null && erasure != Connector.Service.NOTIFY;
    }

    private void askAgain(UUID requestId) {
        transactions.executeWithoutResult(status -> {
            requests.lockedVersion(requestId, Set.of());
            int items = replays.start(requestId);
            if (items > 0) {
                requests.apply(
                        requestId,
                        Set.of(RequestState.CLOSED),
                        "hub",
                        "erasure-replayed",
                        Map.of("items", items),
                        Next.stage(null, ErasureStage.QUEUE));
            }
        });
    }
}
