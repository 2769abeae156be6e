package org.dsrhub.erasure;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.ClockTask;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.datacontroller.LegalDayTask;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.LegalDates;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Settings;
import org.dsrhub.ledger.WithheldAnswers;
import org.dsrhub.request.Right;
import org.dsrhub.vault.VaultSweep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What happens because a legal day has come, or a hold has gone: deferred erasures, warnings before and on the deadline,
 * shredding. One node at a time; each thing it starts is safe to be started again.
 */
@Component("deadlineSweep")
public class DeadlineSweep {
    private static final Logger log = LoggerFactory.getLogger(DeadlineSweep.class);
    private static final int BATCH = 200;
    static final String DUE = "deferred-erasure-due";
    static final String CHANGED = "rules-changed";
    static final String UNDATED = "refusals-due";
    static final String RELEASED = "hold-released";
    private static final String SWEPT = "deadlines.swept.";
    private static final String TRY_LOCK = "select pg_try_advisory_lock(hashtext('dsr-hub'), hashtext('deadlines'))";
    private static final String UNLOCK = "select pg_advisory_unlock(hashtext('dsr-hub'), hashtext('deadlines'))";

    private final DataSource database;
    private final DataControllers controllers;
    private final Connectors connectors;
    private final LegalDates dates;
    private final Holds holds;
    private final LegalDays days;
    private final DeadlineWarnings warnings;
    private final Requests requests;
    private final Settings settings;
    private final ErasureProperties properties;
    private final TransactionTemplate transactions;
    private final Shredding shredding;
    private final ErasureReplay replay;
    private final WithheldAnswers withheld;
    private final ObjectProvider<LegalDayTask> others;
    private final ObjectProvider<ClockTask> clockTasks;
    private final LegalClock clock;
    private final VaultSweep vault;
    private final MeterRegistry meters;
    private final Map<String, LocalDate> complained = new ConcurrentHashMap<>();

    DeadlineSweep(
            DataSource database,
            DataControllers controllers,
            Connectors connectors,
            LegalDates dates,
            Holds holds,
            LegalDays days,
            DeadlineWarnings warnings,
            Requests requests,
            Settings settings,
            ErasureProperties properties,
            PlatformTransactionManager transactions,
            Shredding shredding,
            ErasureReplay replay,
            WithheldAnswers withheld,
            ObjectProvider<LegalDayTask> others,
            ObjectProvider<ClockTask> clockTasks,
            LegalClock clock,
            VaultSweep vault,
            MeterRegistry meters) {
        this.database = database;
        this.controllers = controllers;
        this.connectors = connectors;
        this.dates = dates;
        this.holds = holds;
        this.days = days;
        this.warnings = warnings;
        this.requests = requests;
        this.settings = settings;
        this.properties = properties;
        this.transactions = new TransactionTemplate(transactions);
        this.shredding = shredding;
        this.replay = replay;
        this.withheld = withheld;
        this.others = others;
        this.clockTasks = clockTasks;
        this.clock = clock;
        this.vault = vault;
        this.meters = meters;
    }

    /** @return whether this node swept; false where another one does */
    public boolean sweep() {
        // A session's lock on a connection of its own: it goes with the connection, should the node die.
        try (Connection lock = database.getConnection()) {
            if (!ask(lock, TRY_LOCK)) {
                return false;
            }
            try {
                controllers.all().forEach(this::guarded);
                vault.sweep();
                return true;
            } finally {
                ask(lock, UNLOCK);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("deadlines-lock: the database gives no lock; it is tried again", e);
        }
    }

    private static boolean ask(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet answer = statement.executeQuery()) {
            answer.next();
            boolean yes = answer.getBoolean(1);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return yes;
        }
    }

    /** One controller's trouble is not the others'. */
    private void guarded(DataController controller) {
        try {
            sweep(controller);
        } catch (RuntimeException e) {
            log.error("deadlines-failed: the sweep of {} is tried again with the next period", controller.id(), e);
            meters.counter("hub.deadlines.failures", "controller", controller.id())
                    .increment();
        }
    }

