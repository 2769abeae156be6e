package org.dsrhub.erasure;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.ErasurePreviews;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Executions.Standing;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Replays;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Settings;
import org.dsrhub.ledger.SubjectHashes;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/**
 * Stage {@code erasure}: runs again after every round of tasks until what was decided is erased and proven. Each run looks at
 * the ledger only, so that one that is lost is simply run again. For a closed request it carries out what had to wait.
 */
@Component("erasure")
public class ErasureStage {
    static final String QUEUE = "erasure";
    private static final String PUT_OFF = "deferred-erasure-put-off";

    /** Each gives every system all its rounds once more. */
    private static final Set<String> TAKEN_UP =
            Set.of(DeadlineSweep.DUE, DeadlineSweep.RELEASED, DeadlineSweep.UNDATED, DeadlineSweep.CHANGED, PUT_OFF);

    /** Of one that is partly answered the rest goes through other states before its erasure does. */
    static final Set<RequestState> AFTER_THE_ANSWER = EnumSet.of(RequestState.CLOSED, RequestState.PARTLY_ANSWERED);

    private static final Duration WHILE_LIMITED = Duration.ofHours(1);
    private static final String STOPPED = "erasure.stopped";
    private static final String ACCESS_FIRST =
            "access-pending: what the subject's access request found stays until it is delivered";

    private final Requests requests;
    private final Executions executions;
    private final Connectors connectors;
    private final Settings settings;
    private final SubjectHashes hashes;
    private final Quarantine quarantine;
    private final LegalDays days;
    private final ErasurePlan plan;
    private final HeldBack heldBack;
    private final Restrictions restrictions;
    private final Replays replays;
    private final ErasurePreviews previews;
    private final ErasureProperties properties;

    ErasureStage(
            Requests requests,
            Executions executions,
            Connectors connectors,
            Settings settings,
            SubjectHashes hashes,
            Quarantine quarantine,
            LegalDays days,
            ErasurePlan plan,
            HeldBack heldBack,
            Restrictions restrictions,
            Replays replays,
            ErasurePreviews previews,
            ErasureProperties properties) {
        this.requests = requests;
        this.executions = executions;
        this.connectors = connectors;
        this.settings = settings;
        this.hashes = hashes;
        this.quarantine = quarantine;
        this.days = days;
        this.plan = plan;
        this.heldBack = heldBack;
        this.restrictions = restrictions;
        this.replays = replays;
        this.previews = previews;
        this.properties = properties;
    }

    public Completion advance(Lease lease) {
        RequestView request = requests.find(lease.requestId())
                .orElseThrow(() -> new Problem("unknown-request", "the request of this task is gone; look at backups"));
        if (executions.elderOpen(lease)) {
            return later("erasure-busy: another erasure of this request runs, this one follows it");
        }
        RoundsOfErasure rounds = new RoundsOfErasure(
                requests.tasks(request.id()), properties.waves(), deferred(request), afresh(request), Instant.now());
        if (rounds.running()) {
            return Completion.then(Next.stage(null, QUEUE));
        }
        Optional<LocalDate> today = days.plausible(request.controller());
        if (today.isEmpty()) {
            return later("legal-day-implausible: the legal day is too far from the last one seen;"
                    + " check the clock, then confirm the day");
        }
        record(request);
        comeBack(request);
        rounds.acknowledged().forEach((system, told) -> executions.acknowledged(request.id(), system, told));

        List<NewTask> questions = deferred(request) ? askAnew(request, rounds, lease, today.get()) : List.of();
        if (!questions.isEmpty()) {
            return Completion.then(Next.tasks(null, questions, QUEUE));
        }
        Map<String, SystemStanding> systems = systems(request, today.get());
        boolean work = systems.values().stream().anyMatch(SystemStanding::toErase);
        if (work && settings.get(STOPPED).map(Boolean::parseBoolean).orElse(false)) {
            return later("erasure-stopped: the global stop is on, resume erasing when its reason is gone");
        }
        if (work && request.isPart() && halted(request.partOf())) {
            return later(
                    "lead-halted: who asks is in doubt, or the request is over; this branch's part goes on with its lead");
        }
        if (work && executions.accessCollecting(request.id())) {
            return later(ACCESS_FIRST);
        }
        if (heldBack.erasedByHand(request.id())) {
            executions.erasedByHand(request.id());
            systems = systems(request, today.get());
        }
        boolean awaited = false;
        int putOff = 0;
        if (work) {
            ErasurePlan.Planned planned = plan.make(lease, request, deferred(request), today.get(), rounds);
            if (planned.aboveLimit() != null) {
                return aboveLimit(request, planned.aboveLimit());
            }
            if (planned.unapproved() > 0) {
                return notApproved(request, planned.unapproved());
            }
            awaited = planned.awaited() > 0;
            putOff = planned.putOff();
            systems = systems(request, today.get());
        }
        if (executions.underReview(request.id()) > 0 && !deferred(request)) {
            return Completion.then(Next.rest(RequestState.REVIEW));
        }
        return goOn(request, lease, systems, rounds, awaited, putOff);
    }

