package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people call themselves stays within the quotes of a question. */
class HttpWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "odata | O'Brien'); DROP TABLE-- | O''Brien''); DROP TABLE--",
                "odata | ' or 1 eq 1 | '' or 1 eq 1",
                "odata | O’CONNEŽ-ŠUSLIK | O’CONNEŽ-ŠUSLIK",
                "kql | \" OR from:* | ` OR from:*`",
                "kql | a\\\" OR x | a   OR x",
                "kql | O'Brien | O'Brien"
            })
    void input7_a_value_does_not_leave_its_quotes(String language, String value, String expected) {
        assertThat(HttpWords.inside(language, value).strip()).isEqualTo(expected.strip());
    }
}
