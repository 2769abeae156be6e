package org.dsrhub.datacontroller;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dsrhub.decision.AppliesTo;
import org.dsrhub.decision.MessageKeys;
import org.dsrhub.decision.Outcome;
import org.dsrhub.decision.RetentionRule;
import org.dsrhub.decision.RetentionRule.Condition;
import org.dsrhub.decision.RetentionRule.Ground;
import org.dsrhub.decision.RetentionRule.Term;

/** {@code retention:} of a {@code controller.yaml} that its schema has approved; adds findings for what a schema cannot see. */
final class RetentionSection {
    private final ValidatedYaml yaml;
    private final JsonNode root;
    private final List<Finding> findings;

    RetentionSection(ValidatedYaml yaml, List<Finding> findings) {
        this.yaml = yaml;
        this.root = yaml.content();
        this.findings = findings;
    }

    List<RetentionRule> read() {
        List<RetentionRule> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        JsonNode nodes = root.path("retention");
        Set<String> ids = new LinkedHashSet<>();
        nodes.forEach(node -> ids.add(node.path("id").asText()));
        for (int i = 0; i < nodes.size(); i++) {
            String at = "/retention/" + i;
            RetentionRule rule = rule(nodes.get(i), at);
            if (rule == null) {
                continue;
            }
            if (!seen.add(rule.id() + " " + rule.version())) {
                find(
                        at + "/version",
                        "version " + rule.version() + " of " + rule.id() + " is there twice",
                        "count the version up");
            }
            check(rule, ids, at);
            rules.add(rule);
        }
        return rules;
    }

    private RetentionRule rule(JsonNode node, String at) {
        try {
            List<RetentionRule.Exception> exceptions = new ArrayList<>();
            for (JsonNode exception : node.path("exceptions")) {
                Condition when = Nodes.constant(Condition.class, exception, "when");
                boolean passing = when == Condition.KEPT_CLAIM && exception.has("follow");
                if (passing) {
                    find(
                            at + "/exceptions",
                            "the end of KEPT_CLAIM would let another rule keep more",
                            "leave 'follow' out: 'outcome: REFUSE', or a human decides");
                }
                exceptions.add(new RetentionRule.Exception(
                        when,
                        passing ? null : Nodes.text(exception, "follow"),
                        "REFUSE".equals(Nodes.text(exception, "outcome")) ? refusal(exception, node) : null));
            }
            JsonNode open = node.path("while-open");
            return new RetentionRule(
                    node.path("id").asText(),
                    node.path("version").asInt(),
                    appliesTo(node.path("applies-to")),
                    term(node),
                    open.isMissingNode() ? null : Nodes.constant(Outcome.class, open, "outcome"),
                    Nodes.constant(Outcome.class, node, "on-request"),
                    Nodes.constant(Outcome.class, node, "afterwards"),
                    node.path("suppression").asBoolean(),
                    exceptions,
                    Nodes.text(node, "need"),
                    Nodes.text(node, "legal-basis"),
                    Nodes.text(node, "dpv"),
                    Nodes.text(node, "message-key"),
                    Nodes.text(node, "source"),
                    Nodes.date(node, "valid-from"),
                    Nodes.date(node, "valid-to"),
                    open.has("message-key") ? ground(open) : null);
        } catch (DateTimeException e) {
            find(at, "a period or date in it is none", "write periods as P24M or P10Y, dates as 2026-12-31");
            return null;
        }
    }

    private static Ground ground(JsonNode node) {
        return new Ground(Nodes.text(node, "legal-basis"), Nodes.text(node, "dpv"), Nodes.text(node, "message-key"));
    }

    /** In its own words, else in the rule's. */
    private static Ground refusal(JsonNode exception, JsonNode rule) {
        return ground(exception.has("message-key") ? exception : rule);
    }

