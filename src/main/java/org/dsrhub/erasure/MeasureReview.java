package org.dsrhub.erasure;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.ledger.Measure;
import org.dsrhub.ledger.Measures;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a person decides about a right of a request that no rule decides; the words go to the subject. */
@Service
public class MeasureReview {
    private final Requests requests;
    private final Measures measures;
    private final Connectors connectors;
    private final Held held;
    private final Vault vault;
    private final TransactionTemplate transactions;

    MeasureReview(
            Requests requests,
            Measures measures,
            Connectors connectors,
            Held held,
            Vault vault,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.measures = measures;
        this.connectors = connectors;
        this.held = held;
        this.vault = vault;
        this.transactions = new TransactionTemplate(transactions);
    }

    /**
     * A later decision replaces it until it is carried out.
     *
     * @param consequence with an objection that is granted only
     * @param named where a granted rectification or withdrawal is carried out, else empty; a rectification without any takes
     *     place in all masters ({@code rectification: manual}) that hold something
     * @throws Requests.StateConflict where the request does not wait for it, or it is being carried out already
     * @throws Problem {@code invalid-decision}
     */
    public RequestView decide(
            UUID requestId,
            Right right,
            Measure.Result result,
            Measure.Consequence consequence,
            Set<String> named,
            String words,
            String actor) {
        return transactions.execute(status -> {
            requests.lockedVersion(requestId, Set.of());
            RequestView request = requests.find(requestId)
                    .orElseThrow(() -> new Problem("unknown-request", "there is no request of that id"));
            if (!request.rights().contains(right)) {
                throw new Requests.StateConflict("not-asked: the request does not ask for " + right);
            }
            if (request.state() != RequestState.REVIEW) {
                throw new Requests.StateConflict("not-in-review: nothing about this request waits for a person");
            }
            if (carriedOut(request, right)) {
                throw new Requests.StateConflict("decided-before: it is carried out already; nothing replaces it");
            }
            Set<String> systems = right == Right.RECTIFICATION && result == Measure.Result.GRANTED && named.isEmpty()
                    ? masters(request)
                    : named;
            check(request, right, result, systems);
            Blob kept = vault.seal(
                    requestId,
                    Vault.Key.EVIDENCE,
                    "text/plain; charset=utf-8",
                    words.strip().getBytes(StandardCharsets.UTF_8));
            vault.store(kept);
            measures.decide(requestId, new Measure(right, result, consequence, systems, kept.id(), actor));
            Map<String, Object> details = new TreeMap<>();
            details.put("right", right.name());
            details.put("result", result.name());
            details.put("words", kept.id().toString());
            details.put("systems", List.copyOf(new TreeSet<>(systems)));
            if (consequence != null) {
                details.put("consequence", consequence.name());
            }
            requests.audit(requestId, actor, "measure-decided", details);
            return request;
        });
    }

    private Set<String> masters(RequestView request) {
        return held.systems(request).stream()
                .filter(connector -> connector.rights().get(Right.RECTIFICATION) == Connector.Service.MANUAL)
                .map(Connector::system)
                .collect(Collectors.toSet());
    }

    /** The request has gone on with it before, and has come back to review. */
    private boolean carriedOut(RequestView request, Right right) {
        boolean decided = false;
        boolean carriedOut = false;
        for (var entry : requests.history(request.id())) {
            decided |= entry.event().equals("measure-decided")
                    && right.name().equals(entry.details().get("right"));
            carriedOut |= decided && entry.event().equals("released");
        }
        return carriedOut;
    }

    private void check(RequestView request, Right right, Measure.Result result, Set<String> systems) {
        boolean somewhere = right == Right.RECTIFICATION || right == Right.OTHER_CONSENT_WITHDRAWAL;
        if (result == Measure.Result.GRANTED && somewhere ? systems.isEmpty() : !systems.isEmpty()) {
            throw new Problem(
                    "invalid-decision",
                    "name the systems in which it is carried out, and only where it is carried out");
        }
        for (String system : systems) {
            boolean known = connectors.of(request.controller()).stream()
                    .filter(connector -> !connector.isStatement())
                    .map(Connector::system)
                    .anyMatch(system::equals);
            if (!known) {
                throw new Problem("invalid-decision", "a named system is none of this controller's that the hub asks");
            }
        }
    }
}
