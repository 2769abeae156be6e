package org.dsrhub.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.DecisionBases;
import org.dsrhub.ledger.DecisionBasis;
import org.dsrhub.ledger.Evidence;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.RuleVersions;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.Waits;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.vault.Signer;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the case as of one moment, and writes it as it reads. */
@Component
class ZippedCase implements CaseExports {
    private final Dossiers dossiers;
    private final CaseFacts facts;
    private final Requests requests;
    private final Items items;
    private final RuleVersions versions;
    private final DecisionBases bases;
    private final Evidence evidence;
    private final Waits waits;
    private final Vault vault;
    private final Signer signer;
    private final TransactionTemplate snapshot;
    private final ObjectMapper mapper = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    ZippedCase(
            Dossiers dossiers,
            CaseFacts facts,
            Requests requests,
            Items items,
            RuleVersions versions,
            DecisionBases bases,
            Evidence evidence,
            Waits waits,
            Vault vault,
            Signer signer,
            PlatformTransactionManager transactions) {
        this.dossiers = dossiers;
        this.facts = facts;
        this.requests = requests;
        this.items = items;
        this.versions = versions;
        this.bases = bases;
        this.evidence = evidence;
        this.waits = waits;
        this.vault = vault;
        this.signer = signer;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        snapshot.setReadOnly(true);
    }

