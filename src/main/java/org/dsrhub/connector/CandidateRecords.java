package org.dsrhub.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.identity.KeyComparison;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.springframework.stereotype.Component;

/** Records that a person decides on, each beside the subject by the keys that its connector file names; nothing else of it. */
@Component
public class CandidateRecords {
    private final Requests requests;
    private final Items items;
    private final Connectors connectors;
    private final DataControllers controllers;
    private final SubjectCheck check;

    CandidateRecords(
            Requests requests, Items items, Connectors connectors, DataControllers controllers, SubjectCheck check) {
        this.requests = requests;
        this.items = items;
        this.connectors = connectors;
        this.controllers = controllers;
        this.check = check;
    }

    /** @param keys empty where the connector file no longer knows that type of item */
    public record Candidate(UUID item, String system, String type, List<KeyComparison> keys) {
        public Candidate {
            keys = List.copyOf(keys);
        }
    }

    /** Streams them by system and arrival, compared with what is known of the subject now. */
    public void read(UUID requestId, Consumer<Candidate> each) {
        RequestView request = requests.find(requestId)
                .orElseThrow(() -> new Problem("unknown-request", "there is no request of that id"));
        Subject subject = requests.subject(requestId);
        String country = controllers.get(request.controller()).country();
        Map<String, SubjectCheck.OfSubject> checks = new HashMap<>();
        items.unattributed(requestId, item -> {
            Connector connector = connectors.get(request.controller(), item.system());
            ItemType type = connector.items().get(item.type());
            List<KeyComparison> keys = type == null
                    ? List.of()
                    : checks.computeIfAbsent(item.system(), any -> check.of(connector, subject, country))
                            .compare(type, item.record(), item.facts());
            each.accept(new Candidate(item.id(), item.system(), item.type(), keys));
        });
    }
}
