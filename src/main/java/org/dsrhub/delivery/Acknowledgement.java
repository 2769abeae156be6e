package org.dsrhub.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** Stage {@code acknowledgement}: says that a request came in and, where nobody is identified yet, how to be. */
@Component("acknowledgement")
public class Acknowledgement {
    private static final Pattern MESSAGE_ID = Pattern.compile("<[\\x21-\\x3B\\x3D\\x3F-\\x7E]{1,900}>");
    private final Requests requests;
    private final Intents intents;
    private final MailWriter writer;
    private final OutgoingMail outgoing;

    Acknowledgement(Requests requests, Intents intents, MailWriter writer, OutgoingMail outgoing) {
        this.requests = requests;
        this.intents = intents;
        this.writer = writer;
        this.outgoing = outgoing;
    }

    /** Confirms nothing about any person; without an address nothing is sent. */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        String to = requests.subject(request.id()).replyTo();
        if (to != null) {
            String kind = request.state() == RequestState.IDENTIFICATION ? "identification-needed" : "acknowledgement";
            intents.begin(lease, "send");
            outgoing.send(writer.write(lease, request, to, kind, null, "auto-replied", answered(request), null));
        }
        return Completion.done();
    }

    /** The Message-ID that the request came with, null where it did not come by mail. */
    private String answered(RequestView request) {
        String key = requests.original(request.id()).deduplicationKey();
        Matcher matcher = key == null ? null : MESSAGE_ID.matcher(key);
        return matcher != null && matcher.find() ? matcher.group() : null;
    }
}
