package org.dsrhub.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.intake.JsonFields;
import org.dsrhub.intake.Words;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tasks that need a person. */
@RestController
@RequestMapping("/api/v1/requests/{id}/tasks/{taskId}")
class TasksApi {
    private static final Set<TaskState> TO_QUERY = Set.of(TaskState.NOTHING_HELD, TaskState.NOT_SEARCHABLE);
    private static final Set<TaskState> TO_COMMAND = Set.of(TaskState.DONE);

    private final Requests requests;
    private final WaitingTasks waiting;
    private final Callers callers;
    private final Words words;

    TasksApi(Requests requests, WaitingTasks waiting, Callers callers, Words words) {
        this.requests = requests;
        this.waiting = waiting;
        this.callers = callers;
        this.words = words;
    }

    /** Sets a failed, manual or waiting task due at once. */
    @PostMapping("/retry")
    RequestsApi.SystemEntry retry(@PathVariable UUID id, @PathVariable UUID taskId) {
        task(id, taskId);
        requests.retry(id, taskId, callers.name());
        return RequestsApi.SystemEntry.of(task(id, taskId));
    }

    /** The answer of a human in a system's place. Records are not taken here: a system that holds some is asked again. */
    @PostMapping(path = "/answer", consumes = "application/json")
    RequestsApi.SystemEntry answer(@PathVariable UUID id, @PathVariable UUID taskId, @RequestBody JsonNode body) {
        TaskView task = task(id, taskId);
        JsonFields fields = JsonFields.of(body);
        TaskState state = fields.oneOf(TaskState.class, "state");
        Set<TaskState> possible = task.action() == Action.QUERY ? TO_QUERY : TO_COMMAND;
        if (!fields.has("state") || state != null && !possible.contains(state)) {
            fields.fail("state", "must be one of " + possible + " for a task that does " + task.action());
        }
        String reason = fields.requiredText("reason", 5000);
        if (fields.has("records")) {
            fields.fail(
                    "records",
                    "are not taken here: give the system a connector, or lay them into one that the hub asks, then retry the task");
        }
        fields.verify();
        if (task.action() == Action.STAGE) {
            throw new Requests.StateConflict("a stage of the hub itself is not answered by a person; retry it");
        }
        WaitingTasks.Claim claim = waiting.claim(taskId);
        if (claim instanceof WaitingTasks.Claim.Claimed claimed) {
            String kept = words.keep(id, reason).toString();
            requests.audit(id, callers.name(), "task-answered", Map.of("task", taskId.toString(), "words", kept));
            if (waiting.complete(claimed.lease(), Completion.as(state, "answered-by-a-person"))) {
                return RequestsApi.SystemEntry.of(task(id, taskId));
            }
        }
        throw new Requests.StateConflict("the task is answered already, or is being worked on; look again");
    }

    private TaskView task(UUID id, UUID taskId) {
        callers.visible(id);
        return requests.tasks(id).stream()
                .filter(task -> task.id().equals(taskId))
                .findFirst()
                .orElseThrow(() -> new NotFound("task"));
    }
}
