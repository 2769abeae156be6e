package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.connector.References;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.decision.Hold;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.SubjectReader;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SubjectHashes;
import org.dsrhub.ledger.WithheldAnswers;
import org.dsrhub.operations.Account;
import org.dsrhub.operations.Role;
import org.dsrhub.vault.KeyedHash;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Legal holds: two persons set one, two release it. What identifies the subject is hashed before it is stored. */
@RestController
@RequestMapping("/api/v1/holds")
class HoldsApi {
    private final Holds holds;
    private final WithheldAnswers withheld;
    private final Requests requests;
    private final SubjectHashes hashes;
    private final References references;
    private final SubjectReader subjects;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Callers callers;

    HoldsApi(
            Holds holds,
            WithheldAnswers withheld,
            Requests requests,
            SubjectHashes hashes,
            KeyedHash keyedHash,
            SubjectReader subjects,
            DataControllers controllers,
            LegalClock clock,
            Callers callers) {
        this.holds = holds;
        this.withheld = withheld;
        this.requests = requests;
        this.hashes = hashes;
        this.references = new References(keyedHash);
        this.subjects = subjects;
        this.controllers = controllers;
        this.clock = clock;
        this.callers = callers;
    }

    record HoldEntry(
            UUID id,
            String controller,
            String kind,
            LocalDate reviewOn,
            String setBy,
            java.time.Instant setAt,
            String approvedBy,
            String releaseBy,
            String releasedBy,
            UUID complaintOf,
            String reviewedBy,
            java.time.Instant reviewedAt,
            boolean reviewDue,
            boolean inForce) {
        static HoldEntry of(Holds.HoldView view, LocalDate today) {
            return new HoldEntry(
                    view.id(),
                    view.controller(),
                    view.kind().label(),
                    view.reviewOn(),
                    view.setBy(),
                    view.setAt(),
                    view.approvedBy(),
                    view.releaseBy(),
                    view.releasedBy(),
                    view.complaintOf(),
                    view.reviewedBy(),
                    view.reviewedAt(),
                    view.releasedBy() == null && !view.reviewOn().isAfter(today),
                    view.inForce());
        }
    }

    @GetMapping
    List<HoldEntry> list(
            @RequestParam(required = false) String controller,
            @RequestParam(defaultValue = "false") boolean reviewDue) {
        return mine(controller).filter(hold -> hold.reviewDue() || !reviewDue).toList();
    }

    private Stream<HoldEntry> mine(String controller) {
        Account account = callers.current();
        return controllers.all().stream()
                .map(DataController::id)
                .filter(id -> account.mayUse(id) && (controller == null || controller.equals(id)))
                .flatMap(id -> holds.list(id).stream())
                .filter(hold -> sees(hold.kind()))
                .map(this::entry);
    }

    private HoldEntry entry(Holds.HoldView hold) {
        return HoldEntry.of(hold, clock.today(controllers.get(hold.controller()).zone()));
    }

    /** Whether somebody is reported is for nobody else to know. */
    private boolean sees(Hold.Kind kind) {
        return callers.current().is(kind == Hold.Kind.H_AML ? Role.AML : Role.LEGAL);
    }

    @PostMapping(consumes = "application/json")
    @ResponseStatus(HttpStatus.CREATED)
    HoldEntry set(@RequestBody JsonNode body) {
        JsonFields fields = JsonFields.of(body);
        String controller = controller(fields);
        Hold.Kind kind = kind(fields);
        Set<SubjectHashes.Alias> aliases = subject(fields);
        Set<String> hashedReferences = references(fields);
        Set<String> systems = Set.copyOf(fields.texts("systems", 100, 100));
        Set<String> categories = Set.copyOf(fields.texts("categories", 100, 100));
        String reason = fields.requiredText("reason", 5000);
        LocalDate reviewOn = fields.date("reviewOn");
        if (reviewOn == null && !fields.has("reviewOn")) {
            fields.fail("reviewOn", "is missing: the day on which a human looks at the hold again");
        }
        if (aliases.isEmpty() && hashedReferences.isEmpty() && !Boolean.TRUE.equals(everybody(body))) {
            fields.fail("", "must name a requestId, a subject or references, or say everybody: true");
        }
        if (kind == Hold.Kind.H_AML && hashedReferences.isEmpty() && systems.isEmpty()) {
            fields.fail(
                    "references", "are missing: a report names records; else what the customer is told would change");
        }
        fields.verify();
        return entry(holds.set(
                new Holds.Wanted(controller, kind, aliases, hashedReferences, systems, categories, reason, reviewOn),
                callers.name()));
    }

