package org.dsrhub.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Aliases;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.springframework.stereotype.Component;

/**
 * Whether a request asks again what an open one of the same sender asks: by mail, over the portal, once more the next day.
 * Such a request joins the first one, which keeps its case number and its deadline. What else is asked at the same time
 * (erasure beside a running access) is a request of its own: each right has its own month, its own rung and its own refusal,
 * and erasing waits for the copy by itself.
 *
 * <p>The same sender is whoever is identified as the same person, or writes from the address that the first one's answer
 * goes to. A person who is identified by a later delivery identifies the first with it, where that was sent from an address
 * that they name, in their name or with their number, and asks for nothing beyond it: an address in a From line is no
 * identity, and a stranger's letter must not be carried out because its victim asks for something. Where only the number or
 * the address agrees the two stay two, and a person is told; the sender is not, since that would say that somebody has asked.
 *
 * <p>What is asked of another branch of the same legal entity is asked already: the first one has a part there.
 *
 * <p>What somebody else asks for the subject is never what the subject asks: it may have another answer's way.
 *
 * <p>What says something of its own (a rectification, an objection) is the same only in the same words.
 */
@Component
class Duplicates {
    private static final Set<Right> PLAIN = EnumSet.of(
            Right.ACCESS,
            Right.ERASURE,
            Right.PORTABILITY,
            Right.MARKETING_OBJECTION,
            Right.REMINDER_OBJECTION,
            Right.CONSENT_WITHDRAWAL);
    private static final int MOST = 50;

    private final Aliases aliases;
    private final Requests requests;
    private final SamePerson person;
    private final DataControllers controllers;
    private final DuplicatesProperties properties;

    Duplicates(
            Aliases aliases,
            Requests requests,
            SamePerson person,
            DataControllers controllers,
            DuplicatesProperties properties) {
        this.aliases = aliases;
        this.requests = requests;
        this.person = person;
        this.controllers = controllers;
        this.properties = properties;
    }

    /**
     * @param repeats what is asked already, each part with the request that asks it
     * @param fresh what is not
     * @param alike case numbers of open requests that may be the same person's, for a caseworker
     */
    record Sorted(List<Repeat> repeats, Set<Right> fresh, List<String> alike) {}

    /** @param identifies whether the first one's sender is identified by this delivery */
    record Repeat(RequestView first, Set<Right> rights, boolean identifies) {}

    /**
     * In the caller's transaction: until it ends nobody else gets an answer about the same person.
     *
     * @param identified whether it proves who asks, as far as its rights need it
     */
    Sorted of(NewRequest request, boolean identified) {
        Set<Right> fresh = EnumSet.copyOf(request.rights());
        List<Repeat> repeats = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        if (properties.join()) {
            List<UUID> open = aliases.open(entity(request.controller()), request.rights(), request.subject());
            for (UUID id : open.subList(0, Math.min(MOST, open.size()))) {
                RequestView first = requests.find(id).orElseThrow();
                Optional<Repeat> repeat = repeat(request, identified, first, fresh);
                repeat.ifPresentOrElse(
                        one -> {
                            repeats.add(one);
                            fresh.removeAll(one.rights());
                        },
                        () -> alike.add(first.caseNumber()));
            }
        }
        return new Sorted(repeats, fresh, alike);
    }

    /** With the other branches of the legal entity, whose requests have a part here. */
    private Set<String> entity(String controller) {
        Set<String> entity =
                new HashSet<>(controllers.get(controller).branches().keySet());
        entity.add(controller);
        return entity;
    }

    private Optional<Repeat> repeat(NewRequest next, boolean identified, RequestView first, Set<Right> asked) {
        NewRequest original = requests.original(first.id());
        Set<Right> same = asked.stream()
                .filter(first.rights()::contains)
                .filter(right -> sameMatter(right, next, original))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Right.class)));
        if (same.isEmpty()
                || !inTime(next, first)
                || !Objects.equals(next.representative(), original.representative())) {
            return Optional.empty();
        }
        SamePerson.Pair pair = person.pair(next.subject(), requests.subject(first.id()));
        if (pair.differ()) {
            return Optional.empty();
        }
        boolean waiting = first.state() == RequestState.RECEIVED || first.state() == RequestState.IDENTIFICATION;
        if (waiting && !first.controller().equals(next.controller())) {
            // Each branch's ladder asks for its own proof: who has it here need not wait for the one there.
            return Optional.empty();
        }
        if (identified && waiting) {
            boolean theirs = pair.namesAnswerAddress() && (pair.sameNumber() || pair.sameName());
            return theirs && next.rights().containsAll(first.rights())
                    ? Optional.of(new Repeat(first, same, true))
                    : Optional.empty();
        }
        boolean sameSender =
                identified ? pair.sameNumber() : next.channel() == Channel.MAIL && pair.sameAnswerAddress();
        return sameSender ? Optional.of(new Repeat(first, same, false)) : Optional.empty();
    }

    private static boolean sameMatter(Right right, NewRequest next, NewRequest first) {
        if (right.needsNoIdentification() && !contacts(first).containsAll(contacts(next))) {
            return false;
        }
        return PLAIN.contains(right)
                ? next.details() == null || Objects.equals(next.details(), first.details())
                : next.details() != null && Objects.equals(next.details(), first.details());
    }

    /** Where advertising is to stop. */
    private static Set<String> contacts(NewRequest request) {
        return request.subject().keys().stream()
                .filter(key -> key.kind() == KeyKind.EMAIL || key.kind() == KeyKind.PHONE)
                .map(key -> key.value().strip())
                .collect(Collectors.toSet());
    }

    private boolean inTime(NewRequest next, RequestView first) {
        Duration window = properties.window().get(next.controller());
        return window == null || !next.receivedAt().isAfter(first.receivedAt().plus(window));
    }
}
