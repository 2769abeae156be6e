package org.dsrhub.demo;

import com.fasterxml.jackson.databind.JsonNode;
import org.dsrhub.simulation.SyntheticPerson;

/**
 * One request of the demo, as it was last seen.
 *
 * @param title what was asked and how
 * @param id null until the hub has it
 * @param view the hub's last answer about it, null until the hub has it
 */
record DemoRequest(String title, SyntheticPerson person, String id, JsonNode view) {

    static DemoRequest sent(String title, SyntheticPerson person) {
        return new DemoRequest(title, person, null, null);
    }

    DemoRequest known(String requestId) {
        return new DemoRequest(title, person, requestId, view);
    }

    DemoRequest seen(JsonNode newest) {
        return new DemoRequest(title, person, id, newest);
    }

    String state() {
        return view == null ? "SENT" : view.path("state").asText();
    }

    boolean closed() {
        return state().equals("CLOSED");
    }

    String caseNumber() {
        return view == null ? "-" : view.path("caseNumber").asText();
    }
}
