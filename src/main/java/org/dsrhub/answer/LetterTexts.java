package org.dsrhub.answer;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The sentences of one language: {@code letters/messages_<language>.properties}, ICU messages that lawyers edit. */
final class LetterTexts {
    /** Languages that letters exist in. */
    static final Set<String> LANGUAGES = Set.of("da", "en", "et", "fi", "lt", "lv", "sv");

    private static final Map<String, LetterTexts> LOADED = new ConcurrentHashMap<>();
    private final String language;
    private final Map<String, String> messages;
    private final ReaderForms forms;

    private LetterTexts(String language, Map<String, String> messages) {
        this.language = language;
        this.messages = messages;
        this.forms = new ReaderForms(language, messages.get("book.yes"), messages.get("book.no"));
    }

    /** @param language one of {@link #LANGUAGES} */
    static LetterTexts in(String language) {
        return LOADED.computeIfAbsent(language, LetterTexts::load);
    }

    private static LetterTexts load(String language) {
        Properties properties = new Properties();
        String file = "/letters/messages_" + language + ".properties";
        try (var bytes = LetterTexts.class.getResourceAsStream(file)) {
            if (bytes == null) {
                throw new IllegalArgumentException("no letters in language " + language + ": add " + file);
            }
            try (Reader reader = new InputStreamReader(bytes, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
        Map<String, String> messages = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> messages.put(key, properties.getProperty(key)));
        return new LetterTexts(language, messages);
    }

    String language() {
        return language;
    }

    ReaderForms forms() {
        return forms;
    }

    Set<String> keys() {
        return new TreeSet<>(messages.keySet());
    }

    boolean has(String key) {
        return messages.containsKey(key);
    }

    /** As the file has it. */
    String raw(String key) {
        return messages.get(key);
    }

    /** @param values name and value in turn; days are written as this language writes them, null as {@code none} */
    String get(String key, Object... values) {
        Map<String, Object> named = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            named.put((String) values[i], values[i + 1]);
        }
        return get(key, named);
    }

    /** @throws IllegalArgumentException where the language lacks the text */
    String get(String key, Map<String, Object> values) {
        String message = messages.get(key);
        if (message == null) {
            throw new IllegalArgumentException("letters/messages_" + language + ".properties lacks " + key);
        }
        Map<String, Object> written = new HashMap<>();
        values.forEach((name, value) -> written.put(name, written(value)));
        return new MessageFormat(message, ULocale.forLanguageTag(language)).format(written);
    }

    private Object written(Object value) {
        if (value == null) {
            return "none";
        }
        return value instanceof LocalDate day ? forms.day(day) : value;
    }
}
