package org.dsrhub.intake;

import java.time.LocalDate;
import java.time.Period;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Requests;
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
    private final Requests requests;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Period review;

    /** @param review after which a human looks whether it is decided */
    Complaints(
            Holds holds,
            Requests requests,
            DataControllers controllers,
            LegalClock clock,
            @Value("${hub.holds.complaint-review:P6M}") Period review) {
        this.holds = holds;
        this.requests = requests;
        this.controllers = controllers;
        this.clock = clock;
        this.review = review;
    }

    /**
     * At all branches that the request has a part at. Taken again it changes nothing. In a transaction of the caller it comes before whatever locks the request.
     *
     * @param reason in words
     */
    public void take(RequestView request, String reason, String actor) {
        LocalDate today = clock.today(controllers.get(request.controller()).zone());
        holds.complaint(request.id(), reason, today.plus(review), actor);
        requests.parts(request.id()).stream()
                .map(RequestView::id)
                .sorted()
                .forEach(part -> holds.complaint(part, reason, today.plus(review), actor));
    }
}
