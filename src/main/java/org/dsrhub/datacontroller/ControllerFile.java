package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController.Brand;
import org.dsrhub.datacontroller.DataController.Contact;
import org.dsrhub.datacontroller.DataController.Deadline;
import org.dsrhub.datacontroller.DataController.Delivery;
import org.dsrhub.datacontroller.DataController.Engagement;
import org.dsrhub.datacontroller.DataController.Identification;
import org.dsrhub.datacontroller.DataController.Mailbox;
import org.dsrhub.decision.Decider;
import org.dsrhub.identity.OrganisationNumbers;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Right;

/** One {@code controller.yaml} that its schema has approved; adds findings for what a schema cannot see. */
final class ControllerFile {
    private static final Period QUARANTINE = Period.ofDays(180);

    private final String id;
    private final ValidatedYaml yaml;
    private final JsonNode root;
    private final Map<String, ValidatedYaml> others;
    private final Map<String, List<Authority>> authorities;
    private final List<Finding> findings;

    /** @param others id → file of every controller, this one's too */
    ControllerFile(
            String id,
            ValidatedYaml yaml,
            Map<String, ValidatedYaml> others,
            Map<String, List<Authority>> authorities,
            List<Finding> findings) {
        this.id = id;
        this.others = others;
        this.yaml = yaml;
        this.root = yaml.content();
        this.authorities = authorities;
        this.findings = findings;
    }

    DataController read() {
        return new DataController(
                id,
                root.path("name").asText(),
                root.path("legal-name").asText(),
                registrationNumber(),
                root.path("country").asText(),
                zone(),
                Nodes.list(root.path("languages")),
                brands(),
                Nodes.list(root.path("address")),
                contacts(),
                authority(),
                root.path("aml-obliged").asBoolean(),
                deadline(),
                identification(),
                delivery(),
                mailboxes(),
                numbers(),
                Decider.prepare(new RetentionSection(yaml, findings).read()),
                Nodes.period(root, "payload-period"),
                Nodes.period(root, "evidence-period"),
                root.has("quarantine-period") ? Nodes.period(root, "quarantine-period") : QUARANTINE,
                Nodes.list(root.path("joint-with")),
                branches(),
                processorFor(),
                erasing());
    }

    /** Each branch names all the others: a request may come in at any of them. */
    private Map<String, String> branches() {
        Map<String, String> branches = new LinkedHashMap<>();
        List<String> named = Nodes.list(root.path("branches"));
        Set<String> entity = new TreeSet<>(named);
        entity.add(id);
        for (int i = 0; i < named.size(); i++) {
            String other = named.get(i);
            String at = "/branches/" + i;
            if (other.equals(id) || !others.containsKey(other)) {
                branches.put(
                        other, other); // which is found to be none beside the other controllers that the file names
                continue;
            }
            JsonNode theirs = others.get(other).content();
            Set<String> entityOfTheirs = new TreeSet<>(Nodes.list(theirs.path("branches")));
            entityOfTheirs.add(other);
            if (!entity.equals(entityOfTheirs)) {
                find(
                        at,
                        "'" + other + "' names other branches of the legal entity",
                        "name in each branch's file all the others, or none");
            }
            branches.put(other, theirs.path("legal-name").asText(other));
        }
        return branches;
    }

    private DataController.Erasing erasing() {
        JsonNode approval = root.path("erasure").path("approval");
        return approval.isMissingNode()
                ? DataController.Erasing.STANDARD
                : new DataController.Erasing(approval.isInt() ? approval.asInt() : 1);
    }

    private Map<String, Engagement> processorFor() {
        Map<String, Engagement> engagements = new LinkedHashMap<>();
        root.path("processor-for").fields().forEachRemaining(entry -> {
            JsonNode node = entry.getValue();
            List<String> values = new ArrayList<>(Nodes.list(node.path("values")));
            values.add(entry.getKey());
            values.add(node.path("name").asText());
            boolean mailed = node.has("forward-to");
            if (mailed == node.has("controller") || mailed != node.has("certificate")) {
                find(
                        "/processor-for/" + entry.getKey(),
                        "a request needs one way to '" + entry.getKey() + "'",
                        "write forward-to and certificate, or controller where this hub serves it too");
            }
            engagements.put(
                    entry.getKey(),
                    new Engagement(
                            entry.getKey(),
                            node.path("name").asText(),
                            List.copyOf(values),
                            Nodes.text(node, "controller"),
                            Nodes.text(node, "forward-to"),
                            Nodes.text(node, "certificate")));
        });
        boolean processor = "CONTROLLER_AND_PROCESSOR".equals(root.path("role").asText());
        if (processor == engagements.isEmpty()) {
            find(
                    processor ? "/role" : "/processor-for",
                    processor ? "a processor without 'processor-for'" : "'processor-for' of one that is no processor",
                    "name under processor-for on whose behalf it acts, with role: CONTROLLER_AND_PROCESSOR, or neither");
        }
        return engagements;
    }

