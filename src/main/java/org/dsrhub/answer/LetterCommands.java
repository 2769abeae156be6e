package org.dsrhub.answer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.ConnectorCommands;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.request.Problem;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What a lawyer runs with the hub's own jar to see a text as it is printed: {@code letters preview}. It shows a person who never
 * lived, every kind of record of the controller's systems and the reasons in turn. It asks no system.
 */
public final class LetterCommands {
    static final String USAGE = """
            letters preview <controller> <kind> [--language <xx>] [--out <file.pdf>]
                          that letter, with data of nobody, in the controller's language or in another, as PDF (<kind>.pdf)
            letters kinds the kinds
            """;

    private static final List<String> OPTIONS = List.of("--language", "--out");

    private LetterCommands() {}

    /** @return the exit code: 0, 1 where something is to mend, 2 where the command is none */
    public static int run(String[] args, PrintStream out) {
        return ConnectorCommands.bare(
                ConnectorCommands.joined(args, OPTIONS), out, (environment, words) -> run(environment, words, out));
    }

    private static int run(ConfigurableEnvironment environment, List<String> words, PrintStream out)
            throws IOException {
        if (words.equals(List.of("kinds"))) {
            out.println(String.join(", ", SampleLetters.kinds()));
            return 0;
        }
        if (words.size() != 3 || !words.get(0).equals("preview")) {
            out.print(USAGE);
            return 2;
        }
        String kind = words.get(2);
        if (!SampleLetters.kinds().contains(kind)) {
            throw new Problem(
                    "no-kind",
                    "no letter is called '" + kind + "'; there are " + String.join(", ", SampleLetters.kinds()));
        }
        HubHome home = new HubHome(Path.of(environment.getProperty("hub.home", ".")));
        ControllerFolders.Reading all = ControllerFolders.read(home, List.of(words.get(1)));
        DataController controller = all.controllers().get(words.get(1));
        if (controller == null) {
            all.findings().forEach(out::println);
            return 1;
        }
        List<Connector> connectors = ConnectorCommands.connectors(home, controller, environment);
        String language = environment.getProperty("language", controller.defaultLanguage());
        if (!LetterTexts.LANGUAGES.contains(language)) {
            throw new Problem(
                    "no-language",
                    "no letters in '" + language + "'; there are " + new TreeSet<>(LetterTexts.LANGUAGES));
        }
        // Whole before it is written: a file that stands there is either the old or the new one.
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        new SampleLetters(controller, connectors, LetterTexts.in(language)).write(kind, pdf);
        Path file = Path.of(environment.getProperty("out", kind + ".pdf"));
        try (OutputStream to = Files.newOutputStream(file)) {
            pdf.writeTo(to);
        }
        out.println("written: " + file);
        return 0;
    }
}
