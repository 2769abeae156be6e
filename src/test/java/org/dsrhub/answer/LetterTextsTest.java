package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.text.MessagePattern;
import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.dsrhub.connector.Connector;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTextsTest {
    /** Names, and patterns without words. */
    private static final Set<String> SAME_IN_ALL = Set.of(
            "book.record",
            "book.unknown",
            "book.duration",
            "method.mitid",
            "method.bankid",
            "method.mobile-id",
            "method.smart-id",
            "export.sha256");

    /** Words that happen to be English too. */
    private static final Set<String> SAME_AS_ENGLISH = Set.of(
            "da searched.system",
            "da key.reference",
            "da export.system",
            "da export.version",
            "da export.history",
            "sv searched.system",
            "sv export.system",
            "sv export.version");

    static Stream<String> languages() {
        return LetterTexts.LANGUAGES.stream().sorted();
    }

    @Test
    void everyFileIsALanguageThatLettersAreWrittenIn() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/letters"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("messages_"))
                            .map(name -> name.substring("messages_".length(), name.indexOf('.'))))
                    .containsExactlyInAnyOrderElementsOf(LetterTexts.LANGUAGES)
                    .containsExactlyInAnyOrder("da", "en", "et", "fi", "lt", "lv", "sv");
        }
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageHasTheKeysOfEnglishEachOnce(String language) throws IOException {
        assertThat(LetterTexts.in(language).keys())
                .isEqualTo(LetterTexts.in("en").keys());
        assertThat(
                        Files.readAllLines(Path.of("src/main/resources/letters/messages_" + language + ".properties"))
                                .stream()
                                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                                .map(line ->
                                        line.substring(0, line.indexOf('=')).strip()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("languages")
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
    @MethodSource("languages")
    void everyTextTakesTheSamePlaceholdersAndChoicesAsInEnglish(String language) {
        assertThat(placeholders(language)).isEqualTo(placeholders("en"));
    }

    private static Map<String, Set<String>> placeholders(String language) {
        LetterTexts texts = LetterTexts.in(language);
        Map<String, Set<String>> found = new TreeMap<>();
        texts.keys().forEach(key -> {
            MessageFormat message = new MessageFormat(texts.raw(key), ULocale.forLanguageTag(language));
            Set<String> names = new TreeSet<>(message.getArgumentNames());
            choices(texts.raw(key), MessagePattern.ArgType.SELECT).forEach((at, words) -> names.add(at + " " + words));
            found.put(key, names);
        });
        return found;
    }

    /** Argument with a running number → its keywords. */
    private static Map<String, Set<String>> choices(String text, MessagePattern.ArgType type) {
        MessagePattern pattern = new MessagePattern(text);
        Map<String, Set<String>> choices = new TreeMap<>();
        for (int i = 0; i < pattern.countParts(); i++) {
            MessagePattern.Part part = pattern.getPart(i);
            if (part.getType() == MessagePattern.Part.Type.ARG_START && part.getArgType() == type) {
                int limit = pattern.getLimitPartIndex(i);
                int depth = part.getValue();
                Set<String> words = new TreeSet<>();
                for (int j = i; j < limit; j++) {
                    if (pattern.getPart(j).getType() == MessagePattern.Part.Type.ARG_SELECTOR
                            && inside(pattern, i, j) == depth) {
                        words.add(pattern.getSubstring(pattern.getPart(j)));
                    }
                }
                choices.put(pattern.getSubstring(pattern.getPart(i + 1)) + choices.size(), words);
            }
        }
        return choices;
    }

    private static int inside(MessagePattern pattern, int from, int to) {
        int depth = pattern.getPart(from).getValue();
        for (int i = from + 1; i < to; i++) {
            MessagePattern.Part.Type type = pattern.getPart(i).getType();
            depth += type == MessagePattern.Part.Type.ARG_START
                    ? 1
                    : type == MessagePattern.Part.Type.ARG_LIMIT ? -1 : 0;
        }
        return depth;
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyPluralHasTheFormsOfItsLanguage(String language) {
        PluralRules rules = PluralRules.forLocale(ULocale.forLanguageTag(language));
        Set<String> forms = IntStream.range(0, 300).mapToObj(rules::select).collect(Collectors.toSet());
        List<String> wrong = new ArrayList<>();
        LetterTexts texts = LetterTexts.in(language);
        texts.keys()
                .forEach(key -> choices(texts.raw(key), MessagePattern.ArgType.PLURAL)
                        .forEach((at, words) -> {
                            if (!words.equals(new TreeSet<>(forms))) {
                                wrong.add(key + " " + at + " " + words);
                            }
                        }));
        assertThat(wrong).as("each has exactly %s", forms).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noTextWasLeftInEnglish(String language) {
        LetterTexts english = LetterTexts.in("en");
        LetterTexts texts = LetterTexts.in(language);
        if (texts != english) {
            assertThat(texts.keys().stream()
                            .filter(key ->
                                    !SAME_IN_ALL.contains(key) && !SAME_AS_ENGLISH.contains(language + " " + key))
                            .filter(key -> texts.raw(key).equals(english.raw(key))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OpenSans-Regular", "OpenSans-Bold", "DejaVuSans"})
    void everyLetterOfEveryLanguageIsInTheFontsThatAreShipped(String font) throws IOException {
        try (InputStream in = LetterTexts.class.getResourceAsStream("/fonts/" + font + ".ttf");
                var parsed = new TTFParser().parse(new RandomAccessReadBuffer(in))) {
            CmapLookup glyphs = parsed.getUnicodeCmapLookup();
            Set<String> missing = new TreeSet<>();
            languages()
                    .map(LetterTexts::in)
                    .forEach(texts -> texts.keys().stream()
                            .map(texts::raw)
                            .forEach(text -> text.codePoints()
                                    .filter(letter -> letter != '\n' && glyphs.getGlyphId(letter) == 0)
                                    .forEach(letter ->
                                            missing.add(texts.language() + " " + Character.toString(letter)))));
            // What amounts are written with: minus and the space between thousands.
            "\u2212\u00a0"
                    .codePoints()
                    .forEach(letter -> assertThat(glyphs.getGlyphId(letter))
                            .as("U+%04X", letter)
                            .isNotZero());
            assertThat(missing).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "da, 1. september 2036, '1. september 2036 14.05', '-12.345,50 EUR'",
        "en, 1 September 2036, '1 September 2036 14:05', '-12,345.50 EUR'",
        "et, 01.09.2036, '01.09.2036 14:05', '\u221212 345,50 EUR'",
        "fi, 1.9.2036, '1.9.2036 14.05', '\u221212 345,50 EUR'",
        "lt, 2036 m. rugsėjo 1 d., '2036 m. rugsėjo 1 d. 14:05', '\u221212 345,50 EUR'",
        "lv, 01.09.2036., '01.09.2036. 14:05', '-12 345,50 EUR'",
        "sv, 1 september 2036, '1 september 2036 14:05', '\u221212 345,50 EUR'"
    })
    void daysTimesAndMoneyAreWrittenAsTheReaderWritesThem(String language, String day, String time, String money) {
        ReaderForms forms = LetterTexts.in(language).forms();
        assertThat(forms.day(LocalDate.of(2036, 9, 1)).replace('\u00a0', ' ')).isEqualTo(day);
        assertThat(forms.value(null, "2036-09-01T14:05:00", null, ZoneId.of("Europe/Riga"))
                        .replace('\u00a0', ' '))
                .isEqualTo(time);
        Connector.Field premium = new Connector.Field(Map.of(), "payment", false, false, Map.of());
        assertThat(forms.value(premium, "-12345.5", "EUR", ZoneId.of("Europe/Riga"))
                        .replace('\u00a0', ' '))
                .isEqualTo(money);
        for (String figures : List.of("99990000000301", "2026-09-01x", "DK50 0040")) {
            assertThat(forms.value(premium, figures, "EUR", ZoneId.of("Europe/Riga")))
                    .as("an account is no amount")
                    .isEqualTo(figures);
        }
        assertThat(forms.value(premium, "2036-09-01", "EUR", ZoneId.of("Europe/Riga")))
                .as("nor is the day of a payment")
                .isEqualTo(forms.day(LocalDate.of(2036, 9, 1)));
        assertThat(forms.value(premium, -12345.5, "EUR", ZoneId.of("Europe/Riga"))
                        .replace('\u00a0', ' '))
                .isEqualTo(money);
        assertThat(forms.value(null, new BigDecimal("0.25"), null, ZoneId.of("Europe/Riga")))
                .isEqualTo(language.equals("en") ? "0.25" : "0,25");
        assertThat(forms.value(null, 1234567, null, ZoneId.of("Europe/Riga")))
                .as("a whole number may be a reference")
                .isEqualTo("1234567");
    }

    @ParameterizedTest
    @CsvSource({
        "lt, 1, 1 įrašas", "lt, 2, 2 įrašai", "lt, 10, 10 įrašų", "lt, 11, 11 įrašų", "lt, 21, 21 įrašas",
        "lt, 22, 22 įrašai", "lv, 1, 1 ieraksts", "lv, 2, 2 ieraksti", "lv, 10, 10 ierakstu", "lv, 11, 11 ierakstu",
        "lv, 21, 21 ieraksts", "lv, 22, 22 ieraksti", "fi, 1, 1 tietue", "fi, 2, 2 tietuetta", "sv, 1, 1 post",
        "sv, 2, 2 poster"
    })
    void numbersTakeTheFormOfTheNoun(String language, int count, String expected) {
        assertThat(LetterTexts.in(language).get("result.found", "count", count)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("languages")
    void whoActsForSomebodyUnnamedReadsNoPlaceholder(String language) {
        LetterTexts texts = LetterTexts.in(language);
        assertThat(texts.get("letter.represented", "name", null)).doesNotContain("none", "null");
        assertThat(texts.get("letter.represented", "name", "Ada")).contains("Ada");
    }
}
