package org.dsrhub.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dsrhub.answer.Answers;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Suppressions;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/**
 * Stage {@code delivery-mail}: mails packages to the subject, the password to the printer. SMTP cannot tell whether a mail
 * was taken when the connection breaks between its end and the server's 250; such a mail is sent once more, with identical
 * bytes and the same Message-ID, so that mailboxes recognise the second. Every other failure sends nothing.
 */
@Component("mailDelivery")
public class MailDelivery {
    static final String STAGE = "delivery-mail";
    private static final String AUTOMATIC = "auto-generated";
    private static final String KIND = "withdrawal-confirmed";
    private static final String CONFIRMED = "rights-confirmed";

    private final Requests requests;
    private final Answers answers;
    private final Intents intents;
    private final Outbox outbox;
    private final Recipients recipients;
    private final MailWriter writer;
    private final OutgoingMail outgoing;
    private final DeliveryProperties properties;

    MailDelivery(
            Requests requests,
            Answers answers,
            Intents intents,
            Outbox outbox,
            Recipients recipients,
            MailWriter writer,
            OutgoingMail outgoing,
            DeliveryProperties properties) {
        this.requests = requests;
        this.answers = answers;
        this.intents = intents;
        this.outbox = outbox;
        this.recipients = recipients;
        this.writer = writer;
        this.outgoing = outgoing;
        this.properties = properties;
    }

    /** @throws org.dsrhub.request.Problem {@code mail-refused} where another try cannot help */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        String to = recipients.of(lease, request);
        if (request.needsNoIdentification()) {
            try {
                return Completion.then(confirm(lease, request, to));
            } catch (SenderCapReached e) {
                return SenderCapReached.postponed();
            }
        }
        for (Answers.Packed packed : answers.unsent(request.id())) {
            deliver(lease, request, to, packed);
        }
        return Completion.then(outbox.end(request));
    }

    /**
     * Names the rights whose flags are set: that systems have taken, or that a person vouches for who let the request go on.
     * Any other waits for a person, and is confirmed later. Where nobody left an address (telephone, office) there is nobody
     * to write to.
     */
    private Next confirm(Lease lease, RequestView request, String to) {
        List<AuditEntry> history = requests.history(request.id());
        Set<Right> set = Suppressions.confirmed(request, requests.tasks(request.id()), history);
        List<AuditEntry> before = history.stream()
                .filter(entry -> entry.event().equals(CONFIRMED))
                .toList();
        Set<Right> due = set.stream()
                .filter(right -> before.stream().noneMatch(entry -> names(entry, right)))
                .collect(Collectors.toCollection(TreeSet::new));
        if (to != null && !due.isEmpty()) {
            String messageId = writer.messageId(request, before.isEmpty() ? KIND : KIND + "." + before.size());
            writer.spare(lease, request, to, messageId);
            intents.begin(lease, "send");
            outgoing.send(writer.write(
                    lease,
                    request,
                    to,
                    writer.text(request, KIND, request.language(), Map.of("rights", due)),
                    messageId,
                    AUTOMATIC,
                    null,
                    null));
            requests.audit(
                    request.id(),
                    "hub",
                    CONFIRMED,
                    Map.of("rights", due.stream().map(Right::name).toList()));
        }
        return set.containsAll(request.rights()) ? outbox.end(request) : Next.rest(RequestState.REVIEW);
    }

    private static boolean names(AuditEntry confirmed, Right right) {
        return ((Collection<?>) confirmed.details().get("rights")).contains(right.name());
    }

    private void deliver(Lease lease, RequestView request, String to, Answers.Packed packed) {
        boolean mailed = to != null && packed.size() <= properties.mailLimit().toBytes();
        intents.begin(lease, "send-" + packed.round());
        try {
            // First the letter: a mail that has gone out is never looked at again.
            outbox.printSecret(request, packed);
            if (!mailed) {
                outbox.lay(request, packed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the delivery folder could not be written; check its space and rights", e);
        }
        if (to != null) {
            outgoing.send(writer.write(
                    lease,
                    request,
                    to,
                    mailed ? "delivery" : "delivery-elsewhere",
                    packed.messageId(),
                    AUTOMATIC,
                    null,
                    mailed ? attachment(packed) : null));
        }
        outbox.sent(request, packed, mailed ? "mail" : "file");
    }

    private Mail.Attachment attachment(Answers.Packed packed) {
        return new Mail.Attachment(packed.fileName(), "application/zip", () -> answers.read(packed));
    }
}
