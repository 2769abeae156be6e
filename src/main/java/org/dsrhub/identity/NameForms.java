package org.dsrhub.identity;

import com.ibm.icu.text.Transliterator;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The forms in which one name may stand in another register, from the closest to the widest. For finding candidates that a
 * person decides on; two people may share any of them, so none ever makes a match.
 */
final class NameForms {
    private static final Pattern PATRONYMIC = Pattern.compile(".{2,}(ovic|evic|ovna|evna|icna)");
    /** Kazlauskas, his wife Kazlauskiene, his daughter Kazlauskaite, and the form Kazlauske that tells neither. */
    private static final Pattern LITHUANIAN =
            Pattern.compile("(?<=.{3})(uviene|iene|aite|yte|iute|ute|ius|as|is|ys|us|ite|e|a)$");

    private NameForms() {}

    /** @param name in its comparable form */
    static Set<String> of(String name) {
        Set<String> forms = new LinkedHashSet<>();
        List<String> spelling = spelling(name);
        forms.add(joined(spelling));
        List<String> sound = spelling.stream().map(NameForms::sound).toList();
        forms.add(joined(sound));
        forms.add(joined(withoutPatronymic(sound)));
        forms.add(joined(spelling.stream().map(NameForms::stem).toList()));
        forms.remove("");
        return forms;
    }

    /** One script, no marks, and one letter for what is written with one or two: å and aa, ä, æ and ae, ö, ø and oe. */
    private static List<String> spelling(String name) {
        String paired = name.replace("ø", "o").replace("æ", "a");
        String latin = Latin.TO
                .transliterate(paired)
                .replace("aa", "a")
                .replace("ae", "a")
                .replace("oe", "o");
        return words(latin);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.replace("'", "").split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Русское имя is written by the rules of each country that its bearer lived in: Julia, Yulia, Julija, Iuliia. */
    private static String sound(String word) {
        return word.replace("shch", "s")
                .replace("sh", "s")
                .replace("zh", "z")
                .replace("ch", "c")
                .replace("kh", "h")
                .replace("ts", "c")
                .replace('w', 'v')
                .replace("x", "ks")
                .replaceAll("[iyj]+", "i")
                .replaceAll("i(?=[aeou])", "");
    }

    private static List<String> withoutPatronymic(List<String> words) {
        return words.size() < 3
                ? words
                : words.stream()
                        .filter(word -> !PATRONYMIC.matcher(word).matches())
                        .toList();
    }

    private static String stem(String word) {
        return LITHUANIAN.matcher(word).replaceFirst("");
    }

    private static String joined(List<String> words) {
        return words.stream().sorted().collect(Collectors.joining(" "));
    }

    /** Loaded when first searched by. */
    private static final class Latin {
        static final Transliterator TO =
                Transliterator.getInstance("Any-Latin; NFD; [:Nonspacing Mark:] Remove; NFC; Latin-ASCII; Lower");
    }
}
