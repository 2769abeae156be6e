package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTextsTest {

    @ParameterizedTest
    @ValueSource(strings = {"da", "et"})
    void everyLanguageHasTheKeysOfEnglish(String language) {
        assertThat(LetterTexts.in(language).keys())
                .isEqualTo(LetterTexts.in("en").keys());
    }

    @ParameterizedTest
    @ValueSource(strings = {"da", "et", "en"})
    void everyReasonRightAndKeyKindHasWords(String language) {
        Set<String> wanted = new TreeSet<>();
        MessageKeys.ALL.forEach(key -> wanted.add("reason." + key));
        for (Right right : Right.values()) {
            wanted.add("rights." + right);
        }
        for (KeyKind kind : KeyKind.values()) {
            wanted.add("key." + kind.label());
        }
        assertThat(LetterTexts.in(language).keys()).containsAll(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"da", "et", "en"})
    void everyTextTakesTheSamePlaceholdersAsInEnglish(String language) {
        assertThat(placeholders(language)).isEqualTo(placeholders("en"));
    }

    private static Map<String, Set<String>> placeholders(String language) {
        LetterTexts texts = LetterTexts.in(language);
        Map<String, Set<String>> found = new TreeMap<>();
        texts.keys()
                .forEach(key -> found.put(
                        key, new MessageFormat(texts.raw(key), ULocale.forLanguageTag(language)).getArgumentNames()));
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"da:1. september 2036", "et:01.09.2036", "en:1 September 2036"})
    void daysAreWrittenAsTheReaderWritesThem(String expected) {
        String[] parts = expected.split(":");
        assertThat(LetterTexts.in(parts[0]).forms().day(LocalDate.of(2036, 9, 1)))
                .isEqualTo(parts[1]);
    }
}
