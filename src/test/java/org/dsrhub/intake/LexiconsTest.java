package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
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
        Reading reading = lexicons.read(letter);

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
        Reading reading = lexicons.read(letter);

        assertThat(reading.unclear() != null || !reading.rights().contains(Right.ERASURE))
                .as("rights %s, unclear %s", reading.rights(), reading.unclear())
                .isTrue();
    }

    @Test
    void the_withdrawal_of_another_consent_is_no_fast_lane() {
        Reading reading = lexicons.read("I withdraw my consent to the processing of my health data, please.");

        assertThat(reading.sure()).containsExactly(Right.OTHER_CONSENT_WITHDRAWAL);
        assertThat(Right.OTHER_CONSENT_WITHDRAWAL.needsNoIdentification()).isFalse();
    }

    @Test
    void a_consent_that_is_not_named_waits_for_a_human() {
        Reading reading = lexicons.read("Hello, I withdraw my consent. Regards, Anna");

        assertThat(reading.sure()).isEmpty();
        assertThat(reading.unclear()).isNotNull();
    }

    @Test
    void what_is_quoted_is_not_asked() {
        Reading reading = lexicons.read("Tak for jeres svar.\n> Slet mine oplysninger\n> indsigt\n");

        assertThat(reading.rights()).isEqualTo(Set.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nb | Hei, jeg ønsker innsyn i hvilke personopplysninger dere har om meg. Vennlig hilsen",
                "de | Sehr geehrte Damen und Herren, bitte löschen Sie meine Daten. Mit freundlichen Grüßen",
                "pl | Dzień dobry, proszę o usunięcie moich danych osobowych. Z poważaniem",
                "uk | Доброго дня, прошу видалити всі мої персональні дані. З повагою"
            })
    void a_language_that_is_not_ours_is_told_and_waits_for_a_human(String language, String letter) {
        Reading reading = lexicons.read(letter);

        assertThat(reading.language()).isEqualTo(language);
        assertThat(reading.sure()).isEmpty();
        assertThat(reading.unclear()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fi | Poistakaa tietoni",
                "sv | Registerutdrag, tack",
                "da | Slet mine data",
                "et | Kustutage minu andmed",
                "lt | Ištrinkite mano duomenis",
                "lv | Dzēsiet manus datus",
                "en | Delete my data",
                "ru | Удалите мои данные",
                "ru | proshu udalit moi dannye",
                "en | Delete my data, Jānis Bērziņš Ēriks Ķēniņš Uģis Šķēle Žanis Kļaviņš Elīna Ļubova",
                "lv | Lūdzu izdzēsiet manus datus. Ar cieņu, Johnson, Smith, Williams and Partners, The Old House, London"
            })
    void few_words_and_foreign_names_tell_the_language(String language, String letter) {
        assertThat(lexicons.read(letter).language()).isEqualTo(language);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Please delete my data?",
                "I read about the right to be forgotten and article 17.",
                "Tell me of my rights: rectification, the right to erasure, restriction.",
                "Pastāstiet par datu dzēšanu.",
                "Papasakokite apie duomenų ištrynimą.",
                "I want to know which of my data you delete and when.",
                "Jeg vil gerne vide, hvilke af mine data sletter I selv.",
                "Jag vill veta när mina uppgifter raderas.",
                "Haluan tietää, milloin poistatte tietoni.",
                "Soovin teada, millal te minu andmed kustutate.",
                "Vēlos zināt, vai dzēsiet manus datus.",
                "Noriu sužinoti, kada ištrinsite mano duomenis.",
                "Хочу узнать, когда удалите мои данные.",
                "My wife wants you to delete my data.",
                "You write that you delete my data.",
                "How do I delete my data?",
                "Please delete my datta, and also send me a copy of my data.",
                "pleas erasse my data"
            })
    void a_doubtful_erasure_is_a_humans(String letter) {
        assertThat(lexicons.read(letter).sure()).doesNotContain(Right.ERASURE);
    }

    @Test
    void a_withdrawal_beside_a_complaint_goes_at_once() {
        Reading reading =
                lexicons.read("I want to make a complaint about my claim. I withdraw my consent to marketing.");

        assertThat(reading.kind()).isEqualTo(Reading.Kind.COMPLAINT);
        assertThat(reading.sure()).containsExactly(Right.CONSENT_WITHDRAWAL);
        assertThat(reading.unclear()).isNotNull();
    }

    @Test
    void an_authority_asks_for_no_right_of_its_own() {
        Reading reading =
                lexicons.read("Please send us a copy of the personal data.").ofAuthority();

        assertThat(reading.kind()).isEqualTo(Reading.Kind.AUTHORITY);
        assertThat(reading.rights()).isEmpty();
    }

    @Test
    void what_only_an_attachment_asks_for_is_never_sure() {
        Reading reading =
                lexicons.read("Hello, see what I wrote.").besides(lexicons.read("Please delete all my data."));

        assertThat(reading.rights()).containsExactly(Right.ERASURE);
        assertThat(reading.sure()).isEmpty();
        assertThat(reading.unclear()).contains("attachment");
    }

    @Test
    void two_phrases_give_more_confidence_than_one_and_a_mistake_less() {
        double one = lexicons.read("I make an access request.").confidence();
        double two =
                lexicons.read("I make an access request for a copy of my data.").confidence();
        double misspelt = lexicons.read("I make an access reqeust.").confidence();

        assertThat(two).isGreaterThan(one);
        assertThat(misspelt).isLessThan(0.9).isGreaterThan(0.5);
    }

    @Test
    void a_long_letter_is_read_in_time() {
        String letter = "delete erase article confidential request regards ".repeat(40_000);

        assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(lexicons.read(letter)).isNotNull());
    }
}
