package org.dsrhub.connector;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.HoldingsCast.Which;
import org.dsrhub.request.KeyKind;
import org.dsrhub.simulation.CollectionAgency;
import org.dsrhub.simulation.ContactCentre;
import org.dsrhub.simulation.DataverseOrg;
import org.dsrhub.simulation.FeedRecipient;
import org.dsrhub.simulation.GraphMail;
import org.dsrhub.simulation.HostSystem;
import org.dsrhub.simulation.LettersAgency;
import org.dsrhub.simulation.ObjectStore;
import org.dsrhub.simulation.PolicyHost;
import org.dsrhub.simulation.PostOffice;
import org.dsrhub.simulation.RecordingArchive;
import org.dsrhub.simulation.SftpHost;
import org.dsrhub.simulation.SimulatedCloud;

/** Systems for connector files that the simulators of the products stand in for. */
final class SimulatedSystems {
    private SimulatedSystems() {}

    private static String key(Connector connector, Which which, KeyKind kind) {
        return HoldingsCast.keys(connector.controller(), which).getOrDefault(kind, "other " + kind.label());
    }

    private static Map<String, Object> access(SimulatedCloud system, String path) {
        return Map.of(
                "url", system.url() + path,
                "oauth-url", system.tokenUrl(),
                "client-id", system.clientId(),
                "client-secret", system.secret());
    }

    private static Map<String, Object> access(SftpHost server) {
        return Map.of(
                "host", server.host(),
                "port", server.port(),
                "username", server.user(),
                "password", server.password(),
                "known-hosts", server.knownHosts().toAbsolutePath().toString());
    }

    /** Contacts with a note and a case each. */
    static final class Dynamics implements HoldingsStage.Systems {
        private final DataverseOrg org = new DataverseOrg();

        @Override
        public Map<String, Object> add(Connector connector) {
            for (Which which : HoldingsStage.allThree()) {
                connector.items().values().forEach(type -> row(connector, type, which));
            }
            return access(org, "/api/data/v9.2");
        }

        private void row(Connector connector, ItemType type, Which which) {
            Map<String, String> record = HoldingsCast.record(connector, type, which);
            String id = type.name() + "-" + record.get(type.reference());
            record.put(type.reference(), id);
            Map<String, Object> row = new LinkedHashMap<>();
            record.forEach((field, value) -> {
                int dot = field.indexOf('.');
                if (dot < 0) {
                    row.put(field, value);
                } else {
                    String lookup = "_" + field.substring(0, field.indexOf('_')) + "_value";
                    row.put(lookup, "contact-" + HoldingsCast.reference(connector, which));
                }
            });
            org.put(
                    id,
                    row.entrySet().stream()
                            .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                            .toArray());
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            org.records()
                    .forEach(row -> connector.items().values().stream()
                            .filter(type -> row.containsKey(type.reference()))
                            .forEach(type -> held.add(type.name() + " " + row.get(type.reference()))));
            return held;
        }

        @Override
        public void close() {
            org.close();
        }
    }

    /** One cloud a file; the first of its mailboxes holds the mail. */
    static final class Mailboxes implements HoldingsStage.Systems {
        private final Map<String, GraphMail> clouds = new HashMap<>();

        @Override
        public Map<String, Object> add(Connector connector) {
            GraphMail cloud = new GraphMail();
            clouds.put(connector.queue(), cloud);
            String[] box = connector.parameters().get("mailboxes").split(",")[0].split("/");
            for (Which which : HoldingsStage.allThree()) {
                cloud.message(
                        HoldingsCast.reference(connector, which),
                        box[0],
                        box.length > 1 ? box[1] : null,
                        key(connector, which, KeyKind.EMAIL),
                        key(connector, which, KeyKind.NAME),
                        which.day,
                        "Concerning " + key(connector, which, KeyKind.CLAIM_NUMBER),
                        "letter.txt");
            }
            return access(cloud, "/v1.0");
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            clouds.get(connector.queue()).records().forEach(row -> held.add("mail " + row.get("id")));
            return held;
        }

        @Override
        public void close() {
            clouds.values().forEach(GraphMail::close);
        }
    }

    static final class Calls implements HoldingsStage.Systems {
        private final ContactCentre centre = new ContactCentre();

        @Override
        public Map<String, Object> add(Connector connector) {
            for (Which which : HoldingsStage.allThree()) {
                centre.conversation(
                        HoldingsCast.reference(connector, which),
                        key(connector, which, KeyKind.PHONE),
                        key(connector, which, KeyKind.NAME),
                        which == Which.NEW ? which.day : "2012-01-15",
                        "RIFF");
            }
            return access(centre, "");
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            centre.records().forEach(row -> held.add("call " + row.get("id")));
            return held;
        }

