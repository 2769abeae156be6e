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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code connectors/*}{@code /controller.yaml}, with all that is wrong in any of them. */
public final class ControllerFolders {
    private ControllerFolders() {}

    /**
     * @param controllers those whose file is right, by id
     * @param leftOut folders that were not asked for, in their order
     */
    public record Reading(Map<String, DataController> controllers, List<String> leftOut, List<Finding> findings) {}

    /** @param only ids to read; empty for all */
    public static Reading read(HubHome home, Collection<String> only) {
        List<Finding> findings = new ArrayList<>();
        if (!Files.isDirectory(home.connectors())) {
            return new Reading(Map.of(), List.of(), List.of(unreadable()));
        }
        Map<String, DataController> read = new TreeMap<>();
        List<String> leftOut = new ArrayList<>();
        Map<String, List<Authority>> authorities = AuthorityFile.read(home, findings);
        YamlSchema schema = YamlSchema.at(home.connectors().resolve("schema/controller.schema.json"));
        TreeSet<String> missing = new TreeSet<>(only);
        List<Path> files = files(home, findings);
        Map<String, ValidatedYaml> yamls = new TreeMap<>();
        files.forEach(file -> {
            String id = file.getParent().getFileName().toString();
            yamls.put(id, schema.read(file, "connectors/" + id + "/controller.yaml"));
        });
        for (Path file : files) {
            String id = file.getParent().getFileName().toString();
            if (!only.isEmpty() && !missing.remove(id)) {
                leftOut.add(id);
                continue;
            }
            ValidatedYaml yaml = yamls.get(id);
            findings.addAll(yaml.findings());
            if (yaml.valid()) {
                DataController controller = new ControllerFile(id, yaml, yamls, authorities, findings).read();
                read.put(id, controller);
                others(controller, yaml, files, findings);
            }
        }
        missing.forEach(id -> findings.add(new Finding(
                "hub.controllers",
                0,
                "no folder connectors/" + id + " has a controller.yaml",
                YamlSchema.nearest(
                        id,
                        files.stream()
                                .map(file -> file.getParent().getFileName().toString())
                                .collect(Collectors.toList())))));
        return new Reading(Collections.unmodifiableMap(read), leftOut, findings);
    }

    private static void others(
            DataController controller, ValidatedYaml yaml, List<Path> files, List<Finding> findings) {
        List<String> folders = files.stream()
                .map(file -> file.getParent().getFileName().toString())
                .filter(folder -> !folder.equals(controller.id()))
                .toList();
        Map<String, String> named = new TreeMap<>();
        controller.jointWith().forEach(other -> named.put("/joint-with", other));
        int branch = 0;
        for (String other : controller.branches().keySet()) {
            named.put("/branches/" + branch++, other);
        }
        controller.processorFor().values().stream()
                .filter(engagement -> engagement.controller() != null)
                .forEach(engagement ->
                        named.put("/processor-for/" + engagement.id() + "/controller", engagement.controller()));
        named.forEach((at, other) -> {
            if (!folders.contains(other)) {
                findings.add(yaml.finding(
                        at,
                        "no other folder '" + other + "' has a controller.yaml",
                        YamlSchema.nearest(other, folders)));
            }
        });
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
}
