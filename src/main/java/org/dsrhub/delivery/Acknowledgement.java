package org.dsrhub.delivery;

import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/**
 * Stage {@code acknowledgement}: says that a request came in. Where something is missing before it can begin, the letter that
 * asks for it is the acknowledgement, and a further mail of the same sender is told that it is still missing.
 */
@Component("acknowledgement")
public class Acknowledgement {
    private final Requests requests;
    private final Notices notices;
    private final NoticeDelivery letters;
    private final Intents intents;
    private final MailWriter writer;
    private final OutgoingMail outgoing;

    Acknowledgement(
            Requests requests,
            Notices notices,
            NoticeDelivery letters,
            Intents intents,
            MailWriter writer,
            OutgoingMail outgoing) {
        this.requests = requests;
        this.notices = notices;
        this.letters = letters;
        this.intents = intents;
        this.writer = writer;
        this.outgoing = outgoing;
    }

    /** Confirms nothing about any person; without an address nothing is sent. */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        String to = requests.subject(request.id()).replyTo();
        try {
            String kind = to == null ? null : kind(lease, request);
            if (kind != null) {
                String messageId = writer.messageId(request, lease.wave() == 0 ? kind : kind + "." + lease.wave());
                writer.spare(lease, request, to, messageId);
                intents.begin(lease, "send");
                outgoing.send(writer.write(
                        lease, request, to, kind, messageId, "auto-replied", writer.answered(request), null));
            }
            return Completion.done();
        } catch (SenderCapReached e) {
            return SenderCapReached.postponed();
        }
    }

    /** Null where there is nothing to say beside what has just been said. */
    private String kind(Lease lease, RequestView request) {
        if (request.state() != RequestState.IDENTIFICATION) {
            return "acknowledgement";
        }
        if (!notices.noted(request.id(), Notice.Kind.IDENTIFICATION)) {
            return "identification-needed";
        }
        boolean told = letters.askForIdentification(lease, request);
        // The first one that finds nothing to tell was interrupted after it had told.
        return told || lease.wave() == 0 ? null : "still-waiting";
    }
}
