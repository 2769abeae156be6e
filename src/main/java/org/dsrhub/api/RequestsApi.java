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
import java.util.UUID;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
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
    private final Callers callers;
    private final Looks looks;

    RequestsApi(Requests requests, Items items, Notices notices, Callers callers, Looks looks) {
        this.requests = requests;
        this.items = items;
        this.notices = notices;
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
            Instant closedAt) {
        static Summary of(RequestView view) {
            return of(view, null);
        }

        /** @param warnedDays so many days before the last day somebody was warned, null where nobody was */
        static Summary of(RequestView view, Integer warnedDays) {
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
                    view.closedAt());
        }
    }

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
            Instant finishedAt) {
        static SystemEntry of(TaskView task) {
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
                    task.finishedAt());
        }
    }

    record HistoryEntry(int seq, Instant at, String actor, String event) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Detail(
            @JsonUnwrapped Summary summary,
            String identificationLevel,
            List<SystemEntry> systems,
            List<SystemEntry> stages,
            Map<Outcome, Integer> decisions,
            List<HistoryEntry> history) {}

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
        for (TaskView task : requests.tasks(id)) {
            (task.action() == Action.STAGE ? stages : systems).add(SystemEntry.of(task));
        }
        return new Detail(
                Summary.of(view, notices.warned(List.of(id)).get(id)),
                view.identificationLevel(),
                systems,
                stages,
                items.outcomes(id),
                requests.history(id).stream()
                        .map(entry -> new HistoryEntry(entry.seq(), entry.at(), entry.actor(), entry.event()))
                        .toList());
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
        Map<UUID, Integer> warned =
                notices.warned(views.stream().map(RequestView::id).toList());
        List<Summary> found = views.stream()
                .map(view -> Summary.of(view, warned.get(view.id())))
                .toList();
        return new Page<>(found, page, size, one.size() > size);
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
        items.decisions(
                id,
                item -> window.offer(() -> new ItemEntry(
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
                        item.execution())));
        return new Page<>(window.kept(), page, size, window.more());
    }
}
