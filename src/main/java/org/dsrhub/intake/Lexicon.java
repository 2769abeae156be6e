package org.dsrhub.intake;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;

/**
 * The words of one language by which a mail is understood; a file of {@code intake/lexicon/}.
 *
 * @param language ISO 639-1
 * @param threshold a reading of less confidence waits for a caseworker
 * @param words small ones that tell the language, in small letters
 * @param letters that hardly another language has
 * @param endings of words, which tell the language too
 * @param rights phrases that ask for a right
 * @param kinds phrases that tell what else a letter is
 * @param hints of erasure: they ask for none, but one may be meant
 * @param topic phrases that show that it is about personal data
 * @param negations words that turn a phrase round
 * @param questions phrases that ask about a right rather than use it
 * @param asking words before an erasure that make it a question
 * @param reported phrases that tell what others say or want
 * @param unsure phrases after which only a human may say what is meant
 * @param disclaimers the small print under letters: that sentence and what follows in its paragraph is nobody's wish
 * @param closings what a letter ends with; names and addresses follow
 * @param headers of a mail that is quoted, as mail programs name them (From, Sent, ...)
 * @param wrote the verb in the line that mail programs put before what they quote
 * @param labels what stands before a number that the letter gives
 * @param birth what stands before a date of birth
 * @param introductions what stands before a writer's name
 */
record Lexicon(
        String language,
        double threshold,
        Set<String> words,
        String letters,
        List<String> endings,
        Map<Right, List<Phrase>> rights,
        Map<Reading.Kind, List<Phrase>> kinds,
        List<Phrase> hints,
        List<Phrase> topic,
        Set<String> negations,
        List<Phrase> questions,
        Set<String> asking,
        List<Phrase> reported,
        List<Phrase> unsure,
        List<Phrase> disclaimers,
        List<Phrase> closings,
        Set<String> headers,
        Set<String> wrote,
        Map<KeyKind, List<String>> labels,
        List<String> birth,
        List<String> introductions) {

    /** Whether the language is only told, and nothing in it understood. */
    boolean tongueOnly() {
        return rights.isEmpty();
    }

    static boolean any(List<Phrase> phrases, Clause clause) {
        return phrases.stream().anyMatch(phrase -> phrase.isIn(clause));
    }
}
