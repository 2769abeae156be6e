package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Deadlines;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.ExtensionGround;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a caseworker decides about the time a request takes, or that it gets no answer; the subject is told by letter. */
@RestController
@RequestMapping(path = "/api/v1/requests/{id}", consumes = "application/json")
class DeadlineApi {
    private static final int LONGEST_REASON = 5000;
    private static final Set<RequestState> REFUSABLE =
            EnumSet.of(RequestState.RECEIVED, RequestState.IDENTIFICATION, RequestState.REVIEW);

    private final Requests requests;
    private final Notices notices;
    private final Callers callers;
    private final Looks looks;
    private final Holds holds;
    private final Words words;
    private final DataControllers controllers;
    private final Deadlines deadlines;
    private final LegalClock clock;
    private final TransactionTemplate transaction;

    DeadlineApi(
            Requests requests,
            Notices notices,
            Callers callers,
            Looks looks,
            Holds holds,
            Words words,
            DataControllers controllers,
            Deadlines deadlines,
            LegalClock clock,
            TransactionTemplate transaction) {
        this.requests = requests;
        this.notices = notices;
        this.callers = callers;
        this.looks = looks;
        this.holds = holds;
        this.words = words;
        this.controllers = controllers;
        this.deadlines = deadlines;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** Extends the last day once, by the controller's months, before the first month is over (Art. 12(3)). */
    @PostMapping("/extension")
    RequestsApi.Summary extension(@PathVariable UUID id, @RequestBody JsonNode body) {
        RequestView view = callers.answered(id);
        JsonFields fields = JsonFields.of(body);
        ExtensionGround ground = ground(fields);
        String reason = fields.requiredText("reason", LONGEST_REASON);
        fields.verify();
        DataController controller = controllers.get(view.controller());
        LocalDate last = deadlines.firstMonthEndsOn(controller, view.receivedAt());
        if (clock.today(controller.zone()).isAfter(last)) {
            throw new Requests.StateConflict("first-month-over: an extension had to be told by " + last);
        }
        LocalDate until = deadlines.extendedDueOn(controller, view.receivedAt());
        if (!until.isAfter(last)) {
            throw new Requests.StateConflict("no-extension: this controller grants itself none");
        }
        return transaction.execute(status -> {
            looks.unchanged(id);
            UUID kept = words.keep(id, reason);
            RequestView extended = requests.extend(
                    id,
                    until,
                    callers.name(),
                    Map.of("ground", ground.name(), "words", kept.toString()),
                    Notices.enqueue(null));
            notices.add(Notice.extension(id, until, ground, kept));
            return RequestsApi.Summary.of(extended);
        });
    }

    private static ExtensionGround ground(JsonFields fields) {
        String field = "ground";
        if ("OUTAGE".equalsIgnoreCase(fields.value(field).asText())) {
            fields.fail(field, "that a system is down extends nothing: only COMPLEXITY or NUMBER does (Art. 12(3))");
            return null;
        }
        ExtensionGround ground = fields.oneOf(ExtensionGround.class, field);
        if (ground == null && !fields.has(field)) {
            fields.fail(field, "is missing");
        }
        return ground;
    }

    /**
     * Refuses the request as a whole, and tells the subject why (Art. 12(4)). The hub itself calls no request excessive: only a
     * person does, with a reason in words.
     */
    @PostMapping("/refusal")
    RequestsApi.Summary refusal(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.answered(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", LONGEST_REASON);
        RefusalGround given = fields.oneOf(RefusalGround.class, "ground");
        RefusalGround ground = given == null ? RefusalGround.OTHER : given;
        fields.verify();
        if (holds.restrictedAnywhere(requests, id)) {
            throw new Requests.StateConflict(
                    "restriction-in-force: lift it first, or decide the objection; the subject is told before it ends");
        }
        return transaction.execute(status -> {
            looks.unchanged(id);
            UUID kept = words.keep(id, reason);
            RequestView refused = requests.apply(
                    id,
                    REFUSABLE,
                    callers.name(),
                    "refused",
                    Map.of("words", kept.toString(), "ground", ground.name()),
                    Notices.enqueue(RequestOutcome.REFUSED));
            notices.add(Notice.refusal(id, refused.dueOn(), kept));
            return RequestsApi.Summary.of(refused);
        });
    }

    /** On what a refusal rests; recorded as a code beside the person's words. */
    enum RefusalGround {
        /** Art. 12(5) */
        MANIFESTLY_UNFOUNDED,
        /** Art. 12(5) */
        EXCESSIVE,
        /** Art. 11(2), 12(2) and 12(6) */
        NOT_IDENTIFIED,
        NOT_THE_DATA_SUBJECT,
        OTHER
    }
}
