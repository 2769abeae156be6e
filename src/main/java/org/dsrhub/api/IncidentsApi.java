package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.answer.Csv;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.BreachWords;
import org.dsrhub.ledger.Incidents;
import org.dsrhub.ledger.Incidents.Incident;
import org.dsrhub.ledger.Incidents.Kind;
import org.dsrhub.ledger.Incidents.Risk;
import org.dsrhub.ledger.Incidents.Step;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.vault.Vault;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Breaches that a person has confirmed, with their clock; and items found past their period, which have none. */
@RestController
@RequestMapping("/api/v1")
class IncidentsApi {
    private static final int LARGEST_PAGE = 200;
    private static final int EXPORTED_AT_ONCE = 1_000;

    private final Incidents incidents;
    private final Requests requests;
    private final Notices notices;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Callers callers;
    private final Words words;
    private final Vault vault;
    private final TransactionTemplate transaction;

    IncidentsApi(
            Incidents incidents,
            Requests requests,
            Notices notices,
            DataControllers controllers,
            LegalClock clock,
            Callers callers,
            Words words,
            Vault vault,
            TransactionTemplate transaction) {
        this.incidents = incidents;
        this.requests = requests;
        this.notices = notices;
        this.controllers = controllers;
        this.clock = clock;
        this.callers = callers;
        this.words = words;
        this.vault = vault;
        this.transaction = transaction;
    }

    record Event(int seq, Instant at, String actor, Step step, String words) {}

    record Documented(Incident incident, List<Event> history, List<Incidents.Letter> letters) {}

    @GetMapping("/incidents")
    RequestsApi.Page<Incident> list(
            @RequestParam(required = false) String controller,
            @RequestParam(defaultValue = "true") boolean open,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size) {
        Pages.check(page, size, LARGEST_PAGE);
        if (controller != null && !callers.current().mayUse(controller)) {
            return new RequestsApi.Page<>(List.of(), page, size, false);
        }
        List<Incident> found = incidents.list(wanted(controller), open, (long) page * size, size + 1);
        return new RequestsApi.Page<>(found.stream().limit(size).toList(), page, size, found.size() > size);
    }

    @GetMapping("/retention-overruns")
    RequestsApi.Page<Incidents.Overrun> overruns(
            @RequestParam(required = false) String controller,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size) {
        Pages.check(page, size, LARGEST_PAGE);
        if (controller != null && !callers.current().mayUse(controller)) {
            return new RequestsApi.Page<>(List.of(), page, size, false);
        }
        List<Incidents.Overrun> found = incidents.overruns(wanted(controller), (long) page * size, size + 1);
        return new RequestsApi.Page<>(
                found.stream()
                        .limit(size)
                        .filter(one -> callers.sees(one.requestId()))
                        .toList(),
                page,
                size,
                found.size() > size);
    }

    private Set<String> wanted(String controller) {
        return controller == null ? callers.current().controllers() : Set.of(controller);
    }

