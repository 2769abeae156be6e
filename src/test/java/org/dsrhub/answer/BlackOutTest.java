package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlackOutTest {
    @ParameterizedTest(name = "{0} in: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Villy Vidne | Set af Villy Vidne, der ringede | Set af ██████, der ringede",
                "Villy Vidne | VILLY  VIDNE sagde | ██████ sagde",
                "Øster Ågård | ved oster agard i Odense | ved ██████ i Odense",
                "Žukauskas | ZUKAUSKAS ir Zukauskasas | ██████ ir Zukauskasas",
                "Sørensen | Sørensens bil, Sorensen's hund | ██████ bil, ██████ hund",
                "Anne-Marie O'Brien | Anne Marie O’Brien; AnneMarie OBRIEN | ██████; ██████",
                "Ann | Anna og Ann | Anna og ██████",
                "+45 20 12 34 56 | tlf. 20123456, 0045 20 12 34 56, (+45) 20-12-34-56 | tlf. ██████, ██████, (+██████",
                "20123456 | +45 2012 3456 og 20123457 | +██████ og 20123457",
                "+358 40 123 4567 | soita 040 123 4567 | soita ██████",
                "721283-1403 | cpr 7212831403 og 72 12 83 1403 | cpr ██████ og ██████",
                "Storgatan 5 B | bor på Storgatan 5B, ej Storgatan 5 C | bor på ██████, ej Storgatan 5 C",
                "AB 12 345 | bil ab12345 | bil ██████",
            })
    void wholeWordsWhateverTheirWriting(String value, String text, String shown) {
        assertThat(new BlackOut(List.of(value)).apply(text)).isEqualTo(shown);
    }

    @Property(tries = 300)
    void noValueSurvivesInAnyFieldHoweverItIsWritten(
            @ForAll("values") String value,
            @ForAll("words") String before,
            @ForAll("words") String after,
            @ForAll int style) {
        String written = switch (Math.floorMod(style, 5)) {
            case 0 -> value;
            case 1 -> value.toUpperCase(Locale.ROOT);
            case 2 -> Normalizer.normalize(value, Normalizer.Form.NFD);
            case 3 -> value.replace(" ", "\n   ");
            default -> value.replace(" ", "-");
        };
        BlackOut blackOut = new BlackOut(List.of(value));
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("text", before + " " + written + ", " + after);
        record.put("list", Arrays.asList(null, written, 7, Map.of("inner", after + " (" + written + ")")));

        String shown = blackOut.apply(record).toString();

        assertThat(BlackOut.compact(shown.replace(BlackOut.BAR, " | ")))
                .isEqualTo(BlackOut.compact("text" + before + after + "list null 7 inner" + after));
        assertThat(blackOut.apply(shown)).as("once more hides nothing more").isEqualTo(shown);
    }

    @Property(tries = 200)
    void aNumberIsHiddenHoweverItIsGrouped(
            @ForAll("numbers") String number, @ForAll("groups") List<Integer> groups, @ForAll boolean prefix) {
        StringBuilder written = new StringBuilder(prefix ? "+372 " : "");
        int at = 0;
        for (int group : groups) {
            int to = Math.min(number.length(), at + group);
            written.append(number, at, to).append(to < number.length() && to > at ? " " : "");
            at = to;
        }
        written.append(number.substring(at));

        String shown = new BlackOut(List.of(number)).apply("ring " + written + " nu");

        assertThat(shown.replaceAll("\\D", "")).isEmpty();
        assertThat(shown).startsWith("ring ").endsWith(" nu");
    }

    @Property(tries = 200)
    void whatIsNotNamedStays(@ForAll("words") String text) {
        assertThat(new BlackOut(List.of("Qqqqzz Xxwwqq")).apply(text)).isEqualTo(text);
        assertThat(BlackOut.NOTHING.apply(text)).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> values() {
        return Combinators.combine(name(), name()).as((first, last) -> first + " " + last);
    }

    /** Of letters that no word of the texts has. */
    private static Arbitrary<String> name() {
        return Arbitraries.strings().withChars("xyzøåéŠž").ofMinLength(2).ofMaxLength(9);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars("abcdefg")
                .ofMinLength(1)
                .ofMaxLength(7)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(words -> String.join(" ", words));
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.strings().withChars("123456789").ofMinLength(7).ofMaxLength(11);
    }

    @Provide
    Arbitrary<List<Integer>> groups() {
        return Arbitraries.integers().between(1, 4).list().ofMaxSize(6);
    }
}
