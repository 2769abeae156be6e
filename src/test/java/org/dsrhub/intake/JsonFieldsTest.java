package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.request.Channel;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every mistake of a body is told at once, by its place, and never with the value that was sent. */
class JsonFieldsTest {
    private static JsonFields fields(String json) {
        try {
            return JsonFields.of(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The mistakes found by reading, as "pointer message". */
    private static List<String> mistakes(String json, Consumer<JsonFields> reading) {
        JsonFields fields = fields(json);
        reading.accept(fields);
        try {
            fields.verify();
            return List.of();
        } catch (InvalidRequest e) {
            return e.violations().stream()
                    .map(violation -> violation.pointer() + " " + violation.message())
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "3", "null"})
    void a_body_that_is_no_object_is_one_mistake(String body) {
        assertThat(mistakes(body, any -> {})).containsExactly(" must be a JSON object");
        assertThat(mistakes(body, one -> one.text("name", 5))).containsExactly(" must be a JSON object");
    }

    @Test
    void no_body_is_one_mistake_too() {
        JsonFields none = JsonFields.of(null);
        assertThat(none.text("name", 5)).isNull();
        assertThat(none.has("name")).isFalse();
        assertThatThrownBy(none::verify).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void texts_are_stripped_and_may_be_as_long_as_is_allowed_and_no_longer() {
        JsonFields fields = fields("{\"a\": \"  abc  \", \"b\": null, \"lines\": \"a\\r\\n\\tb\"}");

        assertThat(fields.text("a", 3)).isEqualTo("abc");
        assertThat(fields.text("b", 3)).isNull();
        assertThat(fields.text("c", 3)).isNull();
        assertThat(fields.text("lines", 9)).isEqualTo("a\r\n\tb");
        assertThatCode(fields::verify).doesNotThrowAnyException();
        assertThat(mistakes(
                        "{\"a\": \"abcd\"}", one -> assertThat(one.text("a", 3)).isNull()))
                .containsExactly("/a is longer than 3 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 5} | /a must be a text",
                "{\"a\": \"  \"} | /a must not be empty",
                "{\"a\": \"x\\u0000\"} | /a holds control characters",
                "{\"a\": \"x\\u001fy\"} | /a holds control characters"
            })
    void what_is_no_text_is_told_and_reads_as_none(String body, String mistake) {
        assertThat(mistakes(body, one -> assertThat(one.text("a", 9)).isNull())).containsExactly(mistake);
    }

    @Test
    void what_is_required_is_missed_once_and_not_where_it_is_wrong_already() {
        assertThat(mistakes("{}", one -> assertThat(one.requiredText("a", 9)).isNull()))
                .containsExactly("/a is missing");
        assertThat(mistakes("{\"a\": null}", one -> one.requiredText("a", 9))).containsExactly("/a is missing");
        assertThat(mistakes("{\"a\": 3}", one -> one.requiredText("a", 9))).containsExactly("/a must be a text");
        assertThat(fields("{\"a\": \"x\"}").requiredText("a", 9)).isEqualTo("x");
        assertThat(mistakes("{}", one -> assertThat(one.requiredObject("o")).isNull()))
                .containsExactly("/o is missing");
        assertThat(fields("{\"o\": {\"b\": \"c\"}}").requiredObject("o").text("b", 1))
                .isEqualTo("c");
    }

    @Test
    void lists_leave_out_what_is_wrong_in_them_and_name_its_place() {
        assertThat(mistakes(
                        "{\"l\": [\"a\", 3, \"bbb\"]}",
                        one -> assertThat(one.texts("l", 3, 2)).containsExactly("a")))
                .containsExactly("/l/1 must be a text", "/l/2 is longer than 2 characters");
        assertThat(mistakes(
                        "{\"l\": [\"a\", \"b\"]}",
                        one -> assertThat(one.texts("l", 1, 2)).isEmpty()))
                .containsExactly("/l has more than 1 entries");
        assertThat(mistakes(
                        "{\"l\": \"a\"}",
                        one -> assertThat(one.texts("l", 1, 2)).isEmpty()))
                .containsExactly("/l must be a list");
        assertThat(mistakes(
                        "{\"l\": null}", one -> assertThat(one.texts("l", 1, 2)).isEmpty()))
                .isEmpty();
        assertThat(fields("{\"l\": [\"a\", \"b\"]}").texts("l", 2, 2)).containsExactly("a", "b");
    }

    @Test
    void a_constant_is_one_of_those_that_there_are() {
        assertThat(fields("{\"c\": \"POST\"}").oneOf(Channel.class, "c")).isEqualTo(Channel.POST);
        assertThat(fields("{}").oneOf(Channel.class, "c")).isNull();
        assertThat(mistakes(
                        "{\"c\": \"post\"}",
                        one -> assertThat(one.oneOf(Channel.class, "c")).isNull()))
                .singleElement()
                .asString()
                .startsWith("/c must be one of ")
                .contains("MAIL", "PORTAL, ")
                .doesNotContain("post");
        assertThat(mistakes(
                        "{\"r\": [\"ACCESS\", \"KNOW\", 7, \"ERASURE\"]}",
                        one -> assertThat(one.someOf(Right.class, "r")).containsExactly(Right.ACCESS, Right.ERASURE)))
                .hasSize(2)
                .anyMatch(mistake -> mistake.startsWith("/r/1 must be one of ACCESS, "))
                .contains("/r/2 must be a text");
    }

    @Test
    void a_flag_is_true_or_false_and_false_where_nobody_says() {
        assertThat(fields("{\"f\": true}").flag("f")).isTrue();
        assertThat(fields("{\"f\": false}").flag("f")).isFalse();
        assertThat(mistakes("{\"f\": null}", one -> assertThat(one.flag("f")).isFalse()))
                .isEmpty();
        assertThat(mistakes("{}", one -> assertThat(one.flag("f")).isFalse())).isEmpty();
        assertThat(mistakes("{\"f\": \"yes\"}", one -> assertThat(one.flag("f")).isFalse()))
                .containsExactly("/f must be true or false");
    }

    @Test
    void days_moments_and_ids_are_written_one_way() {
        assertThat(fields("{\"d\": \"1980-12-31\"}").date("d")).isEqualTo(LocalDate.of(1980, 12, 31));
        assertThat(fields("{\"i\": \"2026-12-01T09:30:00+02:00\"}").instant("i"))
                .isEqualTo(Instant.parse("2026-12-01T07:30:00Z"));
        UUID id = UUID.randomUUID();
        assertThat(fields("{\"u\": \"" + id + "\"}").uuid("u")).isEqualTo(id);
        assertThat(fields("{}").date("d")).isNull();
        assertThat(fields("{}").instant("d")).isNull();

        assertThat(mistakes(
                        "{\"d\": \"31.12.1980\"}",
                        one -> assertThat(one.date("d")).isNull()))
                .containsExactly("/d must be a date such as 1980-12-31");
        assertThat(mistakes(
                        "{\"i\": \"2026-12-01\"}",
                        one -> assertThat(one.instant("i")).isNull()))
                .containsExactly("/i must be a point in time with its offset, such as 2026-12-01T09:30:00Z");
        assertThat(mistakes("{\"u\": \"7\"}", one -> assertThat(one.uuid("u")).isNull()))
                .containsExactly("/u must be a UUID");
        assertThat(mistakes("{}", one -> assertThat(one.uuid("u")).isNull())).containsExactly("/u is missing");
    }

    @Test
    void objects_within_are_told_of_by_their_place() {
        assertThat(mistakes("{\"o\": {\"a\": 3}}", one -> one.object("o").text("a", 3)))
                .containsExactly("/o/a must be a text");
        assertThat(mistakes("{\"o\": []}", one -> assertThat(one.object("o")).isNull()))
                .containsExactly("/o must be an object");
        assertThat(mistakes("{\"o\": null}", one -> assertThat(one.object("o")).isNull()))
                .isEmpty();
        assertThat(mistakes("{\"o\": {}}", one -> one.object("o").fail("", "is empty")))
                .containsExactly("/o is empty");
        assertThat(mistakes(
                        "{\"l\": [{\"a\": 3}, 4]}", one -> one.objects("l", 2).forEach(entry -> entry.text("a", 3))))
                .containsExactlyInAnyOrder("/l/0/a must be a text", "/l/1 must be an object");
        assertThat(mistakes("{\"a/b~c\": 3}", one -> one.text("a/b~c", 3))).contains("/a~1b~0c must be a text");
    }

    @Test
    void names_that_nobody_reads_are_mistakes_and_a_name_that_may_be_a_person_s_is_not_repeated() {
        assertThat(mistakes("{\"a\": \"x\", \"typo\": 1}", one -> {
                    one.text("b", 3);
                    one.text("a", 3);
                }))
                .containsExactly("/typo unknown name; known here: a, b");
        assertThat(mistakes("{\"Kari Nordmann\": 1}", any -> {})).containsExactly(" unknown name; known here: ");
        assertThat(mistakes("{\"" + "a".repeat(31) + "\": 1}", any -> {}))
                .singleElement()
                .asString()
                .startsWith("/aaa");
        assertThat(mistakes("{\"" + "a".repeat(32) + "\": 1}", any -> {}))
                .singleElement()
                .asString()
                .startsWith(" unknown");
        assertThat(mistakes("{\"o\": {\"typo\": 1}}", one -> one.object("o").rejectUnknown()))
                .containsExactly("/o/typo unknown name; known here: ");
        assertThat(fields("{\"a\": 3}").value("a").asInt()).isEqualTo(3);
    }
}
