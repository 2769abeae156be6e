package org.dsrhub.connector;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.decision.AppliesTo;
import org.dsrhub.decision.RetentionRule;

/** Whether an item of a connector file tells what the retention rule asks that it names. */
final class RuleChecks {
    private final ItemType item;
    private final ValidatedYaml yaml;
    private final String at;
    private final List<Finding> found = new ArrayList<>();

    private RuleChecks(ItemType item, ValidatedYaml yaml) {
        this.item = item;
        this.yaml = yaml;
        this.at = "/items/" + item.name();
    }

    static List<Finding> of(Connector connector, ItemType item, DataController controller, ValidatedYaml yaml) {
        if (item.retention() == null) {
            return List.of();
        }
        RuleChecks checks = new RuleChecks(item, yaml);
        List<RetentionRule> versions = controller.retention().stream()
                .filter(rule -> rule.id().equals(item.retention()))
                .toList();
        if (versions.isEmpty()) {
            checks.find(
                    "/retention",
                    "no retention rule '" + item.retention() + "' in connectors/" + controller.id()
                            + "/controller.yaml",
                    nearest(
                            item.retention(),
                            controller.retention().stream()
                                    .map(RetentionRule::id)
                                    .distinct()
                                    .toList()));
            return checks.found;
        }
        List<RetentionRule> about = versions.stream()
                .filter(rule -> isAbout(rule.appliesTo(), connector, item))
                .toList();
        if (about.isEmpty()) {
            checks.find(
                    "/retention",
                    "no version of rule '" + item.retention() + "' applies to item '" + item.name() + "' of "
                            + (connector.holding().isEmpty()
                                    ? "no holding"
                                    : "holding " + connector.holding().get(0)),
                    "correct 'applies-to' in connectors/" + controller.id() + "/controller.yaml, or name another rule");
        }
        about.forEach(checks::told);
        if (connector.expires() == null) {
            about.forEach(rule -> checks.shorterThanAnAnswerTakes(rule, controller));
        }
        about.stream()
                .flatMap(rule -> rule.term().start().stream())
                .distinct()
                .reduce((a, b) -> checks.dated(a) ? a : b)
                .filter(start -> !checks.dated(start))
                .ifPresent(start -> checks.find(
                        "/dates",
                        "rule '" + item.retention() + "' starts at '" + start + "', which dates does not name",
                        "add '" + start + ": <field>' under dates"));
        return checks.found;
    }

    /** By what does not differ from record to record. */
    private static boolean isAbout(AppliesTo to, Connector connector, ItemType item) {
        String holding =
                connector.holding().isEmpty() ? null : connector.holding().get(0);
        return fits(to.holdings(), holding) && fits(to.types(), item.name());
    }

    private static boolean fits(Set<String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    /** What other items tell is looked for among them. */
    private boolean dated(String start) {
        return item.dates().containsKey(start) || start.contains(".");
    }

    /** Such records go before the last day of an answer: they are asked for first, and by {@code expires} only. */
    private void shorterThanAnAnswerTakes(RetentionRule rule, DataController controller) {
        LocalDate any = LocalDate.EPOCH;
        LocalDate answered = any.plusMonths(
                controller.deadline().months() + controller.deadline().extensionMonths());
        rule.term().periods().values().stream()
                .filter(period -> !any.plus(period).isAfter(answered))
                .findFirst()
                .ifPresent(period -> find(
                        "/retention",
                        "rule '" + rule.id() + "' keeps a record for " + period
                                + ", and an answer may take longer; nothing says that the system deletes it meanwhile",
                        "add 'expires: " + ChronoUnit.DAYS.between(any, any.plus(period)) + "d' to the file"));
    }

    private void told(RetentionRule rule) {
        AppliesTo to = rule.appliesTo();
        if (!to.brands().isEmpty() && item.brand() == null) {
            find(
                    "/retention",
                    "rule '" + rule.id() + "' tells brands apart, and nothing tells the record's brand",
                    "add 'brand: <field>' to the item");
        }
        if (!to.products().isEmpty() && item.product() == null) {
            find(
                    "/retention",
                    "rule '" + rule.id() + "' tells products apart, and nothing tells the record's product",
                    "add 'product: <field>' to the item");
        }
        to.facts().keySet().stream()
                .filter(fact -> !item.facts().containsKey(fact))
                .sorted()
                .forEach(fact -> find(
                        "/retention",
                        "rule '" + rule.id() + "' asks for the fact '" + fact + "'",
                        item.facts().isEmpty()
                                ? "add 'facts: {" + fact + ": <field>}' to the item"
                                : nearest(fact, item.facts().keySet())));
    }

    private void find(String pointer, String message, String remedy) {
        if (found.stream().noneMatch(finding -> finding.message().equals(message))) {
            found.add(yaml.finding(at + pointer, message, remedy));
        }
    }

    private static String nearest(String wrong, Collection<String> known) {
        return YamlSchema.nearest(wrong, List.copyOf(known));
    }
}
