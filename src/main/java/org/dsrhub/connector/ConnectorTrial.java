package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectComponent;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
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

/**
 * Asks one system about one person by its real route, and shows what the hub would make of the answer. It needs no
 * PostgreSQL: ledger and vault are in memory. Nothing but the question goes to the system.
 */
final class ConnectorTrial {
    private final ConfigurableApplicationContext context;
    private final PrintStream out;

    private ConnectorTrial(ConfigurableApplicationContext context, PrintStream out) {
        this.context = context;
        this.out = out;
    }

    /** @param words {@code test <controller>/<system> <file.json>} */
    static int run(Environment environment, List<String> words, String[] args, PrintStream out) throws IOException {
        String[] name = words.get(1).split("/");
        String file = words.size() > 2 ? words.get(2) : environment.getProperty("subject");
        if (name.length != 2 || file == null) {
            out.print(ConnectorCommands.USAGE);
            return 2;
        }
        Subject subject = subject(new ObjectMapper().readTree(Files.readString(Path.of(file))));
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Trial.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .properties(
                        "spring.main.banner-mode=off", "logging.level.root=ERROR", "spring.main.log-startup-info=false")
                .initializers(starting -> starting.getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.MapPropertySource(
                                "trial",
                                Map.of(
                                        "hub.controllers",
                                        name[0],
                                        "hub.connectors.only",
                                        name[0] + "." + name[1],
                                        "spring.jmx.enabled",
                                        "false",
                                        "camel.main.shutdown-timeout",
                                        "2",
                                        "camel.main.routes-include-pattern",
                                        "file:" + environment.getProperty("hub.home", ".")
                                                + "/connectors/templates/*.camel.yaml"))))
                .run(args)) {
            return new ConnectorTrial(context, out).ask(name[0], name[1], subject);
        }
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

    private int ask(String controllerId, String system, Subject subject) throws IOException {
        TrialMemory memory = context.getBean(TrialMemory.class);
        memory.about(subject);
        DataController controller = context.getBean(DataControllers.class).get(controllerId);
        Connector connector = context.getBean(Connectors.class).get(controllerId, system);
        CamelContext camel = context.getBean(CamelContext.class);
        Lease lease = new Lease(
                UUID.randomUUID(),
                UUID.randomUUID(),
                controllerId,
                connector.queue(),
                system,
                Action.QUERY,
                0,
                1,
                null,
                false);
        Completion completion;
        try {
            completion = camel.createProducerTemplate()
                    .requestBody(camel.getRoute(connector.queue()).getEndpoint(), lease, Completion.class);
        } catch (CamelExecutionException e) {
            out.println("asking failed: "
                    + (e.getCause() instanceof Problem problem
                            ? problem.getMessage()
                            : e.getCause().getClass().getName() + ", see the connector's address and account"));
            return 1;
        }
        out.println(connector.queue() + " (" + connector.title("en") + "): " + completion.state()
                + (completion.reason() == null ? "" : ", " + completion.reason())
                + (completion.keysUsed().isEmpty() ? "" : "; asked by " + String.join(", ", completion.keysUsed())));
        LocalDate today = LocalDate.now(controller.zone());
        for (Item item : memory.items()) {
            show(item, memory.match(item.id()), controller, today);
        }
        out.println("Nothing was erased.");
        return completion.state().settled() && completion.state() != org.dsrhub.request.TaskState.FAILED ? 0 : 1;
    }

    private void show(Item item, String match, DataController controller, LocalDate today) {
        out.println();
        out.println(item.type() + " " + item.reference() + ": " + match.toLowerCase(Locale.ROOT));
        if (match.equals("QUARANTINED")) {
            out.println("  is somebody else's by its keys: not disclosed, a person assesses it");
            return;
        }
        decided("access", item, Right.ACCESS, controller, today);
        decided("erasure", item, Right.ERASURE, controller, today);
        item.record().forEach((field, value) -> out.println("    " + field + ": " + value));
        item.media().forEach(media -> out.println("    with a file of type " + media.mediaType()));
    }

    private void decided(String name, Item item, Right right, DataController controller, LocalDate today) {
        Decision decision = Decider.standard().decide(item.facts(), right, controller.retention(), List.of(), today);
        Outcome outcome = decision.outcome();
        out.println("  " + name + ": " + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (decision.until() == null ? "" : " " + decision.until())
                + (decision.rule() == null ? "" : " by " + decision.rule()));
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
