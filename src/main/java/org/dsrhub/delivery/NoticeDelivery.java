package org.dsrhub.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dsrhub.answer.Answers;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Deadlines;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.BreachWords;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stage {@code notice}: tells the subject of an extension or a refusal, asks for what is missing, and tells a role of the controller that a last day is
 * near. A row lock keeps two tasks from sending the same one. What the subject was written is kept with the evidence.
 */
@Component("notices")
public class NoticeDelivery {
    private static final Logger log = LoggerFactory.getLogger(NoticeDelivery.class);
    private static final Set<Notice.Kind> DATED =
            EnumSet.of(Notice.Kind.EXTENSION, Notice.Kind.REFUSAL, Notice.Kind.ESTATE);
    private static final String AUTOMATIC = "auto-generated";

    private final Requests requests;
    private final Notices notices;
    private final DataControllers controllers;
    private final Deadlines deadlines;
    private final LegalClock clock;
    private final Vault vault;
    private final Intents intents;
    private final Outbox outbox;
    private final MailWriter writer;
    private final OutgoingMail outgoing;
    private final Recipients recipients;
    private final TransactionTemplate transaction;

    NoticeDelivery(
            Requests requests,
            Notices notices,
            DataControllers controllers,
            Deadlines deadlines,
            LegalClock clock,
            Vault vault,
            Intents intents,
            Outbox outbox,
            MailWriter writer,
            OutgoingMail outgoing,
            Recipients recipients,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.notices = notices;
        this.controllers = controllers;
        this.deadlines = deadlines;
        this.clock = clock;
        this.vault = vault;
        this.intents = intents;
        this.outbox = outbox;
        this.writer = writer;
        this.outgoing = outgoing;
        this.recipients = recipients;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @throws org.dsrhub.request.Problem {@code mail-refused} where another try cannot help; the others go out all the same */
    public Completion send(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        RuntimeException failure = null;
        boolean postponed = false;
        for (Notice notice : notices.unsent(request.id())) {
            try {
                sendOnce(lease, request, notice);
            } catch (SenderCapReached e) {
                postponed = true;
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return postponed ? SenderCapReached.postponed() : Completion.done();
    }

    /**
     * @return whether there was something that had not been asked for yet
     * @throws SenderCapReached where it has to wait
     */
    boolean askForIdentification(Lease lease, RequestView request) {
        List<Notice> asked = notices.unsent(request.id()).stream()
                .filter(notice -> notice.kind() == Notice.Kind.IDENTIFICATION)
                .toList();
        asked.forEach(notice -> sendOnce(lease, request, notice));
        return !asked.isEmpty();
    }

    private void sendOnce(Lease lease, RequestView request, Notice notice) {
        if (notice.kind() == Notice.Kind.IDENTIFICATION && !over(request, notice)) {
            String to = recipients.ofNotice(request);
            if (to != null) {
                writer.spare(lease, request, to, writer.messageId(request, effect(notice)));
            }
        }
        intents.begin(lease, effect(notice));
        transaction.executeWithoutResult(
                status -> notices.claim(notice).ifPresent(claimed -> send(lease, request, claimed)));
    }

    private static String effect(Notice notice) {
        if (notice.kind() == Notice.Kind.IDENTIFICATION) {
            return "identification-"
                    + notice.need().name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + (notice.days() == -1 ? "" : notice.days());
        }
        return notice.kind().name().toLowerCase(Locale.ROOT) + "-" + notice.dueOn()
                + (notice.days() < 0 ? "" : "-" + notice.days());
    }

    private void send(Lease lease, RequestView request, Notice notice) {
        if (over(request, notice)) {
            notices.sent(notice, null); // the answer, or the refusal, has told them, or what was missing is there
        } else if (notice.role() != null) {
            warn(lease, request, notice);
        } else {
            tell(lease, request, notice);
        }
    }

    private static boolean over(RequestView request, Notice notice) {
        return switch (notice.kind()) {
            case REFUSAL, ESTATE, HAND_OVER, LIFT, BREACH -> false;
            case IDENTIFICATION -> request.state() != RequestState.IDENTIFICATION;
            case EXTENSION, WARNING, ESCALATION -> request.state() == RequestState.CLOSED;
        };
    }

    /** Case number and days only: the mailbox of a role is read by many. */
    private void warn(Lease lease, RequestView request, Notice notice) {
        DataController controller = controllers.get(request.controller());
        DataController.Contact contact = controller.contacts().get(notice.role());
        String way = way(controller, contact);
        if (way.equals("mail")) {
            outgoing.send(writer.write(
                    lease,
                    request,
                    contact.mail(),
                    writer.text(
                            request,
                            notice.kind() == Notice.Kind.HAND_OVER
                                    ? "hand-over"
                                    : "deadline-" + notice.kind().name().toLowerCase(Locale.ROOT),
                            controller.defaultLanguage(),
                            Map.of("days", notice.daysLeft())),
                    writer.messageId(request, effect(notice)),
                    AUTOMATIC,
                    null,
                    null));
        }
        notices.sent(notice, null);
        requests.audit(
                request.id(),
                "hub",
                "warning-sent",
                Map.of("kind", notice.kind().name(), "role", notice.role(), "days", notice.daysLeft(), "way", way));
    }

    /** What goes to a polled mailbox comes back as a mail of a machine, and nobody reads it: the worklist has to do. */
    static String way(DataController controller, DataController.Contact contact) {
        if (contact == null || contact.mail() == null) {
            return "no-address";
        }
        return controller.mailboxes().stream()
                        .map(DataController.Mailbox::address)
                        .anyMatch(contact.mail()::equalsIgnoreCase)
                ? "own-mailbox"
                : "mail";
    }

    private void tell(Lease lease, RequestView request, Notice notice) {
        boolean asks = notice.kind() == Notice.Kind.IDENTIFICATION;
        String kind = asks ? "identification-needed" : notice.kind().name().toLowerCase(Locale.ROOT);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("dueOn", notice.dueOn());
        String words = words(notice);
        if (notice.kind() == Notice.Kind.BREACH) {
            values.putAll(BreachWords.values(words));
        } else {
            values.put("words", words);
        }
        values.put("ground", notice.ground() == null ? "none" : notice.ground().name());
        values.put("need", notice.need());
        values.put("channel", request.channel());
        Answers.Text text = writer.text(request, kind, request.language(), values);
        String to = recipients.ofNotice(request);
        String messageId = writer.messageId(request, effect(notice));
        if (to != null) {
            outgoing.send(writer.write(
                    lease,
                    request,
                    to,
                    text,
                    messageId,
                    asks ? "auto-replied" : AUTOMATIC,
                    asks ? writer.answered(request) : null,
                    null));
        } else {
            print(request, asks ? effect(notice) : kind, text);
        }
        byte[] letter = (text.subject() + "\n\n" + text.body()).getBytes(StandardCharsets.UTF_8);
        Blob kept = vault.seal(request.id(), Vault.Key.EVIDENCE, "text/plain; charset=utf-8", letter);
        vault.store(kept);
        notices.sent(notice, kept.id());
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("kind", notice.kind().name());
        proof.put("way", to == null ? "print" : "mail");
        proof.put("messageId", to == null ? null : messageId);
        proof.put("sha256", sha256(letter));
        proof.put("letter", kept.id().toString());
        proof.put("need", notice.need() == null ? null : notice.need().name());
        proof.put("inTime", DATED.contains(notice.kind()) ? inTime(request) : null);
        requests.audit(request.id(), "hub", "notice-sent", proof);
    }

    private void print(RequestView request, String kind, Answers.Text text) {
        try {
            outbox.print(request, kind, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the print folder could not be written; check its space and rights", e);
        }
    }

    /** An extension and a refusal have to be told within the first month. */
    private boolean inTime(RequestView request) {
        DataController controller = controllers.get(request.controller());
        LocalDate last = deadlines.firstMonthEndsOn(controller, request.receivedAt());
        boolean inTime = !clock.today(controller.zone()).isAfter(last);
        if (!inTime) {
            log.error("notice-late: the letter of request {} went out after {}", request.id(), last);
        }
        return inTime;
    }

    private String words(Notice notice) {
        if (notice.words() == null) {
            return null;
        }
        try (InputStream in = vault.read(notice.words())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("notice-words: the reason of a notice cannot be read; check the vault", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