        @Override
        public void close() {
            centre.close();
        }
    }

    /** Each with two recordings a person, their sound and their sidecar. */
    static final class Recordings implements HoldingsStage.Systems {
        private final Path folder;
        private final Map<String, RecordingArchive> archives = new HashMap<>();

        Recordings(Path folder) {
            this.folder = folder;
        }

        @Override
        public Map<String, Object> add(Connector connector) {
            RecordingArchive archive =
                    new RecordingArchive(connector.queue(), "recordings-secret", folder.resolve(connector.queue()));
            archives.put(connector.queue(), archive);
            HoldingsStage.allThree().forEach(which -> archive.add(HoldingsCast.person(connector, which)));
            return Map.of(
                    "url", archive.url(),
                    "token", archive.token(),
                    "media", archive.media().toAbsolutePath().toString());
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            RecordingArchive archive = archives.get(connector.queue());
            archive.records().forEach(row -> held.add("index " + row.get("recordingId")));
            for (String file : archive.media().toFile().list()) {
                held.add("file " + file);
            }
            return held;
        }

        @Override
        public void close() {
            archives.values().forEach(RecordingArchive::close);
        }
    }

    static final class Agencies implements HoldingsStage.Systems {
        private final Path folder;
        private final Map<String, CollectionAgency> agencies = new HashMap<>();

        Agencies(Path folder) {
            this.folder = folder;
        }

        @Override
        public Map<String, Object> add(Connector connector) {
            CollectionAgency agency =
                    new CollectionAgency(connector.queue(), folder.resolve(connector.queue()), "hub", "agency-secret");
            agencies.put(connector.queue(), agency);
            HoldingsStage.allThree().forEach(which -> agency.add(HoldingsCast.person(connector, which)));
            return access(agency.sftp());
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            agencies.get(connector.queue()).records().forEach(row -> held.add("debt " + row.get("case_no")));
            return held;
        }

        @Override
        public void close() {
            agencies.values().forEach(CollectionAgency::close);
        }
    }

    static final class Feeds implements HoldingsStage.Systems {
        private final Path folder;
        private final Map<String, FeedRecipient> recipients = new HashMap<>();

        Feeds(Path folder) {
            this.folder = folder;
        }

        @Override
        public Map<String, Object> add(Connector connector) {
            Map<String, String> parameters = connector.parameters();
            FeedRecipient recipient = new FeedRecipient(
                    connector.queue(),
                    folder.resolve(connector.queue()),
                    parameters.get("history").replaceAll("\\[.*", ""),
                    parameters.get("layout"),
                    parameters.get("notice"),
                    Charset.forName(parameters.get("charset")));
            recipients.put(connector.queue(), recipient);
            ItemType type = connector.items().values().iterator().next();
            for (Which which : HoldingsStage.allThree()) {
                Map<String, String> line = new HashMap<>();
                line.put(number(connector), HoldingsCast.reference(connector, which));
                line.put(
                        type.subjectMatch().get(KeyKind.NATIONAL_ID),
                        which == Which.OTHER ? "0" : key(connector, which, KeyKind.NATIONAL_ID));
                line.put(type.subjectMatch().get(KeyKind.NAME), key(connector, which, KeyKind.NAME));
                type.dates().values().forEach(field -> line.put(field, which.day.replace("-", "")));
                recipient.sent(line);
            }
            return access(recipient.sftp());
        }

        private static String number(Connector connector) {
            return connector.parameters().get("layout").strip().split("\\s+")[0];
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            recipients
                    .get(connector.queue())
                    .records()
                    .forEach(line -> held.add("line " + line.get(number(connector))));
            return held;
        }

        @Override
        public void close() {
            recipients.values().forEach(FeedRecipient::close);
        }
    }

    static final class Objects implements HoldingsStage.Systems {
        private final ObjectStore store = new ObjectStore();

        @Override
        public Map<String, Object> add(Connector connector) {
            for (Which which : HoldingsStage.allThree()) {
                Map<String, String> metadata = new HashMap<>();
                connector
                        .items()
                        .values()
                        .forEach(type -> type.dates().values().forEach(field -> metadata.put(field, which.day)));
                for (String text : Set.of("first", "second")) {
                    store.put(name(connector, which), text.getBytes(StandardCharsets.UTF_8), metadata);
                }
            }
            return Map.of(
                    "url", store.url(),
                    "bucket", ObjectStore.BUCKET,
                    "access-key", store.accessKey(),
                    "secret-key", store.secretKey());
        }