    private void sweep(DataController controller) {
        LocalDate today = days.today(controller.id());
        warnings.warn(controller, today);
        clockTasks.orderedStream().forEach(task -> task.run(controller, clock.instant()));
        Optional<LocalDate> plausible = days.plausible(controller.id());
        if (plausible.isEmpty()) {
            // Once a day and node; the counter goes on.
            if (!today.equals(complained.put(controller.id(), today))) {
                log.error(
                        "legal-day-implausible: {} is too far from the last legal day seen of {}; check the clock, then"
                                + " confirm the day. Nothing is erased meanwhile.",
                        today,
                        controller.id());
            }
            meters.counter("hub.deadlines.implausible", "controller", controller.id())
                    .increment();
            return;
        }
        withheld.open(controller.id());
        reassess(controller.id());
        replay.goOn(controller.id());
        // What a day brings is looked for until all of it is found, and not again that day.
        String swept = SWEPT + controller.id();
        if (settings.get(swept).filter(today.toString()::equals).isPresent()) {
            return;
        }
        List<String> shadowed = connectors.of(controller.id()).stream()
                .filter(connector -> connector.mode() == Connector.Mode.SHADOW)
                .map(Connector::system)
                .toList();
        List<UUID> due = dates.erasureDue(controller.id(), today, shadowed, BATCH);
        due.forEach(requestId -> erase(requestId, DUE));
        int again = undated(controller, today, shadowed) + changed(controller, today, shadowed);
        shredding.shred(controller, today);
        others.orderedStream().forEach(task -> task.run(controller, today));
        if (due.size() < BATCH && again < BATCH) {
            settings.set(swept, today.toString(), "hub");
        }
    }

    /** A release is no matter of days: what it kept gets its erasure, or its date, with the next period. */
    private void reassess(String controller) {
        List<Holds.Freed> freed = holds.freed(controller);
        freed.stream()
                .flatMap(one -> one.requests().stream())
                .distinct()
                .forEach(requestId -> erase(requestId, RELEASED));
        freed.forEach(one -> holds.reassessed(one.hold()));
    }

    /** What waits for an end has no day: it is looked at from time to time. */
    private int undated(DataController controller, LocalDate today, List<String> shadowed) {
        List<UUID> due = dates.refusalsDue(controller.id(), today.minus(properties.refusalsAgain()), shadowed, BATCH);
        List<String> unasked = connectors.of(controller.id()).stream()
                .filter(connector -> connector.rights().get(Right.ERASURE) == Connector.Service.NOTIFY)
                .map(Connector::system)
                .toList();
        due.forEach(requestId -> transactions.executeWithoutResult(status -> {
            if (erase(requestId, UNDATED)) {
                dates.askAnew(requestId, unasked);
            }
        }));
        return due.size();
    }

    /** A period that has become shorter since the answer has its end at once. */
    private int changed(DataController controller, LocalDate today, List<String> shadowed) {
        List<String> rules = controller.retention().stream()
                .filter(rule -> rule.validOn(today))
                .map(rule -> rule.id() + "@" + rule.version())
                .toList();
        List<UUID> due = dates.rulesChanged(controller.id(), rules, shadowed, BATCH);
        due.forEach(requestId -> transactions.executeWithoutResult(status -> {
            if (erase(requestId, CHANGED)) {
                dates.decideAnew(requestId, rules);
            }
        }));
        return due.size();
    }

    /** @return false where the request has gone on meanwhile */
    private boolean erase(UUID requestId, String event) {
        try {
            requests.apply(
                    requestId,
                    ErasureStage.AFTER_THE_ANSWER,
                    "hub",
                    event,
                    Map.of(),
                    Next.stage(null, ErasureStage.QUEUE));
            return true;
        } catch (Requests.StateConflict e) {
            log.info("erasure-later: request {} has gone on meanwhile, its own erasure sees to it", requestId);
            return false;
        }
    }
}
