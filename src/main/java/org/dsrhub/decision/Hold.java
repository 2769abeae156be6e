package org.dsrhub.decision;

import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;

/**
 * A legal hold that is in force: freezes items, not persons.
 *
 * @param kind for example {@code H-LIT}
 * @param subjects keyed hashes (hex) of every alias of the subject; empty means any subject
 * @param references keyed hashes (hex) of items, claims or policies; empty means all of the subject's
 * @param systems connectors it covers; empty means all
 * @param categories kinds of records it covers, by item type ({@code call}) or row of the holdings table ({@code D7}); empty
 *     means all
 * @param reviewOn when a human looks at it again
 */
public record Hold(
        UUID id,
        Kind kind,
        Set<String> subjects,
        Set<String> references,
        Set<String> systems,
        Set<String> categories,
        LocalDate reviewOn) {
    public Hold {
        subjects = Set.copyOf(subjects);
        references = Set.copyOf(references);
        systems = Set.copyOf(systems);
        categories = Set.copyOf(categories);
    }

    /** On records of every kind. */
    public Hold(
            UUID id, Kind kind, Set<String> subjects, Set<String> references, Set<String> systems, LocalDate reviewOn) {
        this(id, kind, subjects, references, systems, Set.of(), reviewOn);
    }

    /** Whether it freezes that item; whether it is about the item's subject is the reader's of {@code subjects}. */
    public boolean covers(ItemFacts item) {
        return (systems.isEmpty() || systems.contains(item.system()))
                && (categories.isEmpty()
                        || categories.stream().anyMatch(one -> one.equals(item.type()) || one.equals(item.holding())))
                && (references.isEmpty() || item.references().values().stream().anyMatch(references::contains));
    }

    /** Kinds in their order of precedence: the first that covers an item gives the reason. */
    public enum Kind {
        /** supervisory or police preservation order */
        H_SUP,
        /** report or enquiry; its presence must show nowhere */
        H_AML,
        /** litigation */
        H_LIT,
        /** complaint to an authority or board */
        H_CMP,
        /** fraud investigation */
        H_FRD,
        /** recourse against a third party */
        H_RGT,
        /** debt under enforcement */
        H_DBT,
        /** open claim */
        H_OPN,
        /** minor */
        H_MIN,
        /** estate */
        H_EST,
        /** Art. 18 */
        H_RST,
        /** pending access request: until it is delivered */
        H_DSR;

        /** As the domain tables write it, {@code H-LIT}. */
        public String label() {
            return name().replace('_', '-');
        }

        public static Kind of(String label) {
            return valueOf(label.replace('-', '_'));
        }
    }
}
