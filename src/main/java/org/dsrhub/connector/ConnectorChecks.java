package org.dsrhub.connector;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.Finding;
import org.dsrhub.datacontroller.ValidatedYaml;
import org.dsrhub.datacontroller.YamlSchema;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.springframework.core.env.Environment;

/** What a schema cannot see in a connector file: names that nothing defines, and files that disagree. */
final class ConnectorChecks {
    static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:?]+)(:[^}]*)?}}");

    private final Templates templates;
    private final Environment environment;
    private final Map<String, Connector> firstOfBackend = new HashMap<>();
    private static final int MOST_CALLS_A_MAILBOX = 4;

    private final Set<String> queues = new LinkedHashSet<>();

    ConnectorChecks(Templates templates, Environment environment) {
        this.templates = templates;
        this.environment = environment;
    }

    List<Finding> check(Connector connector, ValidatedYaml yaml, String fileName, DataController controller) {
        List<Finding> found = new ArrayList<>();
        if (!fileName.equals(connector.system() + ".yaml")) {
            found.add(yaml.finding(
                    "/system",
                    "system '" + connector.system() + "' is in a file of another name",
                    "rename the file to " + connector.system() + ".yaml"));
        }
        if (!queues.add(connector.queue())) {
            found.add(yaml.finding(
                    "/system", "a second file of system '" + connector.system() + "'", "give it a name of its own"));
        }
        if (connector.isStatement()) {
            return found;
        }
        template(connector, yaml, found);
        placeholders(connector, yaml, found);
        backend(connector, yaml, found);
        environment(connector, yaml, found);
        charset(connector, yaml, found);
        mailboxes(connector, yaml, found);
        connector.items().values().forEach(item -> item(connector, item, yaml, controller, found));
        if (connector.template().equals("soap")) {
            connector.items().values().forEach(item -> bodies(item, yaml, found));
        }
        Service erasure = connector.rights().get(Right.ERASURE);
        if (erasure == Service.DELETE) {
            needs(connector, yaml, Action.ERASE, "erase", found);
        } else if (erasure == Service.ANONYMISE) {
            needs(connector, yaml, Action.ANONYMISE, "anonymise", found);
        }
        flags(connector, Right.RESTRICTION, List.of(Action.RESTRICT, Action.LIFT), yaml, found);
        flags(connector, Right.OTHER_CONSENT_WITHDRAWAL, List.of(Action.WITHDRAW), yaml, found);
        connector.rights().forEach((right, service) -> {
            if (service == Service.SUPPRESS) {
                suppressed(connector, right, yaml, found);
            }
        });
        return found;
    }

    /** Each right is a flag of its own: that of another one does not do. */
    private static void suppressed(Connector connector, Right right, ValidatedYaml yaml, List<Finding> found) {
        if (connector.items().values().stream()
                .noneMatch(item -> item.suppress().containsKey(right))) {
            String name = right.label();
            found.add(yaml.finding(
                    "/rights/" + name,
                    name + " is served with suppress, but no item says how",
                    !right.needsNoIdentification()
                            ? "serve it another way: suppress is for rights that need no identification"
                            : Right.MARKETING.contains(right)
                                    ? "add 'suppress' to an item"
                                    : "add 'suppress-for: {" + name + ": …}' to an item"));
        }
    }

    private void template(Connector connector, ValidatedYaml yaml, List<Finding> found) {
        Templates.Template template = templates.get(connector.template());
        if (template == null || !templates.names().contains(connector.template())) {
            found.add(yaml.finding(
                    "/template",
                    "no template '" + connector.template() + "'",
                    nearest(connector.template(), templates.names())));
            return;
        }
        template.parameters().forEach((name, required) -> {
            if (required && !connector.parameters().containsKey(name)) {
                found.add(yaml.finding(
                        "/parameters",
                        "template '" + template.name() + "' needs the parameter '" + name + "'",
                        "add '" + name + ": …' under parameters"));
            }
        });
        for (String name : connector.parameters().keySet()) {
            if (!template.parameters().containsKey(name)) {
                found.add(yaml.finding(
                        "/parameters/" + name,
                        "template '" + template.name() + "' knows no parameter '" + name + "'",
                        nearest(name, template.parameters().keySet())));
            }
        }
    }

    private static void mailboxes(Connector connector, ValidatedYaml yaml, List<Finding> found) {
        if (connector.template().equals("graph-mail") && connector.limits().concurrency() > MOST_CALLS_A_MAILBOX) {
            found.add(yaml.finding(
                    "/limits/concurrency",
                    "Microsoft Graph refuses more than " + MOST_CALLS_A_MAILBOX + " calls at once to a mailbox",
                    "set it to " + MOST_CALLS_A_MAILBOX + " or less"));
        }
    }

    private void placeholders(Connector connector, ValidatedYaml yaml, List<Finding> found) {
        connector.parameters().forEach((name, value) -> {
            Matcher placeholder = PLACEHOLDER.matcher(value);
            boolean any = false;
            while (placeholder.find()) {
                any = true;
                if (placeholder.group(2) == null && environment.getProperty(placeholder.group(1)) == null) {
                    found.add(yaml.finding(
                            "/parameters/" + name,
                            "nothing sets '" + placeholder.group(1) + "'",
                            "set that property in the hub's configuration, for example as environment variable "
                                    + placeholder.group(1).toUpperCase().replaceAll("[.-]", "_")));
                }
            }
            if (!any && Templates.secret(name)) {
                found.add(yaml.finding(
                        "/parameters/" + name,
                        "a secret must not stand in the file",
                        "write \"{{" + connector.controller() + "." + connector.system() + "." + name
                                + "}}\" and set that property"));
            }
        });
    }

    private void environment(Connector connector, ValidatedYaml yaml, List<Finding> found) {
        String own = environment.getProperty("hub.environment");
        if (connector.environment() != null && own != null && !own.equals(connector.environment())) {
            found.add(yaml.finding(
                    "/environment",
                    "the file is for '" + connector.environment() + "', the hub runs as '" + own + "'",
                    "take the file out of this installation, or correct hub.environment"));
        }
    }

    private static void charset(Connector connector, ValidatedYaml yaml, List<Finding> found) {
        String name = connector.parameters().get("charset");
        if (name != null && !name.contains("{{") && !supported(name)) {
            found.add(yaml.finding(
                    "/parameters/charset",
                    "there is no charset '" + name + "'",
                    nearest(name, java.nio.charset.Charset.availableCharsets().keySet())));
        }
    }

    private static boolean supported(String charset) {
        try {
            return java.nio.charset.Charset.isSupported(charset);
        } catch (java.nio.charset.IllegalCharsetNameException e) {
            return false;
        }
    }

    private void backend(Connector connector, ValidatedYaml yaml, List<Finding> found) {
        Connector first = firstOfBackend.putIfAbsent(connector.backend(), connector);
        if (first == null) {
            return;
        }
        var own = connector.limits();
        var other = first.limits();
        if (own.concurrency() != other.concurrency()
                || !java.util.Objects.equals(own.permits(), other.permits())
                || !java.util.Objects.equals(own.per(), other.per())) {
            found.add(yaml.finding(
                    "/limits",
                    "backend '" + connector.backend() + "' has other limits in connectors/" + first.controller() + "/"
                            + first.system() + ".yaml",
                    "give both files the same concurrency and rate, or two backends"));
        }
        if (connector.template().equals("jdbc")
                && first.template().equals("jdbc")
                && !connector.parameters().equals(first.parameters())) {
            found.add(yaml.finding(
                    "/backend",
                    "backend '" + connector.backend() + "' is another database in connectors/" + first.controller()
                            + "/" + first.system() + ".yaml",
                    "give this one a backend of its own"));
        }
    }

    private static void item(
            Connector connector, ItemType item, ValidatedYaml yaml, DataController controller, List<Finding> found) {
        String at = "/items/" + item.name();
        Fields fields = new Fields(item, yaml, found);
        fields.known(at + "/reference", item.reference());
        item.subjectMatch().forEach((kind, field) -> fields.known(at + "/subject-match/" + kind.label(), field));
        item.dates().forEach((event, field) -> fields.known(at + "/dates/" + event, field));
        item.links().forEach((link, field) -> fields.known(at + "/links/" + link, field));
        item.flags().forEach((flag, field) -> {
            if (!field.equals("*")) {
                fields.known(at + "/flags", field);
            }
        });
        item.yields().forEach((kind, yield) -> {
            fields.known(at + "/yields/" + kind.label(), yield.field());
            fields.known(at + "/yields/" + kind.label(), yield.from());
            fields.known(at + "/yields/" + kind.label(), yield.until());
        });
        fields.known(at + "/product", item.product());
        fields.known(at + "/brand", item.brand());
        fields.known(at + "/on-behalf-of", item.onBehalfOf());
        if (item.onBehalfOf() != null && controller.processorFor().isEmpty()) {
            found.add(yaml.finding(
                    at + "/on-behalf-of",
                    "connectors/" + controller.id() + "/controller.yaml says nothing of processing for others",
                    "add role: CONTROLLER_AND_PROCESSOR and processor-for there, or remove it here"));
        }
        fields.known(
                at + "/status", item.status() == null ? null : item.status().field());
        fields.known(at + "/media", item.media() == null ? null : item.media().field());
        fields.known(at + "/when", item.when() == null ? null : item.when().field());
        if (item.matchDay() != null && !item.dates().containsKey(item.matchDay())) {
            found.add(yaml.finding(
                    at + "/match-day",
                    "'" + item.matchDay() + "' is none of the dates",
                    nearest(item.matchDay(), item.dates().keySet())));
        }
        item.anonymisation().keySet().forEach(field -> fields.known(at + "/anonymisation/" + field, field));
        String anonymise = item.commands().get(Action.ANONYMISE);
        boolean filled = anonymise != null && anonymise.contains(Anonymisation.FIELDS);
        if (filled != !item.anonymisation().isEmpty()) {
            found.add(yaml.finding(
                    filled ? at + "/anonymise" : at + "/anonymisation",
                    filled ? "{fields} stands for nothing" : "the command 'anonymise' has no {fields} to put them",
                    filled ? "say under 'anonymisation' what each field becomes" : "write {fields} into it"));
        }
        item.facts().forEach((name, field) -> fields.known(at + "/facts/" + name, field));
        found.addAll(RuleChecks.of(connector, item, controller, yaml));
        for (KeyKind kind : item.ask().keySet()) {
            if (!connector.accepts().contains(kind)) {
                found.add(yaml.finding(
                        at + "/ask/" + kind.label(),
                        "asks by '" + kind.label() + "', which keys.accepts does not name",
                        "add it there or remove it here"));
            }
        }
        if (item.subjectMatch().isEmpty()) {
            found.add(yaml.finding(
                    at + "/subject-match",
                    "nothing ties a record to the data subject",
                    "name at least one key kind and its field"));
        }
    }

    /** What goes into a SOAP body must be XML. */
    private static void bodies(ItemType item, ValidatedYaml yaml, List<Finding> found) {
        String at = "/items/" + item.name();
        Map<String, String> texts = new TreeMap<>();
        item.ask().forEach((kind, text) -> texts.put(at + "/ask/" + kind.label(), text));
        item.suppress()
                .forEach((right, commands) -> commands.forEach((kind, text) -> texts.put(
                        at
                                + (Right.MARKETING.contains(right)
                                        ? "/suppress/"
                                        : "/suppress-for/" + right.label() + "/")
                                + kind.label(),
                        text)));
        item.commands()
                .forEach(
                        (action, text) -> texts.put(at + "/" + action.name().toLowerCase(java.util.Locale.ROOT), text));
        texts.forEach((place, text) -> {
            if (!SoapEnvelope.isBody(text)) {
                found.add(yaml.finding(
                        place,
                        "it is no single XML element",
                        "write what goes into the SOAP body, as <Find xmlns=\"urn:…\"><id>{value}</id></Find>"));
            }
        });
    }

    private static void needs(
            Connector connector, ValidatedYaml yaml, Action action, String name, List<Finding> found) {
        connector.items().values().stream()
                .filter(item -> !item.commands().containsKey(action))
                .forEach(item -> found.add(yaml.finding(
                        "/items/" + item.name(),
                        "rights.erasure promises it, but '" + name + "' is missing",
                        "add '" + name + ": …' to the item, or change rights.erasure")));
    }

    /** One kind of record at least carries the flag; whichever does is set and lifted. */
    private static void flags(
            Connector connector, Right right, List<Action> actions, ValidatedYaml yaml, List<Finding> found) {
        String name = right.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String commands = actions.stream()
                .map(action -> "'" + action.name().toLowerCase(Locale.ROOT) + "'")
                .collect(Collectors.joining(" and "));
        boolean promised = connector.rights().get(right) == Service.FLAG;
        boolean none = true;
        for (ItemType item : connector.items().values()) {
            long has = actions.stream().filter(item.commands()::containsKey).count();
            none &= has == 0;
            if (has > 0 && (has < actions.size() || !promised)) {
                found.add(yaml.finding(
                        "/items/" + item.name(),
                        promised
                                ? "it has not both " + commands
                                : "rights." + name + " is not 'flag', and it has commands",
                        "write " + commands + " together, and '" + name + ": flag' under rights"));
            }
        }
        if (promised && none) {
            found.add(yaml.finding(
                    "/rights/" + name,
                    "it promises a flag, but no item says how it is set",
                    "add " + commands + " to an item, or write '" + name + ": manual'"));
        }
    }

    /** Fields of one item type. */
    private record Fields(ItemType item, ValidatedYaml yaml, List<Finding> found) {
        void known(String at, String field) {
            if (field != null && !item.fields().containsKey(field)) {
                found.add(yaml.finding(
                        at,
                        "field '" + field + "' is not under fields",
                        nearest(field, item.fields().keySet())));
            }
        }
    }

    private static String nearest(String wrong, Collection<String> known) {
        return YamlSchema.nearest(wrong, List.copyOf(known));
    }
}
