package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Provenance;
import org.dsrhub.decision.ItemFacts.Status;

/** Builds the facts of an item, field by field. */
final class Facts {
    private final String rule;
    private String product;
    private String brand;
    private String constitutes;
    private final Map<String, String> told = new HashMap<>();
    private Status status = Status.NONE;
    private final Map<String, String> dates = new HashMap<>();
    private final Set<Flag> flags = new HashSet<>();
    private final Map<String, String> references = new HashMap<>(Map.of("item", "ab01"));

    private Facts(String rule) {
        this.rule = rule;
    }

    static Facts under(String rule) {
        return new Facts(rule);
    }

    Facts product(String value) {
        product = value;
        return this;
    }

    Facts brand(String value) {
        brand = value;
        return this;
    }

    Facts status(Status value) {
        status = value;
        return this;
    }

    Facts on(String event, String date) {
        dates.put(event, date);
        return this;
    }

    Facts flag(Flag flag) {
        flags.add(flag);
        return this;
    }

    Facts reference(String kind, String hash) {
        references.put(kind, hash);
        return this;
    }

    Facts fact(String name, String value) {
        told.put(name, value);
        return this;
    }

    Facts constitutes(String value) {
        constitutes = value;
        return this;
    }

    ItemFacts build() {
        return new ItemFacts(
                "claims",
                "E4",
                "claim",
                rule,
                product,
                status,
                dates,
                flags,
                references,
                brand,
                Provenance.PROVIDED,
                Set.of(),
                told,
                constitutes);
    }

    static Hold hold(Hold.Kind kind) {
        return new Hold(UUID.randomUUID(), kind, Set.of(), Set.of(), Set.of(), LocalDate.of(2027, 1, 1));
    }
}
