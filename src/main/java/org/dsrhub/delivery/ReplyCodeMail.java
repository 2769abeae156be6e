package org.dsrhub.delivery;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stage {@code reply-code}: sends a one-time code to the address on file, or tells there of a letter whose sender seems to be
 * forged; never to the address that a request came from. Whoever asked sees the same whether there is one on file or not. Tried
 * again it is another code: none is kept.
 */
@Component("replyCodeMail")
public class ReplyCodeMail {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyCodeMail.class);
    private static final int GROUP = 5;
    private static final String CODE = "reply-code";
    private static final String WARNING = "sender-disowned";

    private final Requests requests;
    private final ReplyCodes codes;
    private final LegalClock clock;
    private final Intents intents;
    private final MailWriter writer;
    private final SentMails sent;
    private final OutgoingMail outgoing;
    private final Duration valid;
    private final int mailsPerDay;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    ReplyCodeMail(
            Requests requests,
            ReplyCodes codes,
            LegalClock clock,
            Intents intents,
            MailWriter writer,
            SentMails sent,
            OutgoingMail outgoing,
            @Value("${hub.identification.code-valid:7d}") Duration valid,
            @Value("${hub.identification.mails-per-day:20}") int mailsPerDay,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.codes = codes;
        this.clock = clock;
        this.intents = intents;
        this.writer = writer;
        this.sent = sent;
        this.outgoing = outgoing;
        this.valid = valid;
        this.mailsPerDay = mailsPerDay;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @throws org.dsrhub.request.Problem {@code mail-refused} where another try cannot help */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        if (request.state() == RequestState.IDENTIFICATION) {
            boolean warns = warnsOnly(request);
            try {
                spareTheSender(lease, request, warns ? WARNING : CODE);
            } catch (SenderCapReached e) {
                return SenderCapReached.postponed();
            }
            if (warns) {
                transaction
                        .execute(status -> codes.address(request.id()).filter(this::unflooded))
                        .ifPresent(address -> send(lease, request, address, WARNING, Map.of()));
            } else {
                String code = draw();
                transaction
                        .execute(status -> codes.address(request.id())
                                .filter(this::unflooded)
                                .filter(address -> codes.made(
                                        request.id(), code, clock.instant().plus(valid))))
                        .ifPresent(address -> send(lease, request, address, CODE, Map.of("code", written(code))));
            }
        }
        return Completion.done();
    }

    /** Who writes from their address on file has the mails to it counted together. */
    private void spareTheSender(Lease lease, RequestView request, String kind) {
        String sender = requests.subject(request.id()).replyTo();
        codes.address(request.id())
                .filter(address -> address.equalsIgnoreCase(sender))
                .ifPresent(address -> writer.spare(lease, request, address, messageId(lease, request, kind)));
    }

    private String messageId(Lease lease, RequestView request, String kind) {
        return writer.messageId(request, kind + "-" + lease.attempt());
    }

    /** The request came under a name that its sender's domain disowns, and no code would identify anybody for what it asks. */
    private boolean warnsOnly(RequestView request) {
        return requests.history(request.id()).stream()
                .anyMatch(entry -> entry.event().equals(ReplyCodes.DISOWNED)
                        && Boolean.TRUE.equals(entry.details().get(ReplyCodes.WARNS_ONLY)));
    }

    /** Whoever knows a number can have mails sent to its address on file; it shows nowhere whether one went. */
    private boolean unflooded(String address) {
        boolean few = sent.lately(address) < mailsPerDay;
        if (!few) {
            LOG.warn("address-flooded: an address on file has had {} mails within a day and gets no code", mailsPerDay);
        }
        return few;
    }

    private void send(Lease lease, RequestView request, String to, String kind, Map<String, Object> values) {
        intents.begin(lease, "send");
        outgoing.send(writer.write(
                lease,
                request,
                to,
                writer.text(request, kind, request.language(), values),
                messageId(lease, request, kind),
                "auto-generated",
                null,
                null));
    }

    private String draw() {
        StringBuilder code = new StringBuilder();
        while (!ReplyCodes.isOne(code.toString())) {
            code.setLength(0);
            for (int i = 0; i < ReplyCodes.LENGTH; i++) {
                code.append(ReplyCodes.SIGNS.charAt(random.nextInt(ReplyCodes.SIGNS.length())));
            }
        }
        return code.toString();
    }

    private static String written(String code) {
        return code.substring(0, GROUP) + "-" + code.substring(GROUP);
    }
}
