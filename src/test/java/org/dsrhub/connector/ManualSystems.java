package org.dsrhub.connector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.dsrhub.connector.HoldingsCast.Which;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;

/** Archives that only a person can look into. */
final class ManualSystems implements HoldingsStage.Systems {
    /** queue → name of the record → its answer, null where it is somebody else's */
    private final Map<String, Map<String, ManualAnswers.Found>> papers = new LinkedHashMap<>();

    @Override
    public Map<String, Object> add(Connector connector) {
        Map<String, ManualAnswers.Found> own = papers.computeIfAbsent(connector.queue(), none -> new LinkedHashMap<>());
        connector
                .items()
                .values()
                .forEach(type -> HoldingsStage.allThree().forEach(which -> {
                    Map<String, String> record = HoldingsCast.record(connector, type, which);
                    own.put(
                            type.name() + " " + record.get(type.reference()),
                            which == Which.OTHER
                                    ? null
                                    : new ManualAnswers.Found(type.name(), new LinkedHashMap<>(record), List.of()));
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
        Map<String, ManualAnswers.Found> own = papers.get(task.queue());
        if (task.action() == Action.ERASE) {
            own.keySet().removeAll(going);
        }
        List<ManualAnswers.Found> found = task.action() == Action.QUERY
                ? own.values().stream().filter(Objects::nonNull).toList()
                : List.of();
        hub.bean(ManualAnswers.class).answer(task.id(), found, "archivist", Map::of);
    }

    @Override
    public void close() {
        // paper
    }
}
