package org.dsrhub.simulation;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The systems of one data controller. */
public final class SimulatedController implements AutoCloseable {
    private final String name;
    private final String mailbox;
    private final CoreDatabase core;
    private final ClaimsSystem claims;
    private final RecordingArchive recordings;
    private final CollectionAgency collection;
    private final ConsentsSystem consents;
    private final MembershipPartner members;
    private final ChatSystem chat;

    SimulatedController(
            String name, String mailbox, Path folder, String database, DataSource source, int postgresPort) {
        this.name = name;
        this.mailbox = mailbox;
        core = new CoreDatabase(database, source, postgresPort);
        claims = new ClaimsSystem(name + "-claims", token("claims"));
        recordings = new RecordingArchive(name + "-recordings", token("recordings"), folder.resolve("recordings"));
        consents = new ConsentsSystem(name + "-consents", token("consents"));
        collection =
                new CollectionAgency(name + "-collection", folder.resolve("collection"), "hub", token("collection"));
        boolean danish = name.equals(SyntheticPeople.TRYG);
        members = danish
                ? new MembershipPartner(name + "-members", folder.resolve("members"), "hub", token("members"))
                : null;
        chat = danish ? new ChatSystem(name + "-chat", token("chat")) : null;
    }

    private String token(String system) {
        return name + "-" + system + "-secret";
    }

    public String name() {
        return name;
    }

    /** The address that requests are mailed to. */
    public String mailbox() {
        return mailbox;
    }

    public CoreDatabase core() {
        return core;
    }

    public ClaimsSystem claims() {
        return claims;
    }

    public RecordingArchive recordings() {
        return recordings;
    }

    public CollectionAgency collection() {
        return collection;
    }

    public ConsentsSystem consents() {
        return consents;
    }

    /** @throws IllegalStateException where this controller has no such partner */
    public MembershipPartner members() {
        return present(members, "membership partner");
    }

    /** @throws IllegalStateException where this controller has no chat */
    public ChatSystem chat() {
        return present(chat, "chat");
    }

    public boolean hasMembersAndChat() {
        return members != null;
    }

    /** The systems behind HTTP, to set all of them at once. */
    public List<SimulatedHttpSystem> httpSystems() {
        return Stream.<SimulatedHttpSystem>of(claims, recordings, consents, chat)
                .filter(system -> system != null)
                .toList();
    }

    private <T> T present(T system, String title) {
        if (system == null) {
            throw new IllegalStateException(name + " has no " + title);
        }
        return system;
    }

    void add(List<SyntheticPerson> people) {
        for (SyntheticPerson person : people) {
            core.add(person);
            claims.add(person);
            recordings.add(person);
            collection.add(person);
            consents.add(person);
            if (chat != null) {
                chat.add(person);
            }
        }
        if (members != null) {
            members.add(people);
        }
    }

    Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(name + ".core.url", core.url());
        properties.put(name + ".core.username", "postgres");
        properties.put(name + ".core.password", "postgres");
        http(properties, "claims", claims);
        http(properties, "recordings", recordings);
        properties.put(
                name + ".recordings.media", recordings.media().toAbsolutePath().toString());
        sftp(properties, "collection", collection.sftp());
        http(properties, "consents", consents);
        if (members != null) {
            sftp(properties, "members", members.sftp());
            http(properties, "chat", chat);
        }
        return properties;
    }

    private void http(Map<String, Object> properties, String system, SimulatedHttpSystem server) {
        properties.put(name + "." + system + ".url", server.url());
        properties.put(name + "." + system + ".token", server.token());
    }

    private void sftp(Map<String, Object> properties, String system, SftpHost server) {
        String prefix = name + "." + system + ".";
        properties.put(prefix + "host", server.host());
        properties.put(prefix + "port", server.port());
        properties.put(prefix + "username", server.user());
        properties.put(prefix + "password", server.password());
        properties.put(
                prefix + "known-hosts", server.knownHosts().toAbsolutePath().toString());
    }

    @Override
    public void close() {
        core.close();
        httpSystems().forEach(SimulatedHttpSystem::close);
        collection.close();
        if (members != null) {
            members.close();
        }
    }
}
