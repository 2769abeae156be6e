package org.dsrhub.erasure;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.DecisionBases;
import org.dsrhub.ledger.DecisionBasis;
import org.dsrhub.ledger.ErasurePreviews;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Executions.Owed;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Hands items over to erasing: reads the holds again, decides again, and marks what is to go, in one transaction. */
@Component
class ErasurePlan {
    private final Executions executions;
    private final Requests requests;
    private final Connectors connectors;
    private final CaseFiles caseFiles;
    private final Decider decider;
    private final HeldBack heldBack;
    private final ErasurePreviews previews;
    private final DecisionBases bases;
    private final DataControllers controllers;
    private final ErasureProperties properties;
    private final TransactionTemplate transactions;

    ErasurePlan(
            Executions executions,
            Requests requests,
            Connectors connectors,
            CaseFiles caseFiles,
            Decider decider,
            HeldBack heldBack,
            ErasurePreviews previews,
            DecisionBases bases,
            DataControllers controllers,
            ErasureProperties properties,
            PlatformTransactionManager transactions) {
        this.executions = executions;
        this.requests = requests;
        this.connectors = connectors;
        this.caseFiles = caseFiles;
        this.decider = decider;
        this.heldBack = heldBack;
        this.previews = previews;
        this.bases = bases;
        this.controllers = controllers;
        this.properties = properties;
        this.transactions = new TransactionTemplate(transactions);
    }

    /**
     * @param awaited items that stay until an access request is delivered
     * @param aboveLimit the system whose daily limit would be exceeded: nothing was planned; else null
     * @param putOff items that go on their day, above what their system's daily limit still allows
     * @param unapproved items that would go and that nobody approved, where somebody has to: nothing was planned
     */
    record Planned(int items, int awaited, int putOff, String aboveLimit, int unapproved) {}

    Planned make(Lease lease, RequestView request, boolean deferred, LocalDate today, RoundsOfErasure rounds) {
        Planned planned = make(lease, request, deferred, today, rounds, true);
        if (planned.unapproved() > 0) {
            // Once more without handing anything over, so that the preview shows what would go now.
            make(lease, request, deferred, today, rounds, false);
        }
        return planned;
    }

    private Planned make(
            Lease lease,
            RequestView request,
            boolean deferred,
            LocalDate today,
            RoundsOfErasure rounds,
            boolean handOver) {
        // What goes on its day goes as the answer has told; a person looked at it then.
        DataController.Erasing erasing = deferred
                ? DataController.Erasing.STANDARD
                : controllers.get(request.controller()).erasing();
        Subject subject = requests.subject(request.id());
        return transactions.execute(status -> {
            List<Hold> holds = executions.freezeHolds(request, subject);
            executions.fence(lease);
            CaseFile file = caseFiles.begin(request, today);
            if (file.looksAtOthers()) {
                executions.present(request.id(), chunk -> chunk.forEach(item -> file.add(item.facts())));
            }
            Reassessment reassessment = new Reassessment(decider, file, holds, today);
            DecisionBasis basis = DecisionBasis.of(file, holds);
            Run run = new Run(request, today, rounds, reassessment, basis, erasing, handOver, deferred);
            executions.owed(request.id(), today, run::take);
            for (String system : deferred || heldBack.limitReleased(request.id()) ? Set.<String>of() : run.systems) {
                if (executions.begunLately(request.controller(), system) > dailyLimit(request, system)) {
                    status.setRollbackOnly();
                    return new Planned(0, 0, 0, system, 0);
                }
            }
            if (run.unapproved > 0 && handOver && erasing.needsApproval(previews.handedOver(request.id()))) {
                status.setRollbackOnly();
                return new Planned(0, 0, 0, null, run.unapproved);
            }
            run.audit();
            return new Planned(run.items, run.awaited, run.putOff, null, 0);
        });
    }

    private int dailyLimit(RequestView request, String system) {
        Integer own = connectors.get(request.controller(), system).limits().erasuresPerDay();
        return own == null ? properties.dailyLimit() : own;
    }

