package org.dsrhub.datacontroller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** Reads every {@code connectors/*}{@code /controller.yaml}; what is wrong in any of them is reported together. */
@Component
class FolderDataControllers implements DataControllers {
    private final Map<String, DataController> byId;

    /** @throws InvalidConfiguration naming every mistake of every file */
    FolderDataControllers(HubHome home) {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(home.connectors())) {
            throw new InvalidConfiguration(List.of(unreadable()));
        }
        Map<String, DataController> read = new TreeMap<>();
        Map<String, List<Authority>> authorities = AuthorityFile.read(home, findings);
        YamlSchema schema = YamlSchema.at(home.connectors().resolve("schema/controller.schema.json"));
        for (Path file : files(home, findings)) {
            String id = file.getParent().getFileName().toString();
            ValidatedYaml yaml = schema.read(file, "connectors/" + id + "/controller.yaml");
            findings.addAll(yaml.findings());
            if (yaml.valid()) {
                read.put(id, new ControllerFile(id, yaml, authorities, findings).read());
            }
        }
        InvalidConfiguration.throwIfAny(findings);
        this.byId = Collections.unmodifiableMap(read);
    }

    private static List<Path> files(HubHome home, List<Finding> findings) {
        try (Stream<Path> folders = Files.list(home.connectors())) {
            List<Path> files = folders.map(folder -> folder.resolve("controller.yaml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                findings.add(new Finding(
                        "connectors", 0, "no folder has a controller.yaml", "add connectors/<name>/controller.yaml"));
            }
            return files;
        } catch (IOException e) {
            findings.add(unreadable());
            return List.of();
        }
    }

    private static Finding unreadable() {
        return new Finding(
                "connectors", 0, "the folder cannot be read", "start where it is, or set hub.home to its parent");
    }

    @Override
    public DataController get(String id) {
        DataController controller = id == null ? null : byId.get(id);
        if (controller == null) {
            throw new Problem("unknown-controller", "use one of: " + String.join(", ", byId.keySet()));
        }
        return controller;
    }

    @Override
    public Collection<DataController> all() {
        return byId.values();
    }
}
