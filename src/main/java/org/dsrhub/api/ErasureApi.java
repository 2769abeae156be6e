package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.ledger.Replays;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Replays of the erasure ledger, after a backup was restored. */
@RestController
@RequestMapping("/api/v1/erasure/replays")
class ErasureApi {
    private static final int NEWEST = 100;

    private final Replays replays;
    private final DataControllers controllers;
    private final Callers callers;

    ErasureApi(Replays replays, DataControllers controllers, Callers callers) {
        this.replays = replays;
        this.controllers = controllers;
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

    record ReplayList(List<ReplayEntry> items) {}

    @PostMapping(consumes = "application/json")
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

    @GetMapping
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
