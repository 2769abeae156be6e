package org.dsrhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
            hub = new HubUnderTest(around, properties).withoutAnswers();
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
        return Asking.of(hub, system, person, List.of());
    }

    @Override
    public void close() {
        hub.close();
        objects.close();
        host.close();
        policies.close();
    }
}
