package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration file as read by {@link YamlSchema}: its content and everything that is wrong with it.
 *
 * <p>Only {@code true} and {@code false} are booleans ({@code country: NO} stays Norway) and dates stay texts.
 * {@code {{placeholders}}} are left as they stand.
 */
public final class ValidatedYaml {
    private final String file;
    private final JsonNode content;
    private final Map<String, Integer> lines;
    private final List<Finding> findings;

    ValidatedYaml(String file, JsonNode content, Map<String, Integer> lines, List<Finding> findings) {
        this.file = file;
        this.content = content;
        this.lines = Map.copyOf(lines);
        this.findings = List.copyOf(findings);
    }

    /** Display name of the file. */
    public String file() {
        return file;
    }

    /** The root, a missing node where the file could not be parsed. Trust it only while {@link #valid()}. */
    public JsonNode content() {
        return content;
    }

    /** Syntax and schema; in the order of the lines. */
    public List<Finding> findings() {
        return findings;
    }

    public boolean valid() {
        return findings.isEmpty();
    }

    /**
     * Line of a node, or of the nearest one around it that the file has.
     *
     * @param pointer JSON pointer such as {@code /items/recording/retention}; empty for the root
     */
    public int lineOf(String pointer) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return lines.getOrDefault("", 1);
    }

    /** A finding of the caller's own checks (a name that nothing defines, say) at a node of this file. */
    public Finding finding(String pointer, String message, String remedy) {
        return new Finding(file, lineOf(pointer), message, remedy);
    }

    /** @throws InvalidConfiguration naming every finding of the file */
    public JsonNode require() {
        InvalidConfiguration.throwIfAny(new ArrayList<>(findings));
        return content;
    }
}
