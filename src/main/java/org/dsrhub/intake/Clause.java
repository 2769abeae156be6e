package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sentence of a letter.
 *
 * @param question it ends with a question mark
 * @param paragraph number of the paragraph it stands in
 */
record Clause(List<Word> words, boolean question, int paragraph) {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:[-'’][\\p{L}\\p{N}]+)*|[,:()]");
    private static final int MOST_WORDS = 5000;
    private static final int SHORT_LINE = 50;

    /**
     * @param lower in small letters with its marks
     * @param folded see {@link Folding}
     * @param respelt see {@link Folding#respelt}
     * @param named it starts with a capital within a sentence, so it may be a name
     * @param segment counts the commas before it
     */
    record Word(String lower, String folded, String respelt, boolean named, int segment) {}

    static List<Clause> of(String text) {
        List<Clause> clauses = new ArrayList<>();
        int paragraph = 0;
        int words = 0;
        StringBuilder sentence = new StringBuilder();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length && words < MOST_WORDS; i++) {
            String line = lines[i].strip();
            if (line.isEmpty()) {
                words += add(clauses, sentence, false, paragraph);
                paragraph++;
                continue;
            }
            int from = 0;
            for (int at = 0; at < line.length(); at++) {
                char c = line.charAt(at);
                if (c == '!' || c == '?' || c == ';' || c == '…' || c == '.' && endsSentence(line, at)) {
                    sentence.append(line, from, at).append(' ');
                    words += add(clauses, sentence, c == '?', paragraph);
                    from = at + 1;
                }
            }
            sentence.append(line, from, line.length()).append(' ');
            if (i + 1 < lines.length && breaks(line, lines[i + 1].strip())) {
                words += add(clauses, sentence, false, paragraph);
            }
        }
        add(clauses, sentence, false, paragraph);
        return clauses;
    }

    /** "Art. 17" and "kl. 9" go on, and so does a sentence whose next word is written small. */
    private static boolean endsSentence(String line, int dot) {
        int next = dot + 1;
        if (next < line.length() && !Character.isWhitespace(line.charAt(next))) {
            return false;
        }
        while (next < line.length() && Character.isWhitespace(line.charAt(next))) {
            next++;
        }
        if (next == line.length()) {
            return true;
        }
        boolean abbreviation = dot >= 3 && line.regionMatches(true, dot - 3, "art", 0, 3);
        return !Character.isDigit(line.charAt(next)) || !abbreviation;
    }

    /** A wrapped line goes on in the next one; a short one before a capital or a dash is an end. */
    private static boolean breaks(String line, String next) {
        if (next.isEmpty()) {
            return true;
        }
        char first = next.charAt(0);
        boolean bullet = first == '-' || first == '*' || first == '•';
        return bullet || line.length() < SHORT_LINE && (Character.isUpperCase(first) || Character.isDigit(first));
    }

    private static int add(List<Clause> clauses, StringBuilder sentence, boolean question, int paragraph) {
        List<Word> words = new ArrayList<>();
        int segment = 0;
        Matcher matcher = WORD.matcher(sentence);
        while (matcher.find() && words.size() < MOST_WORDS) {
            String word = matcher.group();
            if (!Character.isLetterOrDigit(word.charAt(0))) {
                segment++;
                continue;
            }
            String lower = Folding.lower(word);
            String folded = Folding.fold(lower);
            boolean capital = Character.isUpperCase(word.charAt(0))
                    && word.length() > 1
                    && Character.isLowerCase(word.charAt(word.length() - 1));
            words.add(new Word(lower, folded, Folding.respelt(folded), capital && !words.isEmpty(), segment));
        }
        sentence.setLength(0);
        if (!words.isEmpty()) {
            clauses.add(new Clause(words, question, paragraph));
        }
        return words.size();
    }
}
