package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.operations.Account;
import org.dsrhub.vault.Vault;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What came in and fits nowhere, for the human it waits for. */
@RestController
@RequestMapping("/api/v1/quarantine")
class QuarantineApi {
    private static final String MAIL = "mail/";

    private final Quarantine quarantine;
    private final Vault vault;
    private final Callers callers;
    private final Looks looks;
    private final Requests requests;
    private final Words words;
    private final TransactionTemplate transaction;

    QuarantineApi(
            Quarantine quarantine,
            Vault vault,
            Callers callers,
            Looks looks,
            Requests requests,
            Words words,
            TransactionTemplate transaction) {
        this.quarantine = quarantine;
        this.vault = vault;
        this.callers = callers;
        this.looks = looks;
        this.requests = requests;
        this.words = words;
        this.transaction = transaction;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            UUID id, String source, String reason, String remedy, UUID requestId, boolean content, Instant createdAt) {}

    @GetMapping
    List<Entry> open() {
        return visible().stream()
                .map(entry -> new Entry(
                        entry.id(),
                        entry.source(),
                        entry.reason(),
                        entry.remedy(),
                        entry.requestId(),
                        entry.blobId() != null,
                        entry.createdAt()))
                .toList();
    }

    /** The thing itself, as bytes to be saved: it may be hostile, so no browser shows it. */
    @GetMapping("/{id}/content")
    void content(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        Quarantine.Entry found = visible(id);
        if (found.blobId() == null) {
            throw new NotFound("content");
        }
        if (found.requestId() == null) {
            quarantine.looked(id, callers.name());
        } else {
            looks.record(found.requestId(), Looks.Look.QUARANTINED_FETCHED, Map.of("entry", id.toString()));
        }
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".bin\"");
        response.setHeader("Cache-Control", "no-store");
        try (InputStream in = vault.read(found.blobId())) {
            in.transferTo(response.getOutputStream());
        }
    }

    /** Somebody has done what the entry asks for; it leaves the list, and its content stays in the vault. */
    @PostMapping(path = "/{id}/resolution", consumes = "application/json")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resolve(@PathVariable UUID id, @RequestBody JsonNode body) {
        Quarantine.Entry found = visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        fields.verify();
        transaction.executeWithoutResult(status -> {
            UUID keys = found.requestId() == null ? id : found.requestId();
            if (found.requestId() == null) {
                vault.createKeys(id);
            }
            UUID kept = words.keep(keys, reason);
            quarantine.resolve(id, callers.name(), kept);
            if (found.requestId() != null) {
                requests.audit(
                        keys,
                        callers.name(),
                        "quarantine-resolved",
                        Map.of("entry", id.toString(), "words", kept.toString()));
            }
        });
    }

    private Quarantine.Entry visible(UUID id) {
        return visible().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFound("entry"));
    }

    /** An entry of a mailbox is its controller's; others belong to whoever is bound to none. */
    private List<Quarantine.Entry> visible() {
        Account account = callers.current();
        return quarantine.open().stream()
                .filter(entry -> account.controllers().isEmpty()
                        || entry.source().startsWith(MAIL)
                                && account.mayUse(entry.source().substring(MAIL.length())))
                .toList();
    }
}
