package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.CandidateRecords;
import org.dsrhub.connector.CandidateRecords.Candidate;
import org.dsrhub.identity.KeyComparison;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Candidates;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Records that too few keys tie to the subject, side by side with them; and whose they are, which a caseworker says. */
@RestController
@RequestMapping("/api/v1/requests/{id}/candidates")
class CandidatesApi {
    private static final int MOST = 500;

    private final CandidateRecords records;
    private final Candidates candidates;
    private final Callers callers;
    private final Looks looks;
    private final Words words;
    private final TransactionTemplate transaction;

    CandidatesApi(
            CandidateRecords records,
            Candidates candidates,
            Callers callers,
            Looks looks,
            Words words,
            TransactionTemplate transaction) {
        this.records = records;
        this.candidates = candidates;
        this.callers = callers;
        this.looks = looks;
        this.words = words;
        this.transaction = transaction;
    }

    record Entry(UUID id, String system, String type, List<KeyEntry> keys) {
        static Entry of(Candidate candidate) {
            return new Entry(
                    candidate.item(),
                    candidate.system(),
                    candidate.type(),
                    candidate.keys().stream().map(KeyEntry::of).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyEntry(String kind, KeyComparison.Agreement agreement, String record, List<String> subject) {
        static KeyEntry of(KeyComparison key) {
            return new KeyEntry(key.kind().label(), key.agreement(), key.theirs(), key.ours());
        }
    }

    record Changed(int changed) {}

    /** Keys only: nothing else of a record that may be somebody else's. */
    @GetMapping
    RequestsApi.Page<Entry> open(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size,
            HttpServletResponse response) {
        callers.visible(id);
        Pages.check(page, size, MOST);
        looks.record(id, Looks.Look.CANDIDATES_LISTED, Map.of("page", page));
        Pages.Window<Entry> window = new Pages.Window<>((long) page * size, size);
        records.read(id, candidate -> window.offer(() -> Entry.of(candidate)));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return new RequestsApi.Page<>(window.kept(), page, size, window.more());
    }

    /** All of them are decided, or none. Sent again it changes nothing. */
    @PostMapping(path = "/decisions", consumes = "application/json")
    Changed decide(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        Set<UUID> items = items(fields);
        JsonNode belong = fields.value("belong");
        if (!belong.isBoolean()) {
            fields.fail("belong", "must be true where the records are the subject's, else false");
        }
        fields.verify();
        return transaction.execute(status -> {
            looks.unchanged(id);
            UUID kept = words.keep(id, reason);
            int changed = candidates.decide(id, items, belong.asBoolean(), callers.name(), kept);
            if (changed == 0) {
                status.setRollbackOnly();
            }
            return new Changed(changed);
        });
    }

    private static Set<UUID> items(JsonFields fields) {
        List<UUID> items = new ArrayList<>();
        for (String text : fields.texts("items", MOST, 36)) {
            try {
                items.add(UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                fields.fail("items", "must hold ids of candidates");
            }
        }
        if (items.isEmpty()) {
            fields.fail("items", "must name at least one candidate");
        }
        return new LinkedHashSet<>(items);
    }
}
