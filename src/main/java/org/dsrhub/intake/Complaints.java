package org.dsrhub.intake;

import java.time.LocalDate;
import java.time.Period;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Holds;
import org.dsrhub.request.RequestView;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A complaint about a request, to the controller, an authority, an ombudsman or a board: what the request found is evidence, and
 * stays from that moment on, by itself ({@code H-CMP}, Art. 17(3)(e)). Two persons end it.
 */
@Component
public class Complaints {
    private final Holds holds;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Period review;

    /** @param review after which a human looks whether it is decided */
    Complaints(
            Holds holds,
            DataControllers controllers,
            LegalClock clock,
            @Value("${hub.holds.complaint-review:P6M}") Period review) {
        this.holds = holds;
        this.controllers = controllers;
        this.clock = clock;
        this.review = review;
    }

    /**
     * Taken again it changes nothing. In a transaction of the caller it comes before whatever locks the request.
     *
     * @param reason in words
     */
    public void take(RequestView request, String reason, String actor) {
        LocalDate today = clock.today(controllers.get(request.controller()).zone());
        holds.complaint(request.id(), reason, today.plus(review), actor);
    }
}
