package org.dsrhub.decision;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What the rules may know of an item: enough to decide, nothing that is disclosed.
 *
 * @param system connector that yielded it
 * @param holding row of the holdings table, for example {@code E4}
 * @param type item type of the connector file
 * @param rule id of the retention rule named by the connector file, null where none
 * @param product product code that period tables are keyed by, null where none
 * @param status {@link Status#UNKNOWN} where the source's value is not in the connector's code list
 * @param dates event name → ISO date exactly as the source gave it (sentinels and nonsense included); absent where empty
 * @param flags see {@link Flag}
 * @param references keyed hashes (hex) of what holds and links are matched on: {@code item}, {@code claim}, {@code policy}
 * @param brand brand of the controller where the source tells it, {@link #UNKNOWN_BRAND} where it names none of them, else
 *     null
 * @param provenance who gave it
 * @param legalBases for example {@code GDPR-6-1-b}
 * @param facts name → value of what the connector file maps for conditions of rules; absent where empty
 * @param constitutes {@code claim} or {@code policy} where the item is the claim or the policy itself, null where it only
 *     belongs to one or to none
 */
public record ItemFacts(
        String system,
        String holding,
        String type,
        String rule,
        String product,
        Status status,
        Map<String, String> dates,
        Set<Flag> flags,
        Map<String, String> references,
        String brand,
        Provenance provenance,
        Set<String> legalBases,
        Map<String, String> facts,
        String constitutes) {

    /** {@link #constitutes} of a claim, and the key of its number in {@link #references}. */
    public static final String CLAIM = "claim";

    /** The same of a policy. */
    public static final String POLICY = "policy";

    /** Which period it has nobody can say where a rule tells brands apart. */
    public static final String UNKNOWN_BRAND = "?";

    public ItemFacts {
        dates = dates == null ? Map.of() : Map.copyOf(dates);
        flags = flags == null ? Set.of() : Set.copyOf(flags);
        references = references == null ? Map.of() : Map.copyOf(references);
        legalBases = legalBases == null ? Set.of() : Set.copyOf(legalBases);
        status = status == null ? Status.NONE : status;
        provenance = provenance == null ? Provenance.OBSERVED : provenance;
        facts = facts == null ? Map.of() : Map.copyOf(facts);
    }

    /** Of an item with nothing for conditions, that is neither a claim nor a policy. */
    public ItemFacts(
            String system,
            String holding,
            String type,
            String rule,
            String product,
            Status status,
            Map<String, String> dates,
            Set<Flag> flags,
            Map<String, String> references,
            String brand,
            Provenance provenance,
            Set<String> legalBases) {
        this(
                system,
                holding,
                type,
                rule,
                product,
                status,
                dates,
                flags,
                references,
                brand,
                provenance,
                legalBases,
                null,
                null);
    }

    public ItemFacts with(Flag flag) {
        Set<Flag> more = EnumSet.of(flag);
        more.addAll(flags);
        return new ItemFacts(
                system,
                holding,
                type,
                rule,
                product,
                status,
                dates,
                more,
                references,
                brand,
                provenance,
                legalBases,
                facts,
                constitutes);
    }

    /** The state of a policy, claim or debt, as the connector's code list reads it. */
    public enum Status {
        /** the item type has no status */
        NONE,
        /** active policy, open claim, unpaid debt, listed sanction */
        OPEN,
        /** ended policy, closed claim, paid debt */
        CLOSED,
        UNKNOWN
    }

    public enum Flag {
        THIRD_PARTY,
        SPECIAL_CATEGORY,
        INTERNAL_ASSESSMENT,
        /** a quote that became a policy follows that policy */
        ACCEPTED,
        /** linked to a claim or case that is still kept */
        LINKED,
        MINOR,
        /** held for somebody whom the controller's file does not name: a person decides, also whether to show it */
        UNCLEAR_PRINCIPAL,
        /** in a register that joint controllers keep: none of them erases it on its own */
        JOINT,
        /** a person looks it up: no automated means process it */
        ON_PAPER
    }

    public enum Provenance {
        PROVIDED,
        OBSERVED,
        DERIVED,
        RECEIVED
    }
}
