package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A phrase of a lexicon. Its words follow each other with at most {@link #GAP} others between two of them; {@code *} ends
 * a stem, {@code a|b} is either, {@code $name} any word of a group, and parts between {@code +} come in any order.
 *
 * @param text as the lexicon has it
 * @param weak it began with {@code ~}: it names a right and may not use it, so by itself it is never sure
 */
record Phrase(String text, List<List<Slot>> parts, boolean weak) {
    private static final int GAP = 3;
    private static final int SHORTEST_MISSPELT = 6;

    /**
     * Where a phrase was found in a clause.
     *
     * @param from its first word
     * @param to its last one
     * @param misspelt one of its words is written with a mistake
     */
    record Hit(int from, int to, boolean misspelt) {}

    /** One word of the phrase: what may stand there, folded. */
    record Slot(List<String> words, List<String> stems) {
        static Slot of(String written, Map<String, List<String>> groups) {
            List<String> words = new ArrayList<>();
            List<String> stems = new ArrayList<>();
            Arrays.stream(written.split("\\|"))
                    .flatMap(one -> one.startsWith("$") ? groups.get(one.substring(1)).stream() : Stream.of(one))
                    .forEach(one -> {
                        String folded = Folding.fold(Folding.lower(one));
                        if (folded.endsWith("*")) {
                            stems.add(folded.substring(0, folded.length() - 1));
                        } else {
                            words.add(folded);
                        }
                    });
            return new Slot(List.copyOf(words), List.copyOf(stems));
        }

        boolean takes(Clause.Word word) {
            return takes(word.folded()) || word.respelt() != null && takes(word.respelt());
        }

        private boolean takes(String word) {
            if (words.contains(word)) {
                return true;
            }
            for (String stem : stems) {
                if (word.startsWith(stem)) {
                    return true;
                }
            }
            return false;
        }

        boolean mayBe(Clause.Word word) {
            String text = word.folded();
            return words.stream().anyMatch(one -> near(one, text))
                    || stems.stream()
                            .anyMatch(stem -> text.length() >= stem.length() - 1
                                    && (near(stem, text.substring(0, Math.min(text.length(), stem.length())))
                                            || text.length() > stem.length()
                                                    && near(stem, text.substring(0, stem.length() + 1))
                                            || near(stem, text.substring(0, stem.length() - 1))));
        }

        private static boolean near(String wanted, String found) {
            return wanted.length() >= SHORTEST_MISSPELT
                    && !found.isEmpty()
                    && Math.abs(wanted.length() - found.length()) <= 1
                    && wanted.charAt(0) == found.charAt(0)
                    && oneMistake(wanted, found);
        }

        /** One letter more, less or other, or two neighbours swapped. */
        private static boolean oneMistake(String a, String b) {
            int from = 0;
            while (from < a.length() && from < b.length() && a.charAt(from) == b.charAt(from)) {
                from++;
            }
            int endA = a.length();
            int endB = b.length();
            while (endA > from && endB > from && a.charAt(endA - 1) == b.charAt(endB - 1)) {
                endA--;
                endB--;
            }
            int restA = endA - from;
            int restB = endB - from;
            return restA <= 1 && restB <= 1
                    || restA == 2
                            && restB == 2
                            && a.charAt(from) == b.charAt(from + 1)
                            && a.charAt(from + 1) == b.charAt(from);
        }
    }

    static Phrase of(String phrase) {
        return of(phrase, Map.of());
    }

    /** @param groups name → words; every group that the phrase names is there */
    static Phrase of(String phrase, Map<String, List<String>> groups) {
        boolean weak = phrase.startsWith("~");
        List<List<Slot>> parts = Arrays.stream(
                        phrase.substring(weak ? 1 : 0).strip().split("\\s+\\+\\s+"))
                .map(part -> Arrays.stream(part.strip().split("\\s+"))
                        .map(word -> Slot.of(word, groups))
                        .toList())
                .toList();
        return new Phrase(phrase, parts, weak);
    }

    /** Every place where it stands; with mistakes only where those are wanted. */
    List<Hit> in(Clause clause, boolean misspelt) {
        List<Hit> hits = new ArrayList<>();
        for (int start = 0; start < clause.words().size(); start++) {
            Optional<Hit> hit = parts.size() == 1
                    ? sequence(parts.get(0), clause, start, misspelt)
                    : anyOrder(clause, start, misspelt);
            if (hit.isPresent()) {
                hits.add(hit.get());
                start = hit.get().to();
            }
        }
        return hits;
    }

    boolean isIn(Clause clause) {
        return !in(clause, false).isEmpty();
    }

    private Optional<Hit> anyOrder(Clause clause, int start, boolean misspelt) {
        if (parts.stream().noneMatch(part -> takes(part.get(0), clause.words().get(start), misspelt))) {
            return Optional.empty();
        }
        int end = start;
        boolean mistaken = false;
        int reach = start + parts.size() * (GAP + 1);
        boolean[] taken = new boolean[clause.words().size()];
        for (List<Slot> part : parts) {
            Optional<Hit> found = Optional.empty();
            for (int at = start;
                    found.isEmpty() && at <= reach && at < clause.words().size();
                    at++) {
                found = taken[at] ? Optional.empty() : sequence(part, clause, at, misspelt);
            }
            if (found.isEmpty()) {
                return Optional.empty();
            }
            taken[found.get().from()] = true;
            end = Math.max(end, found.get().to());
            mistaken |= found.get().misspelt();
        }
        return taken[start] ? Optional.of(new Hit(start, end, mistaken)) : Optional.empty();
    }

    private static Optional<Hit> sequence(List<Slot> slots, Clause clause, int start, boolean misspelt) {
        List<Clause.Word> words = clause.words();
        if (!takes(slots.get(0), words.get(start), misspelt)) {
            return Optional.empty();
        }
        boolean mistaken = !slots.get(0).takes(words.get(start));
        int at = start;
        for (Slot slot : slots.subList(1, slots.size())) {
            int end = Math.min(words.size() - 1, at + 1 + GAP);
            int next = at + 1;
            while (next <= end && !takes(slot, words.get(next), misspelt)) {
                next++;
            }
            if (next > end) {
                return Optional.empty();
            }
            mistaken |= !slot.takes(words.get(next));
            at = next;
        }
        return Optional.of(new Hit(start, at, mistaken));
    }

    private static boolean takes(Slot slot, Clause.Word word, boolean misspelt) {
        return slot.takes(word) || misspelt && slot.mayBe(word);
    }
}
