package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.dsrhub.intake.HttpProblem;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.intake.Violation;
import org.dsrhub.ledger.Events;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What has become of requests, for a portal that polls. Ids and states only. */
@RestController
class EventsApi {
    private static final int LARGEST = 1_000;

    private final Events events;
    private final Callers callers;

    EventsApi(Events events, Callers callers) {
        this.events = events;
        this.callers = callers;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            long position,
            UUID requestId,
            String controller,
            String caseNumber,
            String kind,
            RequestState state,
            RequestOutcome outcome,
            LocalDate dueAt,
            Instant at) {
        static Entry of(Events.Event event) {
            return new Entry(
                    event.position(),
                    event.requestId(),
                    event.controller(),
                    event.caseNumber(),
                    event.kind(),
                    event.state(),
                    event.outcome(),
                    event.dueOn(),
                    event.at());
        }
    }

    record Batch(List<Entry> events, long next, boolean more) {}

    @GetMapping("/api/v1/events")
    ResponseEntity<Batch> after(
            @RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "200") int limit) {
        if (after < 0) {
            throw new InvalidRequest(List.of(new Violation("?after", "must be a position: 0 or what 'next' said")));
        }
        if (limit < 1 || limit > LARGEST) {
            throw new InvalidRequest(List.of(new Violation("?limit", "must be 1 to " + LARGEST)));
        }
        Events.Batch batch = events.after(callers.current().controllers(), after, limit);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Batch(batch.events().stream().map(Entry::of).toList(), batch.next(), batch.more()));
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> forgotten(Events.Forgotten e) {
        return ResponseEntity.status(410)
                .contentType(MediaType.valueOf(HttpProblem.MEDIA_TYPE))
                .body(HttpProblem.of(
                        410,
                        "events-forgotten",
                        "Events after that position are not kept",
                        "Look at each open request by GET /requests/{id}, then go on with after=" + e.first() + "."));
    }
}
