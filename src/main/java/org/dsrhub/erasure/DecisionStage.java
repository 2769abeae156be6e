package org.dsrhub.erasure;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.DecisionBases;
import org.dsrhub.ledger.DecisionBasis;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.OnBehalf;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.Problem;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stages {@code decision} and {@code supplement}: decides the items of a request one by one. */
@Component("decide")
public class DecisionStage {
    private static final int CHUNK = 500;
    private static final Set<RequestState> LATE = EnumSet.of(
            RequestState.REVIEW,
            RequestState.EXECUTING,
            RequestState.ANSWERING,
            RequestState.DELIVERING,
            RequestState.PARTLY_ANSWERED);
    private static final String UNATTRIBUTABLE = "UNATTRIBUTABLE";
    private static final String QUARANTINED = "QUARANTINED";

    private final Requests requests;
    private final Items items;
    private final Executions executions;
    private final Holds holds;
    private final Connectors connectors;
    private final DataControllers controllers;
    private final LegalClock clock;
    private final Decider decider;
    private final CaseFiles caseFiles;
    private final Restrictions restrictions;
    private final ErasureReplay replay;
    private final DecisionBases bases;
    private final ErasureProperties properties;
    private final TransactionTemplate transactions;

    DecisionStage(
            Requests requests,
            Items items,
            Executions executions,
            Holds holds,
            Connectors connectors,
            DataControllers controllers,
            LegalClock clock,
            Decider decider,
            CaseFiles caseFiles,
            Restrictions restrictions,
            ErasureReplay replay,
            DecisionBases bases,
            ErasureProperties properties,
            PlatformTransactionManager transactions) {
        this.requests = requests;
        this.items = items;
        this.executions = executions;
        this.holds = holds;
        this.connectors = connectors;
        this.controllers = controllers;
        this.clock = clock;
        this.decider = decider;
        this.caseFiles = caseFiles;
        this.restrictions = restrictions;
        this.replay = replay;
        this.bases = bases;
        this.properties = properties;
        this.transactions = new TransactionTemplate(transactions);
    }

    /** All items of a request whose systems have been asked. */
    public Completion decide(Lease lease) {
        RequestView request = request(lease);
        decideItems(lease, request, false);
        replay.recognise(request);
        boolean review = executions.underReview(request.id()) > 0 && !OpenMeasures.needed(request);
        return Completion.then(review ? Next.rest(RequestState.REVIEW) : Verdict.next(request));
    }

    /** What an upheld objection ends (Art. 17(1)(c)), once: rules and holds say of each item what of it can go. */
    void decideObjected(Lease lease, RequestView request) {
        List<String> interests = connectors.of(request.controller()).stream()
                .filter(Restrictions::onInterests)
                .map(Connector::system)
                .toList();
        decideItems(lease, request, true, List.of(Right.ERASURE), item -> interests.contains(item.system()));
    }

    /** What a late reply has brought; decisions that were answered already stay as they are. */
    public Completion supplement(Lease lease) {
        RequestView request = request(lease);
        forward(request);
        if (LATE.contains(request.state())) {
            restrictions.setLate(request, LATE);
        }
        return switch (request.state()) {
            // The decision is still to come, and sees it all.
            case RECEIVED, IDENTIFICATION, COLLECTING, DECIDING, CLOSED -> Completion.done();
            case REVIEW -> {
                decideItems(lease, request, true);
                yield Completion.done();
            }
            case EXECUTING, ANSWERING, DELIVERING -> afterTheAnswer(lease, request);
            case PARTLY_ANSWERED -> {
                if (erasing(request)) {
                    // What goes on its day is under way; both would go on to an answer.
                    yield afterTheAnswer(lease, request);
                }
                decideItems(lease, request, true);
                boolean review = executions.underReview(request.id()) > 0 && !OpenMeasures.needed(request);
                boolean answered =
                        !review && !executions.newSince(request.id(), "answer") && !executions.unreported(request.id());
                yield answered
                        ? Completion.done()
                        : Completion.then(review ? Next.rest(RequestState.REVIEW) : Verdict.next(request));
            }
        };
    }

    /** Before the decision the fan-out sees to it, at its end. */
    private void forward(RequestView request) {
        List<NewTask> due = OnBehalf.of(requests.history(request.id())).tasks();
        if (!due.isEmpty() && LATE.contains(request.state())) {
            requests.apply(
                    request.id(), LATE, "hub", "forwarding-late-find", Map.of(), new Next(null, null, due, null, null));
        }
    }

