package org.dsrhub.erasure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Settings;
import org.dsrhub.ledger.Steps;
import org.dsrhub.ledger.SubjectHashes;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.TestFolder;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** The hub's ledger, vault, rules and erasure on a real PostgreSQL; tests do what the engine and the systems do. */
final class Bench implements AutoCloseable {
    static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final ZoneId ZONE = ZoneId.of("Europe/Tallinn");

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final Map<UUID, List<Item>> found = new HashMap<>();
    private final Map<UUID, String> names = new HashMap<>();
    final Systems systems = new Systems();
    final MovableLegalClock clock;
    final Requests requests;
    final Items items;
    final Holds holds;
    final Executions executions;
    final Settings settings;
    final Steps steps;
    final SubjectHashes hashes;
    final KeyedHash hash;
    final Vault vault;
    final DecisionStage decision;
    final ErasureStage erasure;
    final MeasuresStage measures;
    final Restrictions restrictions;
    final DeadlineSweep deadlines;
    final Review review;
    final LegalDays days;
    final JdbcTemplate jdbc;
    private final Path folder = TestFolder.of("vault");
    Subject subject = liis();
    private int number;

    Bench(String... properties) {
        TestPropertyValues.of(
                        "hub.vault.folder=" + folder,
                        "hub.vault.master-key=" + Base64.getEncoder().encodeToString(new byte[32]),
                        "hub.audit.folder=" + folder.resolve("anchors"),
                        "hub.home=" + Path.of("").toAbsolutePath(),
                        "hub.clock.movable=true")
                .and(properties)
                .applyTo(context);
        context.registerBean(Connectors.class, () -> systems);
        context.register(Wiring.class);
        context.refresh();
        clock = context.getBean(MovableLegalClock.class);
        requests = context.getBean(Requests.class);
        items = context.getBean(Items.class);
        holds = context.getBean(Holds.class);
        executions = context.getBean(Executions.class);
        settings = context.getBean(Settings.class);
        steps = context.getBean(Steps.class);
        hashes = context.getBean(SubjectHashes.class);
        hash = context.getBean(KeyedHash.class);
        vault = context.getBean(Vault.class);
        decision = context.getBean(DecisionStage.class);
        erasure = context.getBean(ErasureStage.class);
        measures = context.getBean(MeasuresStage.class);
        restrictions = context.getBean(Restrictions.class);
        deadlines = context.getBean(DeadlineSweep.class);
        review = context.getBean(Review.class);
        days = context.getBean(LegalDays.class);
        jdbc = context.getBean(JdbcTemplate.class);
        at(TODAY);
    }