    /**
     * What was refused until something ends is decided again by what its systems say now, or by a person where one of them
     * cannot say.
     */
    private List<NewTask> askAnew(RequestView request, RoundsOfErasure rounds, Lease lease, LocalDate today) {
        Set<String> silent = executions.toAskAnew(request.id());
        if (silent.isEmpty()) {
            return List.of();
        }
        Instant asked = AuditEntry.last(requests.history(request.id()), DeadlineSweep.UNDATED)
                .map(AuditEntry::at)
                .orElse(Instant.EPOCH);
        int wave = rounds.nextWave(lease.wave());
        List<NewTask> questions = connectors.of(request.controller()).stream()
                .filter(connector ->
                        silent.contains(connector.system()) && !rounds.askedSince(connector.system(), asked))
                .map(connector -> connector.task(Action.PROVE, wave))
                .toList();
        if (questions.isEmpty()) {
            int items = executions.leaveToPerson(request.id(), today);
            requests.audit(
                    request.id(), "hub", "refusals-unclear", Map.of("systems", List.copyOf(silent), "items", items));
        }
        return questions;
    }

    private Instant afresh(RequestView request) {
        Instant replayed = replays.lastAsked(request.id()).orElse(Instant.EPOCH);
        return !deferred(request)
                ? replayed
                : requests.history(request.id()).stream()
                        .filter(entry -> TAKEN_UP.contains(entry.event()))
                        .map(AuditEntry::at)
                        .reduce(replayed, (one, other) -> one.isAfter(other) ? one : other);
    }

    private boolean halted(UUID leadId) {
        RequestView lead = requests.find(leadId).orElseThrow();
        return lead.state() == RequestState.IDENTIFICATION
                || lead.outcome() == RequestOutcome.CANCELLED
                || lead.outcome() == RequestOutcome.REFUSED;
    }

    private Completion goOn(
            RequestView request,
            Lease lease,
            Map<String, SystemStanding> systems,
            RoundsOfErasure rounds,
            boolean awaited,
            int putOff) {
        if (!deferred(request)) {
            restrictions.endBefore(request);
        }
        List<NewTask> tasks = new ArrayList<>();
        List<NewTask> notices = new ArrayList<>();
        List<SystemStanding> unproven = new ArrayList<>();
        boolean unfinished = false;
        int wave = rounds.nextWave(lease.wave());
        for (SystemStanding system : systems.values()) {
            switch (rounds.step(system)) {
                case ERASE -> system.erasing().forEach(action -> tasks.add(system.task(action, wave)));
                case PROVE -> tasks.add(system.task(Action.PROVE, wave));
                case NOTIFY -> notices.add(system.task(Action.NOTIFY, wave));
                case UNPROVEN -> unproven.add(system);
                case UNFINISHED -> unfinished = true;
                case NOTHING -> {}
            }
        }
        RequestState executing = deferred(request) ? null : RequestState.EXECUTING;
        if (!tasks.isEmpty()) {
            tasks.addAll(suppressions(request, rounds, wave));
            return Completion.then(Next.tasks(executing, tasks, QUEUE));
        }
        if (!unproven.isEmpty() && !deferred(request)) {
            return notProven(request, unproven);
        }
        // Art. 19: recipients are told once it is done, and only of what was erased.
        if (!notices.isEmpty()) {
            return Completion.then(Next.tasks(executing, notices, QUEUE));
        }
        if (awaited) {
            return later(ACCESS_FIRST);
        }
        if (putOff > 0) {
            return putOff(request, putOff, rounds);
        }
        unproven.forEach(system -> quarantine.add(
                system.connector().queue(),
                "erasure-not-proven",
                "erase the items of the request in this system by hand, then ask it again",
                request.id(),
                null,
                "erasure-not-proven:" + request.id() + ":" + system.name()));
        return finish(request, systems, unfinished || !unproven.isEmpty());
    }

    /** Who erases a consent also keeps the entry that no campaign writes to the person again; told once. */
    private List<NewTask> suppressions(RequestView request, RoundsOfErasure rounds, int wave) {
        if (deferred(request) || rounds.suppressed() || !executions.suppressionDue(request.id())) {
            return List.of();
        }
        return connectors.of(request.controller()).stream()
                .map(connector -> connector
                        .task(Action.SUPPRESS, wave)
                        .setting(Right.MARKETING.stream()
                                .filter(right -> connector.rights().get(right) == Connector.Service.SUPPRESS)
                                .collect(Collectors.toSet())))
                .filter(task -> !task.rights().isEmpty())
                .toList();
    }

