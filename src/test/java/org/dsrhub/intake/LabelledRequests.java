package org.dsrhub.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dsrhub.request.Right;

/** Letters as customers write them, each with what it asks for; {@code intake/requests/*.yaml}. */
final class LabelledRequests {
    static final List<String> LANGUAGES = List.of("fi", "sv", "da", "et", "lt", "lv", "en", "ru");

    private LabelledRequests() {}

    /** @param human only a human may say what is meant */
    record Labelled(
            String id,
            String language,
            Reading.Kind kind,
            Set<Right> rights,
            boolean human,
            String from,
            String text,
            boolean heldOut) {}

    private record Entry(
            String language, Reading.Kind kind, Set<Right> rights, boolean human, String from, String text) {}

    private record Letters(String language, List<Entry> requests) {}

    static List<Labelled> all() {
        List<Labelled> all = new ArrayList<>();
        for (int i = 0; i < LANGUAGES.size(); i++) {
            read(LANGUAGES.get(i), i, all);
        }
        read("unseen", -1, all);
        return all;
    }

    /** @param shift so that of the same letter in eight languages some are held out and some are not; -1 for all of them */
    private static void read(String name, int shift, List<Labelled> into) {
        try (InputStream in = LabelledRequests.class.getResourceAsStream("/intake/requests/" + name + ".yaml")) {
            Letters letters = new ObjectMapper(new YAMLFactory()).readValue(in, Letters.class);
            for (int at = 0; at < letters.requests().size(); at++) {
                Entry entry = letters.requests().get(at);
                into.add(new Labelled(
                        name + "-" + (at + 1),
                        entry.language() == null ? letters.language() : entry.language(),
                        entry.kind() == null ? Reading.Kind.REQUEST : entry.kind(),
                        entry.rights() == null ? Set.of() : entry.rights(),
                        entry.human(),
                        entry.from(),
                        entry.text(),
                        shift < 0 || (at + shift) % 3 == 0));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
