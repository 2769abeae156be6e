package org.dsrhub.delivery;

import java.util.Map;
import java.util.Set;
import org.dsrhub.answer.Answers;
import org.dsrhub.ledger.MailReturned;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * An answer that came back has not been given: a request that was closed over it is open again, so that its last day is
 * watched, and its delivery stops at once at the address, which a person settles. One that is still open delivers it with what
 * is to come.
 */
@Component
class ReturnedAnswers {
    private final Answers answers;
    private final Requests requests;

    ReturnedAnswers(Answers answers, Requests requests) {
        this.answers = answers;
        this.requests = requests;
    }

    @EventListener
    void reopen(MailReturned mail) {
        if (!answers.returned(mail.requestId(), mail.messageId())) {
            return;
        }
        RequestView request = requests.find(mail.requestId()).orElseThrow();
        if (request.state() == RequestState.CLOSED && request.outcome() == RequestOutcome.FULFILLED) {
            requests.apply(
                    request.id(),
                    Set.of(RequestState.CLOSED),
                    "hub",
                    "answer-returned",
                    Map.of(),
                    Next.stage(RequestState.DELIVERING, MailDelivery.STAGE));
        }
    }
}
