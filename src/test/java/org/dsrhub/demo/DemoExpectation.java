package org.dsrhub.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.dsrhub.decision.Outcome;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;

/**
 * The persona table as data: what has to become of each item, seen on 2026-12-01.
 *
 * @param system of the connector file
 * @param reference by which the package and the system's store know the item
 * @param until last day kept, null unless the outcome is {@link Outcome#RETAIN_UNTIL}
 * @param overrun whether the answer has to admit that the item was kept too long
 */
record DemoExpectation(
        SyntheticPerson person, String system, String reference, Outcome outcome, LocalDate until, boolean overrun) {

    /** Lars Nørgaard asks for access: everything is disclosed, the old quote with an admission. */
    static final List<DemoExpectation> ACCESS = List.of(
            access("crm", "T100003", false),
            access("policies", "TP10000301", false),
            access("quotes", "TQ10000301", true),
            access("call-recordings", "TR10000301", false),
            access("chat", "TH10000301", false),
            access("tryghedsgruppen", "99990000000301", false),
            access("consents", "TC10000301", false));

    /** Systems that hold nothing about him, which the answer has to name. */
    static final List<String> NOTHING_HELD = List.of("claims", "debt-collection");

    /** Liis Tamm asks for erasure. */
    static final List<DemoExpectation> ERASURE = List.of(
            erasure("crm", "G100010", Outcome.REFUSE, null, false),
            erasure("policies", "GP10001001", Outcome.REFUSE, null, false),
            erasure("claims", "GC10001001", Outcome.REFUSE, null, false),
            erasure("claims", "GC10001002", Outcome.ERASE, null, true),
            erasure("call-recordings", "GR10001001", Outcome.ERASE, null, true),
            erasure("call-recordings", "GR10001002", Outcome.RETAIN_UNTIL, LocalDate.of(2036, 9, 20), false),
            erasure("debt-collection", "GD10001001", Outcome.RETAIN_UNTIL, LocalDate.of(2029, 2, 28), false),
            erasure("quotes", "GQ10001001", Outcome.ERASE, null, true),
            erasure("consents", "GK10001001", Outcome.ERASE, null, false),
            erasure("carts", "GB10001001", Outcome.ERASE, null, false));

    /** The first day on which nothing of hers is locked any more. */
    static final LocalDate ALL_TERMS_OVER = LocalDate.of(2036, 9, 21);

    static Map<Outcome, Long> counts(List<DemoExpectation> table) {
        return table.stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        DemoExpectation::outcome, java.util.TreeMap::new, java.util.stream.Collectors.counting()));
    }

    /** Whether the item is to be gone from its system on a day. */
    boolean goneOn(LocalDate day) {
        return outcome == Outcome.ERASE || until != null && day.isAfter(until);
    }

    @Override
    public String toString() {
        return system + " " + reference;
    }

    private static DemoExpectation access(String system, String reference, boolean overrun) {
        return new DemoExpectation(SyntheticPeople.p3(), system, reference, Outcome.DISCLOSE, null, overrun);
    }

    private static DemoExpectation erasure(
            String system, String reference, Outcome outcome, LocalDate until, boolean overrun) {
        return new DemoExpectation(SyntheticPeople.p10(), system, reference, outcome, until, overrun);
    }
}
