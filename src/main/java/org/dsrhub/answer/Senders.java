package org.dsrhub.answer;

import org.dsrhub.datacontroller.DataController;

/** What mails of a controller are sent as. */
final class Senders {
    private Senders() {}

    /** Domain of the controller's sender address; names the hub's Message-IDs. */
    static String domain(DataController controller) {
        String from = controller.delivery().mailFrom();
        String domain = from.substring(from.lastIndexOf('@') + 1).replaceAll("[>\\s]", "");
        return domain.isEmpty() ? "localhost" : domain;
    }
}
