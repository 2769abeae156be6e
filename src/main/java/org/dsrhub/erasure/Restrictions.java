package org.dsrhub.erasure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Holds.HoldView;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Art. 18: the hub's own hold and a flag in each system that has one, from the day the request is decided until the subject has
 * been told that it ends. Stage {@code restriction-lift} ends it.
 */
@Component("restrictions")
public class Restrictions {
    static final String LIFT_QUEUE = "restriction-lift";
    private static final Set<RequestState> ANY = EnumSet.allOf(RequestState.class);
    private static final Set<String> INTERESTS = Set.of("GDPR-6-1-e", "GDPR-6-1-f");

    private final Holds holds;
    private final Requests requests;
    private final Notices notices;
    private final Connectors connectors;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Held held;
    private final ErasureProperties properties;
    private final TransactionTemplate transactions;

    Restrictions(
            Holds holds,
            Requests requests,
            Notices notices,
            Connectors connectors,
            DataControllers controllers,
            LegalClock clock,
            Held held,
            ErasureProperties properties,
            PlatformTransactionManager transactions) {
        this.holds = holds;
        this.requests = requests;
        this.notices = notices;
        this.connectors = connectors;
        this.controllers = controllers;
        this.clock = clock;
        this.held = held;
        this.properties = properties;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** Whether a person's weighing or the subject's own wish restricts what is processed. */
    static boolean restricts(RequestView request) {
        return request.rights().contains(Right.RESTRICTION) || request.rights().contains(Right.OBJECTION);
    }

    /** Processed for a public task or for somebody's interests: what Art. 21(1) lets the subject object to. */
    static boolean onInterests(Connector connector) {
        return connector.legalBases().stream().anyMatch(INTERESTS::contains);
    }

    /** Sets the hold, then the flags that are due: what late replies have brought gets its own. */
    List<NewTask> set(RequestView request, List<TaskView> tasks) {
        LocalDate today = clock.today(controllers.get(request.controller()).zone());
        HoldView hold = holds.restrict(
                request.id(),
                "Art. 18 of the GDPR, by request " + request.caseNumber(),
                today.plus(properties.restrictionReview()));
        if (!hold.inForce()) {
            return List.of();
        }
        boolean all = request.rights().contains(Right.RESTRICTION);
        Map<Service, Set<String>> systems = new TreeMap<>();
        List<NewTask> due = new ArrayList<>();
        for (Connector connector : held.systems(request)) {
            if (!all && !onInterests(connector)) {
                continue;
            }
            Service service = connector.rights().getOrDefault(Right.RESTRICTION, Service.NONE);
            boolean can = service == Service.FLAG || service == Service.MANUAL;
            systems.computeIfAbsent(can ? service : Service.NONE, any -> new TreeSet<>())
                    .add(connector.system());
            if (can && isDue(connector, tasks)) {
                due.add(connector.task(Action.RESTRICT, Held.nextWave(tasks)));
            }
        }
        audit(request.id(), systems);
        return due;
    }

    /** What a late reply has brought, while the answer is on its way or has gone: nobody waits for its flags. */
    void setLate(RequestView request, Set<RequestState> late) {
        if (restricts(request) && holds.restricted(request.id())) {
            List<NewTask> due = set(request, requests.tasks(request.id())).stream()
                    .map(NewTask::unawaited)
                    .toList();
            if (!due.isEmpty()) {
                requests.apply(
                        request.id(),
                        late,
                        Holds.HUB,
                        "restricting-late-find",
                        Map.of(),
                        new Next(null, null, due, null, null));
            }
        }
    }

    /** Once for each state of things: completeness says who carries a flag and who cannot. */
    private void audit(UUID requestId, Map<Service, Set<String>> systems) {
        Map<String, Object> details = new TreeMap<>();
        details.put("flag", List.copyOf(systems.getOrDefault(Service.FLAG, Set.of())));
        details.put("manual", List.copyOf(systems.getOrDefault(Service.MANUAL, Set.of())));
        details.put("cannotFlag", List.copyOf(systems.getOrDefault(Service.NONE, Set.of())));
        boolean known = AuditEntry.last(requests.history(requestId), "restriction-planned")
                .filter(entry -> entry.details().equals(details))
                .isPresent();
        if (!known) {
            requests.audit(requestId, "hub", "restriction-planned", details);
        }
    }

    private static boolean isDue(Connector connector, List<TaskView> tasks) {
        Instant told = newest(connector, Action.QUERY, tasks, true);
        Instant set = newest(connector, Action.RESTRICT, tasks, false);
        return set == null || told != null && set.isBefore(told);
    }

    private static Instant newest(Connector connector, Action action, List<TaskView> tasks, boolean finished) {
        return tasks.stream()
                .filter(task -> task.action() == action && connector.system().equals(task.system()))
                .map(task -> finished ? task.finishedAt() : task.createdAt())
                .filter(at -> at != null)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /**
     * Begins to lift it: the subject is told first, with those words.
     *
     * @throws Requests.StateConflict where nothing is restricted, or that was asked before
     */
    public RequestView lift(UUID requestId, UUID words, String actor) {
        if (!holds.restricted(requestId)) {
            throw new Requests.StateConflict("not-restricted: this request has no restriction in force");
        }
        NewTask stage = NewTask.stage(LIFT_QUEUE, 0).unawaited();
        return transactions.execute(status -> {
            RequestView request = requests.apply(
                    requestId,
                    ANY,
                    actor,
                    "restriction-lift-asked",
                    Map.of("words", words.toString()),
                    new Next(null, null, List.of(Notices.task(), stage), null, null));
            if (lifting(requestId)) {
                throw new Requests.StateConflict("lift-asked: the restriction is being lifted already");
            }
            // Whoever it is that nobody can identify any more is told nothing, and the subject has asked for nothing.
            if (request.state() != RequestState.IDENTIFICATION) {
                notices.add(Notice.lift(requestId, request.dueOn(), words));
            }
            return request;
        });
    }

    boolean inForce(UUID requestId) {
        return holds.restricted(requestId);
    }

    /** Whether lifting it was asked for. */
    boolean lifting(UUID requestId) {
        return notices.noted(requestId, Notice.Kind.LIFT);
    }

    /** The hold goes, the flags stay: what they mark is stored and used no more. */
    void leaveFlags(UUID requestId) {
        if (holds.restricted(requestId)) {
            holds.lift(requestId, Holds.HUB);
        }
    }

    /**
     * Whoever asks to erase ends what they had restricted before: the hold goes, and every flag. Their letter about the erasure
     * says so. Repeating it changes nothing.
     */
    void endBefore(RequestView erasure) {
        transactions.executeWithoutResult(status ->
                holds.endRestrictions(erasure, requests.subject(erasure.id())).forEach(this::liftFlags));
    }

    /** Stage {@code restriction-lift}: once the letter has gone, ends the hold and has every flag taken away. */
    public Completion lift(Lease lease) {
        UUID id = lease.requestId();
        boolean untold = notices.unsent(id).stream().anyMatch(notice -> notice.kind() == Notice.Kind.LIFT);
        if (untold) {
            return Completion.retry(
                    "lift-waits: the subject is told before a restriction ends", lookAgain(lease.attempt()));
        }
        holds.lift(id, Holds.HUB);
        liftFlags(id);
        return Completion.done();
    }

    private void liftFlags(UUID id) {
        RequestView request = requests.find(id).orElseThrow();
        List<TaskView> tasks = requests.tasks(id);
        Set<String> flagged = new TreeSet<>();
        tasks.stream().filter(task -> task.action() == Action.RESTRICT).forEach(task -> flagged.add(task.system()));
        List<NewTask> lifts = connectors.of(request.controller()).stream()
                .filter(connector -> flagged.contains(connector.system()))
                .map(connector -> connector.task(Action.LIFT, 0).unawaited())
                .toList();
        requests.apply(
                id,
                ANY,
                Holds.HUB,
                "restriction-lifted",
                Map.of("systems", List.copyOf(flagged)),
                new Next(null, null, lifts, null, null));
    }

    /** Soon at first: a letter goes within seconds. */
    private Duration lookAgain(int attempt) {
        Duration soon = Duration.ofSeconds(attempt);
        return soon.compareTo(properties.lookAgain()) < 0 ? soon : properties.lookAgain();
    }
}
