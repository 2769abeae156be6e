package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Outcome;
import org.dsrhub.erasure.ErasureApproval;
import org.dsrhub.erasure.Review;
import org.dsrhub.intake.Complaints;
import org.dsrhub.intake.Identifying;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Confidential;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a caseworker decides about a request, always with a reason in words, which goes to the vault. */
@RestController
@RequestMapping(path = "/api/v1/requests/{id}", consumes = "application/json")
class CaseworkApi {
    private static final int MOST_DECISIONS = 500;
    private static final int MOST_VALUES = 500;
    private static final int MOST_COPIES = 100;
    private static final Set<RequestState> OPEN = EnumSet.complementOf(EnumSet.of(RequestState.CLOSED));

    private final Requests requests;
    private final Callers callers;
    private final Identifying identifying;
    private final Looks looks;
    private final Complaints complaints;
    private final Review review;
    private final Holds holds;
    private final ErasureApproval erasures;
    private final Confidential confidential;
    private final DataControllers controllers;
    private final Words words;
    private final TransactionTemplate transaction;

    CaseworkApi(
            Requests requests,
            Callers callers,
            Identifying identifying,
            Looks looks,
            Complaints complaints,
            Review review,
            Holds holds,
            ErasureApproval erasures,
            Confidential confidential,
            DataControllers controllers,
            Words words,
            TransactionTemplate transaction) {
        this.requests = requests;
        this.callers = callers;
        this.identifying = identifying;
        this.looks = looks;
        this.complaints = complaints;
        this.review = review;
        this.holds = holds;
        this.erasures = erasures;
        this.confidential = confidential;
        this.controllers = controllers;
        this.words = words;
        this.transaction = transaction;
    }

    /** Decides one item or several that the rules left to a person. All of them are taken, or none. */
    @PostMapping("/decisions")
    RequestsApi.Summary decisions(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        List<ItemDecision> decisions = new ArrayList<>();
        if (fields.has("decisions")) {
            for (JsonFields entry : fields.objects("decisions", MOST_DECISIONS)) {
                decisions.add(ItemDecision.read(entry));
                entry.rejectUnknown();
            }
            if (decisions.isEmpty()) {
                fields.fail("decisions", "must hold at least one decision");
            }
        } else {
            decisions.add(ItemDecision.read(fields));
        }
        fields.verify();
        transaction.executeWithoutResult(status -> {
            looks.unchanged(id);
            decisions.forEach(decision -> review.decide(
                    id,
                    decision.item(),
                    decision.right(),
                    decision.outcome(),
                    decision.until(),
                    reason,
                    decision.values(),
                    decision.copies(),
                    callers.name()));
        });
        return RequestsApi.Summary.of(callers.visible(id));
    }

    /** @param copies recording or document of the item → redacted copy among the request's evidence */
    private record ItemDecision(
            UUID item, Right right, Outcome outcome, LocalDate until, List<String> values, Map<UUID, UUID> copies) {
        static ItemDecision read(JsonFields entry) {
            return new ItemDecision(
                    entry.uuid("itemId"),
                    required(entry, "right", entry.oneOf(Right.class, "right")),
                    required(entry, "outcome", entry.oneOf(Outcome.class, "outcome")),
                    entry.date("until"),
                    blackedOut(entry),
                    redactedCopies(entry));
        }
    }

    private static List<String> blackedOut(JsonFields entry) {
        List<String> values = entry.texts("values", MOST_VALUES, 500);
        if (values.stream()
                .anyMatch(value ->
                        value.codePoints().filter(Character::isLetterOrDigit).count() < 2)) {
            entry.fail("values", "must have two letters or digits each, or more");
        }
        return values;
    }

    private static Map<UUID, UUID> redactedCopies(JsonFields entry) {
        Map<UUID, UUID> copies = new HashMap<>();
        for (JsonFields copy : entry.objects("copies", MOST_COPIES)) {
            UUID media = copy.uuid("media");
            UUID evidence = copy.uuid("evidence");
            copy.rejectUnknown();
            if (media != null && evidence != null) {
                copies.put(media, evidence);
            }
        }
        return copies;
    }

