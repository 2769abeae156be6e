package org.dsrhub.connector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.springframework.core.env.Environment;

/** The files of one controller beside each other: a mailbox that its employee looks into is not searched by the hub. */
final class ColleagueChecks {
    private static final String MAILBOXES = "mailboxes";
    private static final String COLLEAGUES = "colleagues";

    private final Environment environment;
    private final Map<Connector, ValidatedYaml> files = new HashMap<>();

    ColleagueChecks(Environment environment) {
        this.environment = environment;
    }

    void add(Connector connector, ValidatedYaml yaml) {
        files.put(connector, yaml);
    }

    /** @param leftOut queues of files that were not read */
    List<Finding> check(List<String> leftOut) {
        Set<String> own = files.keySet().stream()
                .flatMap(connector -> names(connector, ManualAnswers.EMPLOYEES).stream())
                .collect(Collectors.toSet());
        List<Finding> found = new ArrayList<>();
        files.forEach((connector, yaml) -> {
            if (names(connector, MAILBOXES).stream()
                    .map(mailbox -> mailbox.replaceAll("/.*", ""))
                    .anyMatch(own::contains)) {
                found.add(yaml.finding(
                        "/parameters/" + MAILBOXES,
                        "one of them is an employee's own mailbox",
                        "take out those that stand under '" + ManualAnswers.EMPLOYEES
                                + "' of another file: their owners look"));
            }
            String colleagues = connector.parameters().get(COLLEAGUES);
            if (colleagues != null && !leftOut.contains(connector.controller() + "." + colleagues)) {
                colleagues(connector, colleagues, yaml, found);
            }
        });
        return found;
    }

    private void colleagues(Connector connector, String system, ValidatedYaml yaml, List<Finding> found) {
        Set<String> asked = files.keySet().stream()
                .filter(other -> other.controller().equals(connector.controller()))
                .filter(other -> other.parameters().containsKey(ManualAnswers.EMPLOYEES))
                .map(Connector::system)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!asked.contains(system)) {
            found.add(yaml.finding(
                    "/parameters/" + COLLEAGUES,
                    "'" + system + "' asks no employees",
                    asked.isEmpty()
                            ? "add a file of template 'manual' with 'employees'"
                            : YamlSchema.nearest(system, List.copyOf(asked))));
        }
    }

    private List<String> names(Connector connector, String parameter) {
        Matcher placeholder =
                ConnectorChecks.PLACEHOLDER.matcher(connector.parameters().getOrDefault(parameter, ""));
        String filled =
                placeholder.replaceAll(match -> Matcher.quoteReplacement(environment.getProperty(match.group(1), "")));
        return Arrays.stream(filled.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
