package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a sentence ends, how its words are compared, and where a phrase of the lexicon stands in it. */
class ClauseTest {
    private static List<String> sentences(String text) {
        return Clause.of(text.replace("\\n", "\n")).stream()
                .map(clause -> clause.words().stream().map(Clause.Word::lower).collect(Collectors.joining(" "))
                        + (clause.question() ? "?" : ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Erase it. Now. | erase it/now",
                "Erase it! Now; please… thanks | erase it/now/please/thanks",
                "What do you hold? Tell me. | what do you hold?/tell me",
                "under Art. 17 GDPR | under art 17 gdpr",
                "by part 9. 17 times | by part 9/17 times",
                "my art. Mine | my art/mine",
                "art. 17 applies | art 17 applies",
                "rt. 17 applies | rt/17 applies",
                "version 2.5 of it | version 2 5 of it",
                "Done.   | done",
                "a line of more than fifty characters that goes on in the\\nNext one | a line of more than fifty"
                        + " characters that goes on in the next one",
                "a short line\\nAnother | a short line/another",
                "a short line\\nand more | a short line and more",
                "a short line\\n5 things | a short line/5 things",
                "a line of more than fifty characters that ends before a\\n- bullet | a line of more than fifty characters"
                        + " that ends before a/bullet",
                "one\\n* two\\n• three | one/two/three",
                "one\\n\\ntwo | one/two",
                "O'Brien-Korhonen writes | o'brien-korhonen writes",
                "... !!! | ''"
            })
    void a_sentence_ends_where_its_writer_ends_it(String text, String sentences) {
        assertThat(String.join("/", sentences(text))).isEqualTo(sentences);
    }

    @Test
    void a_line_of_fifty_characters_goes_on_and_one_of_less_ends_before_a_capital() {
        String fifty = "x".repeat(48) + " y";
        assertThat(sentences(fifty + "\nNext")).hasSize(1);
        assertThat(sentences(fifty.substring(1) + "\nNext")).hasSize(2);
    }

    @Test
    void paragraphs_and_segments_are_counted() {
        List<Clause> clauses = Clause.of("one, two (three): four\n\nfive. six\n\n\nseven");

        assertThat(clauses).extracting(Clause::paragraph).containsExactly(0, 1, 1, 3);
        assertThat(clauses.get(0).words()).extracting(Clause.Word::segment).containsExactly(0, 1, 2, 4);
    }

    @Test
    void a_capital_within_a_sentence_may_be_a_name() {
        assertThat(Clause.of("Dear Anna, call IBM or X at Home").get(0).words())
                .extracting(Clause.Word::named)
                .containsExactly(false, true, false, false, false, false, false, true);
    }

    @Test
    void a_letter_is_read_as_far_as_anybody_writes() {
        assertThat(Clause.of("word ".repeat(6000)).get(0).words()).hasSize(5000);
        assertThat(Clause.of("word.\n".repeat(6000))).hasSize(5000);
        assertThat(Clause.of("word\n\n".repeat(6000))).hasSize(5000);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "plain-09,plain-09,none",
                "søgæßłđðë,sogaessldde,none",
                "ёж,еж,none",
                "o’brien`s,obriens,none",
                "žukauskas,zukauskas,none",
                "йога,йога,none",
                "kaaren,kaaren,karen",
                "soeren,soeren,soren",
                "a{b,a{b,none",
                "a/b,a/b,none",
                "à,a,none"
            })
    void words_are_compared_without_marks(String word, String folded, String respelt) {
        assertThat(Folding.fold(word)).isEqualTo(folded);
        assertThat(Folding.respelt(folded)).isEqualTo(respelt);
        assertThat(Folding.lower(word.toUpperCase(java.util.Locale.ROOT))).isEqualTo(word.replace("ß", "ss"));
    }

    private static String hits(String phrase, String text, boolean misspelt) {
        Phrase one = Phrase.of(phrase, Map.of("data", List.of("data", "information*")));
        return Clause.of(text).stream()
                .flatMap(clause -> one.in(clause, misspelt).stream())
                .map(hit -> hit.from() + "-" + hit.to() + (hit.misspelt() ? "!" : ""))
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "erase # please erase it # 1-1",
                "erase data # erase data # 0-1",
                "erase data # erase all of my data # 0-4",
                "erase data # erase all of my own data # ''",
                "erase data # data erase # ''",
                "eras* data # erasing the data # 0-2",
                "erase|delete data # delete data and erase data # 0-1 3-4",
                "erase $data # erase information and erase data # 0-1 3-4",
                "data + erase # data to erase # 0-2",
                "data + erase # erase my data # 0-2",
                "data + erase # erase it or it or it or it or it data # ''",
                "data + erase # erase # ''",
                "a b + c # c then a b # 0-3",
                "erase # erases # ''",
                "sletter # slaetter # ''",
                "sogning # soegning # 0-0"
            })
    void a_phrase_stands_where_its_words_follow_each_other_closely(String phrase, String text, String hits) {
        assertThat(hits(phrase, text, false)).isEqualTo(hits);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delete | delete | 0-0",
                "delete | delte | 0-0!",
                "delete | deleete | 0-0!",
                "delete | dalete | 0-0!",
                "delete | dleete | 0-0!",
                "delete | dalate | ''",
                "delete | dele | ''",
                "erase | erasse | ''",
                "delete data | delte my data | 0-2!",
                "erase delete | erase delte | 0-1!",
                "erasur* | erasvres | 0-0!",
                "erasur* | erassures | 0-0!",
                "erasur* | erasrs | 0-0!",
                "erasur* | era | ''",
                "data + delete | delte data | 0-1!"
            })
    void one_mistake_in_a_long_word_is_forgiven_where_that_is_wanted(String phrase, String text, String hits) {
        assertThat(hits(phrase, text, true)).isEqualTo(hits);
    }

    @Test
    void a_phrase_that_may_name_a_right_without_using_it_is_weak() {
        assertThat(Phrase.of("~ access", Map.of()).weak()).isTrue();
        assertThat(Phrase.of("access", Map.of()).weak()).isFalse();
        assertThat(Phrase.of("access", Map.of()).isIn(Clause.of("I want access").get(0)))
                .isTrue();
        assertThat(Phrase.of("access", Map.of()).isIn(Clause.of("I want it").get(0)))
                .isFalse();
    }
}
