package org.dsrhub.intake;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.dsrhub.connector.Connector;
import org.dsrhub.connector.Connectors;
import org.dsrhub.datacontroller.DataController.Identification;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Whether a register is asked for an address on file before anybody is identified: only where a code that comes back from
 * there would suffice, whoever asks is the subject by their own words, and they name a number that the register knows one
 * person by. Else nothing is asked about anybody.
 */
@Component
class AddressLookup {
    private static final Logger LOG = LoggerFactory.getLogger(AddressLookup.class);

    /** Registers that answer at once; a person or a feed is not asked for this. */
    private static final Set<String> AT_ONCE = Set.of("jdbc", "http-json", "soap", "dataverse");

    private static final Set<KeyKind> ONE_PERSON =
            EnumSet.of(KeyKind.NATIONAL_ID, KeyKind.CUSTOMER_NUMBER, KeyKind.POLICY_NUMBER, KeyKind.MEMBER_NUMBER);

    private final DataControllers controllers;
    private final Connectors connectors;

    AddressLookup(DataControllers controllers, Connectors connectors) {
        this.controllers = controllers;
        this.connectors = connectors;
        controllers.all().stream()
                .filter(controller -> controller.identification().register() != null)
                .filter(controller ->
                        register(controller.id(), controller.identification()).isEmpty())
                .forEach(controller -> LOG.warn(
                        "identification-register: no code is sent for {}: system '{}' is not served here, yields no email or"
                                + " does not answer at once; correct identification/register",
                        controller.id(),
                        controller.identification().register()));
    }

    Optional<NewTask> task(NewRequest request, Set<Need> needs) {
        Identification ladder = controllers.get(request.controller()).identification();
        boolean wanted = needs.equals(EnumSet.of(Need.IDENTITY))
                && request.representative() == null
                && ladder.offers(request.channel(), Identification.REPLY_LOOP, request.rights());
        return wanted ? task(request.controller(), request.subject()) : Optional.empty();
    }

    /**
     * The same for a letter whose sender's domain disowns it, whatever the rung: whose name was used is told so at the address
     * on file, and gets no code.
     */
    Optional<NewTask> warning(NewRequest request) {
        return request.representative() == null ? task(request.controller(), request.subject()) : Optional.empty();
    }

    private Optional<NewTask> task(String controller, Subject subject) {
        return register(controller, controllers.get(controller).identification())
                .filter(register -> subject.allKeys().stream()
                        .anyMatch(key -> ONE_PERSON.contains(key.kind()) && askable(register, key)))
                .map(register -> register.task(Action.LOOK_UP, 0));
    }

    private Optional<Connector> register(String controller, Identification ladder) {
        return connectors.of(controller).stream()
                .filter(system -> system.system().equals(ladder.register()))
                .filter(system -> AT_ONCE.contains(system.template()))
                .filter(system -> system.items().values().stream()
                        .anyMatch(item -> item.yields().containsKey(KeyKind.EMAIL)))
                .findFirst();
    }

    private static boolean askable(Connector register, SubjectKey key) {
        return register.items().values().stream().anyMatch(item -> item.ask().containsKey(key.kind()));
    }
}
