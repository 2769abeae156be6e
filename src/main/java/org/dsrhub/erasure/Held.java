package org.dsrhub.erasure;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/** Which systems have records of the subject. */
@Component
class Held {
    private final Items items;
    private final Connectors connectors;

    Held(Items items, Connectors connectors) {
        this.items = items;
        this.connectors = connectors;
    }

    List<Connector> systems(RequestView request) {
        Set<String> found = items.counts(request.id()).stream()
                .filter(count -> count.match().equals("MATCHED") && count.items() > 0)
                .map(Items.Count::system)
                .collect(Collectors.toSet());
        return connectors.of(request.controller()).stream()
                .filter(connector -> found.contains(connector.system()))
                .toList();
    }

    static int nextWave(List<TaskView> tasks) {
        return 1 + tasks.stream().mapToInt(TaskView::wave).max().orElse(0);
    }
}
