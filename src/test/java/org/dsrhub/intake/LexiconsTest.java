package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconsTest {
    private final Lexicons lexicons = new Lexicons();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "da | ACCESS | Kære Tryg, jeg vil gerne have indsigt i de oplysninger, som I har om mig. Venlig hilsen",
                "da | ERASURE | Jeg vil have, at I sletter. Slet mine oplysninger. Det er ikke til at være i.",
                "da | CONSENT_WITHDRAWAL | Jeg trækker mit samtykke til markedsføring tilbage. Med venlig hilsen",
                "da | MARKETING_OBJECTION | Jeg vil ikke modtage flere reklamer fra jer.",
                "et | ACCESS | Tere! Soovin tutvuda oma andmetega, mis teil minu kohta on.",
                "et | ERASURE | Palun kustutage kõik minu andmed. Lugupidamisega",
                "et | CONSENT_WITHDRAWAL | Tere, võtan tagasi oma nõusoleku otseturunduseks. Lugupidamisega Mari Kask",
                "et | CONSENT_WITHDRAWAL | Soovin oma otseturunduse nõusoleku tagasi võtta, palun.",
                "et | REMINDER_OBJECTION | Ma ei soovi enam meeldetuletusi, palun.",
                "en | ACCESS | Dear all, please send me a copy of the personal data you hold about me.",
                "en | ERASURE | Please delete all my personal data, I would like that.",
                "sv | ACCESS | Hej, jag vill ha ett registerutdrag över mina personuppgifter. Med vänlig hälsning",
                "fi | ACCESS | Hei, haluan tietää mitä tietoja teillä on minusta. Ystävällisin terveisin",
                "lt | ERASURE | Sveiki, prašau ištrinti visus mano duomenis. Pagarbiai",
                "lv | MARKETING_OBJECTION | Labdien, es vairs nevēlos saņemt reklāmu no jums."
            })
    void a_plain_letter_is_understood(String language, String rights, String letter) {
        Lexicons.Reading reading = lexicons.read(letter);

        assertThat(reading.language()).isEqualTo(language);
        assertThat(reading.unclear()).isNull();
        assertThat(reading.rights())
                .isEqualTo(Arrays.stream(rights.split(" ")).map(Right::valueOf).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Jeg vil gerne vide, hvilke oplysninger I har, og hvornår de slettes.",
                "Please send me a copy of my data and tell me when you delete such data.",
                "Millised andmed teil minu kohta on ja millal need kustutatakse?",
                "Do not delete my data, I only have a question about my policy.",
                "Jeg har en skade på min bil, og jeg vil gerne anmelde den."
            })
    void an_erasure_is_never_guessed(String letter) {
        Lexicons.Reading reading = lexicons.read(letter);

        assertThat(reading.unclear() != null || !reading.rights().contains(Right.ERASURE))
                .as("rights %s, unclear %s", reading.rights(), reading.unclear())
                .isTrue();
    }

    @Test
    void the_withdrawal_of_another_consent_is_no_fast_lane() {
        Lexicons.Reading reading = lexicons.read("I withdraw my consent to the processing of my health data, please.");

        assertThat(reading.rights()).isEmpty();
        assertThat(reading.unclear()).isNotNull();
    }

    @Test
    void what_is_quoted_is_not_asked() {
        Lexicons.Reading reading = lexicons.read("Tak for jeres svar.\n> Slet mine oplysninger\n> indsigt\n");

        assertThat(reading.rights()).isEqualTo(Set.of());
    }
}
