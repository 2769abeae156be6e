package org.dsrhub.erasure;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.CaseFile;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.request.TaskState;
import org.springframework.stereotype.Component;

/** Begins the case file of a request: rules, day, the subject's birth date, and which systems have not told. */
@Component
class CaseFiles {
    private static final Set<TaskState> TOLD = EnumSet.of(TaskState.DONE, TaskState.NOTHING_HELD);

    private final Requests requests;
    private final Connectors connectors;
    private final DataControllers controllers;
    private final NationalIds nationalIds;

    CaseFiles(Requests requests, Connectors connectors, DataControllers controllers, NationalIds nationalIds) {
        this.requests = requests;
        this.connectors = connectors;
        this.controllers = controllers;
        this.nationalIds = nationalIds;
    }

    /** Without its items, which the caller adds where the file {@linkplain CaseFile#looksAtOthers looks at them}. */
    CaseFile begin(RequestView request, LocalDate today) {
        CaseFile file = CaseFile.of(controllers.get(request.controller()).retention(), today);
        if (file.looksAtOthers()) {
            file.born(born(requests.subject(request.id())));
            List<TaskView> questions = requests.tasks(request.id()).stream()
                    .filter(task -> task.action() == Action.QUERY)
                    .toList();
            for (Connector connector : connectors.of(request.controller())) {
                if (!told(connector, questions)) {
                    connector.items().values().stream()
                            .map(Connector.ItemType::constitutes)
                            .filter(constitutes -> constitutes != null)
                            .forEach(file::unseen);
                }
            }
        }
        return file;
    }

    /** What could not be searched at first may have been with the keys of a later wave; one that was not asked has nothing to tell. */
    private static boolean told(Connector connector, List<TaskView> questions) {
        List<TaskState> states = questions.stream()
                .filter(task -> task.system().equals(connector.system()))
                .map(TaskView::state)
                .toList();
        return states.isEmpty()
                || states.stream().anyMatch(TOLD::contains)
                        && states.stream().allMatch(state -> TOLD.contains(state) || state == TaskState.NOT_SEARCHABLE);
    }

    private LocalDate born(Subject subject) {
        if (subject.birthDate() != null || subject.nationalId() == null) {
            return subject.birthDate();
        }
        NationalIds.Check check = nationalIds.validate(subject.nationalId());
        return check.usable() ? check.birthDate() : null;
    }
}