    private String registrationNumber() {
        String number = root.path("registration-number").asText();
        String country = root.path("country").asText();
        if (OrganisationNumbers.known(country) && !OrganisationNumbers.valid(country, number)) {
            find(
                    "/registration-number",
                    "'" + number + "' is no number of an organisation in " + country,
                    "compare its check digit with the trade register; letters print it");
        }
        return number;
    }

    private Map<KeyKind, List<String>> numbers() {
        Map<KeyKind, List<String>> numbers = new LinkedHashMap<>();
        root.path("numbers")
                .fields()
                .forEachRemaining(entry -> numbers.put(KeyKind.of(entry.getKey()), Nodes.list(entry.getValue())));
        return numbers;
    }

    private ZoneId zone() {
        String zone = root.path("zone").asText();
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            find("/zone", "'" + zone + "' is no time zone", "write one such as Europe/Copenhagen");
            return ZoneOffset.UTC;
        }
    }

    private List<Mailbox> mailboxes() {
        List<Mailbox> mailboxes = new ArrayList<>();
        JsonNode nodes = root.path("mailboxes");
        for (int i = 0; i < nodes.size(); i++) {
            JsonNode node = nodes.get(i);
            Mailbox mailbox = node.isTextual()
                    ? new Mailbox(node.asText(), null, null)
                    : new Mailbox(node.path("address").asText(), Nodes.text(node, "name"), Nodes.text(node, "brand"));
            if (mailbox.brand() != null && !root.path("brands").has(mailbox.brand())) {
                List<String> known = new ArrayList<>();
                root.path("brands").fieldNames().forEachRemaining(known::add);
                find(
                        "/mailboxes/" + i + "/brand",
                        "no brand '" + mailbox.brand() + "'",
                        YamlSchema.nearest(mailbox.brand(), known));
            }
            for (Mailbox other : mailboxes) {
                if (Objects.equals(other.name(), mailbox.name()) && !Objects.equals(other.brand(), mailbox.brand())) {
                    find(
                            "/mailboxes/" + i,
                            "one mailbox for two brands",
                            "give each brand's mailbox a name of its own, or leave the brand out");
                }
            }
            mailboxes.add(mailbox);
        }
        return List.copyOf(mailboxes);
    }

    private Map<String, Brand> brands() {
        Map<String, Brand> brands = new LinkedHashMap<>();
        root.path("brands").fields().forEachRemaining(entry -> {
            JsonNode brand = entry.getValue();
            brands.put(
                    entry.getKey(),
                    new Brand(
                            entry.getKey(),
                            brand.path("name").asText(),
                            Nodes.list(brand.path("letterhead")),
                            Nodes.list(brand.path("values"))));
        });
        return brands;
    }

    private Map<String, Contact> contacts() {
        Map<String, Contact> contacts = new LinkedHashMap<>();
        root.path("contacts").fields().forEachRemaining(entry -> {
            JsonNode contact = entry.getValue();
            contacts.put(
                    entry.getKey(),
                    new Contact(
                            roles(contact.path("role")), Nodes.text(contact, "mail"), Nodes.text(contact, "phone")));
        });
        return contacts;
    }

    private static Map<String, String> roles(JsonNode node) {
        Map<String, String> roles = new LinkedHashMap<>();
        if (node.isTextual()) {
            roles.put("en", node.asText());
        }
        node.fields()
                .forEachRemaining(
                        entry -> roles.put(entry.getKey(), entry.getValue().asText()));
        return roles;
    }

    private List<Authority> authority() {
        String name = root.path("authority").asText();
        List<Authority> versions = authorities.getOrDefault(name, List.of());
        if (versions.isEmpty()) {
            find(
                    "/authority",
                    "no authority '" + name + "'",
                    "add it to connectors/reference/authorities.yaml, or use one of: "
                            + String.join(", ", authorities.keySet()));
        }
        return List.copyOf(versions);
    }

    private Deadline deadline() {
        JsonNode deadline = root.path("deadline");
        List<Integer> warnDays = new ArrayList<>();
        deadline.path("warn-days").forEach(days -> warnDays.add(days.asInt()));
        String warned = role(deadline, "/deadline", "warn", DataController.DATA_PROTECTION_OFFICER);
        return new Deadline(
                deadline.path("months").asInt(1),
                deadline.path("extension-months").asInt(2),
                deadline.has("promised-days") ? deadline.path("promised-days").asInt() : null,
                warnDays.isEmpty() ? Deadline.WARN_DAYS : warnDays,
                warned,
                role(deadline, "/deadline", "escalate-to", warned));
    }

    private String role(JsonNode node, String at, String field, String otherwise) {
        if (!node.has(field)) {
            return otherwise;
        }
        String role = node.path(field).asText();
        if (!root.path("contacts").path(role).has("mail")) {
            List<String> known = new ArrayList<>();
            root.path("contacts").fieldNames().forEachRemaining(known::add);
            find(at + "/" + field, "no contact '" + role + "' with a mail address", YamlSchema.nearest(role, known));
        }
        return role;
    }

    private Identification identification() {
        JsonNode node = root.path("identification");
        Map<Right, String> byRight = new LinkedHashMap<>();
        node.path("by-right")
                .fields()
                .forEachRemaining(entry -> byRight.put(
                        Right.valueOf(entry.getKey()), entry.getValue().asText()));
        List<Identification.Method> methods = new ArrayList<>();
        for (JsonNode offer : node.path("methods")) {
            for (String method : Nodes.list(offer.path("methods"))) {
                methods.add(new Identification.Method(
                        Nodes.constant(Channel.class, offer, "channel"),
                        method,
                        offer.path("level").asText()));
            }
        }
        Set<KeyKind> facts =
                Nodes.list(node.path("facts")).stream().map(KeyKind::of).collect(Collectors.toUnmodifiableSet());
        if (methods.stream().anyMatch(offer -> offer.method().equals(Identification.TWO_FACTS)) && facts.isEmpty()) {
            find(
                    "/identification/methods",
                    "'" + Identification.TWO_FACTS + "' is offered, and no facts count",
                    "name under identification/facts which kinds count, for example [policy-number, birth-date]");
        }
        return new Identification(
                node.path("required").asText(),
                Map.copyOf(byRight),
                List.copyOf(methods),
                Nodes.text(node, "register"),
                facts,
                ages(node.path("children")),
                deceased(node.path("deceased")),
                Set.copyOf(Nodes.list(node.path("employees").path("handled-by"))));
    }

    private Identification.Ages ages(JsonNode node) {
        Identification.Ages ages = new Identification.Ages(
                node.path("own-request").asInt(Identification.Ages.NONE.own()),
                node.path("majority").asInt(Identification.Ages.NONE.majority()));
        if (ages.own() > ages.majority()) {
            find(
                    "/identification/children",
                    "own-request lies above majority",
                    "write the lower age under own-request");
        }
        return ages;
    }

    private Identification.Deceased deceased(JsonNode node) {
        return node.isMissingNode()
                ? Identification.Deceased.NOT_COVERED
                : new Identification.Deceased(
                        role(node, "/identification/deceased", "desk", null),
                        node.path("law-holds-years").asInt(0));
    }

    private Delivery delivery() {
        JsonNode node = root.path("delivery");
        NewRequest.Delivery standard = Nodes.constant(NewRequest.Delivery.class, node, "default");
        List<NewRequest.Delivery> allowed = Nodes.list(node.path("allowed")).stream()
                .map(NewRequest.Delivery::valueOf)
                .toList();
        if (!allowed.contains(standard)) {
            find("/delivery/default", "the default delivery is not allowed", "add it to 'allowed', or choose another");
        }
        return new Delivery(standard, allowed, Nodes.text(node, "mail-from"), Nodes.text(node, "drop-folder"));
    }

    private void find(String pointer, String message, String remedy) {
        findings.add(yaml.finding(pointer, message, remedy));
    }
}
