package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.erasure.MeasureReview;
import org.dsrhub.erasure.Restrictions;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Measure.Consequence;
import org.dsrhub.ledger.Measure.Result;
import org.dsrhub.request.Right;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a caseworker decides about a right that no rule decides; the words go into the letter, in its language. */
@RestController
@RequestMapping(path = "/api/v1/requests/{id}", consumes = "application/json")
class MeasuresApi {
    private static final int LONGEST_REASON = 5000;
    private static final int MOST_SYSTEMS = 100;
    private static final int LONGEST_SYSTEM = 50;

    private final MeasureReview measures;
    private final Restrictions restrictions;
    private final Callers callers;
    private final Looks looks;
    private final Words words;
    private final TransactionTemplate transaction;

    MeasuresApi(
            MeasureReview measures,
            Restrictions restrictions,
            Callers callers,
            Looks looks,
            Words words,
            TransactionTemplate transaction) {
        this.measures = measures;
        this.restrictions = restrictions;
        this.callers = callers;
        this.looks = looks;
        this.words = words;
        this.transaction = transaction;
    }

    private enum Answer {
        GRANTED,
        REFUSED
    }

    private enum Weighing {
        UPHELD,
        REFUSED
    }

    private enum Reviewed {
        CONFIRMED,
        CHANGED
    }

    /** Art. 18(3): the subject is told first, with the reason; then the hub's hold ends and each system lifts its flag. */
    @PostMapping("/restriction/lift")
    RequestsApi.Summary lift(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        String reason = fields.requiredText("reason", LONGEST_REASON);
        fields.verify();
        return transaction.execute(status -> {
            looks.unchanged(id);
            return RequestsApi.Summary.of(restrictions.lift(id, words.keep(id, reason), callers.name()));
        });
    }

    /** Art. 16: whether the data is corrected, and in which systems a person does so. */
    @PostMapping("/rectification")
    RequestsApi.Summary rectification(@PathVariable UUID id, @RequestBody JsonNode body) {
        return somewhere(id, Right.RECTIFICATION, body);
    }

    /** Art. 7(3), of a consent other than to direct marketing: in which systems it ends. */
    @PostMapping("/consent-withdrawal")
    RequestsApi.Summary consentWithdrawal(@PathVariable UUID id, @RequestBody JsonNode body) {
        return somewhere(id, Right.OTHER_CONSENT_WITHDRAWAL, body);
    }

    private RequestsApi.Summary somewhere(UUID id, Right right, JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        Answer answer = required(fields, Answer.class);
        Set<String> systems = new LinkedHashSet<>(fields.texts("systems", MOST_SYSTEMS, LONGEST_SYSTEM));
        boolean named = right == Right.RECTIFICATION || !systems.isEmpty();
        if (answer == Answer.GRANTED && !named || answer == Answer.REFUSED && !systems.isEmpty()) {
            fields.fail("systems", "name where it is carried out, with GRANTED and only with that");
        }
        return decide(id, right, fields, answer == Answer.GRANTED ? Result.GRANTED : Result.REFUSED, null, systems);
    }

    /** Art. 21(1): the result of the balancing. */
    @PostMapping("/objection")
    RequestsApi.Summary objection(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        Weighing weighing = required(fields, Weighing.class);
        Consequence consequence = fields.oneOf(Consequence.class, "consequence");
        if (weighing != null && (weighing == Weighing.UPHELD) == (consequence == null)) {
            fields.fail("consequence", "say what becomes of the data, with UPHELD and only with that: ERASE or STOP");
        }
        Result result = weighing == Weighing.UPHELD ? Result.GRANTED : Result.REFUSED;
        return decide(id, Right.OBJECTION, fields, result, consequence, Set.of());
    }

    /** Art. 22(3): what a person comes to who looks at an automated decision. */
    @PostMapping("/review-result")
    RequestsApi.Summary reviewResult(@PathVariable UUID id, @RequestBody JsonNode body) {
        callers.visible(id);
        JsonFields fields = JsonFields.of(body);
        Result result = required(fields, Reviewed.class) == Reviewed.CHANGED ? Result.CHANGED : Result.CONFIRMED;
        return decide(id, Right.HUMAN_REVIEW, fields, result, null, Set.of());
    }

    private RequestsApi.Summary decide(
            UUID id, Right right, JsonFields fields, Result result, Consequence consequence, Set<String> systems) {
        String reason = fields.requiredText("reason", LONGEST_REASON);
        fields.verify();
        return transaction.execute(status -> {
            looks.unchanged(id);
            return RequestsApi.Summary.of(
                    measures.decide(id, right, result, consequence, systems, reason, callers.name()));
        });
    }

    private static <E extends Enum<E>> E required(JsonFields fields, Class<E> type) {
        E value = fields.oneOf(type, "result");
        if (value == null && !fields.has("result")) {
            fields.fail("result", "is missing");
        }
        return value;
    }
}
