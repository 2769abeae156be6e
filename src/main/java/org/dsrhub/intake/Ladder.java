package org.dsrhub.intake;

import java.time.LocalDate;
import java.time.Period;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController.Identification;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.request.Channel;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.Representative.Capacity;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.springframework.stereotype.Component;

/** Says what is missing before a request may begin, by the controller's ladder; knows no request and changes nothing. */
@Component
class Ladder {
    private final NationalIds nationalIds;

    Ladder(NationalIds nationalIds) {
        this.nationalIds = nationalIds;
    }

    /**
     * @param channel on which the evidence was given
     * @param evidence who asks, null where nothing shows it
     * @param representative who asks for the subject, null where the subject does
     * @param mandate by what, as a caseworker has confirmed it; null where none has
     */
    record Claim(
            Set<Right> rights,
            Channel channel,
            NewRequest.Evidence evidence,
            Subject subject,
            Representative representative,
            Mandate mandate) {}

    /** Empty only where the request may begin. */
    Set<Need> missing(Identification ladder, Claim claim, LocalDate today) {
        Set<Need> missing = EnumSet.noneOf(Need.class);
        if (claim.rights().stream().allMatch(Right::needsNoIdentification)) {
            return missing;
        }
        String reached = ladder.reached(claim.channel(), claim.evidence());
        if (!claim.rights().stream().allMatch(right -> ladder.suffices(right, reached))) {
            missing.add(Need.IDENTITY);
        }
        LocalDate born = born(claim.subject(), today);
        if (claim.representative() == null) {
            boolean child = born != null && age(born, today) < ladder.ages().own();
            if (child) {
                missing.add(Need.CUSTODY);
            }
        } else if (!represented(ladder, claim, born, today)) {
            missing.add(proof(claim.representative().capacity()));
        }
        return missing;
    }

    private static boolean represented(Identification ladder, Claim claim, LocalDate born, LocalDate today) {
        Mandate mandate = claim.mandate();
        Capacity capacity = claim.representative().capacity();
        if (mandate == null || mandate.capacity() != capacity || !mandate.personalData() || !mandate.holdsOn(today)) {
            return false;
        }
        return switch (capacity) {
            case AUTHORISED, GUARDIAN -> true;
            // An age that nobody knows is not under age.
            case PARENT -> born != null && age(born, today) < ladder.ages().majority();
            case ESTATE -> ladder.deceased().covers(mandate.diedOn(), today);
        };
    }

    /** With the last day on which the law lets it be used: a child comes of age, the years after a death end. */
    Mandate bounded(Identification ladder, Subject subject, Mandate mandate, LocalDate today) {
        LocalDate born = born(subject, today);
        LocalDate last = switch (mandate.capacity()) {
            case AUTHORISED, GUARDIAN -> null;
            case PARENT ->
                born == null ? null : born.plusYears(ladder.ages().majority()).minusDays(1);
            case ESTATE ->
                mandate.diedOn() == null
                        ? null
                        : mandate.diedOn().plusYears(ladder.deceased().years());
        };
        return last == null || mandate.until() != null && !mandate.until().isAfter(last)
                ? mandate
                : mandate.until(last);
    }

    private static Need proof(Capacity capacity) {
        return switch (capacity) {
            case AUTHORISED -> Need.MANDATE;
            case GUARDIAN, PARENT -> Need.CUSTODY;
            case ESTATE -> Need.ESTATE;
        };
    }

    private static int age(LocalDate born, LocalDate today) {
        return Period.between(born, today).getYears();
    }

    /** The number says it for certain; a date beside it may be a slip of the pen, and one to come says nothing. */
    private LocalDate born(Subject subject, LocalDate today) {
        LocalDate inNumber = subject.nationalId() == null
                ? null
                : nationalIds.validate(subject.nationalId()).birthDate();
        return Stream.of(Optional.ofNullable(inNumber), Optional.ofNullable(subject.birthDate()))
                .flatMap(Optional::stream)
                .filter(day -> !day.isAfter(today))
                .findFirst()
                .orElse(null);
    }
}
