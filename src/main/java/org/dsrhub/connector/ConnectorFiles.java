package org.dsrhub.connector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.InvalidConfiguration;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.request.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Reads every connector file at start-up; the hub does not start on one that is wrong. */
@Component
class ConnectorFiles implements Connectors {
    private static final Logger log = LoggerFactory.getLogger(ConnectorFiles.class);

    private final Map<String, Connector> byQueue = new TreeMap<>();

    ConnectorFiles(HubHome home, DataControllers controllers, Templates templates, Environment environment) {
        YamlSchema schema = YamlSchema.at(home.connectors().resolve("schema/connector.schema.json"));
        ConnectorChecks checks = new ConnectorChecks(templates, environment);
        List<Finding> findings = new ArrayList<>();
        for (DataController controller : controllers.all()) {
            for (Path file : files(home.connectors().resolve(controller.id()))) {
                String shown = "connectors/" + controller.id() + "/" + file.getFileName();
                ValidatedYaml yaml = schema.read(file, shown);
                findings.addAll(yaml.findings());
                if (yaml.valid()) {
                    Connector connector = new ConnectorReader(controller.id(), yaml.content()).read();
                    findings.addAll(
                            checks.check(connector, yaml, file.getFileName().toString(), controller));
                    byQueue.put(connector.queue(), connector);
                }
            }
        }
        InvalidConfiguration.throwIfAny(findings);
        log.info(
                "{} connector files of {} data controllers read",
                byQueue.size(),
                controllers.all().size());
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

    @Override
    public List<Connector> all() {
        return List.copyOf(byQueue.values());
    }

    @Override
    public List<Connector> of(String controller) {
        return byQueue.values().stream()
                .filter(connector -> connector.controller().equals(controller))
                .toList();
    }

    @Override
    public Connector get(String controller, String system) {
        Connector connector = byQueue.get(controller + "." + system);
        if (connector == null) {
            throw new Problem("unknown-system", "no file connectors/" + controller + "/" + system + ".yaml");
        }
        return connector;
    }
}
