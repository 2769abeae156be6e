package org.dsrhub.connector;

import java.time.Period;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.decision.RetentionRule;

/** All systems by controller, as Markdown: what is held, why, how long, who gets it. Raw material for an Art. 30 record. */
final class Catalogue {
    private Catalogue() {}

    static String of(Collection<DataController> controllers, Collection<Connector> connectors) {
        StringBuilder text = new StringBuilder("""
                # Catalogue of systems

                Generated from the connector files by `connectors list --write`; do not edit. Raw material for the record of
                processing activities (Art. 30 GDPR). A period in words is the retention rule's; "a person decides" stands
                where no source gives a period.

                """);
        for (DataController controller : controllers) {
            List<Connector> own = connectors.stream()
                    .filter(connector -> connector.controller().equals(controller.id()))
                    .toList();
            text.append("## ").append(controller.legalName()).append(" (`").append(controller.id());
            text.append("`, ").append(controller.country()).append(")\n\n");
            text.append("Registration number ")
                    .append(controller.registrationNumber())
                    .append("; ");
            text.append(own.size()).append(" systems.\n\n");
            own.forEach(connector -> system(text, connector, controller));
        }
        return text.toString();
    }

    private static void system(StringBuilder text, Connector connector, DataController controller) {
        text.append("### `")
                .append(connector.system())
                .append("` ")
                .append(connector.title("en"))
                .append("\n\n");
        line(text, "Holdings", String.join(", ", connector.holding()));
        line(
                text,
                "Template, back end",
                connector.isStatement()
                        ? "statement: not asked"
                        : connector.template() + ", " + connector.backend() + " (" + lower(connector.mode()) + ")");
        line(
                text,
                "Asked by",
                names(connector.accepts().stream().map(kind -> kind.label()).toList()));
        line(text, "Rights", rights(connector));
        line(text, "Purpose", connector.purposes().getOrDefault("en", ""));
        line(text, "Legal basis", String.join(", ", connector.legalBases()));
        line(text, "Recipients", connector.recipients().isEmpty() ? "none" : recipients(connector));
        line(text, "Owner", connector.owner());
        if (!connector.items().isEmpty()) {
            text.append("\n| item | categories | retention rule | period |\n|---|---|---|---|\n");
            connector.items().values().forEach(item -> item(text, item, controller));
        }
        text.append('\n');
    }

    private static String recipients(Connector connector) {
        return connector.recipients().stream()
                .map(words -> words.getOrDefault("en", words.get(Connector.NAME)))
                .collect(Collectors.joining("; "));
    }

    private static void item(StringBuilder text, ItemType item, DataController controller) {
        Set<String> categories = new LinkedHashSet<>();
        item.fields().values().forEach(field -> {
            if (field.category() != null) {
                categories.add(field.category() + (field.special() ? " (special category)" : ""));
            }
        });
        List<RetentionRule> rules = controller.retention().stream()
                .filter(rule -> rule.id().equals(item.retention()))
                .toList();
        text.append("| ")
                .append(item.titles().getOrDefault("en", item.name()))
                .append(" | ")
                .append(names(categories))
                .append(" | ")
                .append(item.retention() == null ? "none" : item.retention())
                .append(" | ")
                .append(
                        rules.isEmpty()
                                ? "a person decides"
                                : rules.stream().map(Catalogue::period).collect(Collectors.joining("; ")))
                .append(" |\n");
    }

    private static String period(RetentionRule rule) {
        String source = " " + rule.source();
        if (rule.term().periods().isEmpty()) {
            return "no number: " + rule.need() + source;
        }
        Map<String, Period> periods = new TreeMap<>(rule.term().periods());
        return periods.entrySet().stream()
                        .map(entry -> (entry.getKey().equals("*") ? "" : entry.getKey() + " ") + entry.getValue())
                        .collect(Collectors.joining(", "))
                + " from "
                + String.join(
                        rule.term().earliest() ? " or the earlier " : " or the later ",
                        rule.term().start())
                + (rule.term().endedBy().isEmpty()
                        ? ""
                        : ", or " + String.join(" or ", rule.term().endedBy()) + " where that is earlier")
                + (rule.term().asLongAsClaims() ? ", and as long as claims on it are kept" : "")
                + source;
    }

    private static String rights(Connector connector) {
        return connector.rights().entrySet().stream()
                .map(entry -> lower(entry.getKey()) + " " + lower(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append("- ").append(name).append(": ").append(value).append('\n');
        }
    }

    private static String names(Collection<String> names) {
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
