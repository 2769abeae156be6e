package org.dsrhub.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/** Understands the text of a mail as far as phrases of a lexicon carry. What it does not surely understand is a human's. */
@Component
class Lexicons {
    private static final List<String> LANGUAGES = List.of("da", "et", "en", "sv", "fi", "lt", "lv");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:-[\\p{L}\\p{N}]+)*");
    private static final int MOST_WORDS = 5000;

    private final Map<String, Lexicon> lexicons = new LinkedHashMap<>();

    Lexicons() {
        LANGUAGES.forEach(language -> lexicons.put(language, load(language)));
    }

    /**
     * @param language ISO 639-1, null where too little was written to tell
     * @param rights empty where nothing was understood
     * @param unclear why a human has to read it, null where the rights are sure
     */
    record Reading(String language, Set<Right> rights, String unclear) {}

    Reading read(String text) {
        List<String> words = words(withoutQuotes(text));
        String language = language(words);
        Set<Right> rights = EnumSet.noneOf(Right.class);
        boolean unsure = false;
        for (Lexicon lexicon : lexicons.values()) {
            // A name or a product may look like a word of another language: only the writer's own and English count.
            if (language == null
                    || lexicon.language().equals(language)
                    || lexicon.language().equals("en")) {
                rights.addAll(lexicon.rightsIn(words));
                unsure |= lexicon.unsure(words);
            }
        }
        return new Reading(language, rights, unclear(rights, unsure));
    }

    private static String unclear(Set<Right> rights, boolean unsure) {
        if (unsure) {
            return "it holds a phrase that may turn its meaning round";
        }
        long bound =
                rights.stream().filter(right -> !right.needsNoIdentification()).count();
        if (rights.isEmpty()) {
            return "it names no right that the lexicon knows";
        }
        return bound > 1 ? "it names several rights" : null;
    }

    Collection<Lexicon> all() {
        return lexicons.values();
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher =
                WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT));
        while (matcher.find() && words.size() < MOST_WORDS) {
            words.add(matcher.group());
        }
        return words;
    }

    /** What the writer answers to is not what the writer asks. */
    static String withoutQuotes(String text) {
        StringBuilder own = new StringBuilder();
        for (String line : text.split("\\R")) {
            if (line.matches("\\s*-{2,}\\s*(Original|Oprindelig|Ursprungligt|Forwarded|Alkuperäinen|Edasi|Algne).*")) {
                break;
            }
            if (!line.stripLeading().startsWith(">")) {
                own.append(line).append('\n');
            }
        }
        return own.toString();
    }

    private String language(List<String> words) {
        String best = null;
        int most = 1;
        for (Lexicon lexicon : lexicons.values()) {
            int hits = (int) words.stream().filter(lexicon.words()::contains).count();
            if (hits > most) {
                most = hits;
                best = lexicon.language();
            }
        }
        return best;
    }

    private static Lexicon load(String language) {
        String resource = "/intake/lexicon/" + language + ".yaml";
        try (InputStream in = Lexicons.class.getResourceAsStream(resource)) {
            return new ObjectMapper(new YAMLFactory())
                    .readValue(in, LexiconFile.class)
                    .lexicon();
        } catch (IOException | IllegalArgumentException e) {
            throw new Problem("lexicon-unreadable", "restore " + resource + " from the release", e);
        }
    }

    private record LexiconFile(
            String language,
            List<String> words,
            Map<Right, List<String>> rights,
            List<String> unsure,
            @JsonProperty("labels") Map<String, List<String>> labels) {
        Lexicon lexicon() {
            Map<Right, List<Phrase>> phrases = new EnumMap<>(Right.class);
            rights.forEach((right, texts) ->
                    phrases.put(right, texts.stream().map(Phrase::of).toList()));
            Map<KeyKind, List<String>> byKind = new EnumMap<>(KeyKind.class);
            labels.forEach((label, texts) -> byKind.put(KeyKind.of(label), List.copyOf(texts)));
            return new Lexicon(
                    language,
                    new HashSet<>(words),
                    phrases,
                    unsure.stream().map(Phrase::of).toList(),
                    byKind);
        }
    }
}
