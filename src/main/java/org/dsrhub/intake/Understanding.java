package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.request.Right;

/**
 * Reads what a letter asks for, sentence by sentence. Whatever makes a phrase doubtful takes confidence from the right it
 * asks for; erasure is doubted at the least sign, as it cannot be taken back.
 */
final class Understanding {
    private static final double FOUND = 0.96;
    private static final double FOUND_TWICE = 0.98;
    private static final double GUESSED = 0.8;
    private static final double DOUBT = 0.5;
    private static final double FOREIGN = 0.9;
    private static final double NOTHING = 0.3;
    /** Of the weight of the letter's own language: from here on it is written in two. */
    private static final double SECOND_LANGUAGE = 0.4;

    private static final double PLAUSIBLE = 0.25;
    private static final double USUAL_THRESHOLD = 0.9;
    private static final int MOST_WORDS_MISSPELT = 400;
    private static final int NEGATION_REACH = 3;
    private static final String ENGLISH = "en";

    private static final Set<Right> NEGATIVE_BY_NATURE =
            EnumSet.of(Right.MARKETING_OBJECTION, Right.REMINDER_OBJECTION, Right.OBJECTION, Right.HUMAN_REVIEW);
    private static final List<Reading.Kind> DESKS =
            List.of(Reading.Kind.AUTHORITY, Reading.Kind.ESTATE, Reading.Kind.COMPLAINT);

    private final Map<String, Lexicon> lexicons;
    private final OwnWords ownWords;
    private final Tongues tongues;

    Understanding(Map<String, Lexicon> lexicons) {
        this.lexicons = lexicons;
        this.ownWords = new OwnWords(lexicons.values());
        this.tongues = new Tongues(lexicons.values());
    }

    /** A phrase that asks for a right, in one sentence. */
    private record Ask(
            Right right,
            Clause clause,
            Phrase phrase,
            Phrase.Hit hit,
            Lexicon lexicon,
            double confidence,
            String doubt) {}

    Reading read(String text) {
        List<Clause> clauses = ownWords.of(text);
        Map<String, Double> weights = tongues.weigh(clauses);
        String language = weights.isEmpty() ? null : weights.keySet().iterator().next();
        List<Lexicon> plausible = plausible(weights, language);
        List<Ask> asks = withoutEchoes(asks(clauses, plausible, weights, language));
        if (language == null && !asks.isEmpty()) {
            language = asks.get(0).lexicon().language();
        }
        Set<Reading.Kind> kinds = EnumSet.noneOf(Reading.Kind.class);
        List<String> evidence = new ArrayList<>();
        for (Lexicon lexicon : plausible) {
            lexicon.kinds()
                    .forEach((kind, phrases) -> phrases.stream()
                            .filter(phrase -> clauses.stream().anyMatch(phrase::isIn))
                            .findFirst()
                            .ifPresent(phrase -> {
                                kinds.add(kind);
                                evidence.add(lexicon.language() + " " + kind + ": " + phrase.text());
                            }));
        }
        Map<Right, Double> rights = new EnumMap<>(Right.class);
        asks.forEach(ask -> {
            evidence.add(ask.lexicon().language() + " " + ask.right() + ": "
                    + ask.phrase().text());
            rights.merge(ask.right(), ask.confidence(), ask.right() == Right.ERASURE ? Math::min : Math::max);
        });
        rights.replaceAll((right, confidence) ->
                confidence >= FOUND && phrases(asks, right) > 1 ? Math.max(confidence, FOUND_TWICE) : confidence);
        return judged(language, clauses, plausible, asks, kinds, rights, evidence);
    }

    private Reading judged(
            String language,
            List<Clause> clauses,
            List<Lexicon> plausible,
            List<Ask> asks,
            Set<Reading.Kind> kinds,
            Map<Right, Double> rights,
            List<String> evidence) {
        double threshold =
                lexicons.containsKey(language) ? lexicons.get(language).threshold() : USUAL_THRESHOLD;
        String doubt = doubt(clauses, plausible, asks, rights);
        if (doubt != null) {
            rights.replaceAll((right, confidence) -> right.needsNoIdentification() ? confidence : confidence * DOUBT);
        }
        Set<Right> free = EnumSet.noneOf(Right.class);
        rights.forEach((right, confidence) -> {
            if (right.needsNoIdentification() && confidence >= threshold) {
                free.add(right);
            }
        });
        for (Reading.Kind desk : DESKS) {
            if (kinds.contains(desk)) {
                // The rights that an authority writes of are not its own.
                return desk == Reading.Kind.AUTHORITY
                        ? reading(language, desk, Map.of(), Set.of(), FOUND, evidence, because(desk))
                        : reading(language, desk, rights, free, FOUND, evidence, because(desk));
            }
        }
        if (rights.isEmpty()) {
            return withoutRights(language, clauses, plausible, kinds, evidence);
        }
        double least = rights.values().stream().min(Double::compare).orElseThrow();
        if (least >= threshold) {
            return reading(language, Reading.Kind.REQUEST, rights, rights.keySet(), least, evidence, null);
        }
        String why = doubt != null
                ? doubt
                : asks.stream()
                        .filter(ask -> ask.doubt() != null)
                        .map(Ask::doubt)
                        .findFirst()
                        .orElse("its confidence is below the lexicon's threshold");
        return reading(language, Reading.Kind.REQUEST, rights, free, least, evidence, why);
    }