    @PostMapping("/{id}/approval")
    HoldEntry approve(@PathVariable UUID id) {
        visible(id);
        return entry(holds.approve(id, callers.name()));
    }

    @PostMapping("/{id}/release")
    HoldEntry release(@PathVariable UUID id) {
        visible(id);
        return entry(holds.release(id, callers.name()));
    }

    @PostMapping(path = "/{id}/review", consumes = "application/json")
    HoldEntry review(@PathVariable UUID id, @RequestBody JsonNode body) {
        LocalDate today = clock.today(controllers.get(visible(id).controller()).zone());
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        LocalDate next = fields.date("reviewOn");
        if (next == null && !fields.has("reviewOn")) {
            fields.fail("reviewOn", "is missing: the day on which a human looks at the hold again");
        } else if (next != null && !next.isAfter(today)) {
            fields.fail("reviewOn", "must lie ahead");
        }
        fields.verify();
        return entry(holds.review(id, reason, next, callers.name()));
    }

    /** Released reports whose records a person looks at again; nobody else learns that there are any. */
    @GetMapping("/released-reports")
    List<WithheldAnswers.Report> releasedReports() {
        Account account = callers.current();
        return controllers.all().stream()
                .map(DataController::id)
                .filter(account::mayUse)
                .flatMap(id -> withheld.reports(id).stream())
                .toList();
    }

    @PostMapping("/{id}/seen-to")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void seenTo(@PathVariable UUID id) {
        visible(id);
        withheld.seenTo(id);
    }

    private HoldEntry visible(UUID id) {
        return mine(null).filter(hold -> hold.id().equals(id)).findFirst().orElseThrow(() -> new NotFound("hold"));
    }

    private String controller(JsonFields fields) {
        String id = fields.requiredText("controller", 100);
        boolean known = id != null
                && callers.current().mayUse(id)
                && controllers.all().stream().anyMatch(one -> one.id().equals(id));
        if (id != null && !known) {
            fields.fail("controller", "unknown to this account");
        }
        return id;
    }

    private Hold.Kind kind(JsonFields fields) {
        String label = fields.requiredText("kind", 20);
        List<Hold.Kind> kinds =
                Arrays.stream(Hold.Kind.values()).filter(this::sees).toList();
        for (Hold.Kind kind : kinds) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        if (label != null) {
            fields.fail(
                    "kind",
                    "must be one of " + kinds.stream().map(Hold.Kind::label).collect(Collectors.joining(", ")));
        }
        return null;
    }

    /** Claims and policies by their number; an item by its system and that system's own reference. */
    private Set<String> references(JsonFields fields) {
        Set<String> found = new LinkedHashSet<>();
        for (JsonFields entry : fields.objects("references", 500)) {
            String kind = entry.requiredText("kind", 20);
            String value = entry.requiredText("value", 200);
            String system = entry.text("system", 100);
            entry.rejectUnknown();
            if (kind != null && !Set.of("claim", "policy", "item").contains(kind)) {
                entry.fail("kind", "must be one of claim, policy, item");
            } else if ("item".equals(kind) && system == null) {
                entry.fail("system", "is missing: an item is known by its system and reference");
            } else if (kind != null && value != null) {
                byte[] hash = kind.equals("item") ? references.item(system, value) : references.link(kind, value);
                found.add(HexFormat.of().formatHex(hash));
            }
        }
        return found;
    }

    private Set<SubjectHashes.Alias> subject(JsonFields fields) {
        Set<SubjectHashes.Alias> found = new LinkedHashSet<>();
        if (fields.has("requestId")) {
            UUID requestId = fields.uuid("requestId");
            if (requestId != null) {
                callers.visible(requestId);
                found.addAll(hashes.aliases(requests.subject(requestId)));
            }
        }
        JsonFields person = fields.object("subject");
        if (person != null) {
            found.addAll(hashes.aliases(subjects.read(person)));
            if (found.isEmpty()) {
                fields.fail("subject", "holds no key that a hold can be matched by, such as nationalId");
            }
        }
        fields.has("everybody");
        return found;
    }

    /** A hold that covers everybody must be meant. */
    private static Boolean everybody(JsonNode body) {
        return body != null && body.path("everybody").isBoolean()
                ? body.path("everybody").booleanValue()
                : null;
    }
}
