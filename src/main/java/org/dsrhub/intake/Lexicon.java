package org.dsrhub.intake;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;

/**
 * The words of one language by which a mail is understood; a file of {@code intake/lexicon/}.
 *
 * @param language ISO 639-1
 * @param words small ones that tell the language
 * @param rights phrases that ask for a right
 * @param unsure phrases after which only a human may say what is meant
 * @param labels what stands before a number that the letter gives
 */
record Lexicon(
        String language,
        Set<String> words,
        Map<Right, List<Phrase>> rights,
        List<Phrase> unsure,
        Map<KeyKind, List<String>> labels) {

    Set<Right> rightsIn(List<String> text) {
        Map<Right, Boolean> found = new EnumMap<>(Right.class);
        rights.forEach((right, phrases) -> {
            if (phrases.stream().anyMatch(phrase -> phrase.isIn(text))) {
                found.put(right, true);
            }
        });
        return found.isEmpty() ? EnumSet.noneOf(Right.class) : EnumSet.copyOf(found.keySet());
    }

    boolean unsure(List<String> text) {
        return unsure.stream().anyMatch(phrase -> phrase.isIn(text));
    }
}