    private static Reading withoutRights(
            String language,
            List<Clause> clauses,
            List<Lexicon> plausible,
            Set<Reading.Kind> kinds,
            List<String> evidence) {
        boolean topic = in(clauses, plausible, Lexicon::topic);
        boolean everyday = kinds.contains(Reading.Kind.OTHER);
        if (topic || !everyday && in(clauses, plausible, Lexicon::hints)) {
            return reading(
                    language,
                    Reading.Kind.REQUEST,
                    Map.of(),
                    Set.of(),
                    NOTHING,
                    evidence,
                    "it is about personal data and names no right that the lexicon knows");
        }
        String why = clauses.isEmpty()
                ? "it says nothing of its own beside what it quotes"
                : everyday ? because(Reading.Kind.OTHER) : "it names no right that the lexicon knows";
        return reading(language, Reading.Kind.OTHER, Map.of(), Set.of(), everyday ? FOUND : NOTHING, evidence, why);
    }

    private static String because(Reading.Kind kind) {
        return switch (kind) {
            case COMPLAINT -> "it complains";
            case AUTHORITY -> "a supervisory authority seems to write";
            case ESTATE -> "it is about somebody who has died";
            case OTHER, REQUEST -> "it asks for something else than a right of the data subject";
        };
    }

    /** What makes every right of the letter doubtful that binds; null where nothing does. */
    private static String doubt(
            List<Clause> clauses, List<Lexicon> plausible, List<Ask> asks, Map<Right, Double> rights) {
        if (in(clauses, plausible, Lexicon::unsure)) {
            return "it holds a phrase that may turn its meaning round";
        }
        long bound = rights.keySet().stream()
                .filter(right -> !right.needsNoIdentification())
                .count();
        if (rights.containsKey(Right.ERASURE)) {
            return bound > 1 ? "it asks for erasure beside another right" : null;
        }
        for (Clause clause : clauses) {
            boolean explained = asks.stream()
                    .anyMatch(ask -> ask.clause() == clause && ask.right().needsNoIdentification());
            if (!explained && plausible.stream().anyMatch(lexicon -> Lexicon.any(lexicon.hints(), clause))) {
                return "it speaks of erasing and does not clearly ask for it";
            }
        }
        return null;
    }

    private List<Ask> asks(
            List<Clause> clauses, List<Lexicon> plausible, Map<String, Double> weights, String language) {
        List<Ask> asks = new ArrayList<>();
        for (Lexicon lexicon : plausible) {
            double kinship = kinship(lexicon, weights, language);
            lexicon.rights().forEach((right, phrases) -> {
                List<Ask> found = new ArrayList<>();
                for (Phrase phrase : phrases) {
                    for (Clause clause : clauses) {
                        for (Phrase.Hit hit : phrase.in(clause, false)) {
                            found.add(ask(right, clause, phrase, hit, lexicon, plausible, kinship));
                        }
                    }
                }
                boolean strong = found.stream().anyMatch(ask -> !ask.phrase().weak());
                found.removeIf(ask -> strong && ask.phrase().weak());
                asks.addAll(found);
            });
        }
        Set<Right> known = EnumSet.noneOf(Right.class);
        asks.forEach(ask -> known.add(ask.right()));
        for (Lexicon lexicon : plausible) {
            double kinship = kinship(lexicon, weights, language);
            if (kinship == 1) {
                misspelt(clauses, lexicon, plausible, kinship, known, asks);
            }
        }
        return asks;
    }

    private static void misspelt(
            List<Clause> clauses,
            Lexicon lexicon,
            List<Lexicon> plausible,
            double kinship,
            Set<Right> known,
            List<Ask> asks) {
        int words = 0;
        for (Clause clause : clauses) {
            words += clause.words().size();
            if (words > MOST_WORDS_MISSPELT) {
                return;
            }
            lexicon.rights().forEach((right, phrases) -> {
                if (!known.contains(right)) {
                    for (Phrase phrase : phrases) {
                        for (Phrase.Hit hit : phrase.in(clause, true)) {
                            asks.add(ask(right, clause, phrase, hit, lexicon, plausible, kinship));
                        }
                    }
                }
            });
        }
    }

    private static Ask ask(
            Right right,
            Clause clause,
            Phrase phrase,
            Phrase.Hit hit,
            Lexicon lexicon,
            Collection<Lexicon> plausible,
            double kinship) {
        double confidence = (hit.misspelt() || phrase.weak() ? GUESSED : FOUND) * kinship;
        String doubt = hit.misspelt() || phrase.weak()
                ? "its key word is misspelt, or names the right without using it"
                : kinship < 1 ? "its language is another than that of the phrase" : null;
        if (!NEGATIVE_BY_NATURE.contains(right) && denied(right, clause, hit, plausible)) {
            confidence *= DOUBT;
            doubt = "a denial stands beside what it asks for";
        }
        if (plausible.stream().anyMatch(one -> Lexicon.any(one.questions(), clause))
                || right == Right.ERASURE && (clause.question() || asked(clause, hit, plausible))) {
            confidence *= DOUBT;
            doubt = "it may ask about the right rather than use it";
        }
        if (plausible.stream().anyMatch(one -> Lexicon.any(one.reported(), clause))) {
            confidence *= DOUBT;
            doubt = "it may tell what others say or want";
        }
        return new Ask(right, clause, phrase, hit, lexicon, confidence, doubt);
    }

