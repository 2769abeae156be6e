package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The route templates of {@code connectors/templates}, as far as the checks of connector files need them. */
@Component
class Templates {
    static final String ENDING = ".camel.yaml";
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|token|secret).*");

    /** @param parameters name → whether a connector file must give it; those the hub itself gives are left out; {@code defaults} of the others */
    record Template(String name, Map<String, Boolean> parameters, Set<String> all, Map<String, String> defaults) {}

    private final Map<String, Template> templates = new TreeMap<>();

    Templates(HubHome home) {
        Path folder = home.connectors().resolve("templates");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(ENDING))
                    .sorted()
                    .toList()) {
                for (JsonNode document : new YAMLMapper().readTree(file.toFile())) {
                    add(document.path("routeTemplate"));
                }
            }
        } catch (IOException e) {
            throw new Problem("templates-unreadable", "restore the folder connectors/templates from the release", e);
        }
    }

    private void add(JsonNode template) {
        Map<String, Boolean> parameters = new LinkedHashMap<>();
        Set<String> all = new LinkedHashSet<>();
        Map<String, String> defaults = new LinkedHashMap<>();
        for (JsonNode parameter : template.path("parameters")) {
            String name = parameter.path("name").asText();
            all.add(name);
            if (parameter.has("defaultValue")) {
                defaults.put(name, parameter.path("defaultValue").asText());
            }
            if (!ConnectorRoutes.GIVEN.contains(name)) {
                boolean optional = parameter.has("defaultValue")
                        || parameter.has("required")
                                && !parameter.path("required").asBoolean();
                parameters.put(name, !optional);
            }
        }
        String id = template.path("id").asText();
        templates.put(id, new Template(id, parameters, all, defaults));
    }

    /** Null where there is none of that name. */
    Template get(String name) {
        return templates.get(name);
    }

    /** Whether a parameter of that name is one that nobody may read. */
    static boolean secret(String name) {
        return SECRET.matcher(name).matches();
    }

    /** Names a connector file may use. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(templates.keySet());
        names.removeIf(name -> ConnectorRoutes.COMPANIONS.stream().anyMatch(end -> name.endsWith("-" + end)));
        return names;
    }
}
