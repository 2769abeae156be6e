package org.dsrhub.delivery;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/**
 * Whom an answer goes to on the day it goes. What a representative acts by may have ended since they were identified: then
 * nothing leaves until a person has brought a new document to the request, or retries the task and so has the subject answered.
 */
@Component
class Recipients {
    private static final String ENDED = "mandate-ended";

    private final Requests requests;
    private final Mandates mandates;
    private final DataControllers controllers;
    private final LegalClock clock;

    Recipients(Requests requests, Mandates mandates, DataControllers controllers, LegalClock clock) {
        this.requests = requests;
        this.mandates = mandates;
        this.controllers = controllers;
        this.clock = clock;
    }

    /**
     * @return mail address, null where none is known
     * @throws Problem {@code mandate-ended} where a person has to decide
     */
    String of(Lease lease, RequestView request) {
        Subject subject = requests.subject(request.id());
        Mandate mandate = ended(request);
        if (mandate == null) {
            return subject.replyTo();
        }
        if (!mandate.receipt() || toTheSubject(lease, request)) {
            return own(subject);
        }
        requests.audit(
                request.id(),
                "hub",
                ENDED,
                Map.of(
                        "task",
                        lease.taskId().toString(),
                        "capacity",
                        mandate.capacity().name()));
        throw new Problem(
                ENDED,
                "what the representative acts by does not hold today: confirm a new document at /identification and retry"
                        + " the task, or only retry it to answer the subject");
    }

    /**
     * Whom a letter goes to that tells how the request stands: the law sets its last day, so that it does not wait for a
     * person; the subject gets it where the representative may no longer.
     *
     * @return mail address, null where none is known
     */
    String ofNotice(RequestView request) {
        Subject subject = requests.subject(request.id());
        return ended(request) == null ? subject.replyTo() : own(subject);
    }

    /** What a representative acted by and acts by no longer, else null. */
    private Mandate ended(RequestView request) {
        LocalDate today = clock.today(controllers.get(request.controller()).zone());
        return mandates.ended(request.id(), today).orElse(null);
    }

    /** A person has seen that it ended, and let the task go on. */
    private boolean toTheSubject(Lease lease, RequestView request) {
        String task = lease.taskId().toString();
        List<AuditEntry> history = requests.history(request.id());
        boolean told = false;
        for (AuditEntry entry : history) {
            boolean ours = task.equals(entry.details().get("task"));
            if (ours && entry.event().equals(ENDED)) {
                told = true;
            } else if (told && ours && entry.event().equals("task-retried")) {
                return true;
            }
        }
        return false;
    }

    private static String own(Subject subject) {
        return subject.keys().stream()
                .filter(key -> key.kind() == KeyKind.EMAIL && key.until() == null)
                .map(SubjectKey::value)
                .findFirst()
                .orElse(null);
    }
}
