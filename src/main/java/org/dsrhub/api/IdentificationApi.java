package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.intake.EvidenceReader;
import org.dsrhub.intake.Identifying;
import org.dsrhub.intake.InvalidRequest;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.RepresentativeReader;
import org.dsrhub.intake.ReturnedCodes;
import org.dsrhub.intake.SubjectReader;
import org.dsrhub.intake.Violation;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who asks, for whom, and how a caseworker knows. */
@RestController
@RequestMapping(path = "/api/v1/requests/{id}", consumes = "application/json")
class IdentificationApi {
    private final Requests requests;
    private final Callers callers;
    private final Looks looks;
    private final Identifying identifying;
    private final ReturnedCodes codes;
    private final Words words;
    private final SubjectReader subjects;
    private final DataControllers controllers;
    private final TransactionTemplate transaction;

    IdentificationApi(
            Requests requests,
            Callers callers,
            Looks looks,
            Identifying identifying,
            ReturnedCodes codes,
            Words words,
            SubjectReader subjects,
            DataControllers controllers,
            TransactionTemplate transaction) {
        this.requests = requests;
        this.callers = callers;
        this.looks = looks;
        this.identifying = identifying;
        this.codes = codes;
        this.words = words;
        this.subjects = subjects;
        this.controllers = controllers;
        this.transaction = transaction;
    }

    /** Says how whoever asks was identified, for whom they ask, and what else is known of the subject; the request then starts. */
    @PostMapping("/identification")
    RequestsApi.Summary identification(@PathVariable UUID id, @RequestBody JsonNode body) {
        RequestView view = callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        return fields.has("code") ? byCode(view, fields) : byEvidence(view, fields);
    }

    private RequestsApi.Summary byCode(RequestView view, JsonFields fields) {
        String code = fields.requiredText("code", 40);
        fields.verify();
        ReturnedCodes.Result result = transaction.execute(status -> {
            looks.unchanged(view.id());
            return codes.take(view.id(), code, callers.name());
        });
        if (result == ReturnedCodes.Result.REFUSED) {
            fields.fail("code", "does not count: it is wrong, used or too old, or was tried too often");
        }
        fields.verify();
        return RequestsApi.Summary.of(callers.visible(view.id()));
    }

    private RequestsApi.Summary byEvidence(RequestView view, JsonFields fields) {
        DataController controller = controllers.get(view.controller());
        Channel given = fields.oneOf(Channel.class, "channel");
        Channel channel = given == null ? view.channel() : given;
        JsonFields stated = fields.requiredObject("evidence");
        NewRequest.Evidence evidence = stated == null ? null : EvidenceReader.read(stated, controller, channel);
        JsonFields person = fields.object("subject");
        Subject more = person == null ? null : subjects.read(person);
        Representative known = requests.original(view.id()).representative();
        Representative representative = RepresentativeReader.representative(fields, "representative");
        Mandate mandate = RepresentativeReader.mandate(
                fields, "powerOfAttorney", capacity(representative == null ? known : representative));
        fields.verify();
        try {
            return transaction.execute(status -> {
                looks.unchanged(view.id());
                return RequestsApi.Summary.of(identifying.identified(
                        view.id(),
                        new Identifying.Proof(channel, evidence, representative, mandate),
                        merged(requests.subject(view.id()), more),
                        callers.name()));
            });
        } catch (Identifying.Missing e) {
            e.needs().forEach(need -> tell(need, view, controller, fields));
            fields.verify();
            throw e;
        }
    }

    private static Representative.Capacity capacity(Representative representative) {
        return representative == null ? null : representative.capacity();
    }

    private static void tell(Need need, RequestView view, DataController controller, JsonFields fields) {
        switch (need) {
            case MANDATE, CUSTODY ->
                fields.fail(
                        "powerOfAttorney",
                        "does not suffice: who acts for somebody else needs a document that covers personal data today; for"
                                + " a child proof of custody, and from the age of "
                                + controller.identification().ages().majority() + " on a power of attorney");
            case ESTATE ->
                fields.fail(
                        "representative",
                        "an estate is no data subject here"
                                + (controller.identification().deceased().years() > 0
                                        ? " unless diedOn lies at most "
                                                + controller
                                                        .identification()
                                                        .deceased()
                                                        .years() + " years back"
                                        : "; hand it to the estate desk through /estate"));
            case IDENTITY, SIGNATURE, VALID_SIGNATURE, SIGNATURE_CHECK, DOUBT ->
                fields.fail("evidence", "does not reach the level that this controller wants for " + view.rights());
        }
    }

    /** It turns out that the subject has died: nothing is asked, and the estate desk goes on. */
    @PostMapping("/estate")
    RequestsApi.Summary estate(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.answered(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", 5000);
        LocalDate diedOn = fields.date("diedOn");
        fields.verify();
        return transaction.execute(status -> {
            looks.unchanged(id);
            return RequestsApi.Summary.of(identifying.handOver(id, diedOn, words.keep(id, reason), callers.name()));
        });
    }

    /** What the caseworker found out prevails; what the request named stays known. */
    private static Subject merged(Subject known, Subject more) {
        if (more == null) {
            return known;
        }
        Set<SubjectKey> keys = new LinkedHashSet<>(known.keys());
        keys.addAll(more.keys());
        if (known.nationalId() != null
                && more.nationalId() != null
                && !known.nationalId().country().equals(more.nationalId().country())) {
            throw new InvalidRequest(List.of(
                    new Violation("/subject/nationalId", "is of another country than the one that the request named")));
        }
        return new Subject(
                more.name() == null ? known.name() : more.name(),
                more.birthDate() == null ? known.birthDate() : more.birthDate(),
                more.nationalId() == null ? known.nationalId() : more.nationalId(),
                List.copyOf(keys),
                more.replyTo() == null ? known.replyTo() : more.replyTo());
    }
}
