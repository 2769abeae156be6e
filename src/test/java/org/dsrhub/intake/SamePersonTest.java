package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two deliveries speak of one person only where nothing says otherwise, and an address is no person. */
class SamePersonTest {
    private static final NationalIds IDS = new NationalIds(true, InstantSource.system());
    private static final LocalDate BORN = LocalDate.of(1997, 2, 14);

    private final SamePerson person = new SamePerson(IDS, new Normaliser(IDS));

    private static Subject subject(String name, LocalDate born, String number, String replyTo, SubjectKey... keys) {
        return new Subject(name, born, number == null ? null : new NationalId("EE", number), List.of(keys), replyTo);
    }

    private static SubjectKey onFile(String address, LocalDate until) {
        return new SubjectKey(KeyKind.EMAIL, address, null, null, until, "crm");
    }

    @Test
    void one_number_is_one_person_whatever_they_are_called() {
        SamePerson.Pair pair = person.pair(
                subject("Liis Tamm", BORN, "69702140012", null), subject("Liis Kask", null, "69702140012", null));

        assertThat(pair.sameNumber()).isTrue();
        assertThat(pair.sameName()).isFalse();
        assertThat(pair.differ()).as("she has married").isFalse();
    }

    @Test
    void two_numbers_are_two_people_and_no_number_says_nothing() {
        Subject liis = subject("Liis Tamm", null, "69702140012", "home@mail.example");

        assertThat(person.pair(liis, subject("Liis Tamm", null, "38001085718", "home@mail.example")))
                .matches(SamePerson.Pair::differ)
                .matches(pair -> !pair.sameNumber());
        assertThat(person.pair(liis, subject("Liis Tamm", null, null, null)))
                .matches(pair -> !pair.differ() && !pair.sameNumber() && pair.sameName());
        assertThat(person.pair(subject("Liis Tamm", null, null, null), liis)).matches(pair -> !pair.differ());
    }

    @Test
    void two_days_of_birth_are_two_people() {
        Subject born = subject(null, BORN, null, null);

        assertThat(person.pair(born, subject(null, BORN.plusDays(1), null, null))
                        .differ())
                .isTrue();
        assertThat(person.pair(born, subject(null, BORN, null, null)).differ()).isFalse();
        assertThat(person.pair(born, subject(null, null, null, null)).differ()).isFalse();
        assertThat(person.pair(subject(null, null, null, null), born).differ()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "Liis Tamm,Tamm Liis,false,true",
                "Liis,Liis Tamm,false,false",
                "Liis Tamm,Liis,false,false",
                "Liis Tamm,Jaan Tamm,true,false",
                "Jüri Õun,Juri Oun,false,false",
                "none,Liis Tamm,false,false",
                "Liis Tamm,' ',false,false",
                "none,none,false,false"
            })
    void another_name_is_another_member_of_the_family(String one, String other, boolean differ, boolean same) {
        SamePerson.Pair pair = person.pair(subject(one, null, null, null), subject(other, null, null, null));

        assertThat(pair.differ()).isEqualTo(differ);
        assertThat(pair.sameName()).isEqualTo(same);
    }

    @Test
    void a_sender_is_known_by_the_address_that_the_first_is_answered_to_or_one_on_file() {
        Subject later = subject(null, null, null, "LIIS@mail.example");

        assertThat(person.pair(later, subject(null, null, null, "liis@mail.example"))
                        .sameAnswerAddress())
                .isTrue();
        assertThat(person.pair(later, subject(null, null, null, "else@mail.example", onFile("liis@mail.example", null)))
                        .sameAnswerAddress())
                .isTrue();
        assertThat(person.pair(
                                later,
                                subject(
                                        null,
                                        null,
                                        null,
                                        "else@mail.example",
                                        onFile("liis@mail.example", LocalDate.of(2020, 1, 1))))
                        .sameAnswerAddress())
                .as("it was theirs once")
                .isFalse();
        assertThat(person.pair(
                                later,
                                subject(
                                        null,
                                        null,
                                        null,
                                        "else@mail.example",
                                        SubjectKey.given(KeyKind.EMAIL, "liis@mail.example")))
                        .sameAnswerAddress())
                .as("anybody writes any address into a request")
                .isFalse();
        assertThat(person.pair(subject(null, null, null, null), subject(null, null, null, null))
                        .sameAnswerAddress())
                .isFalse();
    }

    @Test
    void who_asks_later_may_name_the_address_that_the_first_is_answered_to() {
        Subject first = subject(null, null, null, "liis@mail.example");

        assertThat(person.pair(subject(null, null, null, "Liis@Mail.example"), first)
                        .namesAnswerAddress())
                .isTrue();
        assertThat(person.pair(
                                subject(null, null, null, null, SubjectKey.given(KeyKind.EMAIL, "liis@mail.example")),
                                first)
                        .namesAnswerAddress())
                .isTrue();
        assertThat(person.pair(
                                subject(null, null, null, null, SubjectKey.given(KeyKind.PHONE, "liis@mail.example")),
                                first)
                        .namesAnswerAddress())
                .isFalse();
        assertThat(person.pair(first, subject(null, null, null, null)).namesAnswerAddress())
                .isFalse();
        assertThat(person.pair(subject(null, null, null, "no address"), subject(null, null, null, "no address"))
                        .namesAnswerAddress())
                .as("as it is written")
                .isTrue();
    }
}
