package org.dsrhub.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a request's chain tells of data that the hub's controller only processes for another one (Art. 28): where it was
 * found, and what was sent on. Pure.
 *
 * @param systems system → engagements it holds such data for
 * @param due engagement → blobs with the references of records that its controller was not told of yet
 */
public record OnBehalf(Map<String, Set<String>> systems, Map<String, List<UUID>> due) {
    /** Details {@code system}, {@code engagement}, {@code records}, {@code references} (a blob). */
    public static final String HELD = "held-on-behalf";

    /** Details {@code engagement}, {@code references} (the blobs it covers), {@code way}. */
    public static final String FORWARDED = "forwarded";

    /** The stage that sends on. */
    private static final String STAGE = "forwarding";

    public static OnBehalf of(List<AuditEntry> history) {
        Set<String> told = new HashSet<>();
        history.stream()
                .filter(entry -> entry.event().equals(FORWARDED))
                .forEach(entry -> told.addAll(List.of(
                        String.valueOf(entry.details().get("references")).split(","))));
        Map<String, Set<String>> systems = new TreeMap<>();
        Map<String, List<UUID>> due = new TreeMap<>();
        history.stream().filter(entry -> entry.event().equals(HELD)).forEach(entry -> {
            String engagement = String.valueOf(entry.details().get("engagement"));
            String references = String.valueOf(entry.details().get("references"));
            systems.computeIfAbsent(String.valueOf(entry.details().get("system")), none -> new LinkedHashSet<>())
                    .add(engagement);
            if (!told.contains(references)) {
                due.computeIfAbsent(engagement, none -> new ArrayList<>()).add(UUID.fromString(references));
            }
        });
        return new OnBehalf(systems, due);
    }

    public Set<String> engagements() {
        Set<String> engagements = new LinkedHashSet<>();
        systems.values().forEach(engagements::addAll);
        return engagements;
    }

    /** Sends on what is due; the answer does not wait for it. Empty where nothing is. */
    public List<NewTask> tasks() {
        return due.isEmpty() ? List.of() : List.of(NewTask.stage(STAGE, 0).unawaited());
    }
}