        private static String name(Connector connector, Which which) {
            return connector
                    .parameters()
                    .get("path")
                    .replace("{phone}", key(connector, which, KeyKind.PHONE))
                    .replace("{file}", HoldingsCast.reference(connector, which) + ".txt");
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            for (Which which : HoldingsStage.allThree()) {
                if (store.versions(name(connector, which)) > 0) {
                    held.add("object " + HoldingsCast.reference(connector, which) + " in "
                            + store.versions(name(connector, which)) + " versions");
                }
            }
            return held;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    static final class Mainframe implements HoldingsStage.Systems {
        private final HostSystem host = new HostSystem();

        @Override
        public Map<String, Object> add(Connector connector) {
            for (Which which : HoldingsStage.allThree()) {
                // Its column of 30 characters is two in the connector file: product and holder.
                host.add(
                        HoldingsCast.reference(connector, which),
                        key(connector, which, KeyKind.NATIONAL_ID),
                        String.format("%-12s%s", "TRAVEL", key(connector, which, KeyKind.NAME)),
                        1200,
                        which.day.replace("-", ""));
            }
            return Map.of("url", host.url(), "username", "hub", "password", "host-secret");
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            for (Which which : HoldingsStage.allThree()) {
                if (host.holds(HoldingsCast.reference(connector, which))) {
                    held.add("policy " + HoldingsCast.reference(connector, which));
                }
            }
            return held;
        }

        @Override
        public void close() {
            host.close();
        }
    }

    static final class PolicyHosts implements HoldingsStage.Systems {
        private final Map<String, PolicyHost> hosts = new HashMap<>();

        @Override
        public Map<String, Object> add(Connector connector) {
            PolicyHost host = new PolicyHost();
            hosts.put(connector.queue(), host);
            connector
                    .items()
                    .values()
                    .forEach(type -> HoldingsStage.allThree()
                            .forEach(which -> host.put(HoldingsCast.record(connector, type, which))));
            return Map.of("url", host.url(), "ws-username", PolicyHost.USERNAME, "ws-password", host.password());
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            hosts.get(connector.queue()).policies().keySet().forEach(number -> held.add("policy " + number));
            return held;
        }

        @Override
        public void close() {
            hosts.values().forEach(PolicyHost::close);
        }
    }

    /** An agency a file, each with a post office of its own. */
    static final class Letters implements HoldingsStage.Systems {
        private final Path folder;
        private final Map<String, LettersAgency> agencies = new HashMap<>();
        private final Map<String, PostOffice> offices = new HashMap<>();

        Letters(Path folder) {
            this.folder = folder;
        }

        @Override
        public Map<String, Object> add(Connector connector) {
            PostOffice office = new PostOffice();
            offices.put(connector.queue(), office);
            LettersAgency agency = new LettersAgency(office, folder.resolve(connector.queue()));
            agencies.put(connector.queue(), agency);
            for (Which which : HoldingsStage.allThree()) {
                agency.add(
                        HoldingsCast.reference(connector, which),
                        key(connector, which, KeyKind.NATIONAL_ID),
                        key(connector, which, KeyKind.NAME),
                        "Dear you");
            }
            Map<String, Object> properties = new HashMap<>();
            properties.put("agency", LettersAgency.ADDRESS);
            properties.put("address", LettersAgency.HUB);
            properties.put("username", LettersAgency.HUB);
            properties.put("smtp", "smtp://127.0.0.1:" + office.smtpPort());
            properties.put("imap", "imap://127.0.0.1:" + office.imapPort());
            properties.put("password", PostOffice.PASSWORD);
            properties.put("key-store", agency.hubKeys().toString());
            properties.put("key-password", LettersAgency.PASSWORD);
            properties.put("certificate", agency.certificate().toString());
            return properties;
        }

        @Override
        public Set<String> holds(Connector connector) {
            Set<String> held = new TreeSet<>();
            for (Which which : HoldingsStage.allThree()) {
                if (agencies.get(connector.queue()).holds(HoldingsCast.reference(connector, which))) {
                    held.add("letter " + HoldingsCast.reference(connector, which));
                }
            }
            return held;
        }

        @Override
        public void work() {
            agencies.values().forEach(agency -> agency.answerAll(false));
        }

        @Override
        public void close() {
            offices.values().forEach(PostOffice::close);
        }
    }
}
