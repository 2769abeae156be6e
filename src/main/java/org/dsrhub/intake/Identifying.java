package org.dsrhub.intake;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notice;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Waits;
import org.dsrhub.request.Action;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.springframework.stereotype.Component;

/**
 * The one way by which a request comes to be identified, whoever says so: a signature, a code that came back, a portal, a
 * caseworker, a later delivery of the same request. What is missing is waited for, and asked for once.
 */
@Component
public class Identifying {
    static final String FIRST_STAGE = "fan-out";

    /** Under way: who acts for the subject may bring a new document, nobody is identified anew. */
    private static final Set<RequestState> RENEWABLE =
            EnumSet.complementOf(EnumSet.of(RequestState.RECEIVED, RequestState.IDENTIFICATION, RequestState.CLOSED));

    private final DataControllers controllers;
    private final Ladder ladder;
    private final Requests requests;
    private final Mandates mandates;
    private final Waits waits;
    private final Notices notices;
    private final AddressLookup lookup;
    private final LegalClock clock;

    Identifying(
            DataControllers controllers,
            Ladder ladder,
            Requests requests,
            Mandates mandates,
            Waits waits,
            Notices notices,
            AddressLookup lookup,
            LegalClock clock) {
        this.controllers = controllers;
        this.ladder = ladder;
        this.requests = requests;
        this.mandates = mandates;
        this.waits = waits;
        this.notices = notices;
        this.lookup = lookup;
        this.clock = clock;
    }

    /** The request may not go on yet. */
    public static final class Missing extends RuntimeException {
        private final transient Set<Need> needs;

        Missing(Set<Need> needs) {
            super("missing: " + needs);
            this.needs = needs;
        }

        public Set<Need> needs() {
            return needs;
        }
    }

    /** What is missing before that request may begin; empty where nothing is. */
    Set<Need> missing(NewRequest request) {
        DataController controller = controllers.get(request.controller());
        return ladder.missing(
                controller.identification(),
                new Ladder.Claim(
                        request.rights(),
                        request.channel(),
                        request.evidence(),
                        request.subject(),
                        request.representative(),
                        null),
                clock.today(controller.zone()));
    }

    /**
     * @param channel on which it was proven
     * @param representative who asks for the subject, null where the request knows of one or nobody does
     * @param mandate as it was confirmed, null where none was
     */
    public record Proof(
            Channel channel, NewRequest.Evidence evidence, Representative representative, Mandate mandate) {}

    /**
     * In the caller's transaction. Whom the answer goes to is settled here: to a representative only where the power of
     * attorney covers its receipt.
     *
     * @param subject what is known now
     * @throws Missing where that does not suffice; nothing has changed then
     */
    public RequestView identified(UUID id, Proof proof, Subject subject, String actor) {
        RequestView view = requests.find(id).orElseThrow();
        DataController controller = controllers.get(view.controller());
        Mandate before = mandates.of(id).orElse(null);
        Mandate mandate = proof.mandate() == null ? before : proof.mandate();
        Representative representative = representative(id, proof, mandate);
        Set<Need> missing = ladder.missing(
                controller.identification(),
                new Ladder.Claim(view.rights(), proof.channel(), proof.evidence(), subject, representative, mandate),
                clock.today(controller.zone()));
        if (!missing.isEmpty()) {
            throw new Missing(missing);
        }
        Subject known = representative == null ? subject : answered(subject, theirs(view, representative), mandate);
        if (representative != null) {
            mandates.confirm(
                    id,
                    ladder.bounded(controller.identification(), subject, mandate, clock.today(controller.zone())),
                    actor);
        }
        if (RENEWABLE.contains(view.state()) && before != null && proof.mandate() != null) {
            return renewed(id, answered(requests.subject(id), theirs(view, representative), mandate), mandate, actor);
        }
        RequestView identified = requests.identify(
                id,
                proof.channel(),
                controller.identification().counted(proof.channel(), proof.evidence()),
                known,
                actor,
                Next.stage(RequestState.COLLECTING, FIRST_STAGE));
        waits.end(id);
        return identified;
    }

    /** A document took the place of one that ended meanwhile: the request goes on where it is, about whom it was. */
    private RequestView renewed(UUID id, Subject subject, Mandate mandate, String actor) {
        requests.updateSubject(id, subject);
        requests.audit(
                id,
                actor,
                "mandate-renewed",
                Map.of("capacity", mandate.capacity().name(), "document", mandate.document()));
        return requests.find(id).orElseThrow();
    }

    /** Once somebody acts for the subject it stays so, whoever proves what afterwards. */
    private Representative representative(UUID id, Proof proof, Mandate mandate) {
        if (proof.representative() != null) {
            return proof.representative();
        }
        Representative first = requests.original(id).representative();
        return first == null && mandate != null ? new Representative(mandate.capacity(), null, null) : first;
    }

    /** The same where the deliverer need not be told what is missing. */
    Optional<RequestView> tryIdentified(UUID id, Proof proof, Subject subject, String actor) {
        try {
            return Optional.of(identified(id, proof, subject, actor));
        } catch (Missing e) {
            return Optional.empty();
        }
    }

