package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.operations.Account;
import org.dsrhub.vault.Vault;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What came in and fits nowhere, for the human it waits for. */
@RestController
@RequestMapping("/api/v1/quarantine")
class QuarantineApi {
    private static final String MAIL = "mail/";

    private final Quarantine quarantine;
    private final Vault vault;
    private final Callers callers;

    QuarantineApi(Quarantine quarantine, Vault vault, Callers callers) {
        this.quarantine = quarantine;
        this.vault = vault;
        this.callers = callers;
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
        Quarantine.Entry found = visible().stream()
                .filter(entry -> entry.id().equals(id) && entry.blobId() != null)
                .findFirst()
                .orElseThrow(() -> new NotFound("entry"));
        response.setContentType("application/octet-stream");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + id + ".bin\"");
        response.setHeader("Cache-Control", "no-store");
        try (InputStream in = vault.read(found.blobId())) {
            in.transferTo(response.getOutputStream());
        }
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