    private final class Run {
        private final RequestView request;
        private final LocalDate today;
        private final RoundsOfErasure rounds;
        private final Reassessment reassessment;
        private final DecisionBasis basis;
        private final UUID keptBasis;
        private final DataController.Erasing erasing;
        private final boolean handOver;
        private final boolean deferred;
        /** How many more items of a system the day allows. */
        private final Map<String, Integer> room = new HashMap<>();

        private final Map<String, Map<Outcome, Integer>> changed = new TreeMap<>();
        private final Map<String, Integer> planned = new TreeMap<>();
        private final Set<String> live = new TreeSet<>();
        final Set<String> systems = new TreeSet<>();
        int items;
        int awaited;
        int putOff;
        int unapproved;

        Run(
                RequestView request,
                LocalDate today,
                RoundsOfErasure rounds,
                Reassessment reassessment,
                DecisionBasis basis,
                DataController.Erasing erasing,
                boolean handOver,
                boolean deferred) {
            this.request = request;
            this.today = today;
            this.rounds = rounds;
            this.reassessment = reassessment;
            this.basis = basis;
            this.keptBasis = bases.keep(request.id(), basis);
            this.erasing = erasing;
            this.handOver = handOver;
            this.deferred = deferred;
            connectors.of(request.controller()).stream()
                    .filter(connector -> connector.mode() == Connector.Mode.LIVE)
                    .forEach(connector -> live.add(connector.system()));
        }

        /** What was begun before counts already. */
        private boolean fits(String system) {
            int left = room.computeIfAbsent(
                    system, any -> dailyLimit(request, any) - executions.begunLately(request.controller(), any));
            if (left < 1) {
                putOff++;
                return false;
            }
            room.put(system, left - 1);
            return true;
        }

        void take(Collection<Owed> chunk) {
            List<Items.Decided> redecided = new ArrayList<>();
            List<UUID> pending = new ArrayList<>();
            List<UUID> kept = new ArrayList<>();
            Map<UUID, String> systemOf = new HashMap<>();
            Set<UUID> begun = new HashSet<>();
            for (Owed owed : chunk) {
                String system = owed.item().system();
                boolean again = "STILL_THERE".equals(owed.execution());
                if (again && rounds.exhausted(system)) {
                    continue;
                }
                Decision decision = reassessment.decide(owed);
                boolean same = decision.outcome() == owed.decision().outcome()
                        && decision.rule().equals(owed.decision().rule());
                if (!same) {
                    changed.computeIfAbsent(system, any -> new EnumMap<>(Outcome.class))
                            .merge(decision.outcome(), 1, Integer::sum);
                }
                // The day too: what a hold keeps is looked at once a day.
                redecided.add(new Items.Decided(
                        owed.item().id(),
                        decision,
                        keptBasis,
                        basis.covering(owed.item().facts())));
                boolean erase = decision.outcome() == Outcome.ERASE || decision.outcome() == Outcome.ANONYMISE;
                if (again && !erase) {
                    kept.add(owed.item().id());
                }
                if (erase && live.contains(system)) {
                    pending.add(owed.item().id());
                    systemOf.put(owed.item().id(), system);
                    if (again) {
                        begun.add(owed.item().id());
                    }
                }
            }
            Set<UUID> stay = executions.awaitedByAccess(request.id(), pending);
            awaited += stay.size();
            pending.removeAll(stay);
            if (!handOver) {
                pending.clear();
            }
            if (deferred) {
                pending.removeIf(id -> !begun.contains(id) && !fits(systemOf.get(id)));
            }
            pending.forEach(id -> {
                planned.merge(systemOf.get(id), 1, Integer::sum);
                systems.add(systemOf.get(id));
            });
            executions.redecide(request.id(), today, redecided);
            if (erasing.approvalFrom() != null) {
                unapproved += previews.unapproved(pending);
            }
            executions.pend(request.id(), pending);
            executions.takeBack(request.id(), kept);
            items += pending.size();
        }

        void audit() {
            if (!changed.isEmpty()) {
                requests.audit(request.id(), "hub", "decided-again", Map.copyOf(changed));
            }
            if (!planned.isEmpty()) {
                requests.audit(request.id(), "hub", "erasure-planned", Map.copyOf(planned));
            }
        }
    }
}
