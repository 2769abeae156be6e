package org.dsrhub.ledger;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/** What became of the flags of rights that need no identification. Each is a flag of its own. Pure. */
public final class Suppressions {
    private static final Set<TaskState> WITHOUT_IT = EnumSet.of(TaskState.NOT_SEARCHABLE, TaskState.NOTHING_HELD);

    private Suppressions() {}

    /** Whose flags a task sets; one that says none was made before tasks said so, and stops marketing. */
    public static Set<Right> rights(TaskView task) {
        if (task.action() != Action.SUPPRESS) {
            return Set.of();
        }
        return task.rights().isEmpty() ? Right.MARKETING : task.rights();
    }

    /** Those whose flag at least one system has set, and every other that keeps it too, but for those that know no address. */
    public static Set<Right> taken(Set<Right> asked, List<TaskView> tasks) {
        return of(asked, right -> {
            List<TaskState> states = tasks.stream()
                    .filter(task -> rights(task).contains(right))
                    .map(TaskView::state)
                    .toList();
            return states.contains(TaskState.DONE)
                    && states.stream().allMatch(state -> state == TaskState.DONE || WITHOUT_IT.contains(state));
        });
    }

    /** Those that are confirmed: that systems have taken, or all where a person vouches for them who let the request go on. */
    public static Set<Right> confirmed(RequestView request, List<TaskView> tasks, List<AuditEntry> history) {
        return AuditEntry.last(history, "released").isPresent() ? request.rights() : taken(request.rights(), tasks);
    }

    /** Those that a person sees to: no system has set the flag everywhere. */
    public static Set<Right> open(Set<Right> asked, List<TaskView> tasks) {
        Set<Right> taken = taken(asked, tasks);
        return of(asked, right -> !taken.contains(right));
    }

    private static Set<Right> of(Set<Right> asked, Predicate<Right> which) {
        return asked.stream()
                .filter(Right::needsNoIdentification)
                .filter(which)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Right.class)));
    }
}
