package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.SignatureReport;
import org.dsrhub.identity.Signatures;
import org.dsrhub.intake.HttpProblem;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.intake.Violation;
import org.dsrhub.ledger.Evidence;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.NationalId;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Scans, powers of attorney, signed documents and letters: kept with the request, and shown to those who identify. */
@RestController
@RequestMapping("/api/v1/requests/{id}/evidence")
class EvidenceApi {
    private final Evidence evidence;
    private final Requests requests;
    private final Callers callers;
    private final Looks looks;
    private final Vault vault;
    private final KeyedHash hash;
    private final Signatures signatures;
    private final NationalIds nationalIds;
    private final EvidenceProperties limits;
    private final TransactionTemplate transaction;

    EvidenceApi(
            Evidence evidence,
            Requests requests,
            Callers callers,
            Looks looks,
            Vault vault,
            KeyedHash hash,
            Signatures signatures,
            NationalIds nationalIds,
            EvidenceProperties limits,
            TransactionTemplate transaction) {
        this.evidence = evidence;
        this.requests = requests;
        this.callers = callers;
        this.looks = looks;
        this.vault = vault;
        this.hash = hash;
        this.signatures = signatures;
        this.nationalIds = nationalIds;
        this.limits = limits;
        this.transaction = transaction;
    }

    /** To whoever sends it: nothing of what the hub found in it. */
    record Received(UUID id, Evidence.Kind kind, String mediaType, long size) {
        static Received of(Evidence.Entry entry) {
            return new Received(entry.id(), entry.kind(), entry.mediaType(), entry.size());
        }
    }

    record AllReceived(List<Received> documents) {}

    /**
     * @param signer national number, masked
     * @param signerIsSubject null where either number is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SignatureEntry(
            SignatureReport.Verdict verdict,
            String level,
            Instant signedAt,
            String signer,
            String signerName,
            NationalIds.Likeness signerIsSubject,
            List<String> reasons) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            UUID id,
            Evidence.Kind kind,
            String mediaType,
            long size,
            String name,
            String note,
            SignatureEntry signature,
            String addedBy,
            Instant addedAt) {}

    /** All documents are kept, or none. The same again changes nothing. */
    @PostMapping(consumes = "multipart/form-data")
    @ResponseStatus(HttpStatus.CREATED)
    AllReceived add(@PathVariable UUID id, HttpServletRequest request) throws IOException {
        callers.visible(id);
        SentEvidence sent = SentEvidence.read(request, vault, signatures, id, limits);
        List<Received> received = transaction.execute(status -> {
            requests.lockedVersion(id, Set.of());
            List<Received> all = new ArrayList<>();
            sent.documents().forEach(document -> all.add(keep(id, sent, document)));
            Evidence.Total total = evidence.total(id);
            if (total.documents() > limits.requestDocuments()
                    || total.bytes() > limits.request().toBytes()) {
                throw new InvalidRequest(List.of(new Violation(
                        "/document",
                        "is too much for one request: at most " + limits.requestDocuments() + " documents and "
                                + limits.request().toBytes() + " bytes")));
            }
            return all;
        });
        return new AllReceived(received);
    }

    private Received keep(UUID id, SentEvidence sent, SentEvidence.Document document) {
        SignatureReport report = document.report();
        byte[] fingerprint = hash.of("evidence", id + "\n" + document.digest());
        Optional<Evidence.Entry> known = evidence.find(id, fingerprint);
        if (known.isPresent()) {
            return Received.of(known.get());
        }
        EvidenceDetails details = new EvidenceDetails(
                document.name(), sent.note(), report == null ? null : EvidenceDetails.Signature.of(report));
        Blob sealed;
        try {
            sealed = details.seal(vault, id);
        } catch (IOException e) {
            throw new IllegalStateException("details of evidence are no JSON", e);
        }
        vault.storeAll(List.of(document.blob(), sealed));
        String verdict = report == null ? null : report.verdict().name();
        Evidence.Entry entry = evidence.add(
                id,
                new Evidence.New(
                        fingerprint,
                        sent.kind(),
                        document.type().mediaType(),
                        document.blob().size(),
                        document.blob().id(),
                        sealed.id(),
                        verdict),
                callers.name());
        Map<String, Object> audited = new LinkedHashMap<>();
        audited.put("evidence", entry.id().toString());
        audited.put("kind", entry.kind().name());
        audited.put("type", entry.mediaType());
        audited.put("bytes", entry.size());
        audited.put("signature", verdict);
        requests.audit(id, callers.name(), "evidence-added", audited);
        return Received.of(entry);
    }

    @GetMapping
    ResponseEntity<List<Entry>> list(@PathVariable UUID id) throws IOException {
        callers.visible(id);
        List<Evidence.Entry> found = evidence.list(id);
        if (!found.isEmpty()) {
            looks.record(id, Looks.Look.EVIDENCE_LISTED, Map.of("documents", found.size()));
        }
        NationalId subject = found.isEmpty() ? null : requests.subject(id).nationalId();
        List<Entry> entries = new ArrayList<>();
        for (Evidence.Entry one : found) {
            EvidenceDetails details = EvidenceDetails.open(vault, one.details());
            entries.add(new Entry(
                    one.id(),
                    one.kind(),
                    one.mediaType(),
                    one.size(),
                    details.name(),
                    details.note(),
                    signature(details.signature(), subject),
                    one.addedBy(),
                    one.addedAt()));
        }
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(entries);
    }

    private SignatureEntry signature(EvidenceDetails.Signature found, NationalId subject) {
        if (found == null) {
            return null;
        }
        NationalId signer = found.signer();
        return new SignatureEntry(
                found.verdict(),
                found.level(),
                found.signedAt(),
                signer == null ? null : NationalIds.mask(signer),
                found.signerName(),
                signer == null || subject == null ? null : nationalIds.compare(subject, signer),
                found.reasons());
    }

    /** The document as bytes to be saved: no browser shows it. */
    @GetMapping("/{evidenceId}/content")
    void content(@PathVariable UUID id, @PathVariable UUID evidenceId, HttpServletResponse response)
            throws IOException {
        callers.visible(id);
        Evidence.Entry found = evidence.list(id).stream()
                .filter(entry -> entry.id().equals(evidenceId))
                .findFirst()
                .orElseThrow(() -> new NotFound("document"));
        looks.record(id, Looks.Look.EVIDENCE_FETCHED, Map.of("evidence", evidenceId.toString()));
        try (InputStream in = vault.read(found.blobId())) {
            response.setContentType("application/octet-stream");
            response.setContentLengthLong(found.size());
            response.setHeader("Content-Disposition", "attachment; filename=\"" + file(found) + "\"");
            response.setHeader("Cache-Control", "no-store");
            in.transferTo(response.getOutputStream());
        }
    }

    private static String file(Evidence.Entry found) {
        for (DocumentType type : DocumentType.values()) {
            if (type.mediaType().equals(found.mediaType())) {
                return found.id() + "." + type.extension();
            }
        }
        return found.id() + ".bin";
    }

    @ExceptionHandler
    ResponseEntity<HttpProblem> busy(SentEvidence.Busy e) {
        return ResponseEntity.status(503)
                .header("Retry-After", "5")
                .contentType(MediaType.valueOf(HttpProblem.MEDIA_TYPE))
                .body(HttpProblem.of(
                        503, "signatures-busy", "Signatures are being checked", "Nothing was kept; send it again."));
    }
}
