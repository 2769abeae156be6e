package org.dsrhub.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.SimulatedAccount;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;

/** Three people and a caseworker: what they send, click and wait for. */
final class DemoStory {
    private static final Duration PACE = Duration.ofMillis(200);
    private static final String REQUESTS = "/api/v1/requests";

    private final SimulatedEnvironment around;
    private final HubApi hub;
    private final LiveTable table;
    private final Instant giveUpAt;
    private final List<DemoRequest> requests = new ArrayList<>();
    private final Set<String> identified = new HashSet<>();

    DemoStory(SimulatedEnvironment around, HubApi hub, LiveTable table, Duration timeout) {
        this.around = around;
        this.hub = hub;
        this.table = table;
        giveUpAt = Instant.now().plus(timeout);
    }

    /** The requests as last seen: access, erasure, withdrawal. */
    List<DemoRequest> requests() {
        return List.copyOf(requests);
    }

    void sendRequests() {
        SyntheticPerson lars = SyntheticPeople.p3();
        around.mail().send(lars.email(), around.tryg().mailbox(), "Indsigt i mine personoplysninger", """
                        Kære Tryg

                        Jeg vil gerne have indsigt i alle de oplysninger, I har om mig, efter databeskyttelsesforordningens
                        artikel 15, også optagelser af telefonsamtaler.

                        Venlig hilsen
                        Lars Nørgaard
                        """);
        requests.add(DemoRequest.sent("Access, by mail in Danish (Lars Nørgaard, tryg)", lars));

        SyntheticPerson liis = SyntheticPeople.p10();
        JsonNode accepted = hub.post(
                SimulatedAccount.PORTAL,
                REQUESTS,
                erasure(liis),
                Map.of("Idempotency-Key", "demo-" + liis.customerNumber()));
        requests.add(DemoRequest.sent("Erasure, by the portal (Liis Tamm, gjensidige-ee)", liis)
                .known(accepted.path("id").asText()));

        SyntheticPerson mari = SyntheticPeople.pw();
        around.mail().send(mari.email(), around.gjensidigeEe().mailbox(), "Nõusoleku tagasivõtmine", """
                        Tere!

                        Võtan tagasi oma nõusoleku otseturunduseks.

                        Lugupidamisega
                        Mari Kask
                        """);
        requests.add(DemoRequest.sent("Withdrawal of consent, by mail in Estonian (Mari Kask, gjensidige-ee)", mari));
    }

    private static Map<String, Object> erasure(SyntheticPerson person) {
        return Map.of(
                "controller", person.controller(),
                "rights", List.of("ERASURE"),
                "subject", subject(person, true),
                "language", person.language(),
                "channel", "PORTAL",
                "delivery", Map.of("channel", "FILE"),
                "evidence", Map.of("level", "L3", "method", "mobile-id", "reference", "demo-session-1"));
    }

    private static Map<String, Object> subject(SyntheticPerson person, boolean withAddresses) {
        Map<String, Object> subject = new java.util.LinkedHashMap<>();
        subject.put("nationalId", Map.of("country", person.country(), "value", person.nationalId()));
        subject.put("name", person.name());
        subject.put("birthDate", person.birthDate().toString());
        if (withAddresses) {
            subject.put("emails", List.of(person.email()));
            subject.put("phones", List.of(person.phone()));
        }
        return subject;
    }

    /** Plays the caseworker and watches until all requests are closed. @return false when the time was up before */
    boolean untilAllAreClosed() {
        return until(() -> requests.stream().allMatch(DemoRequest::closed));
    }

    /** Whether all requests are closed and none of their systems has anything left to do. */
    boolean atRest() {
        return requests.stream()
                .allMatch(request -> request.closed()
                        && request.view().path("systems").findValuesAsText("state").stream()
                                .noneMatch(state -> TaskState.valueOf(state) != TaskState.MANUAL
                                        && !TaskState.valueOf(state).settled()));
    }

    /** Watches until something came true or the time is up. */
    boolean until(BooleanSupplier condition) {
        while (true) {
            look();
            if (condition.getAsBoolean()) {
                return true;
            }
            if (Instant.now().isAfter(giveUpAt)) {
                return false;
            }
            rest();
        }
    }

    private void look() {
        for (int i = 0; i < requests.size(); i++) {
            DemoRequest request = requests.get(i);
            if (request.id() == null) {
                request = found(request);
            }
            if (request.id() != null) {
                request = request.seen(hub.get(SimulatedAccount.CASEWORKER, REQUESTS + "/" + request.id()));
                if (request.state().equals("IDENTIFICATION") && identified.add(request.id())) {
                    identify(request);
                }
            }
            requests.set(i, request);
        }
        table.show(requests);
    }

    /** A mailed request has no number yet that its sender could know; the caseworker sees it in the worklist. */
    private DemoRequest found(DemoRequest request) {
        JsonNode worklist = hub.get(
                SimulatedAccount.CASEWORKER,
                REQUESTS + "?controller=" + request.person().controller());
        for (JsonNode entry : entries(worklist)) {
            String id = entry.path("id").asText();
            if (!id.isEmpty() && requests.stream().noneMatch(other -> id.equals(other.id()))) {
                return request.known(id);
            }
        }
        return request;
    }

    private static JsonNode entries(JsonNode worklist) {
        if (worklist.isArray()) {
            return worklist;
        }
        for (JsonNode child : worklist) {
            if (child.isArray()) {
                return child;
            }
        }
        return NullNode.getInstance();
    }

    private void identify(DemoRequest request) {
        hub.post(
                SimulatedAccount.CASEWORKER,
                REQUESTS + "/" + request.id() + "/identification",
                Map.of(
                        "subject", subject(request.person(), false),
                        "evidence",
                                Map.of(
                                        "level",
                                        "L2",
                                        "method",
                                        "two-facts",
                                        "reference",
                                        "demo-note-1",
                                        "facts",
                                        List.of("customer-number", "birth-date"))),
                Map.of());
    }

    private static void rest() {
        try {
            Thread.sleep(PACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
