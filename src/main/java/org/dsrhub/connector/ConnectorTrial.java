package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectComponent;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.PastCases;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Asks one system about one person by its real route, and shows what the hub would make of the answer. It needs no
 * PostgreSQL: ledger and vault are in memory. Nothing but the question goes to the system.
 */
final class ConnectorTrial implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private ConnectorTrial(ConfigurableApplicationContext context) {
        this.context = context;
    }

    record Answer(Completion completion, List<Found> found) {}

    /** @param erasure null where the item is somebody else's */
    record Found(Item item, String match, Decision access, Decision erasure) {}

    /** @param words {@code test <controller>/<system> <file.json>} */
    static int run(Environment environment, List<String> words, String[] args, PrintStream out) throws IOException {
        String[] name = words.get(1).split("/");
        String file = words.size() > 2 ? words.get(2) : environment.getProperty("subject");
        if (name.length != 2 || file == null) {
            out.print(ConnectorCommands.USAGE);
            return 2;
        }
        Subject subject = subject(new ObjectMapper().readTree(Files.readString(Path.of(file))));
        try (ConnectorTrial trial = of(environment, List.of(name[0] + "." + name[1]), args)) {
            return trial.show(name[0], name[1], subject, out);
        }
    }

    /** @param queues systems that may be asked */
    static ConnectorTrial of(Environment environment, List<String> queues, String... args) {
        String controllers = queues.stream()
                .map(queue -> queue.substring(0, queue.indexOf('.')))
                .distinct()
                .collect(Collectors.joining(","));
        Map<String, Object> settings = Map.of(
                "hub.controllers",
                controllers,
                "hub.connectors.only",
                String.join(",", queues),
                "spring.jmx.enabled",
                "false",
                "camel.main.shutdown-timeout",
                "2",
                "camel.main.routes-include-pattern",
                "file:" + environment.getProperty("hub.home", ".") + "/connectors/templates/*.camel.yaml");
        return new ConnectorTrial(new SpringApplicationBuilder(Trial.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(
                        "spring.main.banner-mode=off", "logging.level.root=ERROR", "spring.main.log-startup-info=false")
                .initializers(starting -> starting.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("trial", settings)))
                .run(args));
    }

    /** The connector module without what keeps state. */
    @EnableAutoConfiguration(exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    @ComponentScan({"org.dsrhub.connector", "org.dsrhub.identity", "org.dsrhub.datacontroller"})
    static class Trial {
        private final TrialMemory memory = new TrialMemory();

        @Bean
        TrialMemory memory() {
            return memory;
        }

        @Bean
        Requests requests() {
            return memory.answering(Requests.class);
        }

        @Bean
        Items items() {
            return memory.answering(Items.class);
        }

        @Bean
        Executions executions() {
            return memory.answering(Executions.class);
        }

        /** Who is tried has no cases in a ledger that is not there. */
        @Bean
        PastCases pastCases() {
            return (request, each) -> {};
        }

        @Bean
        Holds holds() {
            return memory.answering(Holds.class);
        }

        @Bean
        Intents intents() {
            return memory.answering(Intents.class);
        }

        @Bean
        Quarantine quarantine() {
            return memory.answering(Quarantine.class);
        }

        @Bean
        Backends backends() {
            return memory.answering(Backends.class);
        }

        @Bean
        ReplyCodes replyCodes() {
            return memory.answering(ReplyCodes.class);
        }

        @Bean
        WaitingTasks waitingTasks() {
            return memory.answering(WaitingTasks.class);
        }

        @Bean
        Vault vault() {
            return memory.vault();
        }

        @Bean
        KeyedHash keyedHash() {
            return memory::hash;
        }

        /** Camel looks the scheme {@code ledger} up by this name. */
        @Bean("ledger")
        Component ledger() {
            return new DirectComponent() {
                @Override
                protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters)
                        throws Exception {
                    parameters.clear();
                    return super.createEndpoint(uri, name, parameters);
                }
            };
        }
    }

    /** @throws Problem what keeps the system from answering */
    Answer ask(String controllerId, String system, Subject subject) throws IOException {
        TrialMemory memory = context.getBean(TrialMemory.class);
        memory.about(subject);
        DataController controller = context.getBean(DataControllers.class).get(controllerId);
        Connector connector = context.getBean(Connectors.class).get(controllerId, system);
        Completion completion = ask(connector);
        LocalDate today = LocalDate.now(controller.zone());
        CaseFile file = CaseFile.of(controller.retention(), today);
        memory.items().stream()
                .filter(item -> memory.match(item.id()).equals("MATCHED"))
                .forEach(item -> file.add(item.facts()));
        List<Found> found = new ArrayList<>();
        for (Item item : memory.items()) {
            String match = memory.match(item.id());
            boolean foreign = match.equals("QUARANTINED");
            found.add(new Found(
                    item,
                    match,
                    foreign ? null : decide(item, Right.ACCESS, file),
                    foreign ? null : decide(item, Right.ERASURE, file)));
        }
        return new Answer(completion, found);
    }

    private Completion ask(Connector connector) {
        CamelContext camel = context.getBean(CamelContext.class);
        Lease lease = new Lease(
                UUID.randomUUID(),
                UUID.randomUUID(),
                connector.controller(),
                connector.queue(),
                connector.system(),
                Action.QUERY,
                0,
                1,
                null,
                false);
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            return producer.requestBody(camel.getRoute(connector.queue()).getEndpoint(), lease, Completion.class);
        } catch (CamelExecutionException e) {
            throw e.getCause() instanceof Problem problem
                    ? problem
                    : new Problem("system-unavailable", "check the system's address and account", e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decision decide(Item item, Right right, CaseFile file) {
        return Decider.standard().decide(item.facts(), right, file, List.of());
    }

    private int show(String controller, String system, Subject subject, PrintStream out) throws IOException {
        Answer answer = ask(controller, system, subject);
        Completion completion = answer.completion();
        out.println(controller + "." + system + ": " + completion.state()
                + (completion.reason() == null ? "" : ", " + completion.reason())
                + (completion.keysUsed().isEmpty() ? "" : "; asked by " + String.join(", ", completion.keysUsed())));
        answer.found().forEach(found -> show(found, out));
        out.println("Nothing was erased.");
        return completion.state().settled() && completion.state() != TaskState.FAILED ? 0 : 1;
    }

    private static void show(Found found, PrintStream out) {
        out.println();
        out.println(found.item().type() + " " + found.item().reference() + ": "
                + found.match().toLowerCase(Locale.ROOT));
        if (found.access() == null) {
            out.println("  is somebody else's by its keys: not disclosed, a person assesses it");
            return;
        }
        out.println("  access: " + words(found.access()));
        out.println("  erasure: " + words(found.erasure()));
        found.item().record().forEach((field, value) -> out.println("    " + field + ": " + value));
        found.item().media().forEach(media -> out.println("    with a file of type " + media.mediaType()));
    }

    private static String words(Decision decision) {
        return decision.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (decision.until() == null ? "" : " " + decision.until())
                + (decision.rule() == null ? "" : " by " + decision.rule());
    }

    @Override
    public void close() {
        context.close();
    }

    /** Names as in the portal API; further identifiers under {@code keys}, by their kind. */
    static Subject subject(JsonNode root) {
        List<SubjectKey> keys = new ArrayList<>();
        Map.of(
                        "emails", KeyKind.EMAIL,
                        "phones", KeyKind.PHONE,
                        "customerNumbers", KeyKind.CUSTOMER_NUMBER,
                        "policyNumbers", KeyKind.POLICY_NUMBER,
                        "claimNumbers", KeyKind.CLAIM_NUMBER)
                .forEach((name, kind) ->
                        root.path(name).forEach(value -> keys.add(SubjectKey.given(kind, value.asText()))));
        root.path("keys")
                .fields()
                .forEachRemaining(entry -> entry.getValue()
                        .forEach(value -> keys.add(SubjectKey.given(KeyKind.of(entry.getKey()), value.asText()))));
        JsonNode number = root.path("nationalId");
        return new Subject(
                root.path("name").asText(null),
                root.hasNonNull("birthDate")
                        ? LocalDate.parse(root.path("birthDate").asText())
                        : null,
                number.isObject()
                        ? new NationalId(
                                number.path("country").asText(),
                                number.path("value").asText())
                        : null,
                keys,
                null);
    }
}
