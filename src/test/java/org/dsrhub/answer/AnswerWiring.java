package org.dsrhub.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.builder.RouteBuilder;
import org.dsrhub.connector.Connectors;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Redactions;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/**
 * The hub from the vault to the mail server with real routes for answer and delivery; only what the backing systems say and
 * what is decided about it is written by the test. Has no stereotype, so that tests of the whole hub do not scan it in.
 */
@EnableAutoConfiguration
@ConfigurationPropertiesScan({"org.dsrhub.answer", "org.dsrhub.delivery", "org.dsrhub.ledger", "org.dsrhub.vault"})
@ComponentScan(
        basePackages = {
            "org.dsrhub.answer",
            "org.dsrhub.delivery",
            "org.dsrhub.identity",
            "org.dsrhub.ledger",
            "org.dsrhub.vault",
            "org.dsrhub.datacontroller"
        },
        excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(Test|TestHub|Wiring)([$].*)?"))
class AnswerWiring {
    static final List<String> SYSTEMS = List.of("claims", "crm", "debts", "recordings");

    @Bean
    Connectors connectors() {
        return new Insurers();
    }

    @Bean
    Backing backing(Items items, Vault vault, Requests requests, Redactions redactions) {
        return new Backing(items, vault, requests, redactions);
    }

    @Bean
    RouteBuilder backingRoutes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                for (String controller : List.of("tryg", "gjensidige-ee")) {
                    SYSTEMS.forEach(system ->
                            from("ledger:" + controller + "." + system).bean("backing", "answer"));
                }
                from("ledger:decision").bean("backing", "decide");
                from("ledger:supplement").bean("backing", "decide");
            }
        };
    }

    /** One record as a test writes it: what the system says and what is decided. */
    record Told(
            String type,
            String reference,
            Map<String, String> dates,
            Map<String, Object> record,
            Map<Right, Decision> decisions,
            long media,
            String execution) {}

    /** Plays the backing systems and the decision. */
    static class Backing {
        private final Items items;
        private final Vault vault;
        private final Requests requests;
        private final Redactions redactions;
        private final ObjectMapper json =
                JsonMapper.builder().addModule(new JavaTimeModule()).build();
        private final Map<UUID, Told> byItem = new ConcurrentHashMap<>();

        Backing(Items items, Vault vault, Requests requests, Redactions redactions) {
            this.items = items;
            this.vault = vault;
            this.requests = requests;
            this.redactions = redactions;
        }

        public Completion answer(Lease lease) throws IOException {
            if (lease.action() == Action.SUPPRESS) {
                return Completion.done();
            }
            String reference = script(caseKey(lease.requestId())).slow.get(lease.system());
            return reference == null ? reply(lease) : Completion.waiting(reference, Duration.ofHours(1));
        }

        Completion reply(Lease lease) throws IOException {
            List<Told> told = script(caseKey(lease.requestId())).records.getOrDefault(lease.system(), List.of());
            if (told.isEmpty()) {
                return Completion.as(TaskState.NOTHING_HELD, null).withKeys(List.of("national-id"));
            }
            List<Blob> blobs = new ArrayList<>();
            List<Items.Row> rows = new ArrayList<>();
            Map<UUID, Told> ids = new HashMap<>();
            ByteArrayOutputStream lines = new ByteArrayOutputStream();
            for (Told each : told) {
                UUID id = UUID.randomUUID();
                List<Item.Media> media = new ArrayList<>();
                if (each.media() > 0) {
                    Blob blob = sound(lease.requestId(), each.media());
                    blobs.add(blob);
                    media.add(new Item.Media("call of Lars.wav", "audio/wav", blob.id(), blob.size()));
                }
                String attached = script(caseKey(lease.requestId())).texts.get(each.reference());
                if (attached != null) {
                    Blob blob = vault.seal(
                            lease.requestId(),
                            Vault.Key.PAYLOAD,
                            "text/plain",
                            attached.getBytes(StandardCharsets.UTF_8));
                    blobs.add(blob);
                    media.add(new Item.Media("note.txt", "text/plain", blob.id(), blob.size()));
                }
                ItemFacts facts = new ItemFacts(
                        lease.system(),
                        "D5",
                        each.type(),
                        null,
                        null,
                        null,
                        each.dates(),
                        null,
                        null,
                        null,
                        null,
                        null);
                lines.write(json.writeValueAsBytes(
                        new Item(id, lease.system(), each.type(), each.reference(), facts, each.record(), media)));
                lines.write('\n');
                ids.put(id, each);
            }
            Blob reply = vault.seal(lease.requestId(), Vault.Key.PAYLOAD, "application/x-ndjson", lines.toByteArray());
            blobs.add(reply);
            ids.forEach((id, each) -> rows.add(new Items.Row(
                    id,
                    lease.system(),
                    each.type(),
                    "MATCHED",
                    each.reference().getBytes(StandardCharsets.UTF_8),
                    reply.id())));
            items.append(lease, rows);
            byItem.putAll(ids);
            return Completion.done()
                    .withItems(rows.size())
                    .withKeys(List.of("national-id", "phone"))
                    .withBlobs(blobs);
        }

        private Blob sound(UUID requestId, long size) throws IOException {
            try (Vault.Draft draft = vault.draft(requestId, Vault.Key.PAYLOAD, "audio/wav")) {
                byte[] noise = new byte[8192];
                new java.util.Random(1).nextBytes(noise);
                for (long left = size; left > 0; left -= noise.length) {
                    draft.write(noise, 0, (int) Math.min(noise.length, left));
                }
                return draft.seal();
            }
        }

        public Completion decide(Lease lease) {
            Map<Right, List<Items.Decided>> decided = new HashMap<>();
            Map<String, List<UUID>> executed = new HashMap<>();
            items.read(lease.requestId(), item -> {
                Told told = byItem.get(item.id());
                Script script = script(caseKey(lease.requestId()));
                Redactions.Redaction redaction = new Redactions.Redaction(
                        script.hidden.get(told.reference()), copies(lease, item, script.copies.get(told.reference())));
                if (!redaction.equals(Redactions.Redaction.NONE)) {
                    redactions.keep(lease.requestId(), item.id(), Right.ACCESS, redaction, "clerk");
                }
                told.decisions()
                        .forEach((right, decision) -> decided.computeIfAbsent(right, each -> new ArrayList<>())
                                .add(new Items.Decided(item.id(), decision)));
                if (told.execution() != null) {
                    executed.computeIfAbsent(told.execution(), each -> new ArrayList<>())
                            .add(item.id());
                }
            });
            decided.forEach(
                    (right, list) -> items.decide(lease.requestId(), right, LocalDate.of(2026, 12, 1), "rules", list));
            executed.forEach((execution, ids) -> items.executed(lease.requestId(), ids, execution));
            return Completion.then(Next.stage(RequestState.ANSWERING, "answer"));
        }

        private Map<UUID, Redactions.Copy> copies(Lease lease, Item item, String content) {
            Map<UUID, Redactions.Copy> copies = new HashMap<>();
            if (content != null) {
                Blob blob = vault.seal(
                        lease.requestId(), Vault.Key.EVIDENCE, "audio/wav", content.getBytes(StandardCharsets.UTF_8));
                vault.store(blob);
                item.media().stream()
                        .filter(media -> media.mediaType().equals("audio/wav"))
                        .forEach(media ->
                                copies.put(media.blobId(), new Redactions.Copy(blob.id(), "audio/wav", blob.size())));
            }
            return copies;
        }

        /** Scripts are kept by the deduplication key: the id is not known before the first task runs. */
        private String caseKey(UUID requestId) {
            return requests.original(requestId).deduplicationKey();
        }

        final Map<String, Script> scripts = new ConcurrentHashMap<>();

        Script script(String key) {
            return scripts.computeIfAbsent(key, each -> new Script());
        }
    }

    static final class Script {
        final Map<String, List<Told>> records = new ConcurrentHashMap<>();
        final Map<String, String> slow = new ConcurrentHashMap<>();
        /** reference of a record → text attached to it, values blacked out of it */
        final Map<String, String> texts = new ConcurrentHashMap<>();

        final Map<String, List<String>> hidden = new ConcurrentHashMap<>();
        /** reference of a record → its recording as a person has redacted it */
        final Map<String, String> copies = new ConcurrentHashMap<>();

        Script told(String system, Told... records) {
            this.records.put(system, List.of(records));
            return this;
        }
    }
}