    /** The address that a representative writes from, where it is not given otherwise. */
    private String theirs(RequestView view, Representative representative) {
        return representative.mail() != null || view.channel() != Channel.MAIL
                ? representative.mail()
                : requests.original(view.id()).subject().replyTo();
    }

    /** A representative's address says nothing about the subject: no system is asked by it. */
    private static Subject answered(Subject subject, String theirs, Mandate mandate) {
        List<SubjectKey> own = subject.keys().stream()
                .filter(key -> key.kind() != KeyKind.EMAIL || !key.value().equalsIgnoreCase(theirs))
                .toList();
        String address = own.stream()
                .filter(key -> key.kind() == KeyKind.EMAIL && key.until() == null)
                .map(SubjectKey::value)
                .findFirst()
                .orElse(null);
        return new Subject(
                subject.name(),
                subject.birthDate(),
                subject.nationalId(),
                own,
                mandate.receipt() && theirs != null ? theirs : address);
    }

    /** What a request that waits brings with it: tasks beside its acknowledgement. */
    List<NewTask> tasks(NewRequest request, Set<Need> needs, boolean acknowledged) {
        List<NewTask> tasks = new ArrayList<>();
        if (!acknowledged && writable(request.subject(), request.channel())) {
            tasks.add(Notices.task());
        }
        lookup.task(request, needs).ifPresent(tasks::add);
        return tasks;
    }

    /**
     * Notes what a request waits for and, where somebody can be written to, the letter that asks for it; in the caller's
     * transaction.
     *
     * @return whether a letter is to go out
     */
    boolean waitFor(UUID id, Set<Need> needs) {
        RequestView view = requests.find(id).orElseThrow();
        boolean writable = writable(requests.subject(id), view.channel());
        boolean letter = false;
        for (Need need : needs) {
            int before = waits.begin(id, need);
            // Who has to prove for whom they ask is told in the same letter that they have to prove who they are.
            boolean told = need == Need.IDENTITY && needs.size() > 1;
            if (before >= 0 && writable && !told) {
                letter |= notices.add(Notice.identification(id, view.dueOn(), need, before));
            }
        }
        return letter;
    }

    /**
     * The domain of a letter's sender says that it did not send it: noted, and whoever is on file for the person whom it names
     * is told, by the code where one goes out anyway. In the caller's transaction.
     *
     * @param findings of the controller's own mail server, words of the standard only
     */
    void disowned(UUID id, Map<String, Object> findings) {
        RequestView view = requests.find(id).orElseThrow();
        NewRequest request = requests.original(id);
        boolean asked = requests.tasks(id).stream().anyMatch(task -> task.action() == Action.LOOK_UP);
        Optional<NewTask> warning =
                view.state() != RequestState.IDENTIFICATION || asked ? Optional.empty() : lookup.warning(request);
        Map<String, Object> details = new HashMap<>(findings);
        details.put(ReplyCodes.WARNS_ONLY, warning.isPresent());
        requests.apply(
                id,
                EnumSet.allOf(RequestState.class),
                "hub",
                ReplyCodes.DISOWNED,
                details,
                new Next(null, null, warning.map(List::of).orElse(List.of()), null, null));
    }

    /** A person doubts who asks (Art. 12(6)): the same is asked for, and waited for, once more. */
    public void doubted(UUID id) {
        waitFor(id, EnumSet.of(Need.DOUBT));
    }

    /**
     * A request about somebody who has died is none of a data subject (recital 27): nothing is asked or disclosed, whoever
     * wrote is told so, and the estate desk goes on. In the caller's transaction.
     *
     * @param diedOn null where nobody knows
     * @param words a person's reason, in the vault
     * @throws Requests.StateConflict where this controller's law still holds for the deceased on that day
     */
    public RequestView handOver(UUID id, LocalDate diedOn, UUID words, String actor) {
        RequestView view = requests.find(id).orElseThrow();
        DataController controller = controllers.get(view.controller());
        DataController.Identification.Deceased deceased =
                controller.identification().deceased();
        if (deceased.years() > 0 && (diedOn == null || deceased.covers(diedOn, clock.today(controller.zone())))) {
            throw new Requests.StateConflict(
                    "estate-covered: the law on personal data holds here for " + deceased.years()
                            + " years after the death; say when it was, or identify who asks with capacity ESTATE");
        }
        Map<String, Object> details = new HashMap<>();
        details.put("words", words.toString());
        details.put("desk", deceased.desk());
        RequestView closed = requests.apply(
                id,
                EnumSet.of(RequestState.RECEIVED, RequestState.IDENTIFICATION),
                actor,
                "estate-handed-over",
                details,
                Notices.enqueue(RequestOutcome.REFUSED));
        notices.add(Notice.estate(id, view.dueOn()));
        if (deceased.desk() != null) {
            notices.add(Notice.handOver(id, view.dueOn(), deceased.desk()));
        }
        return closed;
    }

    /** Letters to somebody without a mail address are printed only where a letter came from them. */
    private static boolean writable(Subject subject, Channel channel) {
        return subject.replyTo() != null || channel == Channel.POST;
    }
}
