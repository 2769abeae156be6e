package org.dsrhub.intake;

import java.util.Set;
import org.dsrhub.datacontroller.DataController;

/**
 * Where requests to a controller, or to one of its brands, arrive.
 *
 * @param id the controller's, with the mailbox's name behind a full stop where it has one
 * @param brand null where it is for all of them
 * @param trusted hosts whose {@code Authentication-Results} count
 */
record Mailbox(String id, DataController controller, String name, String brand, Set<String> trusted) {
    /** What its properties begin with. */
    String prefix() {
        return controller.id() + ".mail." + (name == null ? "" : name + ".");
    }

    @Override
    public String toString() {
        return "Mailbox[" + id + "]";
    }
}
