package org.dsrhub.erasure;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.ledger.LegalDates;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Warns before a last day and on it: a note in the worklist, a link of the chain, a counter, and a mail to a role that is
 * enqueued in the same transaction. Each warning is given once for each last day, however many nodes sweep.
 */
@Component
class DeadlineWarnings {
    private static final Logger log = LoggerFactory.getLogger(DeadlineWarnings.class);
    private static final int BATCH = 200;
    private static final Set<RequestState> OPEN = EnumSet.complementOf(EnumSet.of(RequestState.CLOSED));

    private final LegalDates dates;
    private final Requests requests;
    private final Notices notices;
    private final MeterRegistry meters;
    private final TransactionTemplate transactions;

    DeadlineWarnings(
            LegalDates dates,
            Requests requests,
            Notices notices,
            MeterRegistry meters,
            PlatformTransactionManager transactions) {
        this.dates = dates;
        this.requests = requests;
        this.notices = notices;
        this.meters = meters;
        this.transactions = new TransactionTemplate(transactions);
    }

    void warn(DataController controller, LocalDate today) {
        warn(controller.id(), controller.deadline(), today);
    }

    void warn(String controller, DataController.Deadline rule, LocalDate today) {
        // On the day and after it, then the nearest warning that fits: a request seen late is not warned about thrice.
        warn(controller, rule, LocalDate.of(1970, 1, 1), today, today, 0);
        List<Integer> warnDays = rule.warnDays();
        int nearer = 0;
        for (int i = warnDays.size() - 1; i >= 0; i--) {
            int days = warnDays.get(i);
            warn(controller, rule, today.plusDays(nearer), today.plusDays(days), today, days);
            nearer = days;
        }
    }

    private void warn(
            String controller,
            DataController.Deadline rule,
            LocalDate after,
            LocalDate until,
            LocalDate today,
            int days) {
        String event = days == 0 ? "deadline-reached" : "deadline-in-" + days + "-days";
        for (LegalDates.Due due : dates.unwarned(controller, after, until, days, BATCH)) {
            try {
                if (!note(rule, due, today, days, event)) {
                    continue;
                }
            } catch (Requests.StateConflict e) {
                continue; // closed meanwhile
            }
            log.warn("{}: request {} of {} is due on {}", event, due.requestId(), controller, due.dueOn());
            meters.counter("hub.deadlines.warnings", "controller", controller, "event", event)
                    .increment();
        }
    }

    private boolean note(DataController.Deadline rule, LegalDates.Due due, LocalDate today, int days, String event) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            int left = (int) ChronoUnit.DAYS.between(today, due.dueOn());
            boolean last = days <= rule.warnDays().get(rule.warnDays().size() - 1);
            if (!notices.add(Notice.warning(due.requestId(), due.dueOn(), days, left, rule.warned()))) {
                return false;
            }
            if (last && !rule.escalatedTo().equals(rule.warned())) {
                notices.add(Notice.escalation(due.requestId(), due.dueOn(), days, left, rule.escalatedTo()));
            }
            requests.apply(
                    due.requestId(),
                    OPEN,
                    "hub",
                    event,
                    Map.of("dueOn", due.dueOn().toString(), "role", last ? rule.escalatedTo() : rule.warned()),
                    Notices.enqueue(null));
            return true;
        }));
    }
}