    private static AppliesTo appliesTo(JsonNode node) {
        Map<String, Set<String>> facts = new LinkedHashMap<>();
        node.path("facts")
                .fields()
                .forEachRemaining(fact -> facts.put(fact.getKey(), Set.copyOf(Nodes.list(fact.getValue()))));
        return new AppliesTo(
                Set.copyOf(Nodes.list(node.path("holdings"))),
                Set.copyOf(Nodes.list(node.path("item-types"))),
                Set.copyOf(Nodes.list(node.path("brands"))),
                Set.copyOf(Nodes.list(node.path("products"))),
                facts);
    }

    private static Term term(JsonNode node) {
        Map<String, Period> periods = new LinkedHashMap<>();
        node.path("periods")
                .fields()
                .forEachRemaining(entry -> periods.put(
                        entry.getKey(), Period.parse(entry.getValue().asText())));
        Set<Condition> waitsFor = EnumSet.noneOf(Condition.class);
        Nodes.list(node.path("waits-for")).forEach(name -> waitsFor.add(Condition.valueOf(name)));
        JsonNode yearEnd = node.path("year-end");
        return new Term(
                Nodes.list(node.path("start")),
                node.path("earliest").asBoolean(),
                periods,
                yearEnd.isTextual()
                        ? MonthDay.parse("--" + yearEnd.asText())
                        : yearEnd.asBoolean() ? MonthDay.of(12, 31) : null,
                Nodes.list(node.path("ended-by")),
                waitsFor,
                "claims".equals(Nodes.text(node, "as-long-as")),
                node.has("of-age") ? node.path("of-age").asInt() : null);
    }

    private void check(RetentionRule rule, Set<String> ids, String at) {
        for (int i = 0; i < rule.exceptions().size(); i++) {
            RetentionRule.Exception exception = rule.exceptions().get(i);
            String follow = exception.follow();
            if (follow != null && !ids.contains(follow)) {
                find(
                        at + "/exceptions/" + i,
                        rule.id() + " follows '" + follow + "', which is no rule here",
                        YamlSchema.nearest(follow, List.copyOf(ids)));
            }
            if (follow != null && exception.refusal() != null) {
                find(
                        at + "/exceptions/" + i,
                        "an exception refuses and follows '" + follow + "'",
                        "keep one of 'outcome' and 'follow'");
            }
        }
        Stream.concat(
                        Stream.of(new Ground(rule.legalBasis(), rule.dpv(), rule.messageKey()), rule.openGround()),
                        rule.exceptions().stream()
                                .map(RetentionRule.Exception::refusal)
                                .filter(ground -> ground != null))
                .distinct()
                .forEach(ground -> words(ground, at));
        List<String> brands = new ArrayList<>();
        root.path("brands").fieldNames().forEachRemaining(brands::add);
        for (String brand : rule.appliesTo().brands()) {
            if (!brands.contains(brand)) {
                find(at + "/applies-to/brands", "no brand '" + brand + "'", YamlSchema.nearest(brand, brands));
            }
        }
        term(rule, at);
        LocalDate from = rule.validFrom();
        if (from != null && rule.validTo() != null && rule.validTo().isBefore(from)) {
            find(at + "/valid-to", rule.id() + " ends before it begins", "swap or correct the two dates");
        }
    }

    private void words(Ground ground, String at) {
        if (!MessageKeys.ALL.contains(ground.messageKey())) {
            find(
                    at,
                    "no letter has the sentence '" + ground.messageKey() + "'",
                    YamlSchema.nearest(ground.messageKey(), MessageKeys.ALL));
        }
    }

    private void term(RetentionRule rule, String at) {
        Term term = rule.term();
        boolean dated = !term.periods().isEmpty()
                || !term.endedBy().isEmpty()
                || !term.waitsFor().isEmpty()
                || term.asLongAsClaims();
        if (term.start().isEmpty() && dated) {
            find(at, rule.id() + " has a period and no start", "name the date that starts it under 'start'");
        }
        if (term.start().isEmpty() && rule.onRequest() == Outcome.RETAIN_UNTIL) {
            find(at, rule.id() + " retains until a date that nothing starts", "name the date under 'start'");
        }
    }

    private void find(String pointer, String message, String remedy) {
        findings.add(yaml.finding(pointer, message, remedy));
    }
}
