package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Turns YAML into JSON nodes and remembers the line of each; types scalars by YAML 1.2's core schema, not by 1.1's. */
final class YamlTree {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 40;
    /** Enough to share a table of periods; too few for a file that unfolds into gigabytes. */
    private static final int MOST_ALIASES = 20;

    private final String file;
    private final Set<Node> around = Collections.newSetFromMap(new IdentityHashMap<>());
    final Map<String, Integer> lines = new HashMap<>();
    final List<Finding> findings = new ArrayList<>();
    JsonNode root = MissingNode.getInstance();

    YamlTree(String file, String text) {
        this.file = file;
        try {
            Node node = compose(text);
            if (node == null) {
                add(null, "the file is empty", "write it, or remove it");
            } else {
                root = convert(node, "", node.getStartMark());
            }
        } catch (MarkedYAMLException e) {
            add(
                    e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark(),
                    "not YAML: " + e.getProblem(),
                    "check indentation (spaces, no tabs), colons and quotes on this line and the one above; "
                            + "quote a value that starts with {{, *, & or @");
        } catch (YAMLException e) {
            add(
                    null,
                    "not YAML: " + e.getMessage().lines().findFirst().orElse(""),
                    "save the file as UTF-8 text with few aliases");
        }
    }

    private static Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        StreamReader reader = new StreamReader(new StringReader(text));
        return new Composer(new ParserImpl(reader, options), new Resolver(), options).getSingleNode();
    }

    private JsonNode convert(Node node, String pointer, Mark at) {
        lines.put(pointer, at.getLine() + 1);
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (!around.add(node)) {
            add(at, "an alias that contains itself", "write the value out");
            return JSON.nullNode();
        }
        JsonNode converted = convertCollection(node, pointer);
        around.remove(node);
        return converted;
    }

    private JsonNode convertCollection(Node node, String pointer) {
        if (node instanceof MappingNode mapping) {
            return convertMapping(mapping, pointer);
        }
        ArrayNode array = JSON.arrayNode();
        for (Node element : ((SequenceNode) node).getValue()) {
            array.add(convert(element, pointer + "/" + array.size(), element.getStartMark()));
        }
        return array;
    }

    private JsonNode convertMapping(MappingNode mapping, String pointer) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            Mark at = tuple.getKeyNode().getStartMark();
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                add(at, "a name must be plain text", "quote a value that starts with {{: \"{{name}}\"");
                continue;
            }
            String key = keyNode.getValue();
            if (object.has(key)) {
                add(at, "'" + key + "' is there twice", "remove one of the two");
                continue;
            }
            object.set(key, convert(tuple.getValueNode(), pointer + "/" + escape(key), at));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode node) {
        String value = node.getValue();
        if (node.getScalarStyle() != ScalarStyle.PLAIN) {
            return JSON.textNode(value);
        }
        switch (value) {
            case "", "~", "null":
                return JSON.nullNode();
            case "true", "false":
                return JSON.booleanNode(value.equals("true"));
            default:
        }
        if (WHOLE.matcher(value).matches()) {
            long number = Long.parseLong(value);
            return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
        }
        return DECIMAL.matcher(value).matches() ? JSON.numberNode(new BigDecimal(value)) : JSON.textNode(value);
    }

    private void add(Mark mark, String message, String remedy) {
        findings.add(new Finding(file, mark == null ? 1 : mark.getLine() + 1, message, remedy));
    }

    /** A name as a step of a JSON pointer (RFC 6901). */
    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
