package org.dsrhub.connector;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.dsrhub.HubApplication;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.support.TestFolder;
import org.dsrhub.system.Portal;
import org.dsrhub.vault.FullDisk;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The hub as far as it is built, on simulated systems full of people. */
final class HubUnderTest implements AutoCloseable {
    final SimulatedEnvironment around;
    final FullDisk disk = new FullDisk();
    final ConfigurableApplicationContext context;

    private static HubUnderTest shared;

    /** One for all tests of this virtual machine: starting takes longer than most tests. */
    static synchronized HubUnderTest shared() {
        if (shared == null) {
            shared = new HubUnderTest(TestFolder.of("hub-under-test"));
            TestFolder.closeAtEnd(shared);
        }
        return shared;
    }

    HubUnderTest(Path folder) {
        this(folder, Map.of());
    }

    HubUnderTest(Path folder, Map<String, ?> more) {
        this(SimulatedEnvironment.at(folder).withEverybody().start(), more);
    }

    /** @param more properties, which win over those of the environment */
    HubUnderTest(SimulatedEnvironment around, Map<String, ?> more) {
        this.around = around;
        Map<String, Object> properties = new HashMap<>(around.properties());
        properties.put("server.port", "0");
        properties.put("hub.connectors.poll", "100");
        properties.put("hub.connectors.patience", "4");
        properties.put("hub.handing-on.period", "500");
        properties.put("hub.identity.test-numbers", "true");
        properties.put("hub.engine.back-off", "50ms");
        properties.put("hub.engine.max-back-off", "200ms");
        properties.put("hub.engine.cool-down", "100ms");
        properties.put("hub.engine.max-cool-down", "200ms");
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.jmx.enabled", "false");
        properties.put("camel.main.shutdown-timeout", "3");
        properties.put("hub.erasure.max-clock-jump", "5000d");
        if (more.containsKey("hub.home")) {
            // That home has files of its own: all of them are served.
            properties.remove("hub.controllers");
            properties.remove("hub.connectors.only");
        }
        properties.putAll(more);
        context = new SpringApplicationBuilder(HubApplication.class)
                .registerShutdownHook(false)
                .initializers(starting -> starting.getBeanFactory().addBeanPostProcessor(disk))
                .run(arguments(properties));
        bean(MovableLegalClock.class).moveTo(Instant.parse("2026-12-01T09:00:00Z"));
    }

    private static String[] arguments(Map<String, Object> properties) {
        return properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    /** For tests that end with the replies: packing answers costs more than asking for them. */
    HubUnderTest withoutAnswers() {
        try {
            bean(CamelContext.class).getRouteController().stopRoute("answer");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** What clients see of it. */
    Portal portal() {
        return new Portal(
                () -> URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** A request of somebody whose identity is proven, with what a portal knows of them. */
    UUID accept(SyntheticPerson person, Set<Right> rights) {
        return accept(person, rights, person.name(), person.email());
    }

    UUID accept(SyntheticPerson person, Set<Right> rights, String name, String email) {
        Subject subject = new Subject(
                name,
                null,
                new NationalId(person.country(), person.nationalId()),
                List.of(SubjectKey.given(KeyKind.EMAIL, email), SubjectKey.given(KeyKind.PHONE, person.phone())),
                null);
        NewRequest request = new NewRequest(
                person.controller(),
                null,
                rights,
                subject,
                person.language(),
                Channel.PORTAL,
                Instant.parse("2026-12-01T09:00:00Z"),
                NewRequest.Delivery.FILE,
                new NewRequest.Evidence("L3", "e-id", "test"),
                UUID.randomUUID().toString(),
                null,
                null);
        return bean(Requests.class)
                .accept(request, due(), Next.stage(RequestState.COLLECTING, "fan-out"))
                .request()
                .id();
    }

    /** A month by the hub's own calendar: 4 January, where no test has moved it. */
    private LocalDate due() {
        return LocalDate.ofInstant(bean(MovableLegalClock.class).instant(), ZoneOffset.UTC)
                .plusDays(34);
    }

    @Override
    public void close() {
        context.close();
        around.close();
    }
}
