package org.dsrhub.intake;

import java.util.Set;

/**
 * Who asks at the portal's door.
 *
 * @param name account
 * @param mayFileForOthers whether it may give another channel than the portal and an earlier receipt
 * @param controllers it is bound to; empty means all
 */
public record Caller(String name, boolean mayFileForOthers, Set<String> controllers) {
    /** Request attribute under which the API hands the caller to the route. */
    public static final String ATTRIBUTE = Caller.class.getName();

    public Caller {
        controllers = Set.copyOf(controllers);
    }

    public boolean mayUse(String controller) {
        return controllers.isEmpty() || controllers.contains(controller);
    }
}