    @Override
    public void write(UUID requestId, String by, OutputStream to) throws IOException {
        try {
            snapshot.executeWithoutResult(status -> {
                try {
                    Dossier dossier = dossiers.of(requestId, 0, subject(requestId), null);
                    String language = Dossiers.language(
                            dossier.controller(), dossier.controller().defaultLanguage());
                    zip(dossier.in(LetterTexts.in(language)), by, to);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Nobody's where the payload is shredded: the rest of the case is there as long as evidence is kept. */
    private Subject subject(UUID requestId) {
        try {
            return requests.subject(requestId);
        } catch (VaultException e) {
            return new Subject(null, null, null, List.of(), null);
        }
    }

    private void zip(Dossier dossier, String by, OutputStream to) throws IOException {
        Map<String, String> hashes = new LinkedHashMap<>();
        ZipOutputStream zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
        sheets(zip, dossier, "", by, hashes);
        for (CaseFacts.Sent one : facts.sent(dossier.request().id())) {
            letter(zip, one, hashes);
        }
        for (Dossier.Branch branch : dossier.branches()) {
            if (branch.part() != null && branch.controller() != null) {
                Dossier there = dossiers.of(branch.part().id(), 0, dossier.subject(), null)
                        .in(dossier.texts());
                sheets(zip, there, "branches/" + branch.id() + "/", by, hashes);
            }
        }
        byte[] manifest = mapper.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(Map.of("caseNumber", dossier.request().caseNumber(), "sha256", hashes));
        entry(zip, "manifest.json", hashes, out -> out.write(manifest));
        entry(zip, "manifest.json.sig", hashes, out -> out.write(signer.sign(manifest)));
        entry(zip, "public-key.pem", hashes, out -> out.write(signer.publicKey().getBytes(StandardCharsets.US_ASCII)));
        zip.finish();
    }

    /** @param folder of the part that it is about, with a slash at its end; empty for the case itself */
    private void sheets(ZipOutputStream zip, Dossier dossier, String folder, String by, Map<String, String> hashes)
            throws IOException {
        UUID id = dossier.request().id();
        List<CaseFacts.Sent> sent = facts.sent(id);
        List<AuditEntry> history = requests.history(id);
        List<Custody> custody = Custody.of(history, silentMedia(id));
        entry(zip, folder + "case.pdf", hashes, out -> {
            Letter sheet = new CaseSheet(dossier).letter(facts.groups(id), sent, custody, history);
            PdfWriter.write(LetterLayout.html(sheet), out);
        });
        entry(zip, folder + "case.json", hashes, out -> json(dossier, by, sent, custody, history, out));
    }

    private void letter(ZipOutputStream zip, CaseFacts.Sent sent, Map<String, String> hashes) throws IOException {
        if (sent.letter() == null) {
            return;
        }
        byte[] letter;
        try (InputStream in = vault.read(sent.letter())) {
            letter = in.readAllBytes();
        } catch (FileNotFoundException e) {
            return; // its period is over, and it is shredded: case.json still says that and when it was sent
        }
        entry(zip, "letters/" + sent.fileName().replace(".zip", ".pdf"), hashes, out -> out.write(letter));
    }

    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    private static void entry(ZipOutputStream zip, String name, Map<String, String> hashes, Content content)
            throws IOException {
        MessageDigest digest = ArchiveWriter.sha256();
        zip.putNextEntry(new ZipEntry(name));
        content.to(new DigestOutputStream(new LeftOpen(zip), digest));
        zip.closeEntry();
        hashes.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    private void json(
            Dossier dossier,
            String by,
            List<CaseFacts.Sent> sent,
            List<Custody> custody,
            List<AuditEntry> history,
            OutputStream out)
            throws IOException {
        UUID id = dossier.request().id();
        try (JsonGenerator json = mapper.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("format", "dsr-hub case 1");
            json.writeStringField("exportedOn", dossier.today().toString());
            json.writeStringField("exportedBy", by);
            json.writePOJOField("case", about(dossier));
            json.writePOJOField("waited", waits.of(id));
            json.writePOJOField(
                    "evidence",
                    evidence.list(id).stream().map(ZippedCase::about).toList());
            json.writePOJOField(
                    "systems",
                    dossier.tasks().stream()
                            .filter(task -> task.action() != Action.STAGE)
                            .map(task -> about(dossier, task))
                            .toList());
            json.writePOJOField(
                    "notAsked",
                    dossier.connectors().entrySet().stream()
                            .filter(entry -> entry.getValue().isStatement())
                            .map(entry -> Map.of(
                                    "system",
                                    entry.getKey(),
                                    "statement",
                                    entry.getValue().statement()))
                            .toList());
            json.writeArrayFieldStart("decisions");
            facts.decisions(id, decided -> decision(json, decided));
            json.writeEndArray();
            bases(json, id);
            json.writePOJOField("rules", versions.of(dossier.controller().id()));
            facts(json, id);
            json.writePOJOField("answers", sent.stream().map(ZippedCase::about).toList());
            json.writePOJOField("custody", custody);
            json.writePOJOField("audit", history);
            json.writeEndObject();
        }
    }

    /** By id: holds with their scope, birth date, and what no system had told. */
    private void bases(JsonGenerator json, UUID requestId) throws IOException {
        Map<String, DecisionBasis> found = new TreeMap<>();
        facts.bases(requestId).forEach(id -> bases.read(id).ifPresent(basis -> found.put(id.toString(), basis)));
        json.writePOJOField("bases", found);
    }

    /** What the rules knew of each item: with it, the rules and the day a decision is made again. What the payload period took is gone. */
    private void facts(JsonGenerator json, UUID requestId) throws IOException {
        Set<UUID> silent = facts.silent(requestId);
        AtomicLong written = new AtomicLong();
        json.writeArrayFieldStart("facts");
        items.read(requestId, item -> {
            if (!silent.contains(item.id())) {
                fact(json, item);
                written.incrementAndGet();
            }
        });
        json.writeEndArray();
        json.writeBooleanField("factsReadable", written.get() >= facts.decided(requestId));
    }

    private Set<String> silentMedia(UUID requestId) {
        Set<UUID> silent = facts.silent(requestId);
        Set<String> media = new HashSet<>();
        if (!silent.isEmpty()) {
            items.read(requestId, item -> {
                if (silent.contains(item.id())) {
                    item.media().forEach(one -> media.add(one.blobId().toString()));
                }
            });
        }
        return media;
    }

    private static void fact(JsonGenerator json, Item item) {
        try {
            json.writePOJO(Map.of("item", item.id(), "facts", item.facts()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> about(Dossier dossier) {
        RequestView request = dossier.request();
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("id", request.id());
        about.put("caseNumber", request.caseNumber());
        about.put("controller", dossier.controller().legalName());
        about.put("registrationNumber", dossier.controller().registrationNumber());
        about.put("brand", request.brand());
        about.put("dataSubject", dossier.subject().name());
        about.put("rights", request.rights());
        about.put("channel", request.channel());
        about.put("receivedAt", request.receivedAt());
        about.put("dueOn", request.dueOn());
        about.put("identificationLevel", request.identificationLevel());
        about.put("state", request.state());
        about.put("outcome", request.outcome());
        about.put("partial", request.partial());
        about.put("closedAt", request.closedAt());
        return about;
    }

    private static Map<String, Object> about(Evidence.Entry entry) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("kind", entry.kind());
        about.put("mediaType", entry.mediaType());
        about.put("size", entry.size());
        about.put("signature", entry.verdict());
        about.put("addedBy", entry.addedBy());
        about.put("addedAt", entry.addedAt());
        return about;
    }

    private static Map<String, Object> about(Dossier dossier, TaskView task) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("system", task.system());
        about.put("title", dossier.title(task.system()));
        about.put("action", task.action());
        about.put("wave", task.wave());
        about.put("state", task.state());
        about.put("reason", task.reason());
        about.put("attempts", task.attempt());
        about.put("keys", task.keysUsed());
        about.put("items", task.items());
        about.put("connectorVersion", task.connectorVersion());
        about.put("startedAt", task.startedAt());
        about.put("finishedAt", task.finishedAt());
        return about;
    }

    private static Map<String, Object> about(CaseFacts.Sent sent) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("round", sent.round());
        about.put("file", sent.fileName());
        about.put("size", sent.size());
        about.put("sha256", HexFormat.of().formatHex(sent.sha256()));
        about.put("partial", sent.partial());
        about.put("packedAt", sent.packedAt());
        about.put("sentAt", sent.sentAt());
        return about;
    }

    private void decision(JsonGenerator json, CaseFacts.Decided decided) {
        try {
            json.writeStartObject();
            json.writePOJOField("item", decided.item());
            json.writeStringField("system", decided.system());
            json.writeStringField("type", decided.type());
            json.writeNumberField("connectorVersion", decided.connectorVersion());
            json.writeStringField("right", decided.right());
            json.writeStringField("outcome", decided.outcome());
            json.writeStringField("rule", decided.rule());
            json.writeNumberField("ruleVersion", decided.ruleVersion());
            json.writePOJOField("until", decided.until());
            json.writeStringField("legalBasis", decided.legalBasis());
            json.writeStringField("dpv", decided.dpv());
            json.writeStringField("messageKey", decided.messageKey());
            json.writePOJOField("decidedOn", decided.decidedOn());
            json.writeStringField("decidedBy", decided.decidedBy());
            json.writePOJOField("basis", decided.basis());
            if (decided.words() != null) {
                json.writeStringField("words", words(decided.words()));
            }
            json.writeStringField("execution", decided.execution());
            json.writePOJOField("executedAt", decided.executedAt());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** null where they are shredded */
    private String words(UUID blob) throws IOException {
        try (InputStream in = vault.read(blob)) {
            ByteArrayOutputStream words = new ByteArrayOutputStream();
            in.transferTo(words);
            return words.toString(StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            return null;
        }
    }
}
