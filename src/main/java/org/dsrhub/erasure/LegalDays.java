package org.dsrhub.erasure;

import java.time.LocalDate;
import java.util.Optional;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.LegalClock;
import org.dsrhub.ledger.Settings;
import org.springframework.stereotype.Component;

/**
 * The legal day of a controller, as far as it can be trusted to erase by: one that has jumped ahead, or went back, would
 * erase too early what nobody can bring back, so a person confirms it first.
 */
@Component
public class LegalDays {
    private static final String LAST_SEEN = "legal-day.";

    private final DataControllers controllers;
    private final LegalClock clock;
    private final Settings settings;
    private final ErasureProperties properties;

    LegalDays(DataControllers controllers, LegalClock clock, Settings settings, ErasureProperties properties) {
        this.controllers = controllers;
        this.clock = clock;
        this.settings = settings;
        this.properties = properties;
    }

    /** Today in the controller's calendar, believed or not. */
    public LocalDate today(String controller) {
        return clock.today(controllers.get(controller).zone());
    }

    /** Today, where it follows the last day seen closely enough; remembers it. */
    Optional<LocalDate> plausible(String controller) {
        LocalDate today = today(controller);
        LocalDate last =
                settings.get(LAST_SEEN + controller).map(LocalDate::parse).orElse(null);
        if (last != null
                && (today.isBefore(last)
                        || today.isAfter(last.plusDays(properties.maxClockJump().toDays())))) {
            return Optional.empty();
        }
        if (last == null || today.isAfter(last)) {
            settings.set(LAST_SEEN + controller, today.toString(), "hub");
        }
        return Optional.of(today);
    }

    /** The last day that was believed, empty before the first. */
    public Optional<LocalDate> lastSeen(String controller) {
        return settings.get(LAST_SEEN + controller).map(LocalDate::parse);
    }

    /** A person says that today is right, however far it is from the last day seen. */
    public LocalDate confirm(String controller, String actor) {
        LocalDate today = today(controller);
        settings.set(LAST_SEEN + controller, today.toString(), actor);
        return today;
    }
}
