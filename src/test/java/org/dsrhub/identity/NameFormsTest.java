package org.dsrhub.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Collections;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.dsrhub.request.KeyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One name in the spellings of eight languages: found as a candidate, never the same key. */
class NameFormsTest {
    private final Normaliser normaliser = new Normaliser(new NationalIds(true, InstantSource.system()));

    private Set<String> candidates(String name) {
        return normaliser.candidates(KeyKind.NAME, name, "EE");
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "Lars Nørgaard, Lars Noergård",
        "Åsa Öst, Aasa Oest",
        "Ærø Æble, Aero Aeble",
        "Päivi Mäkelä, Paivi Makela",
        "Õnnela Väljaots, Onnela Valjaots",
        "Šarūnas Žukauskas, Sarunas Zukauskas",
        "Jānis Bērziņš, Janis Berzins",
        "O’CONNEŽ-ŠUSLIK, oconnez suslik",
        "Ulla Wirtanen, Ulla Virtanen",
        "Alexander Lax, Aleksander Laks",
        "Lars Ångström, Angstrom Lars",
        "Kazlauskas Ona, Kazlauskienė Ona",
        "Kazlauskas Ona, Kazlauskaitė Ona",
        "Ona Butkus, Ona Butkuvienė",
        "Ona Butkus, Ona Butkutė",
        "Rasa Rimkevičius, Rasa Rimkevičiūtė",
        "Rasa Adamonis, Rasa Adamonytė",
        "Rasa Kazlauskė, Rasa Kazlauskaitė",
        "Юлия Шустова, Julia Šustova",
        "Юлия Шустова, Yuliya Shustova",
        "Сергей Иванович Петров, Sergei Petrov",
        "Сергей Иванович Петров, Sergey Petrov",
        "Анна Сергеевна Чехова, Anna Chekhova",
        "Жанна Ильинична Цой, Zhanna Tsoi",
        "Хрущёв Никита, Nikita Khrushchev",
        "Щукин Олег, Oleg Shchukin",
    })
    void aNameIsFoundUnderItsOtherSpelling(String one, String other) {
        assertThat(candidates(one)).containsAnyElementsOf(candidates(other));
        assertThat(normaliser.comparable(KeyKind.NAME, one, "EE"))
                .as("the same key")
                .isNotEqualTo(normaliser.comparable(KeyKind.NAME, other, "EE"));
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "Matti Korhonen, Mikko Korhonen",
        "Anna Lindström, Anna Lindgren",
        "Liis Tamm, Mari Tamm",
        "Сергей Петров, Сергей Павлов",
        "Jonas Kazlauskas, Jonas Petrauskas",
        "Petr Ivanovic, Petr Romanov",
    })
    void anotherNameIsNoCandidate(String one, String other) {
        assertThat(candidates(one)).doesNotContainAnyElementsOf(candidates(other));
    }

    @Test
    void aPatronymicIsLeftOutOnlyBesideTwoOtherNames() {
        assertThat(NameForms.of("ivan petrovic")).doesNotContain("ivan");
        assertThat(NameForms.of("ivan olegovic petrov")).contains("ivan petrov");
        assertThat(NameForms.of("anna olegovna petrova")).contains("anna petrova");
    }

    @Test
    void theFormsGoFromTheClosestToTheWidest() {
        assertThat(NameForms.of("julia kazlauskiene"))
                .containsExactly("julia kazlauskiene", "kazlauskene ula", "juli kazlausk");
        assertThat(NameForms.of("-")).isEmpty();
        assertThat(NameForms.of("ian x")).containsExactly("ian x", "an ks");
    }

    @Property
    void whoIsACandidateOfWhomIsSymmetric(
            @ForAll @AlphaChars @Chars({'ä', 'å', 'ø', 'š', ' ', '-', 'ж', 'ю'}) @StringLength(min = 1, max = 12)
                    String one,
            @ForAll @AlphaChars @Chars({'ä', 'å', 'ø', 'š', ' ', '-', 'ж', 'ю'}) @StringLength(min = 1, max = 12)
                    String other) {
        assertThat(Collections.disjoint(candidates(one), candidates(other)))
                .isEqualTo(Collections.disjoint(candidates(other), candidates(one)));
        if (!one.isBlank()) {
            assertThat(candidates(one)).containsAnyElementsOf(candidates(one.toUpperCase(java.util.Locale.ROOT)));
        }
    }
}
