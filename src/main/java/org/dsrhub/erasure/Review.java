package org.dsrhub.erasure;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.decision.Outcome;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Measures;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Redactions;
import org.dsrhub.ledger.Redactions.Redaction;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a person decides about items that the rules leave to one, and that the request may go on. */
@Service
public class Review {
    private static final Set<RequestState> AFTER = EnumSet.of(RequestState.PARTLY_ANSWERED, RequestState.CLOSED);
    private static final Set<String> SENDING = Set.of("released", "answered-partly");
    private static final Set<Right> COPIES = EnumSet.of(Right.ACCESS, Right.PORTABILITY);
    private static final Set<Outcome> ACCESS = EnumSet.of(Outcome.DISCLOSE, Outcome.REDACT, Outcome.WITHHOLD);
    private static final Set<Outcome> ERASURE =
            EnumSet.of(Outcome.ERASE, Outcome.ANONYMISE, Outcome.RETAIN_UNTIL, Outcome.REFUSE);

    private final Requests requests;
    private final Items items;
    private final Executions executions;
    private final Holds holds;
    private final DataControllers controllers;
    private final LegalDays days;
    private final HeldBack heldBack;
    private final Measures measures;
    private final Redactions redactions;
    private final CopiesOfRecordings copies;
    private final Vault vault;
    private final TransactionTemplate transactions;

    Review(
            Requests requests,
            Items items,
            Executions executions,
            Holds holds,
            DataControllers controllers,
            LegalDays days,
            HeldBack heldBack,
            Measures measures,
            Redactions redactions,
            CopiesOfRecordings copies,
            Vault vault,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.items = items;
        this.executions = executions;
        this.holds = holds;
        this.controllers = controllers;
        this.days = days;
        this.heldBack = heldBack;
        this.measures = measures;
        this.redactions = redactions;
        this.copies = copies;
        this.vault = vault;
        this.transactions = new TransactionTemplate(transactions);
    }

    /**
     * Decides one item; a second decision replaces the first until the request goes on.
     *
     * @param right {@code ACCESS} or {@code PORTABILITY} (disclose, redact, withhold) or {@code ERASURE} (erase, anonymise,
     *     retain until, refuse)
     * @param until last day kept, with {@code RETAIN_UNTIL} only
     * @param words why; kept in the vault
     * @throws Requests.StateConflict where the request is not in review, the item is being erased, or a hold forbids it
     * @throws Problem {@code unknown-item}, {@code invalid-decision}
     */
    public void decide(
            UUID requestId, UUID itemId, Right right, Outcome outcome, LocalDate until, String words, String actor) {
        decide(requestId, itemId, right, outcome, until, words, List.of(), Map.of(), actor);
    }

    /**
     * The same; of what is redacted the given values are blacked out wherever they stand, and of recordings the given copies
     * are sent.
     *
     * @param values names, numbers and addresses of others; kept in the vault
     * @param copied recording or document of the item → document of the request's evidence that is its redacted copy
     */
    public void decide(
            UUID requestId,
            UUID itemId,
            Right right,
            Outcome outcome,
            LocalDate until,
            String words,
            List<String> values,
            Map<UUID, UUID> copied,
            String actor) {
        RequestView request = request(requestId);
        Executions.Judged before = executions
                .judged(itemId, right)
                .orElseThrow(() -> new Problem("unknown-item", "the request has no such item under that right"));
        // After an answer only what the rules left to a person on the item's day.
        boolean open = request.state() == RequestState.REVIEW
                || AFTER.contains(request.state()) && before.decision().outcome() == Outcome.REVIEW;
        if (!open) {
            throw new Requests.StateConflict("not-in-review: nothing about this request waits for a person");
        }
        if (before.execution() != null) {
            throw new Requests.StateConflict("erasure-begun: the item is handed to erasing already");
        }
        LocalDate today = days.today(request.controller());
        check(right, outcome, until, words, today);
        if (outcome != Outcome.REDACT && !(values.isEmpty() && copied.isEmpty())) {
            throw new Problem("invalid-decision", "only what is redacted has values to black out, or copies");
        }
        Item item = find(requestId, itemId);
        transactions.executeWithoutResult(status -> {
            if (outcome == Outcome.ERASE || outcome == Outcome.ANONYMISE) {
                refuseUnderHold(request, item);
            }
            Decision decision = decision(request, before.decision(), outcome, until, today);
            Redaction redaction = new Redaction(values, copies.checked(requestId, item, copied, actor));
            redactions.keep(requestId, itemId, right, redaction, actor);
            List<UUID> covering = covering(request, right, item);
            items.decide(requestId, right, today, actor, List.of(new Items.Decided(itemId, decision, null, covering)));
            Blob kept = vault.seal(
                    requestId, Vault.Key.EVIDENCE, "text/plain", words.strip().getBytes(StandardCharsets.UTF_8));
            vault.store(kept);
            executions.explain(itemId, right, kept.id());
            requests.audit(
                    requestId,
                    actor,
                    "item-decided",
                    Map.of("item", itemId.toString(), "right", right.name(), "outcome", outcome.name()));
        });
    }