    @ConfigurationPropertiesScan("org.dsrhub")
    @ComponentScan(
            basePackages = {
                "org.dsrhub.ledger",
                "org.dsrhub.vault",
                "org.dsrhub.datacontroller",
                "org.dsrhub.identity",
                "org.dsrhub.erasure"
            },
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(LedgerComponent|Test).*"))
    static class Wiring {
        @Bean(destroyMethod = "close")
        DataSource dataSource() {
            return TestPostgres.freshDatabase();
        }

        @Bean
        JdbcTemplate jdbcTemplate(DataSource dataSource) {
            return new JdbcTemplate(dataSource);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    void at(LocalDate day) {
        clock.moveTo(day.atTime(9, 0).atZone(ZONE).toInstant());
    }

    /** As a test that lives through the years one allowed step at a time. */
    void atConfirmed(LocalDate day) {
        at(day);
        days.confirm(Systems.CONTROLLER, "person");
    }

    static Subject liis() {
        return new Subject(
                "Liis Tamm",
                null,
                new NationalId("EE", "69702140012"),
                List.of(
                        SubjectKey.given(KeyKind.EMAIL, "liis.tamm@mail.example"),
                        SubjectKey.given(KeyKind.PHONE, "+37250000010")),
                null);
    }

    /** An item that its system holds. */
    Item item(
            String system,
            String type,
            String reference,
            String rule,
            String product,
            ItemFacts.Status status,
            Map<String, String> dates,
            ItemFacts.Flag... flags) {
        Item item = new Item(
                UUID.randomUUID(),
                system,
                type,
                reference,
                new ItemFacts(
                        system,
                        "E1",
                        type,
                        rule,
                        product,
                        status,
                        dates,
                        Set.of(flags),
                        Map.of("item", HexFormat.of().formatHex(hash.of("item:" + system, reference))),
                        null,
                        null,
                        null),
                Map.of("reference", reference),
                List.of());
        systems.hold(item);
        return item;
    }

    /** A quote that was offered so long ago that it goes. */
    Item oldQuote(String system, String reference) {
        return item(
                system, "quote", reference, "EE-QUOTE", null, ItemFacts.Status.NONE, Map.of("offered", "2024-05-10"));
    }

    UUID accept(Set<Right> rights, Item... held) {
        List<NewTask> questions = new ArrayList<>();
        for (String system :
                java.util.Arrays.stream(held).map(Item::system).distinct().toList()) {
            questions.add(new NewTask(
                    Systems.CONTROLLER + "." + system,
                    system,
                    "backend-" + system,
                    Action.QUERY,
                    0,
                    1,
                    true,
                    null,
                    null));
        }
        UUID id = requests.accept(
                        new NewRequest(
                                Systems.CONTROLLER,
                                null,
                                rights,
                                subject,
                                "et",
                                Channel.PORTAL,
                                clock.instant(),
                                NewRequest.Delivery.FILE,
                                new NewRequest.Evidence("L3", "smart-id", "ref"),
                                "key-" + ++number,
                                null,
                                null),
                        LocalDate.of(2027, 1, 4),
                        Next.tasks(RequestState.COLLECTING, questions, "decision"))
                .request()
                .id();
        found.put(id, List.of(held));
        return id;
    }

    /** Everything that is due, until nothing is. @return reasons of what was put off */
    List<String> run() {
        List<String> putOff = new ArrayList<>();
        for (boolean more = true; more; ) {
            more = step("decision", decision::decide, putOff)
                    | step("supplement", decision::supplement, putOff)
                    | step("measures", measures::advance, putOff)
                    | step("restriction-lift", restrictions::lift, putOff)
                    | step("erasure", erasure::advance, putOff);
            for (var connector : systems.all()) {
                more |= step(connector.queue(), this::work, putOff);
            }
        }
        return putOff;
    }

    boolean step(String queue, java.util.function.Function<Lease, Completion> worker, List<String> putOff) {
        Optional<Lease> lease = steps.take(queue);
        lease.ifPresent(taken -> {
            Completion completion = worker.apply(taken);
            if (completion.state() == org.dsrhub.request.TaskState.DUE) {
                putOff.add(completion.reason().split(":")[0]);
            }
            steps.complete(taken, completion);
        });
        return lease.isPresent();
    }

    /** What the connector module's worker does. */
    Completion work(Lease lease) {
        return switch (lease.action()) {
            case QUERY ->
                steps.reply(
                        lease,
                        found.get(lease.requestId()).stream()
                                .filter(item -> item.system().equals(lease.system()))
                                .map(item -> recorded(item, lease))
                                .toList());
            case ERASE, ANONYMISE, NOTIFY -> systems.erase(lease, executions, items, 2);
            case PROVE -> systems.prove(lease, executions, hash);
            case RESTRICT, LIFT, RECTIFY, WITHDRAW, INFORM -> systems.tell(lease);
            default -> throw new IllegalStateException();
        };
    }

    /** Each reply makes items of its own. */
    private Item recorded(Item item, Lease lease) {
        UUID id = lease.attempt() == 1 ? item.id() : UUID.randomUUID();
        names.put(id, item.reference());
        return new Item(id, item.system(), item.type(), item.reference(), item.facts(), item.record(), item.media());
    }

    /** The answer stage and delivery, which are not ours. */
    void answerAndClose(UUID id) {
        answer(id, Next.closed(RequestOutcome.FULFILLED));
        if (view(id).state() != RequestState.CLOSED) {
            throw new AssertionError("no answer was due, the request is " + view(id).state());
        }
    }

    /** The same where a system is still to answer. */
    void answerPartly(UUID id) {
        answer(id, Next.rest(RequestState.PARTLY_ANSWERED));
    }

    private void answer(UUID id, Next next) {
        steps.take("answer").ifPresent(lease -> {
            jdbc.update("""
                    insert into package_item (item_id, request_id, round) select item_id, request_id, 0 from decision
                    where request_id = ? group by 1, 2 having bool_and(outcome <> 'REVIEW') on conflict do nothing""", id);
            steps.complete(lease, Completion.then(next));
        });
    }

    RequestView view(UUID id) {
        return requests.find(id).orElseThrow();
    }

    Map<String, Items.DecidedItem> decided(UUID id, Right right) {
        Map<String, Items.DecidedItem> decided = new HashMap<>();
        items.decisions(id, one -> {
            if (one.right() == right) {
                decided.put(names.get(one.itemId()), one);
            }
        });
        return decided;
    }

    Decision erasure(UUID id, String reference) {
        return decided(id, Right.ERASURE).get(reference).decision();
    }

    String execution(UUID id, String reference) {
        return decided(id, Right.ERASURE).get(reference).execution();
    }

    /** In force at once: both persons at work. */
    UUID hold(Hold.Kind kind) {
        return hold(kind, subject, Set.of(), Set.of());
    }

    /** @param items of {@link #item}, empty for all */
    UUID hold(Hold.Kind kind, Subject of, Set<Item> items, Set<String> categories) {
        UUID id = asked(kind, of, items, categories);
        holds.approve(id, "two");
        return id;
    }

    /** Set by one person, not in force. */
    UUID asked(Hold.Kind kind, Subject of, Set<Item> items, Set<String> categories) {
        return holds.set(
                        new Holds.Wanted(
                                Systems.CONTROLLER,
                                kind,
                                hashes.aliases(of),
                                items.stream()
                                        .map(item -> item.facts().references().get("item"))
                                        .collect(Collectors.toSet()),
                                Set.of(),
                                categories,
                                "reason",
                                LocalDate.of(2027, 6, 1)),
                        "one")
                .id();
    }

    void release(UUID hold) {
        holds.release(hold, "one");
        holds.release(hold, "two");
    }

    List<String> events(UUID id) {
        return requests.history(id).stream().map(entry -> entry.event()).toList();
    }

    @Override
    public void close() {
        context.close();
        TestFolder.delete(folder);
    }
}
