package org.dsrhub.connector;

import java.util.List;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.Holds;
import org.dsrhub.request.Subject;

/**
 * What must not show of a subject ({@code H-AML}). A record that such a hold names is not taken in: who has none of it gets the
 * same answer, after the same questions, with the same numbers, then and in every later year.
 */
final class Reports {
    private final Holds holds;
    private final String controller;
    private final Subject subject;
    private List<Hold> inForce;

    Reports(Holds holds, String controller, Subject subject) {
        this.holds = holds;
        this.controller = controller;
        this.subject = subject;
    }

    boolean cover(ItemFacts facts) {
        if (inForce == null) {
            inForce = holds.inForce(controller, subject).stream()
                    .filter(hold -> hold.kind() == Hold.Kind.H_AML)
                    .toList();
        }
        return inForce.stream().anyMatch(hold -> hold.covers(facts));
    }
}