    private Completion finish(RequestView request, Map<String, SystemStanding> systems, boolean unfinished) {
        record(request);
        replays.settle(request.id());
        Map<String, Object> numbers = new TreeMap<>();
        systems.values()
                .forEach(system -> numbers.put(
                        system.name(),
                        system.shadow() && system.owed() > 0
                                ? Map.of("shadow", "erases nothing before it is live", "wouldErase", system.owed())
                                : system.numbers()));
        requests.audit(request.id(), "hub", deferred(request) ? "deferred-erased" : "erased", numbers);
        heldBack.forget(request.id());
        if (deferred(request)) {
            if (request.state() == RequestState.CLOSED && executions.underReview(request.id()) > 0) {
                quarantine.add(
                        QUEUE,
                        "deferred-erasure-in-review",
                        "the day of an item has come and its rule leaves it to a person: decide the item",
                        request.id(),
                        null,
                        "deferred-erasure-in-review:" + request.id());
            }
            return Completion.done();
        }
        Next answer = Next.stage(RequestState.ANSWERING, "answer");
        return Completion.then(unfinished ? answer.withPartial(true) : answer);
    }

    /** What is proven goes to the log, and suppression entries are there before the last system has answered. */
    private void record(RequestView request) {
        executions.log(request.id());
        if (executions.suppressionDue(request.id())) {
            executions.suppress(
                    request.id(),
                    request.controller(),
                    "MARKETING",
                    hashes.suppression(requests.subject(request.id())));
        }
    }

    private void comeBack(RequestView request) {
        Map<String, Integer> back = replays.cameBack(request.id());
        if (!back.isEmpty()) {
            requests.audit(request.id(), "hub", "erased-items-came-back", Map.copyOf(back));
        }
    }

    /** What goes on its day goes over several, as the limit allows; each portion is told of once. */
    private Completion putOff(RequestView request, int items, RoundsOfErasure rounds) {
        boolean told = AuditEntry.last(requests.history(request.id()), PUT_OFF)
                .filter(entry -> entry.at().isAfter(rounds.lastBegun()))
                .isPresent();
        if (!told) {
            requests.audit(request.id(), "hub", PUT_OFF, Map.of("items", items));
        }
        return Completion.retry(
                "erasure-limit: the daily limit of a system is reached, the rest follows within the next days",
                WHILE_LIMITED);
    }

    private Completion aboveLimit(RequestView request, String system) {
        String reason = "erasure-limit: the daily limit of this system is reached, a person releases what is above it";
        heldBack.limit(request.id());
        requests.audit(request.id(), "hub", "erasure-limit", Map.of("system", system, "reason", reason));
        return Completion.then(Next.rest(RequestState.REVIEW));
    }

    /** Nothing of the plan is handed over; what was approved and erased before stays erased. */
    private Completion notApproved(RequestView request, int items) {
        boolean drift = previews.approved(request.id());
        heldBack.approval(request.id());
        String reason = drift
                ? "erasure-drift: more or other items would go than were approved; look at the preview and approve it anew"
                : "erasure-approval: another person approves the preview before anything is erased";
        requests.audit(
                request.id(),
                "hub",
                drift ? "erasure-drift" : "erasure-approval",
                Map.of("items", items, "reason", reason));
        return Completion.then(Next.rest(RequestState.REVIEW));
    }

    private Completion notProven(RequestView request, List<SystemStanding> systems) {
        heldBack.unproven(request.id());
        Map<String, Object> details = new TreeMap<>();
        systems.forEach(system -> details.put(system.name(), system.numbers()));
        details.put("reason", "erasure-not-proven: the system still has the items; erase them by hand, then release");
        requests.audit(request.id(), "hub", "erasure-not-proven", details);
        return Completion.then(Next.rest(RequestState.REVIEW));
    }

    private Map<String, SystemStanding> systems(RequestView request, LocalDate today) {
        Map<String, List<Standing>> bySystem = new TreeMap<>();
        executions
                .standing(request.id(), today)
                .forEach(row -> bySystem.computeIfAbsent(row.system(), any -> new ArrayList<>())
                        .add(row));
        Map<String, SystemStanding> systems = new TreeMap<>();
        connectors.of(request.controller()).forEach(connector -> {
            List<Standing> rows = bySystem.remove(connector.system());
            if (rows != null) {
                systems.put(connector.system(), new SystemStanding(connector, List.copyOf(rows)));
            }
        });
        // In ten years a system may be gone; what it still had is a person's affair, the others' go on.
        bySystem.forEach((gone, rows) -> quarantine.add(
                request.controller() + "." + gone,
                "system-without-connector",
                "items to erase are in a system that has no connector file any more; erase them by hand",
                request.id(),
                null,
                "system-without-connector:" + request.id() + ":" + gone));
        return systems;
    }

    private Completion later(String reason) {
        return Completion.retry(reason, properties.lookAgain());
    }

    private static boolean deferred(RequestView request) {
        return AFTER_THE_ANSWER.contains(request.state());
    }
}
