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
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** Writes the mails of a request. Their date is the time the task was made: the same at every attempt. */
@Component
class MailWriter {
    private static final Pattern MESSAGE_ID = Pattern.compile("<[\\x21-\\x3B\\x3D\\x3F-\\x7E]{1,900}>");

    private final Requests requests;
    private final Answers answers;
    private final DataControllers controllers;

    MailWriter(Requests requests, Answers answers, DataControllers controllers) {
        this.requests = requests;
        this.answers = answers;
        this.controllers = controllers;
    }

    /**
     * @param kind of {@link Answers#text}
     * @param messageId null for one made of the case number and the kind
     * @param attachment null for none
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
        return "<" + request.caseNumber() + "." + kind + "@" + domain + ">";
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
