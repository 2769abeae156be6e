package org.dsrhub.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.ManualAnswers;
import org.dsrhub.connector.ManualForm;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tasks that need a person. */
@RestController
@RequestMapping("/api/v1/requests/{id}/tasks/{taskId}")
class TasksApi {
    private static final Set<TaskState> TO_QUERY = EnumSet.of(TaskState.NOTHING_HELD, TaskState.NOT_SEARCHABLE);
    private static final Set<TaskState> TO_COMMAND = EnumSet.of(TaskState.DONE);
    private static final Set<TaskState> TO_PROVE = EnumSet.of(TaskState.DONE, TaskState.NOTHING_HELD);

    /** What an answer leaves a task in; one that is in any other is open again. */
    private static final Set<TaskState> ANSWERED = EnumSet.of(
            TaskState.DONE,
            TaskState.NOTHING_HELD,
            TaskState.NOT_SEARCHABLE,
            TaskState.UNATTRIBUTABLE,
            TaskState.QUARANTINED);

    private final Requests requests;
    private final WaitingTasks waiting;
    private final ManualAnswers manual;
    private final DataControllers controllers;
    private final Callers callers;
    private final Looks looks;
    private final Words words;
    private final Vault vault;
    private final KeyedHash hash;

    TasksApi(
            Requests requests,
            WaitingTasks waiting,
            ManualAnswers manual,
            DataControllers controllers,
            Callers callers,
            Looks looks,
            Words words,
            Vault vault,
            KeyedHash hash) {
        this.requests = requests;
        this.waiting = waiting;
        this.manual = manual;
        this.controllers = controllers;
        this.callers = callers;
        this.looks = looks;
        this.words = words;
        this.vault = vault;
        this.hash = hash;
    }

    /** @param form what a person fills in, null where the hub itself asks the system */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(RequestsApi.SystemEntry task, ManualForm form) {}

    /** A task, with the form where it is a person's. */
    @GetMapping
    Entry one(@PathVariable UUID id, @PathVariable UUID taskId, HttpServletResponse response) {
        TaskView task = task(id, taskId);
        response.setHeader("Cache-Control", "no-store");
        Optional<ManualForm> form = form(id, task);
        if (form.isPresent()) {
            looks.record(id, Looks.Look.FORM_READ, Map.of("task", taskId.toString()));
        }
        return new Entry(RequestsApi.SystemEntry.of(task), form.orElse(null));
    }

    private Optional<ManualForm> form(UUID id, TaskView task) {
        String controller = callers.visible(id).controller();
        return manual.form(controller, task, controllers.get(controller).defaultLanguage());
    }

    /** Sets a failed, manual or waiting task due at once. */
    @PostMapping("/retry")
    RequestsApi.SystemEntry retry(@PathVariable UUID id, @PathVariable UUID taskId) {
        task(id, taskId);
        requests.retry(id, taskId, callers.name());
        return RequestsApi.SystemEntry.of(task(id, taskId));
    }

    /** The answer of a person: to a form with what they found or did, to another system's task that it is settled. */
    @PostMapping(path = "/answer", consumes = "application/json")
    RequestsApi.SystemEntry answer(@PathVariable UUID id, @PathVariable UUID taskId, @RequestBody JsonNode body) {
        return answer(id, task(id, taskId), SentAnswer.alone(body));
    }

    /** The same with scanned documents. */
    @PostMapping(path = "/answer", consumes = "multipart/form-data")
    RequestsApi.SystemEntry answer(@PathVariable UUID id, @PathVariable UUID taskId, HttpServletRequest request)
            throws IOException {
        TaskView task = task(id, taskId);
        return answer(id, task, SentAnswer.read(request, vault, id));
    }

    private RequestsApi.SystemEntry answer(UUID id, TaskView task, SentAnswer sent) {
        if (task.action() == Action.STAGE) {
            throw new Requests.StateConflict("a stage of the hub itself is not answered by a person; retry it");
        }
        String said = HexFormat.of().formatHex(hash.of("task-answer", sent.content()));
        if (isRepeated(task, said)) {
            return RequestsApi.SystemEntry.of(task);
        }
        Optional<ManualForm> form = form(id, task);
        JsonFields fields = JsonFields.of(sent.json());
        boolean records = form.isPresent() && !form.get().items().isEmpty() && fields.has("records");
        String reason = records ? fields.text("reason", 5000) : fields.requiredText("reason", 5000);
        if (form.isEmpty()) {
            TaskState state = state(fields, task.action() == Action.QUERY ? TO_QUERY : TO_COMMAND, task);
            if (fields.has("records") || !sent.documents().isEmpty()) {
                fields.fail(
                        "records",
                        "are taken for systems of template 'manual' only: give this one a connector, or lay them into one"
                                + " that the hub asks, then retry the task");
            }
            fields.verify();
            settle(id, task, state, reason, said);
            return RequestsApi.SystemEntry.of(task(id, task.id()));
        }
        FilledForm filled = new FilledForm(form.get(), fields, sent.documents());
        TaskState state = null;
        List<ManualAnswers.Found> found = filled.records();
        if (records) {
            if (fields.has("state")) {
                fields.fail("state", "is left out where there are records");
            }
        } else {
            state = state(fields, possible(task.action()), task);
        }
        fields.verify();
        if (state == TaskState.NOT_SEARCHABLE) {
            settle(id, task, state, reason, said);
        } else {
            manual.answer(task.id(), found, callers.name(), () -> details(id, reason, said));
        }
        return RequestsApi.SystemEntry.of(task(id, task.id()));
    }

    private static Set<TaskState> possible(Action action) {
        return switch (action) {
            case QUERY -> TO_QUERY;
            case PROVE -> TO_PROVE;
            default -> TO_COMMAND;
        };
    }

    private static TaskState state(JsonFields fields, Set<TaskState> possible, TaskView task) {
        TaskState state = fields.oneOf(TaskState.class, "state");
        if (!fields.has("state") || state != null && !possible.contains(state)) {
            fields.fail("state", "must be one of " + possible + " for a task that does " + task.action());
        }
        return state;
    }

    private void settle(UUID id, TaskView task, TaskState state, String reason, String said) {
        if (waiting.claim(task.id()) instanceof WaitingTasks.Claim.Claimed claimed) {
            Map<String, Object> details = details(id, reason, said);
            details.put("task", task.id().toString());
            requests.audit(id, callers.name(), "task-answered", details);
            if (waiting.complete(claimed.lease(), Completion.as(state, "answered-by-a-person"))) {
                return;
            }
        }
        throw new Requests.StateConflict("the task is answered already, or is being worked on; look again");
    }

    private Map<String, Object> details(UUID id, String reason, String said) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("answer", said);
        if (reason != null) {
            details.put("words", words.keep(id, reason).toString());
        }
        return details;
    }

    /** Whether the last answer to the task was this one: sent again, it changes nothing. */
    private boolean isRepeated(TaskView task, String said) {
        if (!ANSWERED.contains(task.state())) {
            return false;
        }
        List<AuditEntry> answers = requests.history(task.requestId()).stream()
                .filter(entry -> entry.event().equals("task-answered"))
                .filter(entry -> task.id().toString().equals(entry.details().get("task")))
                .toList();
        return !answers.isEmpty()
                && said.equals(answers.get(answers.size() - 1).details().get("answer"));
    }

    private TaskView task(UUID id, UUID taskId) {
        callers.visible(id);
        return requests.tasks(id).stream()
                .filter(task -> task.id().equals(taskId))
                .findFirst()
                .orElseThrow(() -> new NotFound("task"));
    }
}
