package org.dsrhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dsrhub.simulation.ClaimsCloud;
import org.dsrhub.simulation.ContactCentre;
import org.dsrhub.simulation.DataverseOrg;
import org.dsrhub.simulation.GraphMail;
import org.dsrhub.simulation.HostSystem;
import org.dsrhub.simulation.LettersAgency;
import org.dsrhub.simulation.ObjectStore;
import org.dsrhub.simulation.PagedApi;
import org.dsrhub.simulation.PolicyHost;
import org.dsrhub.simulation.PostOffice;
import org.dsrhub.simulation.SftpHost;
import org.dsrhub.simulation.SimulatedCloud;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPerson;

/** One system of each template, all with one hub that has little patience. */
final class MisbehavingSystems implements AutoCloseable {
    private static final String UNLOAD = """
            system: host-policies
            version: 1
            mode: live
            title: Policies of the old host
            owner: host
            template: host-file
            backend: tryg-host
            parameters:
              folder: unload
              files: POL.*
              host: "{{host.host}}"
              port: "{{host.port}}"
              username: hub
              password: "{{host.password}}"
              known-hosts: "{{host.known-hosts}}"
              charset: IBM-277
              layout: kind 1 skip, id 11, name 30, premium 5 packed 2, claims 3 zoned, opened 8 date
              header: H
              header-count: 2-10
              trailer: T
              trailer-count: 2-10
            keys: {accepts: [national-id]}
            limits: {concurrency: 1, timeout: 2s, reply-within: 5d}
            rights: {access: query, erasure: manual}
            purpose: Old policies
            legal-basis: [GDPR-6-1-b]
            items:
              policy:
                title: Old policy
                ask: {national-id: id}
                reference: id
                subject-match: {national-id: id, name: name}
                fields: {id: {}, name: {}, premium: {type: number}, claims: {}, opened: {type: date}}
            """;

    private static final String PAPER = """
            system: paper
            version: 1
            mode: live
            title: Paper archive
            owner: archive
            template: manual
            backend: tryg-paper
            parameters: {instructions: "shelf K, by birth date", remind: 1s}
            keys: {accepts: [national-id]}
            limits: {concurrency: 1, timeout: 10s, reply-within: 5d}
            rights: {access: query, erasure: manual}
            purpose: Old claims
            legal-basis: [GDPR-6-1-b]
            items:
              folder:
                title: Folder
                ask: {national-id: manual}
                erase: manual
                reference: shelf
                subject-match: {national-id: cpr}
                fields: {shelf: {}, cpr: {}, note: {}}
            """;

    private static final String REINSURER = """
            system: reinsurer
            version: 1
            mode: live
            title: Reinsurer
            owner: legal
            template: statement
            purpose: Reinsurance
            statement: {en: It is a controller of its own; ask it directly, da: Den er selv dataansvarlig}
            """;

    final PagedApi notes = new PagedApi();
    final DataverseOrg dynamics = new DataverseOrg();
    final ClaimsCloud claims = new ClaimsCloud();
    final ContactCentre calls = new ContactCentre();
    final GraphMail mailboxes = new GraphMail();
    final ObjectStore objects = new ObjectStore();
    final HostSystem host = new HostSystem();
    final PolicyHost policies = new PolicyHost();
    final SimulatedEnvironment around;
    final SftpHost unloads;
    final LettersAgency letters;
    final HubUnderTest hub;

    MisbehavingSystems(Path folder) throws IOException {
        around = SimulatedEnvironment.at(folder.resolve("around")).start();
        unloads = new SftpHost("unloads", folder.resolve("unloads"), "hub", "unload-secret", "unload");
        letters = new LettersAgency(around.mail(), folder.resolve("letters"));
        calls.looks(0);
        Map<String, Object> properties = new HashMap<>();
        properties.put("hub.home", home(folder.resolve("home")).toString());
        properties.put("hub.connectors.patience", "8");
        cloud(properties, "notes", notes, "");
        cloud(properties, "dynamics", dynamics, "/api/data/v9.2");
        cloud(properties, "cloud-claims", claims, "");
        cloud(properties, "calls", calls, "");
        cloud(properties, "mailboxes", mailboxes, "/v1.0");
        properties.put("life.url", host.url());
        properties.put("life.username", "hub");
        properties.put("life.password", "host-secret");
        properties.put("objects.url", objects.url());
        properties.put("objects.access-key", objects.accessKey());
        properties.put("objects.secret-key", objects.secretKey());
        properties.put("policy-host.url", policies.url());
        properties.put("policy-host.password", policies.password());
        properties.put("host.host", unloads.host());
        properties.put("host.port", unloads.port());
        properties.put("host.password", unloads.password());
        properties.put("host.known-hosts", unloads.knownHosts().toString());
        properties.put("letters.smtp", "smtp://127.0.0.1:" + around.mail().smtpPort());
        properties.put("letters.imap", "imap://127.0.0.1:" + around.mail().imapPort());
        properties.put("letters.password", PostOffice.PASSWORD);
        properties.put("letters.key-store", letters.hubKeys().toString());
        properties.put("letters.key-password", LettersAgency.PASSWORD);
        properties.put("letters.certificate", letters.certificate().toString());
        around.tryg()
                .core()
                .run("create role quoting login; grant select, delete on quote to quoting;"
                        + " alter table quote drop constraint quote_pkey");
        properties.put("tryg.core.username", "quoting");
        hub = new HubUnderTest(around, properties).withoutAnswers();
    }

