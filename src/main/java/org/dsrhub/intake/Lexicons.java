package org.dsrhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.InvalidConfiguration;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.request.Problem;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Understands the text of a mail as far as phrases of a lexicon carry. What it does not surely understand is a human's.
 *
 * <p>The lexicons are in the jar; a file {@code lexicon/<language>.yaml} in the hub's home stands instead of that one, or
 * adds a language. They are read at start, and a mistake in one names its file, line and remedy.
 */
@Component
class Lexicons {
    private static final String FOLDER = "/intake/lexicon/";
    /** The last ones are told apart from ours, and not understood. */
    private static final List<String> LANGUAGES =
            List.of("da", "en", "et", "fi", "lt", "lv", "ru", "sv", "de", "nb", "pl", "uk");

    private final Map<String, Lexicon> lexicons;
    private final Understanding understanding;

    @Autowired
    Lexicons(HubHome home) {
        this(home.resolve("lexicon"));
    }

    /** Those of the jar. */
    Lexicons() {
        this((Path) null);
    }

    private Lexicons(Path own) {
        List<Finding> findings = new ArrayList<>();
        this.lexicons = load(own, findings);
        InvalidConfiguration.throwIfAny(findings);
        this.understanding = new Understanding(lexicons);
    }

    Reading read(String text) {
        return understanding.read(text);
    }

    Collection<Lexicon> all() {
        return lexicons.values();
    }

    private static Map<String, Lexicon> load(Path own, List<Finding> findings) {
        YamlSchema schema = schema();
        Map<String, ValidatedYaml> files = new LinkedHashMap<>();
        for (String language : LANGUAGES) {
            String name = language + ".yaml";
            files.put(name, schema.read("intake/lexicon/" + name, text(FOLDER + name)));
        }
        for (Path file : files(own)) {
            String name = file.getFileName().toString();
            files.put(name, schema.read(file, "lexicon/" + name));
        }
        Map<String, Lexicon> lexicons = new LinkedHashMap<>();
        files.forEach((name, yaml) -> {
            LexiconFile file = new LexiconFile(yaml);
            Lexicon lexicon = file.read();
            if (lexicon != null && !name.equals(lexicon.language() + ".yaml")) {
                findings.add(yaml.finding(
                        "/language",
                        "the file is called " + name + " and its language '" + lexicon.language() + "'",
                        "make the two the same"));
            } else if (lexicon != null) {
                lexicons.put(lexicon.language(), lexicon);
            }
            findings.addAll(file.findings());
        });
        return lexicons;
    }

    private static List<Path> files(Path folder) {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Problem("lexicon-unreadable", "let the hub read the folder " + folder, e);
        }
    }

    private static YamlSchema schema() {
        try {
            JsonNode schema = new ObjectMapper().readTree(text(FOLDER + "lexicon.schema.json"));
            return YamlSchema.of(schema);
        } catch (IOException e) {
            throw new Problem("lexicon-unreadable", "restore the lexicon's schema from the release", e);
        }
    }

    private static String text(String resource) {
        try (InputStream in = Lexicons.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new Problem("lexicon-unreadable", "restore " + resource + " from the release");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Problem("lexicon-unreadable", "restore " + resource + " from the release", e);
        }
    }
}
