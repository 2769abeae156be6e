package org.dsrhub.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dsrhub.ledger.Suppressions;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;

/** What the erasing tasks of a request tell about the next one. Pure. */
final class RoundsOfErasure {
    private static final Set<Action> ERASING = EnumSet.of(Action.ERASE, Action.ANONYMISE);
    private static final Set<Action> OURS = EnumSet.of(Action.ERASE, Action.ANONYMISE, Action.PROVE, Action.NOTIFY);
    /** After that the hub itself asks a failed system again, where no person waits for an answer. */
    private static final Duration REST = Duration.ofHours(20);

    private final List<TaskView> tasks;
    private final boolean suppressed;
    private final int waves;
    private final boolean deferred;
    private final Instant afresh;
    private final Instant now;

    enum Step {
        ERASE,
        PROVE,
        NOTIFY,
        /** asked often enough in vain: a person has to see to it */
        UNPROVEN,
        /** a task is with a person, or its system is late: it goes on when that task ends */
        UNFINISHED,
        NOTHING
    }

    /** @param afresh since when waves are counted: a replay, and a day that has come, give each system all of them once more */
    RoundsOfErasure(List<TaskView> tasks, int waves, boolean deferred, Instant afresh, Instant now) {
        this.tasks = tasks.stream()
                .filter(task -> OURS.contains(task.action()))
                .sorted(Comparator.comparing(TaskView::wave).thenComparing(TaskView::createdAt))
                .toList();
        suppressed = tasks.stream().anyMatch(task -> !Collections.disjoint(Suppressions.rights(task), Right.MARKETING));
        this.waves = waves;
        this.deferred = deferred;
        this.afresh = afresh;
        this.now = now;
    }

    /** Whether a task that the request waits for is under way. */
    boolean running() {
        return tasks.stream().anyMatch(task -> task.blocking() && !task.state().settled());
    }

    /** When the last task was made. */
    Instant lastBegun() {
        return tasks.stream().map(TaskView::createdAt).max(Instant::compareTo).orElse(Instant.EPOCH);
    }

    /** Whether the system was asked what it has since that moment. */
    boolean askedSince(String system, Instant moment) {
        return tasks.stream()
                .anyMatch(task -> task.action() == Action.PROVE
                        && system.equals(task.system())
                        && !task.createdAt().isBefore(moment));
    }

    /** Whether the systems were told to keep a suppression entry: one that stops marketing. */
    boolean suppressed() {
        return suppressed;
    }

    int nextWave(int least) {
        return Math.max(least, tasks.stream().mapToInt(TaskView::wave).max().orElse(0)) + 1;
    }

    /** Whether the system may be asked once more to erase what it still has. */
    boolean exhausted(String system) {
        return done(system, ERASING) >= waves;
    }

    /** Recipients whose last notice is acknowledged, and when that notice was begun. */
    Map<String, Instant> acknowledged() {
        Map<String, Instant> acknowledged = new HashMap<>();
        tasks.stream()
                .filter(task -> task.action() == Action.NOTIFY && task.state() == TaskState.DONE)
                .forEach(task -> acknowledged.put(task.system(), task.createdAt()));
        return acknowledged;
    }

    Step step(SystemStanding standing) {
        String system = standing.name();
        boolean pending = standing.count("PENDING", null) > 0;
        boolean done = standing.count("ERASED", null) + standing.count("ANONYMISED", null) > 0;
        if (standing.notified()) {
            return pending || done ? next(system, EnumSet.of(Action.NOTIFY), Step.NOTIFY) : Step.NOTHING;
        }
        if (pending) {
            return next(system, ERASING, Step.ERASE);
        }
        if (done) {
            return next(system, EnumSet.of(Action.PROVE), Step.PROVE);
        }
        return standing.count("STILL_THERE", null) > 0 ? Step.UNPROVEN : Step.NOTHING;
    }

    private Step next(String system, Set<Action> actions, Step step) {
        TaskView last = last(system, actions);
        if (last == null) {
            return step;
        }
        if (!last.state().settled()) {
            return Step.UNFINISHED;
        }
        boolean before = last.wave() < lastWave(system);
        if (!before && !answered(last)) {
            boolean rested =
                    last.finishedAt() != null && last.finishedAt().plus(REST).isBefore(now);
            return deferred && rested ? step : Step.UNFINISHED;
        }
        // A proof follows each erasing, and one more each time that a person erased by hand.
        boolean spent = step != Step.PROVE && done(system, actions) >= waves;
        return spent ? Step.UNPROVEN : step;
    }

    private static boolean answered(TaskView task) {
        return task.state() == TaskState.DONE || task.state() == TaskState.NOTHING_HELD;
    }

    private int lastWave(String system) {
        return tasks.stream()
                .filter(task -> system.equals(task.system()))
                .mapToInt(TaskView::wave)
                .max()
                .orElse(0);
    }

    private TaskView last(String system, Set<Action> actions) {
        return tasks.stream()
                .filter(task -> system.equals(task.system()) && actions.contains(task.action()))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    private long done(String system, Set<Action> actions) {
        return tasks.stream()
                .filter(task -> system.equals(task.system()) && actions.contains(task.action()) && answered(task))
                .filter(task -> !task.createdAt().isBefore(afresh))
                .map(TaskView::wave)
                .distinct()
                .count();
    }
}
