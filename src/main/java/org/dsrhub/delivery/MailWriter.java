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
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestView;
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

    MailWriter(Requests requests, Answers answers, DataControllers controllers, SentMails sent) {
        this.requests = requests;
        this.answers = answers;
        this.controllers = controllers;
        this.sent = sent;
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
        String from = controllers.get(request.controller()).delivery().mailFrom();
        String domain = from.substring(from.lastIndexOf('@') + 1);
        return sent.messageId(request.caseNumber() + "." + kind, domain);
    }

    private void refuseWhereItCameBack(Lease lease, RequestView request, String to) {
        Instant returned = sent.lastReturn(request.id(), to).orElse(null);
        if (returned != null
                && requests.history(request.id()).stream()
                        .noneMatch(entry -> entry.event().equals("task-retried")
                                && lease.taskId()
                                        .toString()
                                        .equals(entry.details().get("task"))
                                && entry.at().isAfter(returned))) {
            throw new Problem(
                    "address-bounced",
                    "a mail of this request came back from that address: reach the person another way, or retry the task"
                            + " to send there once more");
        }
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
