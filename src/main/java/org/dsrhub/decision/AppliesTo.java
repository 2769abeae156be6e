package org.dsrhub.decision;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of the items whose connector file names a rule one version of it is about. All that is given has to fit.
 *
 * @param holdings rows of the holdings table, empty for any
 * @param types item types of connector files, empty for any
 * @param brands ids of brands, empty for any
 * @param products product codes as in period tables, empty for any
 * @param facts name of a fact → the values that fit
 */
public record AppliesTo(
        Set<String> holdings,
        Set<String> types,
        Set<String> brands,
        Set<String> products,
        Map<String, Set<String>> facts) {
    public static final AppliesTo ALL = new AppliesTo(null, null, null, null, null);

    public AppliesTo {
        holdings = holdings == null ? Set.of() : Set.copyOf(holdings);
        types = types == null ? Set.of() : Set.copyOf(types);
        brands = brands == null ? Set.of() : Set.copyOf(brands);
        products = products == null ? Set.of() : Set.copyOf(products);
        facts = facts == null ? Map.of() : Map.copyOf(facts);
    }

    /** {@link Sure#UNSURE} where it hangs on something that the source did not tell: nobody knows which version is right. */
    Sure fits(ItemFacts item) {
        Sure fit = one(holdings, item.holding())
                .and(one(types, item.type()))
                .and(one(brands, ItemFacts.UNKNOWN_BRAND.equals(item.brand()) ? null : item.brand()))
                .and(one(products, item.product()));
        for (Map.Entry<String, Set<String>> fact : facts.entrySet()) {
            fit = fit.and(one(fact.getValue(), item.facts().get(fact.getKey())));
        }
        return fit;
    }

    private static Sure one(Set<String> wanted, String value) {
        return wanted.isEmpty() ? Sure.YES : value == null ? Sure.UNSURE : Sure.of(wanted.contains(value));
    }

    /** As a person reads it, for example {@code brands alka, tjm; purpose TEST}; empty where it fits all. */
    String words() {
        Map<String, Set<String>> all = new TreeMap<>(facts);
        all.put("holdings", holdings);
        all.put("item types", types);
        all.put("brands", brands);
        all.put("products", products);
        StringBuilder text = new StringBuilder();
        all.forEach((name, values) -> {
            if (!values.isEmpty()) {
                text.append(text.isEmpty() ? "" : "; ")
                        .append(name)
                        .append(' ')
                        .append(String.join(", ", values.stream().sorted().toList()));
            }
        });
        return text.toString();
    }
}
