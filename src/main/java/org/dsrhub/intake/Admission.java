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
import org.dsrhub.ledger.Waits;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hands a request to the ledger and says where it starts: at once where nothing has to be proven or enough is, else with
 * the question who it is. Rights that need no identification never wait for rights that do: a mixed request becomes two.
 */
@Component
public class Admission {
    private static final String ACKNOWLEDGEMENT = "acknowledgement";

    private final Requests requests;
    private final DataControllers controllers;
    private final Deadlines deadlines;
    private final Joining joining;
    private final Identifying identifying;
    private final Waits waits;
    private final TransactionTemplate transaction;

    Admission(
            Requests requests,
            DataControllers controllers,
            Deadlines deadlines,
            Joining joining,
            Identifying identifying,
            Waits waits,
            TransactionTemplate transaction) {
        this.requests = requests;
        this.controllers = controllers;
        this.deadlines = deadlines;
        this.joining = joining;
        this.identifying = identifying;
        this.waits = waits;
        this.transaction = transaction;
    }

    List<Requests.Accepted> admit(NewRequest request, boolean acknowledge) {
        return admit(request, acknowledge, null);
    }

    /**
     * @param acknowledge whether the sender is told by mail that the request has arrived
     * @param lacking what the delivery itself shows to be missing, such as a signature; null where nothing does
     * @return one or two; of two the one that may need identification comes first. What an open request asks already joins
     *     that one, and only what it does not ask becomes another
     */
    List<Requests.Accepted> admit(NewRequest request, boolean acknowledge, Need lacking) {
        Set<Right> free = EnumSet.noneOf(Right.class);
        Set<Right> bound = EnumSet.noneOf(Right.class);
        request.rights().forEach(right -> (right.needsNoIdentification() ? free : bound).add(right));
        List<Requests.Accepted> accepted = new ArrayList<>();
        if (!bound.isEmpty()) {
            accepted.addAll(accepted(request.asking(bound, request.deduplicationKey()), acknowledge, lacking));
        }
        if (!free.isEmpty()) {
            String key = request.deduplicationKey() + (bound.isEmpty() ? "" : "/at-once");
            accepted.addAll(accepted(request.asking(free, key), acknowledge && bound.isEmpty(), null));
        }
        return accepted;
    }

    private List<Requests.Accepted> accepted(NewRequest request, boolean acknowledge, Need lacking) {
        Set<Need> needs = needs(request, lacking);
        String level =
                controllers.get(request.controller()).identification().reached(request.channel(), request.evidence());
        return joining.admit(
                request,
                needs.isEmpty() && !level.equals("L0"),
                needs,
                acknowledge ? List.of(acknowledgement()) : List.of(),
                rights -> accept(request.asking(rights, request.deduplicationKey()), acknowledge, needs));
    }

    /** What the delivery shows says it better than that nobody is identified. */
    private Set<Need> needs(NewRequest request, Need lacking) {
        Set<Need> needs = identifying.missing(request);
        if (lacking != null && needs.contains(Need.IDENTITY)) {
            needs.remove(Need.IDENTITY);
            needs.add(lacking);
        }
        return needs;
    }

    private Requests.Accepted accept(NewRequest request, boolean acknowledge, Set<Need> needs) {
        List<NewTask> tasks = new ArrayList<>(acknowledge ? List.of(acknowledgement()) : List.of());
        tasks.addAll(needs.isEmpty() ? List.of() : identifying.tasks(request, needs, acknowledge));
        Next first = needs.isEmpty()
                ? Next.tasks(RequestState.COLLECTING, tasks, Identifying.FIRST_STAGE)
                : Next.tasks(RequestState.IDENTIFICATION, tasks, null);
        DataController controller = controllers.get(request.controller());
        Requests.Accepted accepted = requests.accept(request, deadlines.dueOn(controller, request.receivedAt()), first);
        if (!accepted.duplicate() && !needs.isEmpty()) {
            identifying.waitFor(accepted.request().id(), needs);
        }
        return accepted;
    }

    /**
     * Opens the part of a request at another branch of its legal entity. Whoever asks is told nothing by it; what that branch's
     * ladder lacks it waits for, and the answer says so.
     */
    RequestView part(RequestView lead, DataController branch) {
        NewRequest original = requests.original(lead.id());
        NewRequest part = new NewRequest(
                branch.id(),
                null,
                lead.rights(),
                given(requests.subject(lead.id())),
                lead.language(),
                lead.channel(),
                lead.receivedAt(),
                branch.delivery().choose(lead.delivery()),
                original.evidence() == null
                        ? null
                        : branch.identification().counted(lead.channel(), original.evidence()),
                original.deduplicationKey(),
                null,
                original.details(),
                original.representative());
        Set<Need> needs = identifying.missing(part);
        return transaction.execute(status -> {
            RequestView opened = requests.acceptPart(
                    lead.id(),
                    part,
                    lead.dueOn(),
                    needs.isEmpty()
                            ? Next.stage(RequestState.COLLECTING, Identifying.FIRST_STAGE)
                            : Next.rest(RequestState.IDENTIFICATION));
            needs.forEach(need -> waits.begin(opened.id(), need));
            return opened;
        });
    }

    /** What the lead's systems have said of the subject is no proof at another branch's. */
    private static Subject given(Subject subject) {
        return new Subject(
                subject.name(),
                subject.birthDate(),
                subject.nationalId(),
                subject.keys().stream()
                        .filter(key -> key.source().equals("request"))
                        .toList(),
                subject.replyTo());
    }

    /** Nothing waits for it: a mail server that is down must not hold up the request. */
    private static NewTask acknowledgement() {
        return NewTask.stage(ACKNOWLEDGEMENT, 0).unawaited();
    }
}
