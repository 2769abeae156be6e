package org.dsrhub.answer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Blacks values out of texts, wherever they stand as whole words: whatever their case, diacritics and punctuation, and numbers
 * however they are grouped and with or without a country's prefix. In doubt more is hidden than less. Pure.
 */
final class BlackOut {
    static final BlackOut NOTHING = new BlackOut(List.of());
    static final String BAR = "██████";

    /** Shorter ones stand in every text. */
    static final int LEAST = 2;

    private static final int LONG_NUMBER = 7;
    private static final int PREFIX = 5;
    private static final int GAP = 3;
    private static final int GENITIVE_FROM = 4;

    /** What stays of a name in all its cases: Virtanen, Virtasen; Jonaitis, Jonaičio. */
    private static final int STEM = 4;

    private static final int CHANGED = 3;
    private static final int ENDING = 4;

    private final List<String> words = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final int longest;

    BlackOut(Collection<String> values) {
        this(values, List.of());
    }

    /** @param names single words of people's names, hidden in every case of theirs where they stand with a capital letter */
    BlackOut(Collection<String> values, Collection<String> names) {
        names.forEach(name -> this.names.add(compact(name)));
        for (String value : values) {
            String compact = compact(value);
            if (compact.length() < LEAST) {
                continue;
            }
            words.add(compact);
            if (compact.length() >= LONG_NUMBER && compact.chars().allMatch(Character::isDigit)) {
                numbers.add(significant(compact));
            }
        }
        longest = words.stream().mapToInt(String::length).max().orElse(0) + PREFIX + 1;
    }

    boolean isNothing() {
        return words.isEmpty() && names.isEmpty();
    }

    /** Letters and digits of a value, as they are compared. */
    static String compact(String value) {
        StringBuilder compact = new StringBuilder();
        tokens(value).forEach(token -> compact.append(token.text));
        return compact.toString();
    }

    /** A run of letters and digits, folded, and where it stands. */
    private record Token(String text, int from, int to) {
        boolean isNumber() {
            return text.chars().allMatch(Character::isDigit);
        }
    }

    /** A field of a record: text, number, list or map; null stays null. */
    Object apply(Object value) {
        if (isNothing() || value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Collection<?> list) {
            List<Object> hidden = new ArrayList<>();
            list.forEach(element -> hidden.add(apply(element)));
            return hidden;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> hidden = new LinkedHashMap<>();
            map.forEach((key, element) -> hidden.put(apply(key.toString()), apply(element)));
            return hidden;
        }
        String text = value instanceof java.math.BigDecimal number ? number.toPlainString() : value.toString();
        String hidden = apply(text);
        return hidden.equals(text) ? value : hidden;
    }

    String apply(String text) {
        if (isNothing() || text == null || text.isEmpty()) {
            return text;
        }
        List<Token> tokens = tokens(text);
        BitSet hidden = new BitSet();
        for (int first = 0; first < tokens.size(); first++) {
            if (isName(tokens.get(first), text)) {
                hidden.set(tokens.get(first).from, tokens.get(first).to);
            }
            StringBuilder run = new StringBuilder();
            boolean digits = true;
            for (int last = first; last < tokens.size() && run.length() <= longest; last++) {
                if (last > first && !near(text, tokens.get(last - 1), tokens.get(last))) {
                    break;
                }
                run.append(tokens.get(last).text);
                digits &= tokens.get(last).isNumber();
                if (matches(run.toString(), digits)) {
                    hidden.set(tokens.get(first).from, tokens.get(last).to);
                }
            }
        }
        return hidden.isEmpty() ? text : barred(text, hidden);
    }

    private boolean isName(Token token, String text) {
        return !names.isEmpty()
                && !Character.isLowerCase(text.codePointAt(token.from))
                && names.stream()
                        .anyMatch(name -> token.text.equals(name)
                                || isCaseOf(name, token.text)
                                || isCaseOf(single(name), single(token.text)));
    }

    /** Antti's car is Antin auto. */
    private static String single(String word) {
        return word.replaceAll("(.)\\1", "$1");
    }

    private static boolean isCaseOf(String name, String word) {
        int stem = Math.max(STEM, name.length() - CHANGED);
        return name.length() >= STEM
                && word.length() <= name.length() + ENDING
                && word.startsWith(name.substring(0, stem));
    }

    private boolean matches(String run, boolean digits) {
        for (String word : words) {
            boolean genitive = word.length() >= GENITIVE_FROM
                    && run.length() == word.length() + 1
                    && run.endsWith("s")
                    && run.startsWith(word)
                    && !digits;
            if (run.equals(word) || genitive) {
                return true;
            }
        }
        return digits
                && run.length() >= LONG_NUMBER
                && numbers.stream().anyMatch(number -> same(number, significant(run)));
    }

    /** One of them may have a country's or a century's prefix that the other is written without. */
    private static boolean same(String one, String other) {
        String longer = one.length() >= other.length() ? one : other;
        String shorter = longer.equals(one) ? other : one;
        return shorter.length() >= LONG_NUMBER - 1
                && longer.length() - shorter.length() <= PREFIX
                && longer.endsWith(shorter);
    }

    /** Without the zeros that a number is dialled with. */
    private static String significant(String digits) {
        return digits.replaceFirst("^0{1,2}(?=\\d{6})", "");
    }

    /** Blanks of any number; of other signs a few. */
    private static boolean near(String text, Token before, Token after) {
        String gap = text.substring(before.to, after.from);
        return gap.isBlank() || gap.strip().length() <= GAP && gap.indexOf('█') < 0;
    }

    private static String barred(String text, BitSet hidden) {
        StringBuilder barred = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int next = hidden.nextSetBit(at);
            if (next < 0) {
                barred.append(text, at, text.length());
                break;
            }
            barred.append(text, at, next).append(BAR);
            at = hidden.nextClearBit(next);
        }
        return barred.toString();
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder token = new StringBuilder();
        int from = 0;
        int to = 0;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            int next = at + Character.charCount(point);
            String folded = folded(point);
            if (folded == null) {
                to = token.isEmpty() ? to : next; // a mark or an invisible sign belongs to the word that it stands in
            } else if (folded.isEmpty()) {
                end(tokens, token, from, to);
            } else {
                if (token.isEmpty()) {
                    from = at;
                }
                token.append(folded);
                to = next;
            }
            at = next;
        }
        end(tokens, token, from, to);
        return tokens;
    }

    private static void end(List<Token> tokens, StringBuilder token, int from, int to) {
        if (!token.isEmpty()) {
            tokens.add(new Token(token.toString(), from, to));
            token.setLength(0);
        }
    }

    /** What is compared of a sign; empty where it parts words, null where it is none of its own. */
    private static String folded(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return null;
        }
        StringBuilder folded = new StringBuilder();
        Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letter -> folded.append(plain(letter)));
        return folded.toString();
    }

    private static String plain(int letter) {
        int digit = Character.digit(letter, 10);
        if (digit >= 0) {
            return String.valueOf(digit);
        }
        String lower = Character.toString(letter).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "ø" -> "o";
            case "æ" -> "ae";
            case "œ" -> "oe";
            case "ß" -> "ss";
            case "ð", "đ" -> "d";
            case "þ" -> "th";
            case "ł" -> "l";
            case "ħ" -> "h";
            case "ŧ" -> "t";
            case "ı" -> "i";
            default ->
                lower.codePoints()
                        .filter(Character::isLetterOrDigit)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }
}
