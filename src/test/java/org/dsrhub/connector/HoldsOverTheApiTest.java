package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.erasure.DeadlineSweep;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.system.Portal;
import org.junit.jupiter.api.Test;

/** Two persons set a hold and two release it; between the two nothing that it covers is erased, and afterwards it is. */
class HoldsOverTheApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubUnderTest hub = HubUnderTest.shared();
    private final Portal portal = hub.portal();

    @Test
    void whatAHoldCoversStaysUntilTwoPersonsHaveReleasedIt() {
        SyntheticPerson person = SyntheticPeople.customer("gjensidige-ee", 601);
        person.claims().clear();
        person.claims()
                .add(new SyntheticPerson.Claim(
                        "GC-HELD-601",
                        null,
                        "TRAVEL",
                        LocalDate.of(2010, 1, 1),
                        LocalDate.of(2010, 1, 2),
                        LocalDate.of(2010, 2, 1),
                        "Suitcase",
                        null,
                        null,
                        BigDecimal.ONE));
        hub.around.add(person);
        String hold = "/api/v1/holds/" + set(person);
        assertThat(portal.post("legal", hold + "/approval", null).status())
                .as("the same person")
                .isEqualTo(409);
        assertThat(inForce(portal.post("legal2", hold + "/approval", null))).isTrue();

        UUID request = hub.accept(person, Set.of(Right.ERASURE));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(hub.bean(Requests.class)
                                .find(request)
                                .orElseThrow()
                                .state())
                        .as(() -> decisions(request).toString())
                        .isEqualTo(RequestState.CLOSED));
        assertThat(decisions(request)).contains("claims REFUSE H-LIT null").noneMatch(line -> line.contains("ERASE "));
        assertThat(held()).isTrue();

        assertThat(inForce(portal.post("legal", hold + "/release", null))).isTrue();
        assertThat(portal.post("legal", hold + "/release", null).status())
                .as("the same person")
                .isEqualTo(409);
        assertThat(inForce(portal.post("legal2", hold + "/release", null))).isFalse();
        // What a hold kept is decided again on the day after.
        hub.bean(MovableLegalClock.class).moveTo(Instant.parse("2026-12-02T09:00:00Z"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> hub.bean(DeadlineSweep.class).sweep());
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(decisions(request))
                        .anyMatch(line -> line.startsWith("claims ERASE ") && line.endsWith(" PROVEN")));
        assertThat(held()).isFalse();
    }

    private String set(SyntheticPerson person) {
        ObjectNode body = JSON.createObjectNode();
        body.put("controller", person.controller());
        body.put("kind", "H-LIT");
        body.putObject("subject")
                .putObject("nationalId")
                .put("country", person.country())
                .put("value", person.nationalId());
        body.put("reason", "Lawsuit of the insured.").put("reviewOn", "2027-06-01");
        HubApi.Reply reply = portal.post("legal", "/api/v1/holds", body);
        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(201);
        assertThat(inForce(reply)).isFalse();
        return reply.body().path("id").asText();
    }

    private static boolean inForce(HubApi.Reply reply) {
        JsonNode inForce = reply.body().path("inForce");
        assertThat(inForce.isBoolean()).as("%s", reply).isTrue();
        return inForce.asBoolean();
    }

    private boolean held() {
        return hub.around.gjensidigeEe().claims().records().stream()
                .anyMatch(row -> "GC-HELD-601".equals(row.get("claimNumber")));
    }

    private List<String> decisions(UUID request) {
        List<String> decisions = new ArrayList<>();
        hub.bean(Items.class)
                .decisions(
                        request,
                        item -> decisions.add(
                                item.system() + " " + item.decision().outcome() + " "
                                        + item.decision().rule() + " " + item.execution()));
        return decisions;
    }
}