    /** A person confirms that something is a breach; from when it was known the authority is told within 72 hours. */
    @PostMapping(path = "/incidents", consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    Incident confirm(@RequestBody JsonNode body) {
        JsonFields fields = JsonFields.of(body);
        String controller = fields.requiredText("controller", 100);
        if (controller != null
                && controllers.all().stream().map(DataController::id).noneMatch(controller::equals)) {
            fields.fail("controller", "is no data controller of this hub");
        }
        Kind kind = fields.oneOf(Kind.class, "kind");
        Risk risk = fields.oneOf(Risk.class, "risk");
        for (String field : List.of("kind", "risk")) {
            if (!fields.has(field)) {
                fields.fail(field, "is missing");
            }
        }
        UUID request = fields.has("requestId") ? fields.uuid("requestId") : null;
        UUID quarantine = fields.has("quarantineId") ? fields.uuid("quarantineId") : null;
        Instant now = clock.instant();
        Instant known = fields.has("knownAt") ? fields.instant("knownAt") : now;
        if (known != null && known.isAfter(now)) {
            fields.fail("knownAt", "must not be in the future");
        }
        String reason = fields.requiredText("reason", 5000);
        fields.verify();
        if (!callers.current().mayUse(controller)) {
            throw new NotFound("controller");
        }
        if (request != null && !callers.visible(request).controller().equals(controller)) {
            throw new NotFound("request");
        }
        return transaction.execute(status -> {
            UUID id = UUID.randomUUID();
            vault.createKeys(id);
            return incidents.confirm(
                    new Incidents.New(id, controller, kind, risk, request, quarantine, known, words.keep(id, reason)),
                    callers.name());
        });
    }

    /** With everything that was said: what is handed to an authority. */
    @GetMapping("/incidents/{id}")
    ResponseEntity<Documented> one(@PathVariable UUID id) throws IOException {
        Incident incident = visible(id);
        List<Event> history = new ArrayList<>();
        for (Incidents.Event event : incidents.history(id)) {
            try (InputStream in = vault.read(event.words())) {
                history.add(new Event(
                        event.seq(),
                        event.at(),
                        event.actor(),
                        event.step(),
                        new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Documented(incident, history, incidents.letters(id)));
    }

    @PostMapping(path = "/incidents/{id}/authority-notice", consumes = "application/json")
    Incident authorityTold(@PathVariable UUID id, @RequestBody JsonNode body) {
        return proceed(id, Step.AUTHORITY_TOLD, body);
    }

    /** With a letter the subjects of the requests named are written to, else they were told in another way. */
    @PostMapping(path = "/incidents/{id}/subject-notice", consumes = "application/json")
    Incident subjectsTold(@PathVariable UUID id, @RequestBody JsonNode body) {
        Incident incident = visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        JsonFields letter = fields.object("letter");
        BreachWords told = null;
        Set<UUID> readers = new LinkedHashSet<>();
        if (letter != null) {
            told = new BreachWords(
                    letter.requiredText("happened", 5000),
                    letter.requiredText("consequences", 5000),
                    letter.requiredText("measures", 5000));
            letter.texts("requestIds", 500, 36).forEach(text -> reader(letter, text, readers));
            letter.rejectUnknown();
            if (readers.isEmpty() && incident.requestId() != null) {
                readers.add(incident.requestId());
            }
            if (readers.isEmpty()) {
                letter.fail("requestIds", "are missing: the requests whose subjects the letter goes to");
            }
        }
        fields.verify();
        readers.forEach(requestId -> {
            if (!callers.visible(requestId).controller().equals(incident.controller())) {
                throw new NotFound("request");
            }
        });
        BreachWords words = told;
        return transaction.execute(status -> {
            Incident after = incidents.proceed(id, Step.SUBJECTS_TOLD, this.words.keep(id, reason), callers.name());
            readers.forEach(requestId -> write(incident, requestId, words));
            return after;
        });
    }

    private static void reader(JsonFields letter, String text, Set<UUID> readers) {
        try {
            readers.add(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            letter.fail("requestIds", "must be ids of requests");
        }
    }

    private void write(Incident incident, UUID requestId, BreachWords told) {
        LocalDate today = clock.today(controllers.get(incident.controller()).zone());
        requests.apply(
                requestId,
                EnumSet.allOf(RequestState.class),
                callers.name(),
                "breach-told",
                Map.of("incident", incident.id().toString()),
                Notices.enqueue(null));
        if (!notices.add(Notice.breach(requestId, today, words.keep(requestId, told.json())))) {
            throw new Requests.StateConflict(
                    "told-today: the subject of a request is written to of another breach today");
        }
        incidents.letter(incident.id(), requestId, today);
    }

    @GetMapping(path = "/incidents/export", produces = "text/csv")
    ResponseEntity<String> export(@RequestParam(required = false) String controller) {
        StringBuilder csv = new StringBuilder(Csv.line(List.of(
                "id",
                "controller",
                "kind",
                "risk",
                "requestId",
                "knownAt",
                "notifyBy",
                "authorityToldAt",
                "subjectsToldAt",
                "closedAt")));
        for (boolean open : List.of(true, false)) {
            all((offset, size) -> incidents.list(wanted(controller), open, offset, size), controller)
                    .forEach(one -> csv.append(Csv.line(Arrays.asList(
                            one.id(),
                            one.controller(),
                            one.kind(),
                            one.risk(),
                            one.requestId(),
                            one.knownAt(),
                            one.notifyBy(),
                            one.authorityToldAt(),
                            one.subjectsToldAt(),
                            one.closedAt()))));
        }
        return csv(csv, "incidents.csv");
    }

    @GetMapping(path = "/retention-overruns/export", produces = "text/csv")
    ResponseEntity<String> exportOverruns(@RequestParam(required = false) String controller) {
        StringBuilder csv = new StringBuilder(
                Csv.line(List.of("caseNumber", "controller", "itemId", "system", "type", "rule", "until", "erased")));
        all((offset, size) -> incidents.overruns(wanted(controller), offset, size), controller).stream()
                .filter(one -> callers.sees(one.requestId()))
                .forEach(one -> csv.append(Csv.line(Arrays.asList(
                        one.caseNumber(),
                        one.controller(),
                        one.itemId(),
                        one.system(),
                        one.type(),
                        one.rule(),
                        one.until(),
                        one.erased()))));
        return csv(csv, "retention-overruns.csv");
    }

    private interface Part<T> {
        List<T> read(long offset, int size);
    }

    private <T> List<T> all(Part<T> part, String controller) {
        List<T> all = new ArrayList<>();
        if (controller != null && !callers.current().mayUse(controller)) {
            return all;
        }
        List<T> read;
        do {
            read = part.read(all.size(), EXPORTED_AT_ONCE);
            all.addAll(read);
        } while (read.size() == EXPORTED_AT_ONCE);
        return all;
    }

    private static ResponseEntity<String> csv(StringBuilder csv, String name) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header("Content-Disposition", "attachment; filename=" + name)
                .body(csv.toString());
    }

    @PostMapping(path = "/incidents/{id}/closing", consumes = "application/json")
    Incident close(@PathVariable UUID id, @RequestBody JsonNode body) {
        return proceed(id, Step.CLOSED, body);
    }

    private Incident proceed(UUID id, Step step, JsonNode body) {
        visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        fields.verify();
        return transaction.execute(status -> incidents.proceed(id, step, words.keep(id, reason), callers.name()));
    }

    private Incident visible(UUID id) {
        return incidents
                .find(id)
                .filter(incident -> callers.current().mayUse(incident.controller()))
                .orElseThrow(() -> new NotFound("incident"));
    }
}
