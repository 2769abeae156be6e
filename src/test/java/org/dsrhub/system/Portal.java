package org.dsrhub.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.SimulatedAccount;
import org.dsrhub.simulation.SyntheticPerson;

/** Talks to a hub as the portal and its people do, by HTTP alone. */
public final class Portal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HubApi hub;

    /** @param base asked before each call, as a hub that is started again has another port */
    public Portal(Supplier<URI> base) {
        this.hub = new HubApi(base);
    }

    public static ObjectNode body(SyntheticPerson person, NewRequest.Delivery delivery, Right... rights) {
        ObjectNode body = JSON.createObjectNode();
        body.put("controller", person.controller());
        for (Right right : rights) {
            body.withArray("rights").add(right.name());
        }
        ObjectNode subject = body.putObject("subject");
        subject.putObject("nationalId").put("country", person.country()).put("value", person.nationalId());
        subject.put("name", person.name());
        subject.put("birthDate", person.birthDate().toString());
        subject.putArray("emails").add(person.email());
        body.put("language", person.language());
        body.put("channel", "PORTAL");
        body.putObject("delivery").put("channel", delivery.name());
        body.putObject("evidence")
                .put("level", "L3")
                .put("method", person.country().equals("DK") ? "mitid" : "mobile-id")
                .put("reference", UUID.randomUUID().toString());
        return body;
    }

    /** Sends the request until somebody says yes or no to it, as a portal does; the key makes it one request. */
    public Optional<UUID> submit(ObjectNode body, String key) {
        return submit("portal", body, key);
    }

    /** The same over another account. */
    public Optional<UUID> submit(String account, ObjectNode body, String key) {
        try {
            HubApi.Reply reply = call(account, "POST", "/api/v1/requests", body, Map.of("Idempotency-Key", key));
            if (reply.status() == 202) {
                return Optional.of(UUID.fromString(reply.body().get("id").asText()));
            }
            if (reply.status() < 500) {
                throw new IllegalStateException("refused with " + reply.status() + ": " + reply.body());
            }
        } catch (UncheckedIOException hubIsAway) {
            // The caller tries again with the same key.
        }
        return Optional.empty();
    }

    public JsonNode request(UUID id) {
        return call("caseworker", "GET", "/api/v1/requests/" + id, null, Map.of())
                .body();
    }

    public HubApi.Reply get(String account, String path) {
        return call(account, "GET", path, null, Map.of());
    }

    public HubApi.Reply post(String account, String path, JsonNode body) {
        return call(account, "POST", path, body, Map.of());
    }

    public byte[] bytes(String account, String path) {
        return hub.bytes(named(account), path);
    }

    private HubApi.Reply call(String account, String method, String path, JsonNode body, Map<String, String> headers) {
        return hub.call(named(account), method, path, body, headers);
    }

    private static SimulatedAccount named(String account) {
        return SimulatedAccount.valueOf(account.toUpperCase(Locale.ROOT));
    }
}
