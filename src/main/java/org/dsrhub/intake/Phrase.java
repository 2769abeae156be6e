package org.dsrhub.intake;

import java.util.List;

/** Words in their order with at most {@link #GAP} others between two of them; {@code *} ends a stem. */
record Phrase(List<String> words) {
    private static final int GAP = 3;

    static Phrase of(String phrase) {
        return new Phrase(List.of(phrase.strip().split("\\s+")));
    }

    boolean isIn(List<String> text) {
        for (int start = 0; start < text.size(); start++) {
            if (matches(words.get(0), text.get(start)) && restFollows(text, start)) {
                return true;
            }
        }
        return false;
    }

    private boolean restFollows(List<String> text, int start) {
        int at = start;
        for (String word : words.subList(1, words.size())) {
            int end = Math.min(text.size() - 1, at + 1 + GAP);
            int next = at + 1;
            while (next <= end && !matches(word, text.get(next))) {
                next++;
            }
            if (next > end) {
                return false;
            }
            at = next;
        }
        return true;
    }

    private static boolean matches(String pattern, String word) {
        return pattern.endsWith("*")
                ? word.startsWith(pattern.substring(0, pattern.length() - 1))
                : word.equals(pattern);
    }
}
