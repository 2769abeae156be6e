package org.dsrhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;

/** Reads one file of the lexicon and finds in one go what is wrong in it. */
final class LexiconFile {
    private static final Pattern GROUP = Pattern.compile("\\$([a-z-]*)");

    private final ValidatedYaml yaml;
    private final JsonNode root;
    private final List<Finding> findings;
    private final Map<String, List<String>> groups = new HashMap<>();

    LexiconFile(ValidatedYaml yaml) {
        this.yaml = yaml;
        this.root = yaml.content();
        this.findings = new ArrayList<>(yaml.findings());
    }

    List<Finding> findings() {
        return findings;
    }

    /** @return null where the file has findings */
    Lexicon read() {
        if (!findings.isEmpty()) {
            return null;
        }
        root.path("groups").fields().forEachRemaining(group -> groups.put(group.getKey(), texts(group.getValue())));
        Lexicon lexicon = new Lexicon(
                root.path("language").asText(),
                root.path("threshold").asDouble(0.9),
                lowered("words"),
                root.path("letters").asText(""),
                texts(root.path("endings")).stream().map(Folding::lower).toList(),
                byKey("rights", Right.class, Right::valueOf),
                byKey("kinds", Reading.Kind.class, Reading.Kind::valueOf),
                phrases("/hints"),
                phrases("/topic"),
                folded("negations"),
                phrases("/questions"),
                folded("asking"),
                phrases("/reported"),
                phrases("/unsure"),
                phrases("/disclaimers"),
                phrases("/closings"),
                folded("headers"),
                folded("wrote"),
                labels(),
                texts(root.path("birth")),
                texts(root.path("introductions")));
        return findings.isEmpty() ? lexicon : null;
    }

    private <K extends Enum<K>> Map<K, List<Phrase>> byKey(String name, Class<K> type, Function<String, K> key) {
        Map<K, List<Phrase>> phrases = new EnumMap<>(type);
        root.path(name)
                .fieldNames()
                .forEachRemaining(field -> phrases.put(key.apply(field), phrases("/" + name + "/" + field)));
        return phrases;
    }

    private List<Phrase> phrases(String pointer) {
        List<Phrase> phrases = new ArrayList<>();
        List<String> texts = texts(root.at(pointer));
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (groupsExist(text, pointer + "/" + i)) {
                phrases.add(Phrase.of(text, groups));
            }
        }
        return phrases;
    }

    private boolean groupsExist(String text, String at) {
        Matcher matcher = GROUP.matcher(text);
        boolean all = true;
        while (matcher.find()) {
            if (!groups.containsKey(matcher.group(1))) {
                all = false;
                findings.add(yaml.finding(
                        at,
                        "no group '" + matcher.group(1) + "'",
                        YamlSchema.nearest(
                                matcher.group(1),
                                groups.keySet().stream().sorted().toList())));
            }
        }
        return all;
    }

    private Map<KeyKind, List<String>> labels() {
        Map<KeyKind, List<String>> labels = new LinkedHashMap<>();
        root.path("labels")
                .fields()
                .forEachRemaining(entry -> labels.put(KeyKind.of(entry.getKey()), texts(entry.getValue())));
        return labels;
    }

    private Set<String> lowered(String name) {
        return texts(root.path(name)).stream().map(Folding::lower).collect(Collectors.toUnmodifiableSet());
    }

    private Set<String> folded(String name) {
        return texts(root.path(name)).stream()
                .map(text -> Folding.fold(Folding.lower(text)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
