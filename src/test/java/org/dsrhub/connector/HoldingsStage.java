package org.dsrhub.connector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.connector.HoldingsCast.Which;
import org.dsrhub.simulation.SimulatedEnvironment;

/** A hub that serves every shipped connector file, and behind each file a system that holds the records of {@link HoldingsCast}. */
final class HoldingsStage implements AutoCloseable {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:]+)}}");

    /** The systems behind the files of one template. */
    interface Systems extends AutoCloseable {
        /**
         * Sets up the system behind that file, with its records.
         *
         * @return parameter → what its placeholder stands for
         */
        Map<String, Object> add(Connector connector);

        /** Names of the records it holds now, somebody else's too. */
        Set<String> holds(Connector connector);

        /** What is set up once the hub runs. */
        default void ready(HubUnderTest hub) {}

        /** What a person there does now and then. */
        default void work() {}

        @Override
        void close();
    }

    final HubUnderTest hub;
    final ManualSystems archives = new ManualSystems();
    private final Map<String, Systems> byTemplate = new LinkedHashMap<>();

    HoldingsStage(Path folder, Collection<Connector> connectors) {
        SimulatedEnvironment around = SimulatedEnvironment.at(folder).start();
        String database = around.properties().get("tryg.core.url").toString();
        byTemplate.put("jdbc", new DatabaseSystems(database));
        byTemplate.put("http-json", new HttpSystems());
        byTemplate.put("soap", new SimulatedSystems.PolicyHosts());
        byTemplate.put("dataverse", new SimulatedSystems.Dynamics());
        byTemplate.put("graph-mail", new SimulatedSystems.Mailboxes());
        byTemplate.put("contact-centre", new SimulatedSystems.Calls());
        byTemplate.put("recording-archive", new SimulatedSystems.Recordings(folder));
        byTemplate.put("collection-agency", new SimulatedSystems.Agencies(folder));
        byTemplate.put("sftp-feed", new SimulatedSystems.Feeds(folder));
        byTemplate.put("object-store", new SimulatedSystems.Objects());
        byTemplate.put("jms", new SimulatedSystems.Mainframe());
        byTemplate.put("mail-exchange", new SimulatedSystems.Letters(folder));
        byTemplate.put("manual", archives);
        byTemplate.put("hub-cases", new EarlierRequests());
        Map<String, Object> properties = new HashMap<>();
        // The home itself: every file of every controller is served.
        properties.put("hub.home", Path.of("").toAbsolutePath().toString());
        // A hundred routes that look for files ten times a second would do little else.
        properties.put("hub.connectors.poll", "500");
        for (Connector connector : connectors) {
            Map<String, Object> given = of(connector).add(connector);
            connector.parameters().forEach((name, value) -> {
                Matcher placeholder = PLACEHOLDER.matcher(value);
                if (placeholder.matches()) {
                    properties.put(placeholder.group(1), given.getOrDefault(name, "x"));
                }
            });
        }
        hub = new HubUnderTest(around, properties).withoutAnswers();
        byTemplate.values().forEach(systems -> systems.ready(hub));
    }

    Systems of(Connector connector) {
        Systems systems = byTemplate.get(connector.template());
        if (systems == null) {
            throw new IllegalStateException("no system stands for files of the template " + connector.template());
        }
        return systems;
    }

    void work() {
        byTemplate.values().forEach(Systems::work);
    }

    static List<Which> allThree() {
        return List.of(Which.values());
    }

    static Set<String> sorted(Collection<String> names) {
        return new TreeSet<>(names);
    }

    @Override
    public void close() {
        hub.close();
        new ArrayList<>(byTemplate.values()).forEach(Systems::close);
    }
}
