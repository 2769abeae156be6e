package org.dsrhub.connector;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/**
 * By which of the subject's keys a system is asked in which wave: by all the first time, later by what was found since,
 * and never by what it said itself.
 */
@Component
class Waves {
    private final Normaliser normaliser;

    Waves(Normaliser normaliser) {
        this.normaliser = normaliser;
    }

    /** 0 where nobody was asked yet. */
    static int next(List<TaskView> tasks) {
        return tasks.stream()
                        .filter(task -> task.action() == Action.QUERY)
                        .mapToInt(TaskView::wave)
                        .max()
                        .orElse(-1)
                + 1;
    }

    /** Whether the system has been asked in an earlier wave. */
    static boolean asked(Connector system, List<TaskView> tasks, int wave) {
        return earlier(system, tasks, wave, state -> state != TaskState.NOT_SEARCHABLE);
    }

    private static boolean earlier(Connector system, List<TaskView> tasks, int wave, Predicate<TaskState> state) {
        return tasks.stream()
                .anyMatch(task -> task.action() == Action.QUERY
                        && task.queue().equals(system.queue())
                        && task.wave() < wave
                        && state.test(task.state()));
    }

    /** Which keys the system is to be asked by in that wave, whether it knows their kind or not. */
    Predicate<SubjectKey> due(Connector system, List<TaskView> tasks, Subject subject, int wave, String country) {
        if (!asked(system, tasks, wave)) {
            return key -> true;
        }
        // The same value again, now from a better source, only helps where the first answer could not be attributed.
        boolean again = earlier(system, tasks, wave, state -> state == TaskState.UNATTRIBUTABLE);
        Set<String> asked = new HashSet<>();
        subject.allKeys().stream().filter(key -> key.wave() < wave).forEach(key -> asked.add(form(key, country)));
        return key -> key.wave() == wave
                && !key.source().equals(system.system())
                && (again || !asked.contains(form(key, country)));
    }

    private String form(SubjectKey key, String country) {
        return key.kind() + " "
                + normaliser.comparable(key.kind(), key.value(), country).orElse(key.value());
    }

    /** Anybody can write somebody else's into a request; a system that is asked by it alone waits for a better key. */
    static boolean claimedContact(SubjectKey key) {
        return "request".equals(key.source()) && (key.kind() == KeyKind.PHONE || key.kind() == KeyKind.EMAIL);
    }
}