    /**
     * Lets the request go on, and approves the erasure that the preview shows; whoever decided that an item of it is erased does
     * not approve that alone.
     */
    @PostMapping("/approval")
    RequestsApi.Summary approval(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        String preview = fields.text("preview", 64);
        fields.verify();
        String actor = callers.name();
        return transaction.execute(status -> {
            looks.unchanged(id);
            boolean destroys = requests.history(id).stream()
                    .filter(entry -> entry.event().equals("item-decided")
                            && entry.actor().equals(actor))
                    .anyMatch(CaseworkApi::destroys);
            if (destroys) {
                throw new Requests.StateConflict(
                        "second-person: who decided that an item is erased may not approve it; ask a colleague");
            }
            requests.audit(id, actor, "approved", kept(id, reason));
            return RequestsApi.Summary.of(erasures.approve(id, preview, actor));
        });
    }

    /** On the last day what is decided is answered; what waits for a person follows, and the case stays open. */
    @PostMapping("/partial-answer")
    RequestsApi.Summary partialAnswer(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        String reason = reason(body);
        return transaction.execute(status -> {
            looks.unchanged(id);
            return RequestsApi.Summary.of(review.answerPartly(id, words.keep(id, reason), callers.name()));
        });
    }

    /**
     * Doubt about who asks (Art. 12(6)): a request in review waits for identification again. While systems are being asked
     * there is nothing to hold back yet.
     */
    @PostMapping("/suspension")
    RequestsApi.Summary suspension(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.answered(id);
        return transaction.execute(status -> {
            RequestsApi.Summary suspended = move(
                    id,
                    body,
                    EnumSet.of(RequestState.REVIEW),
                    "suspended",
                    Next.tasks(RequestState.IDENTIFICATION, List.of(Notices.task()), null));
            identifying.doubted(id);
            return suspended;
        });
    }

    /** A complaint about the request, to whomever: what it found stays until two persons release the hold ({@code H-CMP}). */
    @PostMapping("/complaint")
    RequestsApi.Summary complaint(@PathVariable UUID id, @RequestBody JsonNode body) {
        RequestView request = callers.visible(id);
        complaints.take(request, reason(body), callers.name());
        return RequestsApi.Summary.of(callers.visible(id));
    }

    /**
     * The subject works for the controller, as only the letter itself may tell: from now on the accounts that are named for such
     * requests see this one, and nobody else does, not even who has said so.
     */
    @PostMapping("/employee")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void employee(@PathVariable UUID id, @RequestBody JsonNode body) {
        RequestView request = callers.visible(id);
        String reason = reason(body);
        if (controllers.get(request.controller()).identification().employees().isEmpty()) {
            throw new Requests.StateConflict(
                    "nobody-named: set identification/employees/handled-by of this controller, or nobody would see it");
        }
        transaction.executeWithoutResult(status -> {
            looks.unchanged(id);
            requests.apply(id, OPEN, callers.name(), "employee-marked", kept(id, reason), Next.nothing());
            confidential.mark(id);
        });
    }

    /** The subject takes the request back; nothing more is asked or erased. What is erased stays erased. */
    @PostMapping("/cancellation")
    RequestsApi.Summary cancellation(@PathVariable UUID id, @RequestBody JsonNode body) {
        unrestricted(id);
        return move(id, body, OPEN, "cancelled", Next.closed(RequestOutcome.CANCELLED));
    }

    /** Nothing would lift the flags of a request that is over. */
    private void unrestricted(UUID id) {
        callers.answered(id);
        if (holds.restrictedAnywhere(requests, id)) {
            throw new Requests.StateConflict(
                    "restriction-in-force: lift it first, so that the subject is told and the systems lift their flags");
        }
    }

    private static boolean destroys(AuditEntry entry) {
        Object outcome = entry.details().get("outcome");
        return Outcome.ERASE.name().equals(outcome) || Outcome.ANONYMISE.name().equals(outcome);
    }

    private RequestsApi.Summary move(UUID id, JsonNode body, Set<RequestState> expected, String event, Next next) {
        callers.visible(id);
        String reason = reason(body);
        return transaction.execute(status -> {
            looks.unchanged(id);
            return RequestsApi.Summary.of(requests.apply(id, expected, callers.name(), event, kept(id, reason), next));
        });
    }

    private Map<String, Object> kept(UUID id, String reason) {
        Map<String, Object> details = new HashMap<>();
        details.put("words", words.keep(id, reason).toString());
        return details;
    }

    private static String reason(JsonNode body) {
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        fields.verify();
        return reason;
    }

    private static <T> T required(JsonFields fields, String name, T value) {
        if (value == null && !fields.has(name)) {
            fields.fail(name, "is missing");
        }
        return value;
    }
}
