package org.dsrhub.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.PastCases;
import org.dsrhub.ledger.PastCases.PastCase;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/** The hub's own store as one more system: earlier requests of the data subject. */
@Component("hub-cases")
public class HubCases {
    private final PastCases cases;
    private final DataControllers controllers;

    HubCases(PastCases cases, DataControllers controllers) {
        this.cases = cases;
        this.controllers = controllers;
    }

    /** Adds each earlier request as a record: numbers, rights, decisions and dates. */
    public void search(Reply reply) {
        if (!reply.isAsking()) {
            if (reply.ended()) {
                return;
            }
            throw new Problem(
                    "action-not-served",
                    "the hub erases its own cases after the evidence period of controller.yaml; write no 'erasure' in the connector file");
        }
        NationalId number = reply.subject().nationalId();
        ZoneId zone = controllers.get(reply.connector().controller()).zone();
        while (reply.next()) {
            // The ledger finds by the proven number alone, whatever else the subject is known by.
            Call call = reply.getCall();
            if (number != null && number.value().equals(call.value())) {
                cases.of(reply.lease().requestId(), one -> add(reply, record(one, number.value(), zone)));
            }
        }
    }

    private static void add(Reply reply, Map<String, Object> record) {
        try {
            reply.add(record, Sink.MediaSource.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> record(PastCase one, String number, ZoneId zone) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("caseNumber", one.caseNumber());
        record.put("nationalId", number);
        record.put("rights", List.copyOf(one.rights()));
        record.put("channel", one.channel());
        record.put("receivedOn", day(one.receivedAt(), zone));
        record.put("dueOn", one.dueOn().toString());
        record.put("state", one.closedAt() == null ? "OPEN" : "CLOSED");
        record.put("outcome", one.outcome());
        record.put("closedOn", day(one.closedAt(), zone));
        record.put(
                "answeredOn",
                one.answered().stream().map(sent -> day(sent, zone)).toList());
        record.put(
                "decisions",
                one.decisions().stream()
                        .map(decided ->
                                decided.on() + " " + decided.right() + " " + decided.outcome() + ": " + decided.items())
                        .toList());
        return record;
    }

    private static String day(Instant at, ZoneId zone) {
        return at == null ? null : at.atZone(zone).toLocalDate().toString();
    }
}
