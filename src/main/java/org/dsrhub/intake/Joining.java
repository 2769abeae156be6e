package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.Deadlines;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.Notices;
import org.dsrhub.ledger.Parts;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.vault.KeyedHash;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets what repeats an open request join it, and the rest become a request. */
@Component
class Joining {
    private static final String REPEATED = "request-repeated";
    private static final Set<RequestState> OPEN = EnumSet.complementOf(EnumSet.of(RequestState.CLOSED));

    private final Duplicates duplicates;
    private final Requests requests;
    private final Words words;
    private final KeyedHash hash;
    private final Identifying identifying;
    private final DataControllers controllers;
    private final Deadlines deadlines;
    private final TransactionTemplate transaction;

    Joining(
            Duplicates duplicates,
            Requests requests,
            Words words,
            KeyedHash hash,
            Identifying identifying,
            DataControllers controllers,
            Deadlines deadlines,
            TransactionTemplate transaction) {
        this.duplicates = duplicates;
        this.requests = requests;
        this.words = words;
        this.hash = hash;
        this.identifying = identifying;
        this.controllers = controllers;
        this.deadlines = deadlines;
        this.transaction = transaction;
    }

    /**
     * @param identified whether it proves who asks, as far as its rights need it
     * @param needs what is missing where it does not
     * @param acknowledgement sent in the first one's name, to its own address and no other
     * @param fresh makes a request of what is not asked yet
     */
    List<Requests.Accepted> admit(
            NewRequest request,
            boolean identified,
            Set<Need> needs,
            List<NewTask> acknowledgement,
            Function<Set<Right>, Requests.Accepted> fresh) {
        return transaction.execute(status -> {
            List<Requests.Accepted> accepted = new ArrayList<>();
            Set<Right> rights = EnumSet.copyOf(request.rights());
            requests.findByDeduplicationKey(request.controller(), request.deduplicationKey())
                    .ifPresent(known -> {
                        accepted.add(new Requests.Accepted(known, true));
                        rights.removeAll(known.rights());
                    });
            if (rights.isEmpty()) {
                return accepted;
            }
            Duplicates.Sorted sorted = duplicates.of(request.asking(rights, request.deduplicationKey()), identified);
            sorted.repeats().forEach(repeat -> accepted.add(join(request, repeat, identified, needs, acknowledgement)));
            if (!sorted.fresh().isEmpty()) {
                Requests.Accepted opened = fresh.apply(sorted.fresh());
                if (!opened.duplicate() && !sorted.alike().isEmpty()) {
                    requests.audit(opened.request().id(), "hub", "possible-duplicate", Map.of("of", sorted.alike()));
                }
                accepted.add(opened);
            }
            return accepted;
        });
    }

    private Requests.Accepted join(
            NewRequest request,
            Duplicates.Repeat repeat,
            boolean identified,
            Set<Need> needs,
            List<NewTask> acknowledgement) {
        RequestView first = repeat.first();
        String delivery = HexFormat.of().formatHex(hash.of("repeated", request.deduplicationKey()));
        boolean before = requests.history(first.id()).stream()
                .anyMatch(entry -> entry.event().equals(REPEATED)
                        && delivery.equals(entry.details().get("delivery")));
        if (before) {
            return new Requests.Accepted(first, true, true);
        }
        Subject known = requests.subject(first.id());
        List<NewTask> tasks = new ArrayList<>(acknowledgement);
        Map<String, Object> details = details(request, repeat, known, delivery);
        if (repeat.identifies()) {
            identifying.tryIdentified(
                    first.id(),
                    new Identifying.Proof(request.channel(), request.evidence(), null, null),
                    identified(request.subject(), known),
                    "hub");
        } else if (first.state() == RequestState.IDENTIFICATION) {
            boolean letter = identifying.waitFor(first.id(), needs);
            if (letter && acknowledgement.isEmpty()) {
                tasks.add(Notices.task());
            }
        }
        if (identified) {
            identifyPart(request, first);
        }
        RequestView joined =
                requests.apply(first.id(), OPEN, "hub", REPEATED, details, new Next(null, null, tasks, null, null));
        return new Requests.Accepted(earliest(request, joined), false, true);
    }

    /** A branch that asks for more proof than the first delivery gave has it now. */
    private void identifyPart(NewRequest request, RequestView lead) {
        requests.parts(lead.id()).stream()
                .filter(part -> part.controller().equals(request.controller()) && Parts.isUnidentified(part))
                .forEach(part -> identifying.tryIdentified(
                        part.id(),
                        new Identifying.Proof(request.channel(), request.evidence(), null, null),
                        identified(request.subject(), requests.subject(part.id())),
                        "hub"));
    }

    /** The month runs from the first receipt (Art. 12(3)), whichever delivery was entered first. */
    private RequestView earliest(NewRequest request, RequestView joined) {
        if (!request.receivedAt().isBefore(joined.receivedAt())) {
            return joined;
        }
        DataController controller = controllers.get(joined.controller());
        return requests.antedate(
                joined.id(),
                request.receivedAt(),
                deadlines.dueOn(controller, request.receivedAt()),
                deadlines.extendedDueOn(controller, request.receivedAt()),
                "hub");
    }

    private Map<String, Object> details(NewRequest request, Duplicates.Repeat repeat, Subject known, String delivery) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("channel", request.channel().name());
        details.put("receivedAt", request.receivedAt().toString());
        details.put("rights", repeat.rights().stream().map(Right::name).sorted().toList());
        details.put("delivery", delivery);
        long more = newKeys(request.subject(), known);
        if (more > 0) {
            // They are not taken over unseen; the delivery is with the case.
            details.put("identifiersNotInTheFirst", more);
        }
        if (request.externalReference() != null) {
            details.put(
                    "externalReference",
                    words.keep(repeat.first().id(), request.externalReference()).toString());
        }
        return details;
    }

    private static long newKeys(Subject subject, Subject known) {
        Set<String> values = new HashSet<>();
        known.allKeys().forEach(key -> values.add(key.kind() + " " + key.value().strip()));
        return subject.allKeys().stream()
                .filter(key -> !values.contains(key.kind() + " " + key.value().strip()))
                .map(SubjectKey::value)
                .distinct()
                .count();
    }

    /** What the identified person says of themselves, and nothing that an unproven letter said. */
    private static Subject identified(Subject subject, Subject first) {
        return new Subject(
                subject.name() == null ? first.name() : subject.name(),
                subject.birthDate(),
                subject.nationalId(),
                subject.keys(),
                subject.replyTo() == null ? first.replyTo() : subject.replyTo());
    }
}
