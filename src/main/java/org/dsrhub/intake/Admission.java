package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Deadlines;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/**
 * Hands a request to the ledger and says where it starts: at once where nothing has to be proven or enough is, else with
 * the question who it is. Rights that need no identification never wait for rights that do: a mixed request becomes two.
 */
@Component
public class Admission {
    static final String FIRST_STAGE = "fan-out";
    private static final String ACKNOWLEDGEMENT = "acknowledgement";

    private final Requests requests;
    private final DataControllers controllers;
    private final Deadlines deadlines;
    private final Joining joining;

    Admission(Requests requests, DataControllers controllers, Deadlines deadlines, Joining joining) {
        this.requests = requests;
        this.controllers = controllers;
        this.deadlines = deadlines;
        this.joining = joining;
    }

    /**
     * @param acknowledge whether the sender is told by mail that the request has arrived
     * @return one or two; of two the one that may need identification comes first. What an open request asks already joins
     *     that one, and only what it does not ask becomes another
     */
    public List<Requests.Accepted> admit(NewRequest request, boolean acknowledge) {
        Set<Right> free = EnumSet.noneOf(Right.class);
        Set<Right> bound = EnumSet.noneOf(Right.class);
        request.rights().forEach(right -> (right.needsNoIdentification() ? free : bound).add(right));
        List<Requests.Accepted> accepted = new ArrayList<>();
        if (!bound.isEmpty()) {
            accepted.addAll(accepted(with(request, bound, ""), acknowledge));
        }
        if (!free.isEmpty()) {
            accepted.addAll(
                    accepted(with(request, free, bound.isEmpty() ? "" : "/at-once"), acknowledge && bound.isEmpty()));
        }
        return accepted;
    }

    /** Whether the evidence reaches the level that the controller wants for each of the rights. */
    public boolean identified(String controller, Set<Right> rights, NewRequest.Evidence evidence) {
        DataController.Identification ladder = controllers.get(controller).identification();
        String level = evidence == null ? null : evidence.level();
        return rights.stream().allMatch(right -> ladder.suffices(right, level));
    }

    /** Where a request goes once its subject is identified. */
    public Next afterIdentification() {
        return Next.stage(RequestState.COLLECTING, FIRST_STAGE);
    }

    private List<Requests.Accepted> accepted(NewRequest request, boolean acknowledge) {
        boolean identified = identified(request.controller(), request.rights(), request.evidence());
        String level = request.evidence() == null ? null : request.evidence().level();
        return joining.admit(
                request,
                identified && level != null && !level.equals("L0"),
                afterIdentification(),
                acknowledge ? List.of(acknowledgement()) : List.of(),
                rights -> accept(with(request, rights, ""), acknowledge, identified));
    }

    private Requests.Accepted accept(NewRequest request, boolean acknowledge, boolean identified) {
        List<NewTask> tasks = acknowledge ? List.of(acknowledgement()) : List.of();
        Next first = identified
                ? Next.tasks(RequestState.COLLECTING, tasks, FIRST_STAGE)
                : Next.tasks(RequestState.IDENTIFICATION, tasks, null);
        DataController controller = controllers.get(request.controller());
        return requests.accept(request, deadlines.dueOn(controller, request.receivedAt()), first);
    }

    /** Nothing waits for it: a mail server that is down must not hold up the request. */
    private static NewTask acknowledgement() {
        return new NewTask(ACKNOWLEDGEMENT, null, null, Action.STAGE, 0, 0, false, null, null);
    }

    private static NewRequest with(NewRequest request, Set<Right> rights, String part) {
        return new NewRequest(
                request.controller(),
                request.brand(),
                rights,
                request.subject(),
                request.language(),
                request.channel(),
                request.receivedAt(),
                request.delivery(),
                request.evidence(),
                request.deduplicationKey() + part,
                request.externalReference(),
                request.details());
    }
}
