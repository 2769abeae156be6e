package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.SentMails;
import org.dsrhub.ledger.Suppressions;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.Waits;
import org.dsrhub.request.Action;
import org.dsrhub.request.Need;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Requests, read: where they stand, without a word about the person. */
@RestController
@RequestMapping("/api/v1/requests")
class RequestsApi {
    private static final int LARGEST_PAGE = 200;

    private final Requests requests;
    private final Items items;
    private final Notices notices;
    private final Waits waits;
    private final SentMails sent;
    private final Quarantine quarantine;
    private final Holds holds;
    private final Callers callers;
    private final Looks looks;

    RequestsApi(
            Requests requests,
            Items items,
            Notices notices,
            Waits waits,
            SentMails sent,
            Quarantine quarantine,
            Holds holds,
            Callers callers,
            Looks looks) {
        this.requests = requests;
        this.items = items;
        this.notices = notices;
        this.waits = waits;
        this.sent = sent;
        this.quarantine = quarantine;
        this.holds = holds;
        this.callers = callers;
        this.looks = looks;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Summary(
            UUID id,
            String caseNumber,
            String controller,
            String brand,
            Set<Right> rights,
            String language,
            String channel,
            String delivery,
            RequestState state,
            RequestOutcome outcome,
            boolean partial,
            Instant receivedAt,
            LocalDate dueAt,
            Integer warnedDays,
            Integer toRead,
            Integer mailsReturned,
            Instant closedAt,
            UUID partOf) {
        static Summary of(RequestView view) {
            return of(view, null, null, null);
        }

        /**
         * @param warnedDays so many days before the last day somebody was warned, null where nobody was
         * @param toRead open entries of the quarantine list about it, null where there is none
         * @param mailsReturned mails about it that did not arrive, null where none is known
         */
        static Summary of(RequestView view, Integer warnedDays, Integer toRead, Integer mailsReturned) {
            return new Summary(
                    view.id(),
                    view.caseNumber(),
                    view.controller(),
                    view.brand(),
                    view.rights(),
                    view.language(),
                    view.channel().name(),
                    view.delivery().name(),
                    view.state(),
                    view.outcome(),
                    view.partial(),
                    view.receivedAt(),
                    view.dueOn(),
                    warnedDays,
                    toRead,
                    mailsReturned,
                    view.closedAt(),
                    view.partOf());
        }
    }

    /** @param rights whose flags it sets, null where it sets none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SystemEntry(
            UUID taskId,
            String system,
            Action action,
            int wave,
            TaskState state,
            boolean blocking,
            int attempts,
            String reason,
            int items,
            List<String> keysUsed,
            int connectorVersion,
            Instant startedAt,
            Instant finishedAt,
            Instant returnedAt,
            Set<Right> rights) {
        static SystemEntry of(TaskView task) {
            return of(task, null);
        }

        /** @param returnedAt when a mail that it sent came back, null where none did */
        static SystemEntry of(TaskView task, Instant returnedAt) {
            return new SystemEntry(
                    task.id(),
                    task.system() == null ? task.queue() : task.system(),
                    task.action(),
                    task.wave(),
                    task.state(),
                    task.blocking(),
                    task.attempt(),
                    task.reason(),
                    task.items(),
                    task.keysUsed(),
                    task.connectorVersion(),
                    task.startedAt(),
                    task.finishedAt(),
                    returnedAt,
                    task.action() == Action.SUPPRESS ? new TreeSet<>(Suppressions.rights(task)) : null);
        }
    }

    record HistoryEntry(int seq, Instant at, String actor, String event) {}

    /** @param byHand rights whose flag no system has set everywhere; null where none is */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Detail(
            @JsonUnwrapped Summary summary,
            String identificationLevel,
            List<SystemEntry> systems,
            List<SystemEntry> stages,
            Map<Outcome, Integer> decisions,
            List<WaitingEntry> waiting,
            RestrictionEntry restriction,
            Set<Right> byHand,
            List<Summary> parts,
            List<HistoryEntry> history) {}

    /** @param cannotFlag systems that hold something of the subject and cannot mark it */
    record RestrictionEntry(boolean inForce, List<String> cannotFlag) {}

    /** @param until null while it lasts */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WaitingEntry(Need.Party who, Need why, Instant from, Instant until) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemEntry(
            UUID id,
            String system,
            String type,
            Right right,
            Outcome outcome,
            String rule,
            LocalDate until,
            String messageKey,
            boolean overrun,
            String decidedBy,
            String execution) {}

    record Page<T>(List<T> items, int page, int size, boolean more) {}

