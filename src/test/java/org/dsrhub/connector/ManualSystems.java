package org.dsrhub.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dsrhub.connector.HoldingsCast.Which;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;

/** Archives that only a person can look into. */
final class ManualSystems implements HoldingsStage.Systems {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** queue → name of the record → its answer, null where it is somebody else's */
    private final Map<String, Map<String, Map<String, Object>>> papers = new LinkedHashMap<>();

    @Override
    public Map<String, Object> add(Connector connector) {
        Map<String, Map<String, Object>> own = papers.computeIfAbsent(connector.queue(), none -> new LinkedHashMap<>());
        connector
                .items()
                .values()
                .forEach(type -> HoldingsStage.allThree().forEach(which -> {
                    Map<String, String> record = HoldingsCast.record(connector, type, which);
                    own.put(
                            type.name() + " " + record.get(type.reference()),
                            which == Which.OTHER ? null : Map.of("type", type.name(), "record", record));
                }));
        return Map.of();
    }

    @Override
    public Set<String> holds(Connector connector) {
        return new TreeSet<>(papers.get(connector.queue()).keySet());
    }

    /**
     * The person answers the task: looks the records up, or takes those out of the archive that are to go.
     *
     * @param going names of the records
     */
    void answer(HubUnderTest hub, TaskView task, Set<String> going) {
        Map<String, Map<String, Object>> own = papers.get(task.queue());
        if (task.action() == Action.ERASE) {
            own.keySet().removeAll(going);
        }
        List<Map<String, Object>> records = new ArrayList<>(own.values());
        records.removeIf(record -> record == null);
        try {
            hub.bean(ManualAnswers.class)
                    .answer(
                            task.id(),
                            task.action() == Action.QUERY ? JSON.writeValueAsString(records) : "[]",
                            "archivist");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // paper
    }
}
