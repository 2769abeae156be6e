package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.MailConfirmation;
import org.dsrhub.intake.Proposal;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.operations.Account;
import org.dsrhub.request.Right;
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
    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

    private final Quarantine quarantine;
    private final MailConfirmation mails;
    private final Vault vault;
    private final Callers callers;
    private final Looks looks;
    private final Requests requests;
    private final Words words;
    private final TransactionTemplate transaction;

    QuarantineApi(
            Quarantine quarantine,
            MailConfirmation mails,
            Vault vault,
            Callers callers,
            Looks looks,
            Requests requests,
            Words words,
            TransactionTemplate transaction) {
        this.quarantine = quarantine;
        this.mails = mails;
        this.vault = vault;
        this.callers = callers;
        this.looks = looks;
        this.requests = requests;
        this.words = words;
        this.transaction = transaction;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            UUID id,
            String source,
            String reason,
            String remedy,
            UUID requestId,
            boolean content,
            boolean understood,
            Instant createdAt) {
        static Entry of(Quarantine.Entry entry) {
            return new Entry(
                    entry.id(),
                    entry.source(),
                    entry.reason(),
                    entry.remedy(),
                    entry.requestId(),
                    entry.blobId() != null,
                    entry.proposal() != null,
                    entry.createdAt());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Detail(@JsonUnwrapped Entry entry, ProposalEntry proposal) {}

    /** @param found phrases of the lexicon */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProposalEntry(
            Instant receivedAt,
            String kind,
            Set<Right> rights,
            String language,
            double confidence,
            List<String> found,
            List<Proposal.Identifier> identifiers) {
        static ProposalEntry of(Proposal proposal) {
            return new ProposalEntry(
                    proposal.receivedAt(),
                    proposal.kind(),
                    new TreeSet<>(proposal.rights()),
                    proposal.language(),
                    proposal.confidence(),
                    proposal.found(),
                    proposal.identifiers());
        }
    }

    @GetMapping
    List<Entry> open() {
        return visible().stream().map(Entry::of).toList();
    }

    /** An entry with what a letter was understood to ask, and the identifiers that it names. */
    @GetMapping("/{id}")
    Detail one(@PathVariable UUID id, HttpServletResponse response) {
        Quarantine.Entry found = visible(id);
        if (found.proposal() != null) {
            looked(found);
        }
        response.setHeader("Cache-Control", "no-store");
        return new Detail(
                Entry.of(found), mails.proposal(found).map(ProposalEntry::of).orElse(null));
    }

    /** Before anything is shown. */
    private void looked(Quarantine.Entry found) {
        if (found.requestId() == null) {
            quarantine.looked(found.id(), callers.name());
        } else {
            looks.record(
                    found.requestId(),
                    Looks.Look.QUARANTINED_FETCHED,
                    Map.of("entry", found.id().toString()));
        }
    }

    /** The thing itself, as bytes to be saved: it may be hostile, so no browser shows it. */
    @GetMapping("/{id}/content")
    void content(@PathVariable UUID id, HttpServletResponse response) throws IOException {
        Quarantine.Entry found = visible(id);
        if (found.blobId() == null) {
            throw new NotFound("content");
        }
        looked(found);
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

    /** What a letter asks, as a person says who has read it: it becomes a case with the mail's own day of receipt, once. */
    @PostMapping(path = "/{id}/confirmation", consumes = "application/json")
    List<RequestsApi.Summary> confirm(@PathVariable UUID id, @RequestBody JsonNode body) {
        Quarantine.Entry found = visible(id);
        JsonFields fields = JsonFields.of(body);
        Set<Right> rights = fields.someOf(Right.class, "rights");
        if (rights.isEmpty()) {
            fields.fail("rights", "must name at least one right that the letter asks for");
        }
        String language = fields.text("language", 10);
        if (language != null && !LANGUAGES.contains(language)) {
            fields.fail("language", "must be a code of ISO 639-1");
        }
        String reason = fields.requiredText("reason", 5000);
        fields.verify();
        return mails.confirm(found, rights, language, reason, callers.name()).stream()
                .map(RequestsApi.Summary::of)
                .toList();
    }

    private Quarantine.Entry visible(UUID id) {
        return visible().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFound("entry"));
    }

    /**
     * An entry of a mailbox is its controller's; others belong to whoever is bound to none. What concerns an employee's request is
     * theirs who see that.
     */
    private List<Quarantine.Entry> visible() {
        Account account = callers.current();
        List<Quarantine.Entry> open = quarantine.open();
        Set<UUID> hidden = callers.hidden(open.stream()
                .map(Quarantine.Entry::requestId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        return open.stream()
                .filter(entry -> !hidden.contains(entry.requestId()))
                .filter(entry -> account.controllers().isEmpty()
                        || entry.source().startsWith(Quarantine.MAIL)
                                && account.mayUse(entry.source().substring(Quarantine.MAIL.length())))
                .toList();
    }
}
