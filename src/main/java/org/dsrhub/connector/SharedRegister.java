package org.dsrhub.connector;

import org.dsrhub.datacontroller.DataController;

/**
 * A register that joint controllers keep together (Art. 26): a system of each whose files name one backend. A request to one
 * of them asks it once and is answered for all; none of them erases from it on its own.
 */
public final class SharedRegister {
    private SharedRegister() {}

    public static boolean isShared(Connector connector, DataController controller, Connectors connectors) {
        return !connector.isStatement()
                && controller.jointWith().stream()
                        .flatMap(other -> connectors.of(other).stream())
                        .anyMatch(
                                other -> !other.isStatement() && other.backend().equals(connector.backend()));
    }
}