    /**
     * The request goes on, once nothing of it waits for a person.
     *
     * @throws Requests.StateConflict where something does
     */
    public RequestView release(UUID requestId, String actor) {
        return transactions.execute(status -> {
            RequestView request = request(requestId);
            int open = executions.underReview(requestId);
            if (open > 0) {
                throw new Requests.StateConflict("items-in-review: " + open + " items wait for a person's decision");
            }
            refuseOpenMeasures(request);
            if (heldBack.reviewed(requestId, actor)) {
                // The copy has gone; the answer to the erasure tells of every item what became of it.
                executions.unreport(requestId);
            }
            heldBack.release(requestId, actor);
            return requests.apply(requestId, releasable(requestId), actor, "released", Map.of(), Verdict.next(request));
        });
    }

    private void refuseOpenMeasures(RequestView request) {
        Map<String, String> missing = OpenMeasures.of(request, measures.of(request.id()), requests.tasks(request.id()));
        if (!missing.isEmpty()) {
            throw new Requests.StateConflict("measures-open: "
                    + missing.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + entry.getValue())
                            .collect(Collectors.joining("; ")));
        }
    }

    /** After a partial answer what was decided since follows as a supplement. */
    private Set<RequestState> releasable(UUID requestId) {
        boolean more = false;
        for (AuditEntry entry : requests.history(requestId)) {
            more = entry.event().equals("item-decided") || more && !SENDING.contains(entry.event());
        }
        return more ? EnumSet.of(RequestState.REVIEW, RequestState.PARTLY_ANSWERED) : EnumSet.of(RequestState.REVIEW);
    }

    /**
     * On the last day, or later, what is decided is answered, and what waits for a person is named by its kind; it follows as a
     * supplement. Nothing undecided leaves. An erasure that was asked for as well stays open as a whole, and what becomes of it
     * is told with the rest.
     *
     * @param words why it is not decided yet, in the vault
     * @throws Requests.StateConflict where the request is not in review, is not due yet, asks for erasure alone or for what is
     *     not carried out yet, or waits for nobody
     */
    public RequestView answerPartly(UUID requestId, UUID words, String actor) {
        return transactions.execute(status -> {
            requests.lockedVersion(requestId, Set.of());
            RequestView request = request(requestId);
            if (days.today(request.controller()).isBefore(request.dueOn())) {
                throw new Requests.StateConflict("not-due: before the last day the whole answer is worked on");
            }
            boolean erases = request.rights().contains(Right.ERASURE);
            if (erases && Collections.disjoint(request.rights(), COPIES)) {
                throw new Requests.StateConflict(
                        "erasure-open: what is erased is told once it is proven; decide the items, or extend the deadline");
            }
            refuseOpenMeasures(request);
            int open = executions.underReview(requestId);
            if (open == 0) {
                throw new Requests.StateConflict(
                        "nothing-open: no item waits for a person; approve the request instead");
            }
            if (erases) {
                heldBack.review(requestId);
            }
            return requests.apply(
                    requestId,
                    Set.of(RequestState.REVIEW),
                    actor,
                    "answered-partly",
                    Map.of("items", open, "words", words.toString()),
                    Next.stage(RequestState.ANSWERING, "answer"));
        });
    }

    private static void check(Right right, Outcome outcome, LocalDate until, String words, LocalDate today) {
        Set<Outcome> possible = switch (right) {
            case ACCESS, PORTABILITY -> ACCESS;
            case ERASURE -> ERASURE;
            default -> EnumSet.noneOf(Outcome.class);
        };
        if (!possible.contains(outcome)) {
            throw new Problem("invalid-decision", "that outcome does not answer that right; use one of " + possible);
        }
        if ((outcome == Outcome.RETAIN_UNTIL) != (until != null) || until != null && until.isBefore(today)) {
            throw new Problem("invalid-decision", "RETAIN_UNTIL, and only that, needs a last day that is not over");
        }
        if (words == null || words.isBlank()) {
            throw new Problem("invalid-decision", "say in words why");
        }
    }

    private void refuseUnderHold(RequestView request, Item item) {
        Subject subject = requests.subject(request.id());
        List<Hold> inForce = executions.freezeHolds(request, subject);
        if (inForce.stream().anyMatch(hold -> hold.covers(item.facts()))) {
            throw new Requests.StateConflict("hold-in-force: the item cannot be erased before its hold is released");
        }
    }

    /** What of it is withheld or refused under a hold is decided again once the hold is released. */
    private List<UUID> covering(RequestView request, Right right, Item item) {
        Subject subject = requests.subject(request.id());
        List<Hold> inForce = right == Right.ERASURE
                ? holds.againstErasure(request, subject)
                : holds.inForce(request.controller(), subject);
        return inForce.stream()
                .filter(hold -> hold.kind() != Hold.Kind.H_AML && hold.covers(item.facts()))
                .map(Hold::id)
                .toList();
    }

    private Item find(UUID requestId, UUID itemId) {
        AtomicReference<Item> found = new AtomicReference<>();
        items.read(requestId, item -> {
            if (item.id().equals(itemId)) {
                found.set(item);
            }
        });
        if (found.get() == null) {
            throw new Problem("unknown-item", "the request has no such item");
        }
        return found.get();
    }

    /** In the words of the rule that left it to a person, where there is one. */
    private Decision decision(RequestView request, Decision before, Outcome outcome, LocalDate until, LocalDate today) {
        RetentionRule rule =
                controllers.get(request.controller()).rule(before.rule(), today).orElse(null);
        String legalBasis = switch (outcome) {
            case ERASE, ANONYMISE -> "GDPR-17-1";
            case RETAIN_UNTIL, REFUSE -> rule == null || rule.legalBasis() == null ? "GDPR-17-3-e" : rule.legalBasis();
            case REDACT, WITHHOLD -> "GDPR-15-4";
            case DISCLOSE, REVIEW -> "GDPR-15-3";
        };
        String messageKey = switch (outcome) {
            case ERASE -> MessageKeys.ERASED;
            case ANONYMISE -> MessageKeys.ANONYMISED;
            case DISCLOSE -> MessageKeys.DISCLOSED;
            case REDACT -> MessageKeys.REDACTED;
            case RETAIN_UNTIL, REFUSE ->
                rule == null || rule.messageKey() == null ? MessageKeys.RETAINED_CLAIMS : rule.messageKey();
            case WITHHOLD, REVIEW -> MessageKeys.REVIEW;
        };
        return new Decision(
                outcome,
                Verdict.PERSON,
                0,
                until,
                legalBasis,
                before.dpv(),
                messageKey,
                rule != null && rule.suppression(),
                before.overrun());
    }

    private RequestView request(UUID requestId) {
        return requests.find(requestId)
                .orElseThrow(() -> new Problem("unknown-request", "there is no request of that id"));
    }
}
