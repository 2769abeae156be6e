package org.dsrhub.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.request.Problem;
import org.springframework.core.env.Environment;

/** Reads and checks the connector files of data controllers. */
final class ConnectorFolders {
    private ConnectorFolders() {}

    /**
     * @param byQueue connectors whose file the schema approves
     * @param leftOut queues that were not asked for, in their order
     */
    record Reading(Map<String, Connector> byQueue, List<String> leftOut, List<Finding> findings) {}

    /** @param only queues to read; empty for all */
    static Reading read(
            HubHome home,
            Collection<DataController> controllers,
            Templates templates,
            Environment environment,
            Collection<String> only) {
        YamlSchema schema = YamlSchema.at(home.connectors().resolve("schema/connector.schema.json"));
        ConnectorChecks checks = new ConnectorChecks(templates, environment);
        Map<String, Connector> byQueue = new TreeMap<>();
        List<String> leftOut = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        TreeSet<String> missing = new TreeSet<>(only);
        for (DataController controller : controllers) {
            ColleagueChecks colleagues = new ColleagueChecks(environment);
            for (Path file : files(home.connectors().resolve(controller.id()))) {
                String name = file.getFileName().toString();
                String queue = controller.id() + "." + name.substring(0, name.length() - ".yaml".length());
                if (!only.isEmpty() && !missing.remove(queue)) {
                    leftOut.add(queue);
                    continue;
                }
                ValidatedYaml yaml = schema.read(file, "connectors/" + controller.id() + "/" + name);
                findings.addAll(yaml.findings());
                if (yaml.valid()) {
                    Connector connector = new ConnectorReader(controller.id(), yaml.content()).read();
                    findings.addAll(checks.check(connector, yaml, name, controller));
                    colleagues.add(connector, yaml);
                    byQueue.put(connector.queue(), connector);
                }
            }
            findings.addAll(colleagues.check(leftOut));
        }
        missing.forEach(queue -> findings.add(new Finding(
                "hub.connectors.only",
                0,
                "no connector file of a served controller is '" + queue + "'",
                "write <controller>.<system>, or remove it")));
        return new Reading(byQueue, leftOut, findings);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.getFileName().toString().equals("controller.yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Problem(
                    "connectors-unreadable", "let the hub read the folder connectors/" + folder.getFileName(), e);
        }
    }
}
