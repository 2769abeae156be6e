package org.dsrhub.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.request.Problem;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * The mailboxes of all controllers: one without a name by the properties {@code <controller>.mail.…}, and those that
 * {@code controller.yaml} names by {@code <controller>.mail.<name>.…}, where what is left out is as without the name, but for
 * the account.
 */
@Component("mailboxSettings")
class Mailboxes {
    private static final Set<String> ITS_OWN = Set.of("username", "password");

    private final DataControllers controllers;
    private final Environment environment;

    Mailboxes(DataControllers controllers, Environment environment) {
        this.controllers = controllers;
        this.environment = environment;
    }

    /** @param id controller, or controller and name with a full stop between */
    Mailbox of(String id) {
        int stop = id.indexOf('.');
        return of(controllers.get(stop < 0 ? id : id.substring(0, stop)), stop < 0 ? null : id.substring(stop + 1));
    }

    /** Those that a server is set for. */
    List<Mailbox> polled() {
        List<Mailbox> polled = new ArrayList<>();
        for (DataController controller : controllers.all()) {
            Stream<String> names = controller.mailboxes().stream()
                    .map(DataController.Mailbox::name)
                    .filter(Objects::nonNull)
                    .distinct();
            Stream.concat(Stream.of((String) null).filter(none -> unnamed(controller)), names)
                    .map(name -> of(controller, name))
                    .filter(mailbox -> !setting(mailbox, "imap-host", "").isBlank())
                    .forEach(polled::add);
        }
        return polled;
    }

    /** @throws Problem {@code mailbox-login} */
    String required(Mailbox mailbox, String name) {
        String value = setting(mailbox, name, null);
        if (value == null) {
            throw new Problem("mailbox-login", "set " + mailbox.prefix() + name + ", as its imap-host is set");
        }
        return value;
    }

    String setting(Mailbox mailbox, String name, String otherwise) {
        String own = environment.getProperty(mailbox.prefix() + name);
        if (own != null || mailbox.name() == null || ITS_OWN.contains(name)) {
            return own == null ? otherwise : own;
        }
        return environment.getProperty(mailbox.controller().id() + ".mail." + name, otherwise);
    }

    /** Where all mailboxes have names, one without is polled only if it has an account. */
    private boolean unnamed(DataController controller) {
        return controller.mailboxes().isEmpty()
                || controller.mailboxes().stream().anyMatch(mailbox -> mailbox.name() == null)
                || environment.getProperty(controller.id() + ".mail.username") != null;
    }

    private Mailbox of(DataController controller, String name) {
        String brand = controller.mailboxes().stream()
                .filter(mailbox -> Objects.equals(mailbox.name(), name))
                .map(DataController.Mailbox::brand)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        String id = controller.id() + (name == null ? "" : "." + name);
        Mailbox bare = new Mailbox(id, controller, name, brand, Set.of());
        Set<String> trusted = Stream.of(setting(bare, "authserv-id", "").split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new Mailbox(id, controller, name, brand, trusted);
    }
}