    private static void cloud(Map<String, Object> properties, String name, SimulatedCloud system, String path) {
        properties.put(name + ".url", system.url() + path);
        properties.put(name + ".oauth", system.tokenUrl());
        properties.put(name + ".secret", system.secret());
    }

    private static Path home(Path home) throws IOException {
        for (String part : List.of("routes", "connectors/schema", "connectors/templates", "connectors/reference")) {
            try (Stream<Path> files = Files.walk(Path.of(part))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.createDirectories(home.resolve(file).getParent());
                    Files.copy(file, home.resolve(file));
                }
            }
        }
        Path tryg = Files.createDirectories(home.resolve("connectors/tryg"));
        for (String file : List.of("controller", "quotes", "call-recordings", "debt-collection", "tryghedsgruppen")) {
            copy(Path.of("connectors/tryg", file + ".yaml"), tryg);
        }
        for (String file : List.of("notes", "dynamics", "cloud-claims", "calls", "mailboxes")) {
            copy(Path.of("src/test/resources/connectors-of-apis", file + ".yaml"), tryg);
        }
        for (String file : List.of("claim-documents", "letters", "life-policies")) {
            copy(Path.of("src/test/resources/exchanges/tryg", file + ".yaml"), tryg);
        }
        Files.writeString(
                tryg.resolve("policy-host.yaml"),
                Files.readString(Path.of("src/test/resources/exchanges/tryg/host-policies.yaml"))
                        .replace("system: host-policies", "system: policy-host")
                        .replace("timeout: 5s", "timeout: 2s"));
        Files.writeString(
                tryg.resolve("members-utf8.yaml"),
                Files.readString(tryg.resolve("tryghedsgruppen.yaml"))
                        .replace("system: tryghedsgruppen", "system: members-utf8")
                        .replace(
                                "{{hub.connectors.poll:10000}}",
                                "60000") // or it would be the same folder watched twice
                        .replace("charset: ISO-8859-1", "charset: UTF-8"));
        Files.writeString(tryg.resolve("host-policies.yaml"), UNLOAD);
        Files.writeString(tryg.resolve("paper.yaml"), PAPER);
        Files.writeString(tryg.resolve("reinsurer.yaml"), REINSURER);
        return home;
    }

    /** With counts where the system gives them, no rate, and short time-outs. */
    private static void copy(Path file, Path folder) throws IOException {
        Files.writeString(
                folder.resolve(file.getFileName()),
                Files.readString(file)
                        .replaceAll(
                                "timeout: \\d+s", file.endsWith("life-policies.yaml") ? "timeout: 5s" : "timeout: 2s")
                        .replaceAll("rate: [^,]+, ", "")
                        .replaceAll("records: /(items|conversations|data)\n", "records: /$1\n  count: /total\n")
                        .replace("  page: 2\n", "  page: 2\n  count: \"/@odata.count\"\n")
                        .replace("?$select=", "?$count=true&$select=")
                        .replace("{{cloud-claims.secret}}\"\n", "{{cloud-claims.secret}}\"\n  count: /total\n")
                        .replace("&pageSize=2\"", "&pageSize=2&includeTotal=true\""));
    }

    /** What the recipient of the feed was sent that day. */
    Path feed(LocalDate day) {
        return around.tryg()
                .members()
                .sftp()
                .root()
                .resolve("history/TG_" + day.format(DateTimeFormatter.BASIC_ISO_DATE) + ".txt");
    }

    Path unload(SyntheticPerson person) {
        return unloads.root().resolve("unload/POL" + person.customerNumber());
    }

    static void write(Path file, byte[] content) {
        try {
            Path temporary = file.resolveSibling("." + file.getFileName());
            Files.write(temporary, content);
            Files.move(
                    temporary,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hub.close();
        Stream.of(notes, dynamics, claims, calls, mailboxes).forEach(SimulatedCloud::close);
        objects.close();
        host.close();
        policies.close();
        unloads.close();
    }
}
