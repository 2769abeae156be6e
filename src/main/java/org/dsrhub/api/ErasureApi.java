package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Outcome;
import org.dsrhub.erasure.ErasureApproval;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.ledger.ErasurePreviews;
import org.dsrhub.ledger.Replays;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What an erasure would do, and replays of the erasure ledger after a backup was restored. */
@RestController
@RequestMapping("/api/v1")
class ErasureApi {
    private static final int NEWEST = 100;

    private final Replays replays;
    private final DataControllers controllers;
    private final ErasureApproval erasures;
    private final Callers callers;

    ErasureApi(Replays replays, DataControllers controllers, ErasureApproval erasures, Callers callers) {
        this.replays = replays;
        this.controllers = controllers;
        this.erasures = erasures;
        this.callers = callers;
    }

    /** @param systems system → standing → items */
    record ReplayEntry(
            String id,
            String controller,
            Instant since,
            String askedBy,
            Instant askedAt,
            boolean begun,
            Map<String, Map<Replays.Standing, Integer>> systems) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PreviewLine(
            String system,
            String type,
            Outcome outcome,
            String rule,
            int ruleVersion,
            String legalBasis,
            String messageKey,
            LocalDate earliest,
            LocalDate latest,
            String execution,
            int items,
            int approved) {
        static PreviewLine of(ErasurePreviews.Line line) {
            return new PreviewLine(
                    line.system(),
                    line.type(),
                    line.outcome(),
                    line.rule(),
                    line.ruleVersion(),
                    line.legalBasis(),
                    line.messageKey(),
                    line.earliest(),
                    line.latest(),
                    line.execution(),
                    line.items(),
                    line.approved());
        }
    }

    record PreviewEntry(
            String preview,
            int goes,
            int stays,
            int review,
            boolean approvalNeeded,
            boolean waitsForApproval,
            List<PreviewLine> lines) {}

    @GetMapping("/requests/{id}/erasure-preview")
    PreviewEntry preview(@PathVariable UUID id) {
        callers.visible(id);
        ErasureApproval.Preview preview = erasures.preview(id);
        return new PreviewEntry(
                preview.digest(),
                preview.goes(),
                preview.stays(),
                preview.review(),
                preview.approval(),
                preview.waits(),
                preview.lines().stream().map(PreviewLine::of).toList());
    }

    record ReplayList(List<ReplayEntry> items) {}

    @PostMapping(path = "/erasure/replays", consumes = "application/json")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ReplayEntry replay(@RequestBody JsonNode body) {
        JsonFields fields = JsonFields.of(body);
        String controller = fields.requiredText("controller", 100);
        LocalDate since = fields.date("since");
        if (since == null && !fields.has("since")) {
            fields.fail("since", "is missing");
        }
        boolean known = controllers.all().stream().anyMatch(one -> one.id().equals(controller));
        if (controller != null && (!known || !callers.current().mayUse(controller))) {
            fields.fail("controller", "is none that this account may use");
        }
        fields.verify();
        Instant from = since.atStartOfDay(controllers.get(controller).zone()).toInstant();
        return entry(replays.ask(controller, from, callers.name()));
    }

    @GetMapping("/erasure/replays")
    ReplayList replays() {
        return new ReplayList(replays.list(callers.current().controllers(), NEWEST).stream()
                .map(this::entry)
                .toList());
    }

    private ReplayEntry entry(Replays.Replay replay) {
        return new ReplayEntry(
                replay.id().toString(),
                replay.controller(),
                replay.since(),
                replay.askedBy(),
                replay.askedAt(),
                replay.begun(),
                replays.standing(replay.id()));
    }
}
