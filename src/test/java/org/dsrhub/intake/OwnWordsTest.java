package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnWordsTest {
    private final OwnWords ownWords = new OwnWords(new Lexicons().all());

    private String own(String letter) {
        return ownWords.of(letter).stream()
                .flatMap(clause -> clause.words().stream())
                .map(Clause.Word::lower)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Tak for svaret.\n> Slet mine oplysninger\n> nu",
                "Tak for svaret.\n\nDen man. 2. nov. 2026 kl. 09.14 skrev Kundeservice <k@tryg.example>:\nSlet mine oplysninger",
                "Tak for svaret.\n\nOn Mon, Nov 2, 2026 at 9:14 AM Some Body <some.body@mail.example>\nwrote:\n\nSlet mine",
                "Tak for svaret.\n\n-----Oprindelig meddelelse-----\nFra: Kundeservice\nSlet mine oplysninger",
                "Tak for svaret.\n\nFra: Kundeservice <k@tryg.example>\nSendt: 2. november 2026 09:14\nTil: mig\nSlet mine",
                "Tak for svaret.\n________________________________\nFrom: Service\nSent: Monday\nDelete my data",
                "Tak for svaret.\n\nLähettäjä: Palvelu\nLähetetty: maanantai\nPoistakaa tietoni",
                "Tak for svaret.\n\n-- \nSlet mine oplysninger Kampagne ApS",
                "Re: Slet mine oplysninger\nTak for svaret.",
                "Tak for svaret.\n\nDenne mail er fortrolig. Slet mine oplysninger, hvis du ikke er rette modtager.",
                "Tak for svaret.\nSent from my iPhone"
            })
    void only_what_the_writer_says_is_left(String letter) {
        assertThat(own(letter)).isEqualTo("tak for svaret");
    }

    @Test
    void an_answer_below_its_quotation_is_the_writers() {
        assertThat(own("On Mon, Nov 2, 2026, Service wrote:\n> What do you want?\n\nDelete my data"))
                .isEqualTo("delete my data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I want: a copy of my data",
                "From: my side there is nothing else",
                "Subject: access\nPlease send it",
                "--\nDelete my data"
            })
    void what_only_looks_like_a_quotation_stays(String letter) {
        assertThat(own(letter).length()).isGreaterThan(12);
    }

    @Test
    void a_letter_that_only_quotes_says_nothing() {
        assertThat(ownWords.of("> Delete my data\n> please")).isEmpty();
    }
}
