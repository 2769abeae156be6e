package org.dsrhub.erasure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.connector.Connectors;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.KeyedHash;

/** Backing systems in memory, with the workers that the connector module gives real ones. */
final class Systems implements Connectors {
    static final String CONTROLLER = "gjensidige-ee";

    private final Map<String, Connector> connectors = new LinkedHashMap<>();
    private final Map<String, Set<String>> held = new ConcurrentHashMap<>();
    private final Map<String, List<String>> erasedOnce = new ConcurrentHashMap<>();
    private final Set<String> forgetful = new TreeSet<>();
    /** What each command that is no erasure was last sent to, by system. */
    final Map<String, Action> told = new ConcurrentHashMap<>();

    /** Erasures a day that a system's file allows. */
    final Map<String, Integer> limits = new HashMap<>();

    private final Map<String, ItemFacts> facts = new ConcurrentHashMap<>();

    final Set<String> down = new TreeSet<>();
    /** Looks on at the moment of each effect. */
    BiConsumer<String, String> witness = (system, reference) -> {};

    Systems with(String system, Mode mode, Service erasure) {
        return with(system, mode, Map.of(Right.ACCESS, Service.QUERY, Right.ERASURE, erasure), List.of());
    }

    Systems with(String system, Mode mode, Map<Right, Service> rights, List<String> legalBases) {
        connectors.put(
                system,
                new Connector(
                        CONTROLLER,
                        system,
                        1,
                        mode,
                        Map.of("en", system),
                        List.of("E1"),
                        "owner",
                        "template",
                        "backend-" + system,
                        Map.of(),
                        Set.of(),
                        new Connector.Limits(
                                4, null, null, Duration.ofSeconds(10), Duration.ofDays(5), null, limits.get(system)),
                        rights,
                        Map.of(),
                        legalBases,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        true,
                        null,
                        Map.of()));
        return this;
    }

    void hold(Item item) {
        held.computeIfAbsent(item.system(), any -> new TreeSet<>()).add(item.reference());
        facts.put(item.facts().references().get("item"), item.facts());
    }

    boolean has(String system, String reference) {
        return held.getOrDefault(system, Set.of()).contains(reference);
    }

    List<String> erased(String system) {
        return erasedOnce.getOrDefault(system, List.of());
    }

    /** Says that it erases and does not. */
    void forgetToErase(String system) {
        forgetful.add(system);
    }

    /** Its connector file is taken away. */
    void remove(String system) {
        connectors.remove(system);
    }

    void eraseByHand(String system) {
        held.get(system).clear();
    }

    Completion erase(Lease lease, Executions executions, Items items, int chunk) {
        Executions.Cleared cleared = executions.clear(lease, chunk, found -> {
            found.forEach(item -> effect(item.system(), item.reference()));
            items.executed(lease.requestId(), found.stream().map(Item::id).toList(), "ERASED");
        });
        return cleared.stopped()
                ? Completion.retry("erasure-stopped: resume erasing", Duration.ofMinutes(1))
                : Completion.done().withItems(cleared.items());
    }

    /** Restricts, lifts, corrects and the like: a system that is down is asked again, a person's task waits for one. */
    Completion tell(Lease lease) {
        if (down.contains(lease.system())) {
            return Completion.retry("system-down: it does not answer", Duration.ofMinutes(1));
        }
        Service service = get(lease.controller(), lease.system()).rights().get(Right.RESTRICTION);
        boolean flag = lease.action() == Action.RESTRICT || lease.action() == Action.LIFT;
        if (!flag || service == Service.MANUAL) {
            return Completion.as(TaskState.MANUAL, "manual: owner is to do it");
        }
        told.put(lease.system(), lease.action());
        return Completion.done().withItems(1);
    }

    void effect(String system, String reference) {
        witness.accept(system, reference);
        if (forgetful.contains(system)) {
            return;
        }
        if (held.get(system).remove(reference)) {
            erasedOnce.computeIfAbsent(system, any -> new ArrayList<>()).add(reference);
        }
    }

    Completion prove(Lease lease, Executions executions, KeyedHash hash) {
        if (down.contains(lease.system())) {
            return Completion.as(TaskState.FAILED, "system-down: it does not answer");
        }
        Set<String> there = held.getOrDefault(lease.system(), Set.of()).stream()
                .map(reference -> HexFormat.of().formatHex(hash.of("item:" + lease.system(), reference)))
                .collect(Collectors.toSet());
        Set<String> anew = executions.toldAnew(lease);
        if (!anew.isEmpty()) {
            executions.tell(
                    lease, there.stream().filter(anew::contains).collect(Collectors.toMap(one -> one, facts::get)));
        }
        executions.prove(lease, there);
        return Completion.done();
    }

    @Override
    public List<Connector> all() {
        return List.copyOf(connectors.values());
    }

    @Override
    public List<Connector> of(String controller) {
        return all();
    }

    @Override
    public Connector get(String controller, String system) {
        if (!connectors.containsKey(system)) {
            throw new Problem("unknown-system", "name a system of the controller");
        }
        return connectors.get(system);
    }
}
