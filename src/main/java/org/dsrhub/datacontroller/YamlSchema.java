package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.dsrhub.request.Problem;

/**
 * A JSON Schema (2020-12, one file, {@code $ref} only inside it) that reads YAML files: compile once, read many. Every
 * mistake of a file is found in one go, each with its line and a remedy; a misspelt name gets the nearest right one.
 * Thread-safe.
 */
public final class YamlSchema {
    private final JsonNode source;
    private final JsonSchema schema;

    private YamlSchema(JsonNode source) {
        this.source = source;
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .formatAssertionsEnabled(true)
                .build();
        this.schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(source, config);
    }

    /** @throws Problem {@code schema-unreadable} where the file is missing or no JSON */
    public static YamlSchema at(Path file) {
        try {
            return new YamlSchema(new ObjectMapper().readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new Problem("schema-unreadable", "restore " + file + " from the release", e);
        }
    }

    /** A schema that is in memory already. */
    public static YamlSchema of(JsonNode source) {
        return new YamlSchema(source);
    }

    /** Reads a file; the findings call it by the path given. */
    public ValidatedYaml read(Path file) {
        return read(file, file.toString());
    }

    /** @param displayName what the findings call the file, for example its path below the hub's home */
    public ValidatedYaml read(Path file, String displayName) {
        try {
            return read(displayName, Files.readString(file));
        } catch (MalformedInputException e) {
            return unreadable(displayName, "not UTF-8", "save the file as UTF-8");
        } catch (IOException e) {
            return unreadable(displayName, "cannot be read", "check that it exists and that the hub may read it");
        }
    }

    /** Reads YAML that is in memory already. */
    public ValidatedYaml read(String displayName, String text) {
        YamlTree tree = new YamlTree(displayName, text);
        List<Finding> findings = new ArrayList<>(tree.findings);
        if (!tree.root.isMissingNode()) {
            for (ValidationMessage message : schema.validate(tree.root)) {
                findings.add(explain(displayName, tree.lines, message));
            }
        }
        findings.sort(Comparator.comparingInt(Finding::line).thenComparing(Finding::message));
        return new ValidatedYaml(displayName, tree.root, tree.lines, findings);
    }

    private static ValidatedYaml unreadable(String file, String message, String remedy) {
        return new ValidatedYaml(
                file,
                com.fasterxml.jackson.databind.node.MissingNode.getInstance(),
                Map.of(),
                List.of(new Finding(file, 0, message, remedy)));
    }

    private Finding explain(String file, Map<String, Integer> lines, ValidationMessage message) {
        String pointer = message.getInstanceLocation().toString();
        String name = message.getProperty();
        JsonNode owner = owner(message);
        String where =
                pointer.isEmpty() ? "the file" : "'" + pointer.substring(1).replace('/', '.') + "'";
        return switch (message.getType()) {
            case "additionalProperties", "unevaluatedProperties" ->
                new Finding(
                        file,
                        line(lines, pointer + "/" + YamlTree.escape(name)),
                        "unknown name '" + name + "' in " + where,
                        nearest(name, names(owner.path("properties"))));
            case "required" ->
                new Finding(
                        file,
                        line(lines, pointer),
                        "'" + name + "' is missing in " + where,
                        describe(owner.path("properties").path(name), "add '" + name + ": …'"));
            case "enum" ->
                new Finding(
                        file,
                        line(lines, pointer),
                        where + " has a value that is not allowed",
                        nearest(valueIn(message), texts(owner.path("enum"))));
            default ->
                new Finding(file, line(lines, pointer), where + " " + tail(message), describe(owner, "see the schema"));
        };
    }

    /** The schema object that holds the violated keyword. */
    private JsonNode owner(ValidationMessage message) {
        String location = message.getSchemaLocation().getFragment().toString();
        int last = location.lastIndexOf('/');
        return last < 0 ? source : source.at(location.substring(0, last));
    }

    private static String valueIn(ValidationMessage message) {
        JsonNode instance = message.getInstanceNode();
        return instance == null ? "" : instance.asText();
    }

    /** The validator's own words without the place, which the finding says by line and name. */
    private static String tail(ValidationMessage message) {
        String text = message.getMessage();
        String place = message.getInstanceLocation() + ": ";
        return text.startsWith(place) ? text.substring(place.length()) : text;
    }

    private static int line(Map<String, Integer> lines, String pointer) {
        return new ValidatedYaml("", null, lines, List.of()).lineOf(pointer);
    }

    private static String describe(JsonNode schema, String otherwise) {
        String description = schema.path("description").asText("");
        return description.isEmpty() ? otherwise : otherwise + ": " + description;
    }

    /** What a mistyped name was probably meant to be, as a remedy. */
    public static String nearest(String wrong, List<String> allowed) {
        String list = allowed.isEmpty() ? "remove it" : "allowed: " + String.join(", ", allowed);
        return allowed.stream()
                .min(Comparator.comparingInt(name -> distance(wrong, name)))
                .filter(name -> distance(wrong, name) <= Math.max(2, name.length() / 3))
                .map(name -> "did you mean '" + name + "'? (" + list + ")")
                .orElse(list);
    }

    /** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    private static List<String> names(JsonNode properties) {
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
