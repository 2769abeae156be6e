package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.request.Problem;

/** A connector file to fill in, with what the schema and the template say of each line. */
final class BlankConnector {
    private final HubHome home;
    private final Templates templates;

    BlankConnector(HubHome home, Templates templates) {
        this.home = home;
        this.templates = templates;
    }

    /** @throws Problem {@code unknown-template} */
    String of(String template) throws IOException {
        if (!templates.names().contains(template)) {
            throw new Problem(
                    "unknown-template",
                    "no template '" + template + "': " + YamlSchema.nearest(template, List.copyOf(templates.names())));
        }
        JsonNode schema = new ObjectMapper()
                .readTree(home.connectors()
                        .resolve("schema/connector.schema.json")
                        .toFile());
        JsonNode top = schema.path("properties");
        JsonNode item = schema.path("$defs").path("item").path("properties");
        Example example = example(template);
        StringBuilder text = new StringBuilder("# yaml-language-server: $schema=../schema/connector.schema.json\n");
        text.append("# Save as connectors/<controller>/my-system.yaml, fill in, then run: connectors validate\n");
        comment(text, "", top, "system").append("system: my-system\n");
        comment(text, "", top, "version").append("version: 1\n");
        comment(text, "", top, "mode").append("mode: shadow\n");
        comment(text, "", top, "title").append("title: {en: My system}\n");
        comment(text, "", top, "holding").append("holding: []\n");
        comment(text, "", top, "owner").append("owner: customer-service\n");
        comment(text, "", top, "template").append("template: ").append(template).append('\n');
        comment(text, "", top, "backend").append("backend: my-system\n");
        comment(text, "", top, "parameters");
        parameters(text, template);
        comment(text, "", top, "keys")
                .append("keys: {accepts: [")
                .append(example.kind)
                .append("]}\n");
        comment(text, "", top, "limits").append("limits: {concurrency: 2, timeout: 10s, reply-within: 5d}\n");
        comment(text, "", top, "rights").append("rights: {access: query");
        text.append(example.erase == null ? "" : ", erasure: delete").append("}\n");
        comment(text, "", top, "purpose").append("purpose: {en: Why the data is there}\n");
        comment(text, "", top, "legal-basis").append("legal-basis: [GDPR-6-1-b]\n");
        comment(text, "", top, "recipients").append("recipients: []\n");
        comment(text, "", top, "items").append("items:\n  my-record:\n");
        comment(text, "    ", item, "title").append("    title: {en: My record}\n");
        comment(text, "    ", item, "ask");
        text.append("    ask: {")
                .append(example.kind)
                .append(": ")
                .append(quoted(example.ask))
                .append("}\n");
        if (example.erase != null) {
            comment(text, "    ", item, "erase");
            text.append("    erase: ").append(quoted(example.erase)).append('\n');
        }
        comment(text, "    ", item, "reference").append("    reference: record_no\n");
        comment(text, "    ", item, "subject-match")
                .append("    subject-match: {")
                .append(example.kind)
                .append(": subject_key}\n");
        comment(text, "    ", item, "dates").append("    # dates: {ended: end_date}\n");
        comment(text, "    ", item, "status").append("    # status: {field: state, open: [ACTIVE], closed: [ENDED]}\n");
        for (String name : List.of("product", "links", "flags", "yields", "retention", "provenance", "when", "media")) {
            comment(text, "    ", item, name).append("    # ").append(name).append(": …\n");
        }
        comment(text, "    ", item, "fields");
        text.append("    fields:\n");
        text.append("      record_no:   {title: {en: Number}, category: other}\n");
        text.append("      subject_key: {title: {en: Key of the person}, category: identity}\n");
        return text.toString();
    }

    private void parameters(StringBuilder text, String template) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonNode document : new YAMLMapper()
                .readTree(home.connectors()
                        .resolve("templates/" + template + Templates.ENDING)
                        .toFile())) {
            if (!document.path("routeTemplate").path("id").asText().equals(template)) {
                continue;
            }
            for (JsonNode parameter : document.path("routeTemplate").path("parameters")) {
                String name = parameter.path("name").asText();
                Boolean needed = templates.get(template).parameters().get(name);
                if (needed != null) {
                    lines.append("  # ")
                            .append(parameter.path("description").asText())
                            .append('\n');
                    lines.append(needed ? "  " : "  # ").append(name).append(": ");
                    lines.append(
                            parameter.has("defaultValue")
                                    ? parameter.path("defaultValue").asText()
                                    : "\"{{my-system." + name + "}}\"");
                    lines.append('\n');
                }
            }
        }
        boolean any = lines.toString().lines().anyMatch(line -> !line.startsWith("  #"));
        text.append(any ? "parameters:\n" : "parameters: {}\n").append(lines);
    }

    private record Example(String kind, String ask, String erase) {}

    /** How the shipped files of that template ask and erase. */
    private Example example(String template) throws IOException {
        try (Stream<Path> files = Files.walk(home.connectors(), 2)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                JsonNode root = new YAMLMapper().readTree(file.toFile());
                if (root.path("template").asText().equals(template)) {
                    for (JsonNode item : root.path("items")) {
                        if (item.path("ask").isObject() && !item.path("ask").isEmpty()) {
                            var ask = item.path("ask").fields().next();
                            return new Example(
                                    ask.getKey(),
                                    ask.getValue().asText().strip(),
                                    item.hasNonNull("erase")
                                            ? item.path("erase").asText().strip()
                                            : null);
                        }
                    }
                }
            }
        }
        return new Example("customer-number", "file", null);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\"";
    }

    private static StringBuilder comment(StringBuilder text, String indent, JsonNode properties, String name) {
        String description = properties.path(name).path("description").asText();
        return description.isEmpty()
                ? text
                : text.append(indent).append("# ").append(description).append('\n');
    }
}