    /**
     * One answer is on its way and may or may not have seen the late reply. A task that nobody waits for keeps the request
     * from closing and looks again: one that blocks would wait for the stage that waits for it.
     */
    private Completion afterTheAnswer(Lease lease, RequestView request) {
        decideItems(lease, request, true);
        boolean blocking = requests.tasks(request.id()).stream()
                .anyMatch(task -> task.id().equals(lease.taskId()) && task.blocking());
        if (!blocking) {
            return Completion.retry(
                    "supplement-waits: an answer is on its way, the supplement follows it", properties.lookAgain());
        }
        NewTask later = new NewTask(
                lease.queue(),
                null,
                null,
                Action.STAGE,
                lease.wave() + 1,
                0,
                false,
                null,
                Instant.now().plus(properties.lookAgain()));
        return Completion.then(Next.tasks(null, List.of(later), null));
    }

    private boolean erasing(RequestView request) {
        return requests.tasks(request.id()).stream()
                .anyMatch(task ->
                        task.queue().equals(ErasureStage.QUEUE) && !task.state().settled());
    }

    private RequestView request(Lease lease) {
        return requests.find(lease.requestId())
                .orElseThrow(() -> new Problem("unknown-request", "the request of this task is gone; look at backups"));
    }

    private void decideItems(Lease lease, RequestView request, boolean onlyNew) {
        List<Right> rights = Stream.of(Right.ACCESS, Right.PORTABILITY, Right.ERASURE)
                .filter(request.rights()::contains)
                .toList();
        decideItems(lease, request, onlyNew, rights, item -> true);
    }

    private void decideItems(
            Lease lease, RequestView request, boolean onlyNew, List<Right> rights, Predicate<Item> which) {
        if (!rights.isEmpty()) {
            Run run = new Run(lease, request, rights, onlyNew);
            if (run.file.looksAtOthers()) {
                items.read(request.id(), item -> run.file.add(item.facts()));
            }
            items.read(request.id(), item -> {
                if (which.test(item)) {
                    run.add(item);
                }
            });
            run.flush();
            run.numbers.forEach((right, numbers) ->
                    requests.audit(request.id(), "hub", "decided", Map.of("right", right.name(), "outcomes", numbers)));
        }
        Map<String, Object> undecided = new LinkedHashMap<>();
        items.counts(request.id()).stream()
                .filter(count ->
                        count.match().equals(UNATTRIBUTABLE) || count.match().equals(QUARANTINED))
                .forEach(count -> undecided.put(
                        count.system() + "/" + count.type() + "/"
                                + count.match().toLowerCase(Locale.ROOT),
                        count.items()));
        if (!undecided.isEmpty()) {
            requests.audit(request.id(), "hub", "not-decided", undecided);
        }
    }

    /** One pass over the items. */
    private final class Run {
        private final Lease lease;
        private final RequestView request;
        private final List<Right> rights;
        private final boolean onlyNew;
        private final LocalDate today;
        private final CaseFile file;
        private final Collection<Hold> inForce;
        private final Collection<Hold> againstErasure;
        private final Map<Right, UUID> kept = new EnumMap<>(Right.class);
        private final List<Item> chunk = new ArrayList<>(CHUNK);
        final Map<Right, Map<Outcome, Integer>> numbers = new EnumMap<>(Right.class);

        Run(Lease lease, RequestView request, List<Right> rights, boolean onlyNew) {
            this.lease = lease;
            this.request = request;
            this.rights = rights;
            this.onlyNew = onlyNew;
            DataController controller = controllers.get(request.controller());
            this.today = clock.today(controller.zone());
            this.file = caseFiles.begin(request, today);
            Subject subject = requests.subject(request.id());
            this.inForce = holds.inForce(controller.id(), subject);
            this.againstErasure = holds.againstErasure(request, subject);
        }

        void add(Item item) {
            chunk.add(item);
            if (chunk.size() == CHUNK) {
                flush();
            }
        }

        void flush() {
            if (chunk.isEmpty()) {
                return;
            }
            transactions.executeWithoutResult(status -> {
                executions.fence(lease);
                rights.forEach(this::decide);
            });
            chunk.clear();
        }

        private void decide(Right right) {
            Set<UUID> done = onlyNew
                    ? executions.decided(right, chunk.stream().map(Item::id).toList())
                    : Set.of();
            Collection<Hold> counting = right == Right.ERASURE ? againstErasure : inForce;
            DecisionBasis basis = DecisionBasis.of(file, counting);
            UUID keptBasis = kept.computeIfAbsent(right, any -> bases.keep(request.id(), basis));
            List<Items.Decided> decided = chunk.stream()
                    .filter(item -> !done.contains(item.id()))
                    .map(item -> new Items.Decided(
                            item.id(),
                            decider.decide(item.facts(), right, file, counting),
                            keptBasis,
                            basis.covering(item.facts())))
                    .toList();
            items.decide(request.id(), right, today, Verdict.RULES, decided);
            Map<Outcome, Integer> sums = numbers.computeIfAbsent(right, any -> new EnumMap<>(Outcome.class));
            decided.stream()
                    .map(Items.Decided::decision)
                    // Not even in a number: statutory secrecy.
                    .filter(decision -> !decision.silent())
                    .forEach(decision -> sums.merge(decision.outcome(), 1, Integer::sum));
        }
    }
}