    /** "Which of my data do you erase" and "when", where somebody wants to know it. */
    private static boolean asked(Clause clause, Phrase.Hit hit, Collection<Lexicon> plausible) {
        return clause.words().subList(0, hit.from()).stream()
                .anyMatch(word ->
                        plausible.stream().anyMatch(lexicon -> lexicon.asking().contains(word.folded())));
    }

    /** Of erasure any denial before the phrase or beside it counts, of other rights one close to it. */
    private static boolean denied(Right right, Clause clause, Phrase.Hit hit, Collection<Lexicon> plausible) {
        Set<String> own = new HashSet<>();
        plausible.forEach(lexicon -> own.addAll(lexicon.negations()));
        List<Clause.Word> words = clause.words();
        int from = right == Right.ERASURE ? 0 : Math.max(0, hit.from() - NEGATION_REACH);
        int lastSegment = words.get(hit.to()).segment();
        for (int at = from; at < words.size(); at++) {
            boolean behind = at > hit.to();
            if (behind && (right != Right.ERASURE || words.get(at).segment() != lastSegment)) {
                return false;
            }
            if (own.contains(words.get(at).folded())) {
                return true;
            }
        }
        return false;
    }

    /** "I object to direct marketing" objects to no other processing, and whoever takes a consent back needs no objection. */
    private static List<Ask> withoutEchoes(List<Ask> asks) {
        return asks.stream()
                .filter(ask -> !(ask.right() == Right.OBJECTION && beside(ask, asks, Right.MARKETING_OBJECTION)
                        || ask.right() == Right.OBJECTION && beside(ask, asks, Right.HUMAN_REVIEW)
                        || ask.right() == Right.OBJECTION && beside(ask, asks, Right.RESTRICTION)
                        || ask.right() == Right.MARKETING_OBJECTION && beside(ask, asks, Right.CONSENT_WITHDRAWAL)
                        || ask.right() == Right.OTHER_CONSENT_WITHDRAWAL
                                && ask.phrase().weak()
                                && beside(ask, asks, Right.CONSENT_WITHDRAWAL)
                        || ask.right() == Right.ACCESS && withinErasure(ask, asks)))
                .toList();
    }

    /** "Erase what you hold about me": the object of the demand asks for nothing itself. */
    private static boolean withinErasure(Ask ask, List<Ask> asks) {
        return asks.stream()
                .anyMatch(other -> other.right() == Right.ERASURE
                        && other.clause() == ask.clause()
                        && other.hit().from() < ask.hit().from()
                        && other.hit().to() >= ask.hit().from());
    }

    private static boolean beside(Ask ask, List<Ask> asks, Right right) {
        return asks.stream().anyMatch(other -> other.right() == right && other.clause() == ask.clause());
    }

    private static long phrases(List<Ask> asks, Right right) {
        Set<String> phrases = new LinkedHashSet<>();
        asks.stream()
                .filter(ask -> ask.right() == right)
                .forEach(ask -> phrases.add(ask.phrase().text()));
        return phrases.size();
    }

    /** A name or a product may look like a word of another language: the writer's own count, a second one, and English. */
    private List<Lexicon> plausible(Map<String, Double> weights, String language) {
        return lexicons.values().stream()
                .filter(lexicon -> !lexicon.tongueOnly())
                .filter(lexicon -> language == null
                        || lexicon.language().equals(ENGLISH)
                        || weights.getOrDefault(lexicon.language(), 0.0) >= PLAUSIBLE * weights.get(language))
                .toList();
    }

    private static double kinship(Lexicon lexicon, Map<String, Double> weights, String language) {
        boolean own = language == null
                || lexicon.language().equals(language)
                || weights.getOrDefault(lexicon.language(), 0.0) >= SECOND_LANGUAGE * weights.get(language);
        return own ? 1 : FOREIGN;
    }

    private interface Phrases {
        List<Phrase> of(Lexicon lexicon);
    }

    private static boolean in(List<Clause> clauses, List<Lexicon> plausible, Phrases phrases) {
        return plausible.stream()
                .anyMatch(lexicon -> clauses.stream().anyMatch(clause -> Lexicon.any(phrases.of(lexicon), clause)));
    }

    private static Reading reading(
            String language,
            Reading.Kind kind,
            Map<Right, Double> rights,
            Set<Right> sure,
            double confidence,
            List<String> evidence,
            String unclear) {
        return new Reading(
                language,
                kind,
                rights.keySet(),
                sure,
                confidence,
                evidence.stream().distinct().limit(20).toList(),
                unclear);
    }
}
