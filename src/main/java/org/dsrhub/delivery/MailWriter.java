package org.dsrhub.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dsrhub.answer.Answers;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Channel;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestView;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Writes the mails of a request, and notes each before it goes. Their date is the time the task was made: the same at every
 * attempt. To an address that a mail of the request came back from, nothing more is written until a person retries the task.
 */
@Component
class MailWriter {
    private static final Pattern MESSAGE_ID = Pattern.compile("<[\\x21-\\x3B\\x3D\\x3F-\\x7E]{1,900}>");

    private final Requests requests;
    private final Answers answers;
    private final DataControllers controllers;
    private final SentMails sent;
    private final int mailsPerDay;

    MailWriter(
            Requests requests,
            Answers answers,
            DataControllers controllers,
            SentMails sent,
            @Value("${hub.senders.acknowledgements-per-day:10}") int mailsPerDay) {
        this.requests = requests;
        this.answers = answers;
        this.controllers = controllers;
        this.sent = sent;
        this.mailsPerDay = mailsPerDay;
    }

    /**
     * @param kind of {@link Answers#text}
     * @param messageId null for one made of the case number and the kind
     * @param attachment null for none
     * @throws Problem {@code address-bounced} where an earlier mail of the request came back from there
     */
    Mail write(
            Lease lease,
            RequestView request,
            String to,
            String kind,
            String messageId,
            String automatic,
            String inReplyTo,
            Mail.Attachment attachment) {
        return write(
                lease,
                request,
                to,
                text(request, kind, request.language(), Map.of()),
                messageId != null ? messageId : messageId(request, kind),
                automatic,
                inReplyTo,
                attachment);
    }

    Mail write(
            Lease lease,
            RequestView request,
            String to,
            Answers.Text text,
            String messageId,
            String automatic,
            String inReplyTo,
            Mail.Attachment attachment) {
        DataController controller = controllers.get(request.controller());
        refuseWhereItCameBack(lease, request, to);
        sent.note(request.id(), lease.taskId(), messageId, to);
        return new Mail(
                controller.delivery().mailFrom(),
                controller
                        .brand(request.brand())
                        .map(DataController.Brand::name)
                        .orElse(controller.name()),
                to,
                text,
                messageId,
                made(lease),
                automatic,
                inReplyTo,
                attachment);
    }

    /**
     * A mail to a role of the controller, about no request of its own: what a machine has to tell of its work.
     *
     * @param kind of {@link Answers#text}, with its values
     */
    Mail toRole(
            DataController controller,
            DataController.Contact role,
            String kind,
            Map<String, Object> values,
            String messageId,
            Instant at) {
        return new Mail(
                controller.delivery().mailFrom(),
                controller.name(),
                role.mail(),
                answers.text(controller.id(), null, kind, controller.defaultLanguage(), values),
                messageId,
                at,
                "auto-generated",
                null,
                null);
    }

    /** @param name what tells the mail from others; the identifier proves that the hub has made it */
    String messageId(DataController controller, String name) {
        String from = controller.delivery().mailFrom();
        return sent.messageId(name, from.substring(from.lastIndexOf('@') + 1));
    }

    /** @param more placeholders of that kind beside those of every kind */
    Answers.Text text(RequestView request, String kind, String language, Map<String, Object> more) {
        DataController controller = controllers.get(request.controller());
        Map<String, Object> values = new HashMap<>();
        values.put("caseNumber", request.caseNumber());
        values.put("receivedOn", LocalDate.ofInstant(request.receivedAt(), controller.zone()));
        values.put("dueOn", request.dueOn());
        values.put("rights", request.rights());
        values.putAll(more);
        return answers.text(request.controller(), request.brand(), kind, language, values);
    }

    String messageId(RequestView request, String kind) {
        return messageId(controllers.get(request.controller()), request.caseNumber() + "." + kind);
    }

    private void refuseWhereItCameBack(Lease lease, RequestView request, String to) {
        Instant returned = sent.lastReturn(request.id(), to).orElse(null);
        if (returned != null && !retriedSince(lease, returned)) {
            throw new Problem(
                    "address-bounced",
                    "a mail of this request came back from that address: reach the person another way, or retry the task"
                            + " to send there once more");
        }
    }

    /**
     * To be asked before a machine writes to an address that nobody has been proven to own: whoever names it as a sender could
     * have it flooded. All mails to it count.
     *
     * @throws SenderCapReached where that mail has to wait, and no person has said that it goes
     */
    void spare(Lease lease, RequestView request, String to, String messageId) {
        boolean claimed = request.channel() == Channel.MAIL
                && (request.identificationLevel() == null
                        || request.identificationLevel().equals("L0"));
        if (claimed
                && mailsPerDay > 0
                && !retriedSince(lease, Instant.MIN)
                && !sent.noteWithin(mailsPerDay, request.id(), lease.taskId(), messageId, to)) {
            throw new SenderCapReached();
        }
    }

    private boolean retriedSince(Lease lease, Instant since) {
        return requests.history(lease.requestId()).stream()
                .anyMatch(entry -> entry.event().equals("task-retried")
                        && lease.taskId().toString().equals(entry.details().get("task"))
                        && entry.at().isAfter(since));
    }

    /** The Message-ID that the request came with, null where it did not come by mail. */
    String answered(RequestView request) {
        String key = requests.original(request.id()).deduplicationKey();
        Matcher matcher = key == null ? null : MESSAGE_ID.matcher(key);
        return matcher != null && matcher.find() ? matcher.group() : null;
    }

    private Instant made(Lease lease) {
        return requests.tasks(lease.requestId()).stream()
                .filter(task -> task.id().equals(lease.taskId()))
                .map(TaskView::createdAt)
                .findFirst()
                .orElseThrow();
    }
}
