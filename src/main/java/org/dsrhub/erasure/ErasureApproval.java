package org.dsrhub.erasure;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.ErasurePreviews;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What an erasure would do before it does it, and a person's approval of exactly that: at execution more or other items than
 * approved stop it. Fewer do not: what a hold keeps meanwhile stays, the rest goes as approved.
 */
@Service
public class ErasureApproval {
    private static final Set<RequestState> UNDECIDED = EnumSet.of(
            RequestState.RECEIVED, RequestState.IDENTIFICATION, RequestState.COLLECTING, RequestState.DECIDING);

    /** Whoever shaped what is erased; the second pair of eyes is somebody else's. */
    private static final Set<String> SHAPING = Set.of("identified", "item-decided", "candidates-decided");

    private final Requests requests;
    private final ErasurePreviews previews;
    private final DataControllers controllers;
    private final HeldBack heldBack;
    private final Review review;
    private final TransactionTemplate transactions;

    ErasureApproval(
            Requests requests,
            ErasurePreviews previews,
            DataControllers controllers,
            HeldBack heldBack,
            Review review,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.previews = previews;
        this.controllers = controllers;
        this.heldBack = heldBack;
        this.review = review;
        this.transactions = new TransactionTemplate(transactions);
    }

    /**
     * @param digest names this state of it, for the approval
     * @param goes items that are erased or anonymised, or were
     * @param approval whether a person has to approve it before anything goes
     * @param waits whether the request waits for that now
     */
    public record Preview(
            String digest,
            int goes,
            int stays,
            int review,
            boolean approval,
            boolean waits,
            List<ErasurePreviews.Line> lines) {}

    /** @throws Requests.StateConflict where the request erases nothing, or nothing is decided yet */
    public Preview preview(UUID requestId) {
        return transactions.execute(status -> {
            RequestView request = request(requestId);
            if (!request.rights().contains(Right.ERASURE)) {
                throw new Requests.StateConflict("no-erasure: the request does not ask for erasure");
            }
            if (UNDECIDED.contains(request.state())) {
                throw new Requests.StateConflict("not-decided: the items are not all found and decided yet");
            }
            List<ErasurePreviews.Line> lines = previews.lines(requestId);
            int goes = count(lines, EnumSet.of(Outcome.ERASE, Outcome.ANONYMISE));
            return new Preview(
                    previews.digest(requestId),
                    goes,
                    count(lines, EnumSet.of(Outcome.RETAIN_UNTIL, Outcome.REFUSE)),
                    count(lines, EnumSet.of(Outcome.REVIEW)),
                    controllers.get(request.controller()).erasing().needsApproval(goes),
                    request.state() == RequestState.REVIEW && heldBack.awaitsApproval(requestId),
                    lines);
        });
    }

    private static int count(List<ErasurePreviews.Line> lines, Set<Outcome> outcomes) {
        return lines.stream()
                .filter(line -> outcomes.contains(line.outcome()))
                .mapToInt(ErasurePreviews.Line::items)
                .sum();
    }

    /**
     * Lets a reviewed request go on; where an erasure waits for approval, or a preview is named, with what it names approved.
     *
     * @param preview {@link Preview#digest}, null where none is approved
     * @throws Requests.StateConflict where the preview is missing or outdated, or the actor shaped it
     */
    public RequestView approve(UUID requestId, String preview, String actor) {
        return transactions.execute(status -> {
            requests.lockedVersion(requestId, Set.of());
            if (preview != null) {
                accept(requestId, preview, actor);
            } else if (heldBack.awaitsApproval(requestId)) {
                throw new Requests.StateConflict(
                        "preview-missing: an erasure waits for approval; look at its preview and name it");
            }
            return review.release(requestId, actor);
        });
    }

    private void accept(UUID requestId, String preview, String actor) {
        boolean own = requests.history(requestId).stream()
                .anyMatch(entry ->
                        SHAPING.contains(entry.event()) && entry.actor().equals(actor));
        if (own) {
            throw new Requests.StateConflict(
                    "second-person: who identified the subject or decided an item may not approve the erasure; ask a"
                            + " colleague");
        }
        if (!preview.equals(previews.digest(requestId))) {
            throw new Requests.StateConflict(
                    "preview-outdated: what would be erased has changed since; look at the preview again");
        }
        int items = previews.approve(requestId);
        heldBack.approved(requestId, actor);
        requests.audit(requestId, actor, "erasure-approved", Map.of("preview", preview, "items", items));
    }

    private RequestView request(UUID requestId) {
        return requests.find(requestId)
                .orElseThrow(() -> new Problem("unknown-request", "there is no request of that id"));
    }
}
