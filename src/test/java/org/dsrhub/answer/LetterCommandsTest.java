package org.dsrhub.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.ConnectorCommands;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.HubHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.StandardEnvironment;

/** What a lawyer sees who runs the hub's jar with {@code letters}. */
class LetterCommandsTest {
    private static final HubHome HOME = new HubHome(Path.of("."));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aLetterIsPrintedInTheLanguageThatWasAskedFor() throws IOException {
        Path file = folder.resolve("erasure.pdf");
        int code = run("preview", "mandatum", "erasure", "--language", "sv", "--out", file.toString());

        assertThat(code).as(told()).isZero();
        assertThat(told()).contains("written: " + file);
        try (var pdf = Loader.loadPDF(file.toFile())) {
            assertThat(new PDFTextStripper().getText(pdf).replaceAll("\\s+", " "))
                    .contains("Mandatum Life", "Bästa Ada Example", "radering av dina personuppgifter")
                    .contains("Bevaras till och med 1 september 2036", "dataskyddsombud", "Dataombudsmannens byrå")
                    .contains("Kundregister", "artikel 17.3 e i dataskyddsförordningen");
            assertThat(lastPage(pdf))
                    .as("the signature stands alone on no page")
                    .contains("Bilagor", "Med vänlig hälsning");
        }
    }

    @Test
    void whatThereIsNoneOfIsSaidAndNothingWritten() throws IOException {
        String file = folder.resolve("none.pdf").toString();
        assertThat(run("preview", "mandatum", "invoice", "--out", file)).isEqualTo(1);
        assertThat(run("preview", "mandatum", "access", "--language", "xx", "--out", file))
                .isEqualTo(1);
        assertThat(run("preview", "mandatun", "access", "--out", file)).isEqualTo(1);
        assertThat(run("preview", "mandatum")).isEqualTo(2);
        assertThat(told())
                .contains("no letter is called 'invoice'", "acknowledgement, ")
                .contains("no letters in 'xx'; there are [da, en, et, fi, lt, lv, sv]")
                .contains("mandatun", LetterCommands.USAGE);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    /** Every kind in every language of a controller: what a text needs is there, and nothing of it is left open. */
    @ParameterizedTest
    @CsvSource({
        "mandatum, fi",
        "kaleva, sv",
        "claims-link, sv",
        "gjensidige-lt, lt",
        "gjensidige-lv, lv",
        "gjensidige-ee, et",
        "tryg, da",
        "tryg, en"
    })
    void everyKindIsWhole(String id, String language) {
        DataController controller =
                ControllerFolders.read(HOME, List.of(id)).controllers().get(id);
        List<Connector> connectors = ConnectorCommands.connectors(HOME, controller, new StandardEnvironment());
        assertThat(connectors.stream()
                        .flatMap(connector -> connector.legalBases().stream())
                        .map(basis -> "basis." + basis))
                .allMatch(LetterTexts.in(language)::has);
        SampleLetters letters = new SampleLetters(controller, connectors, LetterTexts.in(language));
        for (String kind : SampleLetters.kinds()) {
            if (kind.equals(SampleLetters.BOOK)) {
                continue;
            }
            assertThat(LetterLayout.html(letters.letter(kind)).replaceAll("(?s)<style>.*</style>", ""))
                    .as(kind + " in " + language)
                    .isNotBlank()
                    .doesNotContain("{", "}")
                    .doesNotContainPattern("\\bnull\\b");
        }
    }

    private static String lastPage(PDDocument pdf) throws IOException {
        PDFTextStripper last = new PDFTextStripper();
        last.setStartPage(pdf.getNumberOfPages());
        return last.getText(pdf);
    }

    private int run(String... args) {
        return LetterCommands.run(args, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String told() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
