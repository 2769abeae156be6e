package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How well letters are understood, measured on labelled ones that were written before the lexicons. The table goes to
 * {@code target/understanding.md} and has to be the one kept beside the letters, which
 * {@code -Dunderstanding.write=true} renews; {@code -Dunderstanding.show=true} prints the mistakes among the
 * letters that are not held out.
 */
class DecisionQualityTest {
    private static final Path KEPT = Path.of("src/test/resources/intake/UNDERSTANDING.md");
    private static final List<Outcome> OUTCOMES = new ArrayList<>();

    private record Outcome(LabelledRequests.Labelled letter, Reading reading) {
        boolean languageRight() {
            return letter.language().equals(reading.language());
        }

        /** What a human must read has to reach one; anything else has to be read as what it is. */
        boolean right() {
            return letter.human()
                    ? reading.sure().isEmpty()
                    : letter.kind() == reading.kind() && letter.rights().equals(reading.rights());
        }

        boolean sure() {
            return reading.unclear() == null;
        }

        boolean wronglySure() {
            return !letter.rights().containsAll(reading.sure());
        }
    }

    @BeforeAll
    static void read() throws IOException {
        Lexicons lexicons = new Lexicons();
        OUTCOMES.clear();
        for (LabelledRequests.Labelled letter : LabelledRequests.all()) {
            OUTCOMES.add(new Outcome(letter, lexicons.read(letter.text())));
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/understanding.md"), report());
        if (Boolean.getBoolean("understanding.write")) {
            Files.writeString(KEPT, report());
        }
        if (Boolean.getBoolean("understanding.show")) {
            OUTCOMES.stream()
                    .filter(outcome -> !outcome.letter().heldOut())
                    .filter(outcome -> !outcome.right() || !outcome.languageRight() || outcome.wronglySure())
                    .forEach(outcome -> System.out.println(outcome.letter().id() + " "
                            + outcome.letter().rights() + " "
                            + outcome.letter().kind() + (outcome.letter().human() ? " human" : "") + " -> "
                            + outcome.reading()));
        }
    }

    @Test
    void the_language_is_told_in_98_of_100_letters() {
        assertThat(share(outcome -> true, Outcome::languageRight)).isGreaterThanOrEqualTo(0.98);
    }

    @Test
    void what_is_asked_is_told_in_95_of_100_letters() {
        assertThat(share(outcome -> true, Outcome::right)).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void no_letter_that_asks_for_something_else_is_surely_an_erasure() {
        assertThat(OUTCOMES)
                .filteredOn(outcome -> outcome.reading().sure().contains(Right.ERASURE))
                .isNotEmpty()
                .allMatch(outcome -> outcome.letter().rights().contains(Right.ERASURE)
                        && !outcome.letter().rights().contains(Right.ACCESS)
                        && !outcome.letter().human());
    }

    @Test
    void nothing_starts_that_was_not_asked_for() {
        assertThat(OUTCOMES.stream()
                        .filter(Outcome::wronglySure)
                        .map(outcome -> outcome.letter().id()))
                .isEmpty();
    }

    @Test
    void the_table_that_is_kept_is_the_one_of_today() throws IOException {
        assertThat(Files.readString(KEPT))
                .as("renew it with -Dtest=DecisionQualityTest -Dunderstanding.write=true")
                .isEqualTo(report());
    }

    @Test
    void letters_held_out_are_understood_nearly_as_well() {
        assertThat(share(outcome -> outcome.letter().heldOut(), Outcome::right)).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void there_are_enough_letters_in_each_language() {
        for (String language : LabelledRequests.LANGUAGES) {
            assertThat(OUTCOMES.stream()
                            .filter(outcome -> outcome.letter().language().equals(language)))
                    .as(language)
                    .hasSizeGreaterThanOrEqualTo(30);
        }
    }

    private static double share(Predicate<Outcome> of, Predicate<Outcome> which) {
        List<Outcome> all = OUTCOMES.stream().filter(of).toList();
        return all.stream().filter(which).count() / (double) all.size();
    }

    private static String report() {
        StringBuilder text = new StringBuilder(
                        "# How well letters are understood\n\nGenerated by DecisionQualityTest from ")
                .append(OUTCOMES.size())
                .append(
                        " labelled letters of `requests/`, which were written before these lexicons and by\n"
                                + "the same hand, so expect less of real ones. \"Right\" is the exact kind and set of rights, and for a letter that only a\n"
                                + "human can judge that it reaches one. \"Sure\" is the share of clear requests that start without a human.\n\n")
                .append("| letters | number | language right | request right | sure | started unasked |\n")
                .append("|---|---|---|---|---|---|\n");
        row(text, "all", outcome -> true);
        row(
                text,
                "seen while the lexicons were written",
                outcome -> !outcome.letter().heldOut());
        row(
                text,
                "held out, sibling letters in other languages seen",
                outcome -> outcome.letter().heldOut() && !outcome.letter().id().startsWith("unseen"));
        row(text, "held out, without siblings", outcome -> outcome.letter().id().startsWith("unseen"));
        for (String language : LabelledRequests.LANGUAGES) {
            row(text, language, outcome -> outcome.letter().language().equals(language));
        }
        confusion(text);
        return text.toString();
    }

    private static void row(StringBuilder text, String name, Predicate<Outcome> of) {
        List<Outcome> all = OUTCOMES.stream().filter(of).toList();
        text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.1f %% | %.1f %% | %.1f %% | %d |\n",
                name,
                all.size(),
                100 * share(of, Outcome::languageRight),
                100 * share(of, Outcome::right),
                100
                        * share(
                                of.and(outcome -> outcome.letter().kind() == Reading.Kind.REQUEST
                                        && !outcome.letter().human()),
                                Outcome::sure),
                all.stream().filter(Outcome::wronglySure).count()));
    }

    /** Rows are what letters ask for, columns what they were read as; several rights are one class. */
    private static void confusion(StringBuilder text) {
        Map<String, Map<String, Integer>> table = new LinkedHashMap<>();
        TreeSet<String> columns = new TreeSet<>();
        for (Outcome outcome : OUTCOMES) {
            String row = outcome.letter().human()
                    ? "(a human's)"
                    : name(
                            outcome.letter().kind(),
                            outcome.letter().rights().stream()
                                    .sorted()
                                    .map(Enum::name)
                                    .collect(Collectors.joining("+")));
            String column = outcome.letter().human() && outcome.right()
                    ? "(a human's)"
                    : name(
                            outcome.reading().kind(),
                            outcome.reading().rights().stream()
                                    .sorted()
                                    .map(Enum::name)
                                    .collect(Collectors.joining("+")));
            columns.add(column);
            table.computeIfAbsent(row, r -> new LinkedHashMap<>()).merge(column, 1, Integer::sum);
        }
        text.append("\n| asked for | read as (number of letters) |\n|---|---|\n");
        new TreeSet<>(table.keySet())
                .forEach(row -> text.append("| ")
                        .append(row)
                        .append(" | ")
                        .append(table.get(row).entrySet().stream()
                                .sorted(Map.Entry.<String, Integer>comparingByValue()
                                        .reversed())
                                .map(cell -> cell.getKey().equals(row)
                                        ? "right: " + cell.getValue()
                                        : cell.getKey() + ": " + cell.getValue())
                                .collect(Collectors.joining(", ")))
                        .append(" |\n"));
    }

    private static String name(Reading.Kind kind, String rights) {
        return kind == Reading.Kind.REQUEST ? rights.isEmpty() ? "(unclear)" : rights : kind.name();
    }
}
