package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from outside is read strictly and never quoted. */
class RepliesOfFilesTest {
    @Test
    void anAnswerFileIsReadWithItsQuotes() throws Exception {
        String line = SemicolonFile.line("r", "a;b", "say \"no\"", null);
        SemicolonFile file = SemicolonFile.read(stream("reference;x;y;z\n" + line + "#END;1\n"));
        assertThat(file.rows()).hasSize(1);
        assertThat(file.rows().get(0))
                .containsEntry("x", "a;b")
                .containsEntry("y", "say \"no\"")
                .containsEntry("z", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a;b\n",
                "a;b\n1;2\n",
                "a;b\n1;2\n#END;2\n",
                "a;b\n1\n#END;1\n",
                "a;b\n1;\"2\n#END;1\n",
                "a;b\n1;2\n#EN"
            })
    void anAnswerFileThatIsNotWholeIsLeft(String text) {
        assertThatThrownBy(() -> SemicolonFile.read(stream(text))).isInstanceOf(SemicolonFile.Incomplete.class);
    }

    @Test
    void aPageGivesItsRecordsAndTheNextPage() throws Exception {
        List<Map<String, Object>> records = new ArrayList<>();
        String next = new JsonPage("/data", "/attributes", "/links/next/href")
                .read(
                        stream(
                                "{\"links\":{\"next\":{\"href\":\"/p2\"}},\"data\":[{\"attributes\":{\"n\":1.10}},{\"attributes\":{\"n\":2}}]}"),
                        records::add);
        assertThat(next).isEqualTo("/p2");
        assertThat(records).hasSize(2);
        assertThat(records.get(0)).containsEntry("n", new BigDecimal("1.10"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>721283-1403</html>",
                "{\"data\":[{\"attributes\":{\"cpr\":\"721283-1403\"",
                "{\"other\":[]}",
                "{\"data\":[{}]}",
                "{\"data\":[]}{",
                "{\"data\":null}"
            })
    void aPageThatIsNotWholeIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> new JsonPage("/data", "/attributes", null).read(stream(text), record -> {}))
                .isInstanceOf(JsonPage.Unreadable.class)
                .hasMessageNotContaining("721283");
    }

    @Test
    void valuesInAddressesAndBodiesAreEscaped() {
        Call call = new Call(List.of(), KeyKind.EMAIL, "", "a b+c&x=\"/..%", null);
        assertThat(HttpText.path("/q?m={value}", call)).isEqualTo("/q?m=a%20b%2Bc%26x%3D%22%2F..%25");
        assertThat(HttpText.json("{\"m\": {value}}", call)).isEqualTo("{\"m\": \"a b+c&x=\\\"/..%\"}");
    }

    @Test
    void linksOfAnotherServerAreNotFollowed() {
        assertThat(HttpTalk.sameOrigin("https://claims.example:443/x", "https://CLAIMS.example/api"))
                .isTrue();
        assertThat(HttpTalk.sameOrigin("https://claims.example.evil/x", "https://claims.example/api"))
                .isFalse();
        assertThat(HttpTalk.sameOrigin("http://claims.example/x", "https://claims.example/api"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T23:30:00Z, 2026-03-02",
        "2026-03-01T09:12:00, 2026-03-01",
        "20190315, 2019-03-15",
        "00000000, 00000000",
        "9999-12-31, 9999-12-31",
        "next week, next week"
    })
    void datesBecomeLocalOnesAndNonsenseStaysForTheRules(String source, String date) {
        assertThat(Records.date(source, ZoneId.of("Europe/Copenhagen"))).isEqualTo(date);
    }

    @Test
    void fixedWidthLinesAreReadAndWritten() {
        FixedWidth layout = new FixedWidth("policy_no 4, bonus 6 cents, day 8 date");
        assertThat(layout.read("P1  00123420190315"))
                .containsEntry("policy_no", "P1")
                .containsEntry("bonus", new BigDecimal("12.34"))
                .containsEntry("day", "2019-03-15");
        assertThatThrownBy(() -> new FixedWidth("a 2").write(Map.of("a", "abc")))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "0, 1", "nonsense, 60", "99999999, 86400"})
    void retryAfterIsHeededWithinReason(String header, long seconds) {
        assertThat(HttpCalls.retryAfter(header)).isEqualTo(java.time.Duration.ofSeconds(seconds));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
