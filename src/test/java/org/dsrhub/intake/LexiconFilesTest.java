package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.datacontroller.InvalidConfiguration;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LexiconFilesTest {
    @TempDir
    Path home;

    private Lexicons with(String name, String content) throws IOException {
        Path folder = Files.createDirectories(home.resolve("lexicon"));
        Files.writeString(folder.resolve(name), content);
        return new Lexicons(new HubHome(home));
    }

    @Test
    void a_file_in_the_home_stands_instead_of_the_jars() throws IOException {
        Lexicons lexicons = with("da.yaml", """
                language: da
                words: [jeg, vil, min, mine]
                rights:
                  ACCESS: [giv mig min mappe]
                """);

        assertThat(lexicons.read("Jeg vil: giv mig min mappe").sure()).containsExactly(Right.ACCESS);
        assertThat(lexicons.read("Jeg vil have indsigt i mine oplysninger").rights())
                .isEmpty();
    }

    @Test
    void a_file_in_the_home_adds_a_language() throws IOException {
        Lexicons lexicons = with("nl.yaml", """
                language: nl
                words: [ik, wil, graag, mijn, van]
                groups:
                  data: [gegevens]
                rights:
                  ACCESS: [inzage + $data]
                """);

        Reading reading = lexicons.read("Ik wil graag van mijn gegevens inzage");

        assertThat(reading.language()).isEqualTo("nl");
        assertThat(reading.sure()).isEqualTo(Set.of(Right.ACCESS));
    }

    @Test
    void a_threshold_makes_more_or_less_a_humans() throws IOException {
        String file = "language: nl\nthreshold: %s\nwords: [ik, wil, mijn]\nrights: {ACCESS: [inzage]}\n";

        assertThat(with("nl.yaml", String.format(file, "0.97"))
                        .read("Ik wil inzage, mijn beste")
                        .unclear())
                .contains("threshold");
        assertThat(with("nl.yaml", String.format(file, "0.95"))
                        .read("Ik wil inzage, mijn beste")
                        .unclear())
                .isNull();
    }

    @Test
    void every_mistake_is_named_with_its_file_and_line() {
        assertThatThrownBy(() -> with("nl.yaml", """
                        language: nl
                        words: [ik]
                        groups:
                          data: [gegevens]
                        rights:
                          ACCES: [inzage]
                        """))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("lexicon/nl.yaml:5")
                .hasMessageContaining("ACCES'");
        assertThatThrownBy(() -> with("nl.yaml", """
                        language: nl
                        words: [ik]
                        groups:
                          data: [gegevens]
                        rights:
                          ACCESS:
                            - inzage $dat
                        """))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("lexicon/nl.yaml:7")
                .hasMessageContaining("did you mean 'data'?");
        assertThatThrownBy(() -> with("nl.yaml", "language: be\nwords: [ik]\n"))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("lexicon/nl.yaml:1");
    }
}
