package org.dsrhub.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dsrhub.datacontroller.ControllerFolders;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.HubHome;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Explanation;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What a lawyer runs with the hub's own jar: {@code rules explain}. It reads an item written down as in {@link ItemSheet} and
 * says in words what access and erasure would do with it, which rules were looked at, and why one won. It asks no system.
 */
public final class RuleCommands {
    static final String USAGE = """
            rules explain <controller> <item.json> [--on <date>]
                          what access and erasure would do with the item on that day (today), and why. Beside what tells
                          of the item the file may have "others" (further items of the subject), "holds" and "born"
            """;

    private static final List<String> BESIDE = List.of("others", "holds", "born");

    private RuleCommands() {}

    /** @return the exit code: 0, 1 where something is to mend, 2 where the command is none */
    public static int run(String[] args, PrintStream out) {
        return ConnectorCommands.bare(
                ConnectorCommands.joined(args, List.of("--on")),
                out,
                (environment, words) -> run(environment, words, out));
    }

    private static int run(ConfigurableEnvironment environment, List<String> words, PrintStream out)
            throws IOException {
        if (words.size() != 3 || !words.get(0).equals("explain")) {
            out.print(USAGE);
            return 2;
        }
        HubHome home = new HubHome(Path.of(environment.getProperty("hub.home", ".")));
        ControllerFolders.Reading all = ControllerFolders.read(home, List.of(words.get(1)));
        DataController controller = all.controllers().get(words.get(1));
        if (controller == null) {
            all.findings().forEach(out::println);
            return 1;
        }
        ConnectorFolders.Reading connectors = ConnectorFolders.read(
                home, List.of(controller), new Templates(home), ConnectorCommands.unset(environment), List.of());
        List<Finding> wrong = new ArrayList<>(all.findings());
        wrong.addAll(connectors.findings());
        if (!wrong.isEmpty()) {
            wrong.forEach(out::println);
            return 1;
        }
        LocalDate on = day(environment.getProperty("on"), controller);
        JsonNode sheet = read(Path.of(words.get(2)));
        show(new ItemSheet(controller, connectors.byQueue().values(), RuleCommands::hash), sheet, controller, on, out);
        return 0;
    }

    private static LocalDate day(String written, DataController controller) {
        try {
            return written == null ? LocalDate.now(controller.zone()) : LocalDate.parse(written);
        } catch (DateTimeException e) {
            throw new Problem("no-day", "write the day as --on=2026-12-31");
        }
    }

    private static JsonNode read(Path file) throws IOException {
        try {
            return new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new Problem(
                    "no-json",
                    file + " is no JSON: line " + e.getLocation().getLineNr() + "; correct it and try again");
        }
    }

    private static void show(
            ItemSheet sheets, JsonNode sheet, DataController controller, LocalDate on, PrintStream out) {
        CaseFile file = CaseFile.of(controller.retention(), on);
        if (sheet.has("born")) {
            file.born(LocalDate.parse(sheet.path("born").asText()));
        }
        List<Hold> holds = new ArrayList<>();
        sheet.path("holds").forEach(hold -> holds.add(sheets.hold(hold)));
        ItemFacts item = sheets.facts(((ObjectNode) sheet.deepCopy()).remove(BESIDE));
        file.add(item);
        sheet.path("others").forEach(other -> file.add(sheets.facts(other)));
        out.println(item.type() + " of " + item.system() + " (holding " + item.holding() + "), on " + on);
        for (Right right : List.of(Right.ACCESS, Right.ERASURE)) {
            Explanation explanation = Decider.standard().explain(item, right, file, holds);
            out.println();
            out.println(right.name().toLowerCase(Locale.ROOT) + ": " + words(explanation.decision()));
            explanation.steps().forEach(step -> out.println("  - " + step));
            controller.retention().stream()
                    .filter(rule -> rule.id().equals(explanation.decision().rule())
                            && rule.version() == explanation.decision().ruleVersion())
                    .forEach(rule -> reason(rule, explanation.decision(), out));
        }
    }

    private static String words(Decision decision) {
        return decision.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (decision.until() == null ? "" : " " + decision.until())
                + " by " + decision.rule()
                + (decision.ruleVersion() == 0 ? "" : " version " + decision.ruleVersion())
                + (decision.overrun() ? "; its period is overrun" : "")
                + (decision.suppression() ? "; a suppression entry stays" : "");
    }

    private static void reason(RetentionRule rule, Decision decision, PrintStream out) {
        out.println("  need: " + rule.need());
        out.println("  source: " + rule.source());
        if (decision.legalBasis() != null) {
            out.println("  legal basis: " + decision.legalBasis());
        }
        out.println("  in the vocabulary: " + decision.dpv() + "; in the letter: " + decision.messageKey());
    }

    /** Tells numbers apart within one run; nothing of it is kept. */
    private static byte[] hash(String domain, String value) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((domain + "\n" + value).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