    @GetMapping("/{id}")
    Detail one(@PathVariable UUID id, HttpServletResponse response) {
        callers.visible(id);
        response.setHeader(HttpHeaders.ETAG, looks.tag(id));
        RequestView view = callers.visible(id);
        List<SystemEntry> systems = new ArrayList<>();
        List<SystemEntry> stages = new ArrayList<>();
        Map<UUID, Instant> returned = sent.returnedOf(id);
        List<TaskView> tasks = requests.tasks(id);
        for (TaskView task : tasks) {
            (task.action() == Action.STAGE ? stages : systems).add(SystemEntry.of(task, returned.get(task.id())));
        }
        return new Detail(
                summaries(List.of(view)).get(0),
                view.identificationLevel(),
                systems,
                stages,
                items.outcomes(id),
                waits.of(id).stream()
                        .map(wait -> new WaitingEntry(wait.why().party(), wait.why(), wait.from(), wait.until()))
                        .toList(),
                restriction(id),
                byHand(view, tasks),
                parts(id),
                requests.history(id).stream()
                        .map(entry -> new HistoryEntry(entry.seq(), entry.at(), entry.actor(), entry.event()))
                        .toList());
    }

    /** Null where nothing waits for a person to set a flag. */
    private static Set<Right> byHand(RequestView view, List<TaskView> tasks) {
        Set<Right> open = Suppressions.open(view.rights(), tasks);
        return view.state() == RequestState.REVIEW && !open.isEmpty() ? new TreeSet<>(open) : null;
    }

    /** At other branches of the legal entity; null where there are none, or none that the account may see. */
    private List<Summary> parts(UUID id) {
        List<Summary> parts = requests.parts(id).stream()
                .filter(part -> callers.sees(part.id()))
                .map(Summary::of)
                .toList();
        return parts.isEmpty() ? null : parts;
    }

    /** Null where the request has set none. */
    private RestrictionEntry restriction(UUID id) {
        return holds.restriction(id)
                .map(hold -> new RestrictionEntry(
                        hold.inForce(),
                        requests.history(id).stream()
                                .filter(entry -> entry.event().equals("restriction-planned"))
                                .reduce((earlier, later) -> later)
                                .map(entry -> ((List<?>) entry.details().get("cannotFlag"))
                                        .stream().map(String::valueOf).toList())
                                .orElse(List.of())))
                .orElse(null);
    }

    /** The worklist, by due date. */
    @GetMapping
    Page<Summary> list(
            @RequestParam(required = false) String controller,
            @RequestParam(required = false) RequestState state,
            @RequestParam(required = false) Right right,
            @RequestParam(required = false) LocalDate dueBefore,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "50") int size) {
        Pages.check(page, size, LARGEST_PAGE);
        Set<String> bound = callers.current().controllers();
        if (controller != null && !callers.current().mayUse(controller)) {
            return new Page<>(List.of(), page, size, false);
        }
        Set<String> wanted = controller == null ? bound : Set.of(controller);
        List<RequestView> one = requests.worklist(wanted, state, right, dueBefore, (long) page * size, size + 1);
        List<RequestView> views = one.size() > size ? one.subList(0, size) : one;
        return new Page<>(summaries(callers.visible(views)), page, size, one.size() > size);
    }

    private List<Summary> summaries(List<RequestView> views) {
        List<UUID> ids = views.stream().map(RequestView::id).toList();
        Map<UUID, Integer> warned = notices.warned(ids);
        Map<UUID, Integer> toRead = quarantine.openOf(ids);
        Map<UUID, Integer> returned = sent.returned(ids);
        return views.stream()
                .map(view -> Summary.of(view, warned.get(view.id()), toRead.get(view.id()), returned.get(view.id())))
                .toList();
    }

    @GetMapping("/{id}/items")
    Page<ItemEntry> items(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") int page,
            @RequestParam(defaultValue = "1000") int size) {
        callers.visible(id);
        Pages.check(page, size, 10_000);
        looks.record(id, Looks.Look.ITEMS_LISTED, Map.of("page", page));
        Pages.Window<ItemEntry> window = new Pages.Window<>((long) page * size, size);
        items.decisions(id, item -> {
            if (item.decision().silent()) {
                return;
            }
            window.offer(() -> new ItemEntry(
                    item.itemId(),
                    item.system(),
                    item.type(),
                    item.right(),
                    item.decision().outcome(),
                    item.decision().rule(),
                    item.decision().until(),
                    item.decision().messageKey(),
                    item.decision().overrun(),
                    item.decidedBy(),
                    item.execution()));
        });
        return new Page<>(window.kept(), page, size, window.more());
    }
}
