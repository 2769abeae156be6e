package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HostSystem;
import org.dsrhub.simulation.LettersAgency;
import org.dsrhub.simulation.ObjectStore;
import org.dsrhub.simulation.PolicyHost;
import org.dsrhub.simulation.PostOffice;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.support.TestFolder;

/**
 * A hub with the connector files of {@code exchanges/}, whose systems are asked one at a time: its tests are the contracts
 * of the templates.
 */
final class Exchanges implements AutoCloseable {
    private static Exchanges shared;

    final ObjectStore objects = new ObjectStore();
    final HostSystem host = new HostSystem();
    final PolicyHost policies = new PolicyHost();
    final LettersAgency letters;
    final HubUnderTest hub;

    static synchronized Exchanges shared() {
        if (shared == null) {
            shared = new Exchanges();
            TestFolder.closeAtEnd(shared);
        }
        return shared;
    }

    private Exchanges() {
        try {
            Path folder = TestFolder.of("exchanges");
            Path home = home(folder.resolve("home"));
            Map<String, Object> properties = new HashMap<>();
            properties.put("hub.home", home.toString());
            properties.put("life.url", host.url());
            properties.put("life.username", "hub");
            properties.put("life.password", "host-secret");
            properties.put("objects.url", objects.url());
            properties.put("objects.access-key", objects.accessKey());
            properties.put("objects.secret-key", objects.secretKey());
            SimulatedEnvironment around = SimulatedEnvironment.at(folder).start();
            letters = new LettersAgency(around.mail(), folder.resolve("letters"));
            properties.put("letters.smtp", "smtp://127.0.0.1:" + around.mail().smtpPort());
            properties.put("letters.imap", "imap://127.0.0.1:" + around.mail().imapPort());
            properties.put("letters.password", PostOffice.PASSWORD);
            properties.put("letters.key-store", letters.hubKeys().toString());
            properties.put("letters.key-password", LettersAgency.PASSWORD);
            properties.put("letters.certificate", letters.certificate().toString());
            properties.put("policy-host.url", policies.url());
            properties.put("policy-host.signed-url", policies.signedUrl());
            properties.put("policy-host.password", policies.password());
            policies.trust(letters.hubKeys(), LettersAgency.PASSWORD);
            properties.put("spring.ssl.bundle.jks.policy-host.keystore.location", "file:" + letters.hubKeys());
            properties.put("spring.ssl.bundle.jks.policy-host.keystore.password", LettersAgency.PASSWORD);
            properties.put("spring.ssl.bundle.jks.policy-host.keystore.type", "PKCS12");
            properties.put("spring.ssl.bundle.jks.policy-host.key.password", LettersAgency.PASSWORD);
            hub = new HubUnderTest(around, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path home(Path home) throws IOException {
        for (String part : List.of(
                "routes",
                "connectors/schema",
                "connectors/templates",
                "connectors/reference",
                "connectors/tryg/controller.yaml")) {
            copy(Path.of(part), home.resolve(part));
        }
        copy(Path.of("src/test/resources/exchanges/tryg"), home.resolve("connectors/tryg"));
        return home;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** One system and one request that asks it and nobody else. */
    Asking ask(String system, SyntheticPerson person) {
        Connector connector = hub.bean(Connectors.class).get("tryg", system);
        NewRequest request = new NewRequest(
                "tryg",
                null,
                Set.of(Right.ACCESS, Right.ERASURE),
                new Subject(
                        person.name(), null, new NationalId(person.country(), person.nationalId()), List.of(), null),
                "en",
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence("L3", "e-id", "test"),
                UUID.randomUUID().toString(),
                null,
                null);
        UUID id = hub.bean(Requests.class)
                .accept(
                        request,
                        LocalDate.of(2027, 1, 4),
                        Next.tasks(RequestState.COLLECTING, List.of(connector.task(Action.QUERY, 0)), null))
                .request()
                .id();
        return new Asking(id, connector);
    }

    final class Asking {
        final UUID request;
        private final Connector connector;

        private Asking(UUID request, Connector connector) {
            this.request = request;
            this.connector = connector;
        }

        TaskView task(Action action) {
            return hub.bean(Requests.class).tasks(request).stream()
                    .filter(task -> task.action() == action)
                    .findFirst()
                    .orElseThrow();
        }

        TaskView settled(Action action) {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> task(action).state().settled());
            return task(action);
        }

        void is(Action action, TaskState state) {
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(task(action).state()).isEqualTo(state));
        }

        List<Item> items() {
            List<Item> items = new ArrayList<>();
            hub.bean(Items.class).read(request, items::add);
            return items;
        }

        List<String> contents() throws IOException {
            List<String> contents = new ArrayList<>();
            for (Item item : items()) {
                for (Item.Media media : item.media()) {
                    try (var in = hub.bean(org.dsrhub.vault.Vault.class).read(media.blobId())) {
                        contents.add(media.name() + "=" + new String(in.readAllBytes()));
                    }
                }
            }
            return contents;
        }

        /** A clerk lets all of it go, and the system is told to. */
        TaskView erase() {
            commandErasure();
            return settled(Action.ERASE);
        }

        void commandErasure() {
            command(Action.ERASE, Outcome.ERASE);
        }

        void command(Action action, Outcome outcome) {
            List<UUID> all = items().stream().map(Item::id).toList();
            Decision erase = new Decision(outcome, "none", 0, null, "GDPR-17-1", null, "erased", false, false);
            hub.bean(Items.class)
                    .decide(
                            request,
                            Right.ERASURE,
                            LocalDate.of(2026, 12, 1),
                            "clerk",
                            all.stream().map(id -> new Items.Decided(id, erase)).toList());
            hub.bean(Executions.class).pend(request, all);
            enqueue(action, 20);
        }

        TaskView prove() {
            enqueue(Action.PROVE, 30);
            return settled(Action.PROVE);
        }

        void enqueue(Action action, int wave) {
            NewTask task = connector.task(action, wave);
            hub.bean(Requests.class)
                    .apply(
                            request,
                            Set.of(RequestState.values()),
                            "clerk",
                            "test",
                            Map.of(),
                            Next.tasks(RequestState.EXECUTING, List.of(task), null));
        }

        /** How each item's erasure stands. */
        List<String> executions() {
            List<String> executions = new ArrayList<>();
            hub.bean(Items.class).decisions(request, item -> executions.add(item.execution()));
            return executions;
        }
    }

    @Override
    public void close() {
        hub.close();
        objects.close();
        host.close();
        policies.close();
    }
}
