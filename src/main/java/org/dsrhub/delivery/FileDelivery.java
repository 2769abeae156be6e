package org.dsrhub.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.dsrhub.answer.Answers;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** Stage {@code delivery-file}: lays packages into the portal's folder, each exactly once. */
@Component("fileDelivery")
public class FileDelivery {
    private final Requests requests;
    private final Answers answers;
    private final Intents intents;
    private final Outbox outbox;
    private final Recipients recipients;

    FileDelivery(Requests requests, Answers answers, Intents intents, Outbox outbox, Recipients recipients) {
        this.requests = requests;
        this.answers = answers;
        this.intents = intents;
        this.outbox = outbox;
        this.recipients = recipients;
    }

    /** @throws UncheckedIOException where the folder is full or away; no half file stays, the task is tried again */
    public Completion drop(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        recipients.of(lease, request);
        for (Answers.Packed packed : answers.unsent(request.id())) {
            intents.begin(lease, "drop-" + packed.round());
            try {
                outbox.printSecret(request, packed);
                outbox.lay(request, packed);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "the delivery folder could not be written; check its space and rights", e);
            }
            outbox.sent(request, packed, "file");
        }
        return Completion.then(outbox.end(request));
    }
}
