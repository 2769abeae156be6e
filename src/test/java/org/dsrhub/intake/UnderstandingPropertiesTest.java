package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.dsrhub.request.Right;

class UnderstandingPropertiesTest {
    private static final Lexicons LEXICONS = new Lexicons();
    private static final List<LabelledRequests.Labelled> LETTERS = LabelledRequests.all();
    /** Words that stand in some erasure phrase; a text without any of them holds no such phrase. */
    private static final Set<String> ERASING = LEXICONS.all().stream()
            .flatMap(lexicon -> lexicon.rights().getOrDefault(Right.ERASURE, List.of()).stream())
            .flatMap(phrase -> phrase.parts().stream())
            .map(part -> part.get(0))
            .flatMap(slot -> Stream.concat(slot.words().stream(), slot.stems().stream()))
            .collect(Collectors.toSet());

    @Property(tries = 300)
    void no_text_makes_it_throw(@ForAll @StringLength(max = 400) String text) {
        Reading reading = LEXICONS.read(text);

        assertThat(reading.confidence()).isBetween(0.0, 1.0);
        assertThat(reading.rights()).containsAll(reading.sure());
        if (reading.unclear() == null) {
            assertThat(reading.sure()).isNotEmpty().isEqualTo(reading.rights());
        }
    }

    @Property(tries = 300)
    void erasure_is_never_read_without_an_erasure_word(@ForAll("wordsOfLetters") List<String> words) {
        String text = words.stream()
                .filter(word -> {
                    String folded = Folding.fold(Folding.lower(word)).replaceAll("[^\\p{L}\\p{N}-]", "");
                    return ERASING.stream().noneMatch(erasing -> near(folded, erasing));
                })
                .collect(Collectors.joining(" "));

        assertThat(LEXICONS.read(text).rights()).doesNotContain(Right.ERASURE);
    }

    @Property(tries = 200)
    void what_is_quoted_is_not_the_writers(@ForAll("letters") String letter) {
        String quoted = letter.lines().map(line -> "> " + line).collect(Collectors.joining("\n"));

        Reading reading = LEXICONS.read("Thank you, that is all.\n\n" + quoted);

        assertThat(reading.rights()).isEmpty();
        assertThat(reading.language()).isIn("en", null);
    }

    @Property(tries = 200)
    void a_denial_before_an_erasure_makes_it_a_humans(@ForAll("erasures") LabelledRequests.Labelled letter) {
        String denied = switch (letter.language()) {
            case "en" -> "I do not want: ";
            case "sv" -> "Jag vill inte att: ";
            case "da" -> "Jeg vil ikke, at ";
            case "fi" -> "En halua, että ";
            case "et" -> "Ma ei taha, et ";
            case "lv" -> "Es negribu, lai ";
            case "lt" -> "Nenoriu, kad ";
            default -> "Я не хочу, чтобы ";
        };

        assertThat(LEXICONS.read(denied + letter.text()).sure()).doesNotContain(Right.ERASURE);
    }

    @Property(tries = 100)
    void evidence_holds_no_word_of_the_letter_but_the_lexicons(@ForAll("letters") String letter) {
        Set<String> phrases = LEXICONS.all().stream()
                .flatMap(lexicon -> Stream.concat(lexicon.rights().values().stream(), lexicon.kinds().values().stream())
                        .flatMap(List::stream))
                .map(Phrase::text)
                .collect(Collectors.toSet());

        assertThat(LEXICONS.read(letter).evidence())
                .allMatch(line -> phrases.contains(line.substring(line.indexOf(": ") + 2)));
    }

    private static boolean near(String word, String erasing) {
        int length = Math.min(word.length(), erasing.length());
        int same = 0;
        while (same < length && word.charAt(same) == erasing.charAt(same)) {
            same++;
        }
        return same >= Math.min(3, erasing.length()) || word.startsWith("17") || erasing.length() < 3 && same > 0;
    }

    @Provide
    Arbitrary<List<String>> wordsOfLetters() {
        List<String> words = LETTERS.stream()
                .flatMap(letter -> List.of(letter.text().split("\\s+")).stream())
                .distinct()
                .toList();
        return Arbitraries.of(words).list().ofMinSize(1).ofMaxSize(60);
    }

    @Provide
    Arbitrary<String> letters() {
        return Arbitraries.of(
                LETTERS.stream().map(LabelledRequests.Labelled::text).toList());
    }

    @Provide
    Arbitrary<LabelledRequests.Labelled> erasures() {
        return Arbitraries.of(LETTERS.stream()
                .filter(letter -> letter.rights().equals(Set.of(Right.ERASURE)))
                .filter(letter -> letter.text().lines().count() == 1)
                .filter(letter -> !letter.text().contains(". "))
                .toList());
    }
}
