package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.vault.KeyedHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the words of a connector file mean. */
class ConnectorLanguageTest {
    private static final ZoneId COPENHAGEN = ZoneId.of("Europe/Copenhagen");
    private static final KeyedHash HASH = (domain, value) -> {
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) value.hashCode());
        return hash;
    };

    @ParameterizedTest
    @CsvSource({
        "without-hyphen, 010203-1234, DK, 0102031234",
        "with-hyphen, 0102031234, DK, 010203-1234",
        "with-hyphen, 32012312345, LV, 320123-12345",
        "without-century-sign, 131052-308T, FI, 131052308T",
        "without-century-sign, 131002A308T, FI, 131002308T",
        "ten-digits, 195707099805, SE, 5707099805",
        "ten-digits, 570709-9805, SE, 5707099805",
        "national, +358401234567, FI, 0401234567",
        "national, +4520123456, DK, 20123456",
        "without-country-code, +358401234567, FI, 401234567",
        "international-00, +4520123456, DK, 004520123456",
        "international-digits, +4520123456, DK, 4520123456",
        "without-hyphen without-leading-zeros, 010203-1234, DK, 102031234",
        "without-leading-zeros, 0000, DK, 0"
    })
    void aKeyIsWrittenAsTheSystemWritesIt(String forms, String value, String country, String written) {
        assertThat(KeyForm.apply(forms(forms), value, country)).isEqualTo(written);
    }

    @Test
    void zerosThatASystemLostAreGivenBack() {
        List<KeyForm> forms = forms("without-hyphen without-leading-zeros");
        assertThat(KeyForm.restored(forms, "102031234", "010203-9999", "DK")).isEqualTo("0102031234");
        assertThat(KeyForm.restored(forms("without-hyphen"), "102031234", "010203-9999", "DK"))
                .isEqualTo("102031234");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not 02:00-03:00           | 2026-11-24T02:15 | 45",
                "not 02:00-03:00           | 2026-11-24T03:00 | 0",
                "20:00-05:00               | 2026-11-24T12:00 | 480",
                "20:00-05:00               | 2026-11-24T23:00 | 0",
                "mon-fri 08:00-18:00       | 2026-11-21T12:00 | 2640",
                "mon-fri 22:00-02:00       | 2026-11-21T01:00 | 0",
                "08:00-18:00, not 12:00-13:00 | 2026-11-24T12:30 | 30"
            })
    void aWindowSaysHowLongItStaysClosed(String window, LocalDateTime now, long minutes) {
        assertThat(OpeningHours.of(window.strip(), List.of()).closedFor(now.atZone(COPENHAGEN)))
                .isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void aMaintenanceClosesBesideTheWindow() {
        OpeningHours hours = OpeningHours.of("not 02:00-03:00", List.of("2026-12-24T18:00/2026-12-25T02:30"));
        assertThat(hours.closedFor(LocalDateTime.parse("2026-12-25T01:00").atZone(COPENHAGEN)))
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void eachFieldIsAnonymisedInItsOwnWay() {
        ItemType type = type("""
                anonymisation: {name: initials, born: year, mail: hash, phone: blank, city: "constant:-"}
                fields: {}
                """);
        Map<String, Object> record = new LinkedHashMap<>(Map.of(
                "name",
                "Åse Bjørg Holm",
                "born",
                "1980-05-04",
                "mail",
                "a@b.example",
                "phone",
                "123",
                "city",
                "Aarhus"));
        assertThat(Anonymisation.done(type, record)).isFalse();
        Map<String, Object> anonymous = Anonymisation.of(type, record, HASH);
        assertThat(anonymous)
                .containsEntry("name", "Å.B.H.")
                .containsEntry("born", java.sql.Date.valueOf("1980-01-01"))
                .containsEntry("phone", null)
                .containsEntry("city", "-");
        assertThat(anonymous.get("mail").toString()).hasSize(16).doesNotContain("@");
        assertThat(Anonymisation.done(type, anonymous)).isTrue();
        Call call =
                new Call(List.of(type), null, "update c set {fields} where no = :?reference", null, null, anonymous);
        assertThat(call.sql())
                .isEqualTo("update c set name = :?new_name, born = :?new_born, mail = :?new_mail, phone = null,"
                        + " city = :?new_city where no = :?reference");
        assertThat(HttpText.json("{fields}", call)).contains("\"phone\":null", "\"name\":\"Å.B.H.\"");
    }

    @Test
    void aFieldThatIsNewGoneOrOfAnotherTypeIsNamed() {
        ItemType type = type("""
                fields:
                  no: {}
                  born: {type: date}
                  premium: {type: number}
                  note: {optional: true}
                """);
        SchemaDrift drift = new SchemaDrift(connector(true));
        drift.look(type, Map.of("no", "1", "born", "19800504", "premium", "12.50"));
        assertThat(drift.inWords()).isNull();
        drift.look(type, Map.of("no", "1", "premium", "a lot", "health", "x"));
        assertThat(drift.inWords())
                .startsWith("schema-drift: ")
                .contains("t.health is new", "t.born is gone", "t.premium is no number")
                .doesNotContain("a lot");
        SchemaDrift lenient = new SchemaDrift(connector(false));
        lenient.look(type, Map.of("health", "x"));
        assertThat(lenient.inWords()).isNull();
    }

    @Test
    void sentinelsAreEmptyForTheBookAndTheRules() {
        ItemType type = type("""
                sentinels: [9999-12-31, "0"]
                fields: {}
                """);
        Map<String, Object> record = new LinkedHashMap<>(Map.of("nr", "0", "end", "9999-12-31", "start", "2020-01-01"));
        Records.clean(type, record);
        assertThat(record).containsEntry("nr", "0").containsEntry("end", null).containsEntry("start", "2020-01-01");
    }

    @Test
    void aPageTellsHowManyThereAre() throws Exception {
        List<Map<String, Object>> records = new ArrayList<>();
        JsonPage page = new JsonPage("/data", "", null, "/meta/total");
        page.read(
                new ByteArrayInputStream(
                        "{\"meta\":{\"total\":3},\"data\":[{\"n\":1}]}".getBytes(StandardCharsets.UTF_8)),
                records::add);
        assertThat(page.total()).isEqualTo(3);
        PageCount count = new PageCount();
        count.add(records.size(), page.total());
        assertThatThrownBy(count::requireAll)
                .isInstanceOf(JsonPage.Unreadable.class)
                .hasMessageContaining("counts 3");
    }

    private static List<KeyForm> forms(String names) {
        return Arrays.stream(names.split(" "))
                .map(name -> KeyForm.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
    }

    private static ItemType type(String item) {
        return read("items: {t: {reference: nr, " + item(item) + "}}").items().get("t");
    }

    private static String item(String yaml) {
        try {
            String json = new com.fasterxml.jackson.databind.ObjectMapper()
                    .writeValueAsString(new YAMLMapper().readTree(yaml));
            return json.substring(1, json.length() - 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Connector connector(boolean strict) {
        return read("strict: " + strict);
    }

    private static Connector read(String yaml) {
        try {
            return new ConnectorReader(
                            "tryg",
                            new YAMLMapper().readTree("mode: live\nlimits: {concurrency: 1, timeout: 1s}\n" + yaml))
                    .read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
