package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a letter says of its writer, at the edges: numbers among numbers, names under letters, days that are none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamesAndNumbersTest {
    private final Lexicons lexicons = new Lexicons();
    private final IdentifierFinder finder = new IdentifierFinder(
            lexicons, new NationalIds(true, InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z"))));
    private final OwnWords own = new OwnWords(lexicons.all());

    private void named(String letter, String name) {
        assertThat(finder.name(letter)).as(letter).isEqualTo(name);
    }

    @Test
    void a_name_stands_under_a_letter_or_beside_its_end_or_is_introduced() {
        named("Please.\nKind regards,\nAnn Marsh", "Ann Marsh");
        named("Please.\nKind regards,\n\nAnn Marsh", "Ann Marsh");
        named("Please.\nKind regards,\n\n\nAnn Marsh", null);
        named("Please.\nKind regards,\nthe undersigned\nAnn Marsh", "Ann Marsh");
        named("Kind regards, Ann Marsh", "Ann Marsh");
        named("Kind regards Ann Marsh", null);
        named("Kind regards,\nAnn", null);
        named("Kind regards,\nann marsh", null);
        named("Kind regards,\nAnn van Marsh", "Ann van Marsh");
        named("Kind regards,\nAnn Bea Cecilia Dora Eva Marsh", null);
        named("Kind regards,\n- Ann Marsh", "Ann Marsh");
        named("Kind regards and all the best for you and yours from all of us here,\nAnn Marsh", null);
        named("Kind regards,\nAnn Marsh\n\nKind regards,\nBea Holm", "Bea Holm");
        named("My name is Ann Marsh.\nKind regards,\nBea Holm", "Ann Marsh");
        named("My name is Ann M. Marsh.", "Ann M. Marsh");
        named("My name is Ann M.", "Ann M.");
        named("Kind regards,", null);
        named("", null);
    }

    private void born(String text, String date) {
        assertThat(finder.birthDate(text)).as(text).isEqualTo(date == null ? null : LocalDate.parse(date));
    }

    @Test
    void a_day_of_birth_is_a_day_that_a_living_person_may_be_born_on() {
        born("born 1.1.1900", "1900-01-01");
        born("born 31.12.1899", null);
        born("born 4.2.1980 and born 4.2.1980", "1980-02-04");
        born("born 4.2.1980, born 5.2.1980", null);
        born("born 31.2.1980, born 5.2.1980", "1980-02-05");
        LocalDate today = LocalDate.now();
        born("born " + today, today.toString());
        born("born " + today.plusDays(1), null);
        born("born 4 Octember 1980", null);
        born("born 4. October 1980", "1980-10-04");
        born("born on 4/10/1980", "1980-10-04");
        born("born: 1980/10/04", "1980-10-04");
        born("born 4 octobre 1980", "1980-10-04");
        born("født den 4. maj 1980", "1980-05-04");
        born("unborn 4.2.1980", null);
        born("nothing", null);
    }

    private NationalId number(String text, String country) {
        return finder.nationalId(text, country);
    }

    @Test
    void a_number_is_of_the_country_that_its_label_names_and_else_of_the_controller_s() {
        assertThat(number("69702140012", "EE")).isEqualTo(new NationalId("EE", "69702140012"));
        assertThat(number("69702140012", "LT")).isEqualTo(new NationalId("LT", "69702140012"));
        assertThat(number("asmens kodas 69702140012", "EE")).isEqualTo(new NationalId("LT", "69702140012"));
        assertThat(number("69702140012", "DK")).as("of one of two countries").isNull();
        assertThat(number("isikukood ja asmens kodas 69702140012", "EE"))
                .as("two labels tell nothing")
                .isEqualTo(new NationalId("EE", "69702140012"));
        assertThat(number("isikukood " + "x ".repeat(10) + "69702140012", "DK"))
                .isEqualTo(new NationalId("EE", "69702140012"));
        assertThat(number("isikukood " + "x ".repeat(16) + "69702140012", "DK"))
                .as("a label stands near its number")
                .isNull();
        assertThat(number("010170-904N", "DK")).isEqualTo(new NationalId("FI", "010170-904N"));
        assertThat(number("721283-1403", "FI"))
                .as("any date with four digits is a Danish number")
                .isNull();
        assertThat(number("69702140012 69702140012", "EE")).isEqualTo(new NationalId("EE", "69702140012"));
        assertThat(number("nothing", "EE")).isNull();
    }

    @Test
    void of_many_numbers_the_first_twenty_are_looked_at() {
        String wrong = "69702140013 ";

        assertThat(number(wrong.repeat(19) + "69702140012", "EE")).isNotNull();
        assertThat(number(wrong.repeat(20) + "69702140012", "EE")).isNull();
    }

    private List<String> keys(String text, String country, Map<KeyKind, List<String>> shapes) {
        return finder.keys(text, country, shapes).stream()
                .map(key -> key.kind().label() + " " + key.value())
                .toList();
    }

    @Test
    void a_number_is_found_once_and_a_letter_names_twenty_at_most() {
        assertThat(keys("kundenummer K-100234, kundenummer K-100234", "DK", Map.of()))
                .containsExactly("customer-number K-100234");
        Map<KeyKind, List<String>> shapes = Map.of(KeyKind.CUSTOMER_NUMBER, List.of("K-######"));
        String many = IntStream.range(0, 25).mapToObj(i -> "K-" + (100000 + i)).collect(Collectors.joining(" "));
        assertThat(keys(many, "DK", shapes)).hasSize(20);
        String labelled = IntStream.range(0, 25)
                .mapToObj(i -> "kundenummer K-" + (100000 + i))
                .collect(Collectors.joining(" "));
        assertThat(keys(labelled, "DK", Map.of())).hasSize(20);
        assertThat(keys(many + " ring +45 20 00 03 01", "DK", shapes)).hasSize(20);
    }

    @Test
    void a_telephone_number_is_one_of_the_country_or_has_its_country_before_it() {
        assertThat(keys("ring 33 12 34 56", "DK", Map.of())).containsExactly("phone +4533123456");
        assertThat(keys("call +37251234567", "DK", Map.of())).containsExactly("phone +37251234567");
        assertThat(keys("sag 11 11 11 11", "DK", Map.of())).isEmpty();
        assertThat(keys("ring +45 11 11 11 11", "DK", Map.of()))
                .as("whoever gives the country means a telephone")
                .containsExactly("phone +4511111111");
        assertThat(keys("cpr 721283-1403", "DK", Map.of())).isEmpty();
        assertThat(keys("kundenummer 20000301", "DK", Map.of())).containsExactly("customer-number 20000301");
        assertThat(keys("ring 20 00 03 01", "XX", Map.of())).isEmpty();
    }

    @Test
    void a_shape_of_the_controller_s_is_taken_to_the_letter() {
        Map<KeyKind, List<String>> shapes = Map.of(KeyKind.POLICY_NUMBER, List.of("P.##?"));

        assertThat(keys("P.12a P.12 Px12a XP.12a P.12ab p.34B", "EE", shapes))
                .containsExactly("policy-number P.12a", "policy-number p.34B");
        assertThat(finder.keys("P.12a", "EE", shapes))
                .containsExactly(SubjectKey.given(KeyKind.POLICY_NUMBER, "P.12a"));
    }

    private String kept(String... lines) {
        return own.withoutQuotes(String.join("\n", lines)).strip().replace("\n", "/");
    }

    @Test
    void what_is_answered_to_is_not_what_the_writer_says() {
        assertThat(kept("mine", "> theirs", "mine too")).isEqualTo("mine/mine too");
        assertThat(kept("Re: theirs", "mine")).isEqualTo("mine");
        assertThat(kept("mine", "Re: theirs")).as("in the first line only").isEqualTo("mine/Re: theirs");
        assertThat(kept("--", "mine")).isEqualTo("--/mine");
        assertThat(kept("mine", "--", "advertising")).isEqualTo("mine");
        assertThat(kept("mine", "On 2 Nov 2026 Service wrote:", "theirs")).isEqualTo("mine");
        assertThat(kept("On 2 Nov 2026 Service wrote:", "> theirs", "mine")).isEqualTo("mine");
        assertThat(kept("On 2 Nov 2026 Service wrote:", "", "", "> theirs", "mine"))
                .isEqualTo("mine");
        assertThat(kept("On 2 Nov 2026 Service wrote:", "", "", "", "> theirs", "mine"))
                .isEmpty();
        assertThat(kept("mine", "In November Service wrote:", "mine too"))
                .as("without a day it is a sentence")
                .isEqualTo("mine/In November Service wrote:/mine too");
        assertThat(kept("mine", "On 2 Nov 2026 Service said:", "mine too")).contains("mine too");
        assertThat(kept("mine", "On 2 Nov 2026 Service", "wrote:", "theirs")).isEqualTo("mine");
        assertThat(kept("mine", "On 2 Nov 2026 Service wrote")).contains("Service wrote");
        assertThat(kept("mine", "On 2 Nov 2026 " + "x".repeat(190) + " wrote:", "more"))
                .contains("more");
        assertThat(kept("mine", "On 2 Nov 2026 " + "x".repeat(150) + " wrote:", "more"))
                .isEqualTo("mine");
    }

    @Test
    void a_mail_that_is_handed_on_begins_with_its_headers() {
        assertThat(kept("mine", "From: x@mail.example", "Sent: Monday", "theirs"))
                .isEqualTo("mine");
        assertThat(kept("mine", "From: x@mail.example", "", "Sent: Monday", "theirs"))
                .isEqualTo("mine");
        assertThat(kept("mine", "From: x@mail.example", "", "", "Sent: Monday", "theirs"))
                .contains("theirs");
        assertThat(kept("mine", "From: my side", "mine too")).isEqualTo("mine/From: my side/mine too");
        assertThat(kept("mine", "*From:* x", "*Sent:* y", "theirs")).isEqualTo("mine");
        assertThat(kept("mine", "Nonsense: x", "Sent: y", "mine too")).startsWith("mine/Nonsense: x");
        assertThat(kept("mine", "__________", "From: x", "Sent: y", "theirs")).isEqualTo("mine");
        assertThat(kept("mine", "__________", "mine too")).isEqualTo("mine/__________/mine too");
        assertThat(kept("mine", "__________")).isEqualTo("mine/__________");
        assertThat(kept("mine", "-- Forwarded message --", "theirs")).isEqualTo("mine");
        assertThat(kept("mine", "-- and so on", "mine too")).contains("mine too");
        assertThat(kept("mine", "From: " + "x".repeat(300), "Sent: y", "mine too"))
                .startsWith("mine/From: xxx");
    }

    @Test
    void small_print_ends_with_its_paragraph() {
        List<Clause> clauses = own.of(
                "Erase it.\n\nThis e-mail is confidential. Delete it if it is not for you.\n\nThank you for it.");

        assertThat(clauses.stream().map(Clause::paragraph).toList())
                .doesNotContain(1)
                .contains(0, 2);
        assertThat(own.of("")).isEqualTo(Collections.emptyList());
    }
}
