package org.dsrhub.intake;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Parts;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.WaitingTasks;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.springframework.stereotype.Component;

/**
 * Stage {@code branches}: what a request and its parts at the other branches of its legal entity have to do with one another.
 * A request that begins opens them, a part that is ready is told to its lead, and parts end with their lead. The lead's own
 * tasks in the queue of that name wait for one part each. Whatever is repeated finds what it did.
 */
@Component("branches")
public class Branches {
    private static final Set<RequestState> OPEN = EnumSet.complementOf(EnumSet.of(RequestState.CLOSED));
    /** An answer was packed, or is being packed, perhaps without what a part has brought since. */
    private static final Set<RequestState> ANSWERED =
            EnumSet.of(RequestState.ANSWERING, RequestState.DELIVERING, RequestState.PARTLY_ANSWERED);

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Requests requests;
    private final DataControllers controllers;
    private final Admission admission;
    private final Identifying identifying;
    private final Mandates mandates;
    private final WaitingTasks waiting;

    Branches(
            Requests requests,
            DataControllers controllers,
            Admission admission,
            Identifying identifying,
            Mandates mandates,
            WaitingTasks waiting) {
        this.requests = requests;
        this.controllers = controllers;
        this.admission = admission;
        this.identifying = identifying;
        this.mandates = mandates;
        this.waiting = waiting;
    }

    public Completion advance(Lease lease) {
        RequestView request = requests.find(lease.requestId()).orElseThrow();
        if (lease.action() == Action.QUERY) {
            return await(lease);
        }
        if (request.isPart()) {
            return tell(request);
        }
        if (request.state() == RequestState.CLOSED) {
            requests.parts(request.id()).forEach(part -> end(part, request));
        } else {
            open(request);
        }
        return Completion.done();
    }

    private void open(RequestView lead) {
        Map<String, RequestView> there =
                requests.parts(lead.id()).stream().collect(Collectors.toMap(RequestView::controller, part -> part));
        Set<String> others = controllers.get(lead.controller()).branches().keySet();
        for (DataController branch : controllers.all()) {
            if (others.contains(branch.id())) {
                RequestView part = there.get(branch.id());
                identify(lead, part == null ? admission.part(lead, branch) : part);
            }
        }
    }

    /** What was proven at the lead's branch counts at the other one as much as that one's ladder gives it. */
    private void identify(RequestView lead, RequestView part) {
        if (Parts.isUnidentified(part)) {
            identifying.tryIdentified(part.id(), proof(lead), requests.subject(part.id()), "hub");
        }
    }

    private Identifying.Proof proof(RequestView lead) {
        Optional<AuditEntry> identified = AuditEntry.last(requests.history(lead.id()), "identified");
        return new Identifying.Proof(
                identified.map(Branches::channel).orElse(lead.channel()),
                identified
                        .map(Branches::evidence)
                        .orElseGet(() -> requests.original(lead.id()).evidence()),
                null,
                mandates.of(lead.id()).orElse(null));
    }

    /** Null where it was noted by a hub that did not tell it: then no ladder counts it. */
    private static Channel channel(AuditEntry identified) {
        Object channel = identified.details().get("channel");
        return channel == null ? null : Channel.valueOf(channel.toString());
    }

    private static NewRequest.Evidence evidence(AuditEntry identified) {
        Map<String, Object> details = identified.details();
        Object facts = details.get("facts");
        return new NewRequest.Evidence(
                String.valueOf(details.get("level")),
                String.valueOf(details.get("method")),
                details.get("reference") == null
                        ? null
                        : details.get("reference").toString(),
                facts instanceof List<?> kinds
                        ? kinds.stream()
                                .map(kind -> KeyKind.valueOf(kind.toString()))
                                .collect(Collectors.toSet())
                        : null);
    }

    /** Noted before it looks: a part that is ready in between finds the task. */
    private Completion await(Lease lease) {
        RequestView part = requests.parts(lease.requestId()).stream()
                .filter(one -> one.controller().equals(lease.system()))
                .findFirst()
                .orElseThrow();
        String reference = part.id().toString();
        waiting.expect(lease, reference);
        return Parts.isReady(requests.find(part.id()).orElseThrow())
                ? Completion.done()
                : Completion.waiting(reference, null);
    }

    /** The lead waits for it, or has answered without it: then it brings a supplement. */
    private Completion tell(RequestView part) {
        RequestView lead = requests.find(part.partOf()).orElseThrow();
        if (lead.state() == RequestState.CLOSED) {
            end(part, lead);
            return Completion.done();
        }
        WaitingTasks.Claim claim = waiting.claim(Parts.QUEUE, part.id().toString());
        if (claim instanceof WaitingTasks.Claim.Busy) {
            return busy();
        }
        if (claim instanceof WaitingTasks.Claim.Claimed claimed) {
            return waiting.complete(claimed.lease(), Completion.done()) ? Completion.done() : busy();
        }
        if (ANSWERED.contains(lead.state())) {
            requests.apply(
                    lead.id(),
                    ANSWERED,
                    "hub",
                    "branch-ready",
                    Map.of("branch", part.controller()),
                    new Next(null, null, List.of(NewTask.stage("supplement", 0)), null, null));
        }
        return Completion.done();
    }

    private static Completion busy() {
        return Completion.retry("branch-busy: the lead looks at its parts right now; it is told again", SOON);
    }

    private void end(RequestView part, RequestView lead) {
        if (part.state() != RequestState.CLOSED) {
            requests.apply(part.id(), OPEN, "hub", "ended-with-lead", Map.of(), Next.closed(lead.outcome()));
        }
    }
}
