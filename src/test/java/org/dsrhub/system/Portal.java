package org.dsrhub.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedAccount;
import org.dsrhub.simulation.SyntheticPerson;

/** Talks to a hub as the portal and its people do, by HTTP alone. */
public final class Portal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Supplier<URI> base;

    /** @param base asked before each call, as a hub that is started again has another port */
    public Portal(Supplier<URI> base) {
        this.base = base;
    }

    /** What came back; the body is a missing node where there was none. */
    public record Reply(int status, JsonNode body) {}

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
        try {
            Reply reply = call("portal", "POST", "/api/v1/requests", body, Map.of("Idempotency-Key", key));
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

    public Reply get(String account, String path) {
        return call(account, "GET", path, null, Map.of());
    }

    public Reply post(String account, String path, JsonNode body) {
        return call(account, "POST", path, body, Map.of());
    }

    public byte[] bytes(String account, String path) {
        try {
            return http.send(builder(account, path).GET().build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Reply call(String account, String method, String path, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder builder = builder(account, path);
        headers.forEach(builder::header);
        if (body != null) {
            builder.header("Content-Type", "application/json");
        }
        builder.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.toString()));
        try {
            HttpResponse<String> response = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    response.statusCode(),
                    response.body().isBlank() ? JSON.missingNode() : JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder builder(String account, String path) {
        String credentials = Base64.getEncoder()
                .encodeToString((account + ":"
                                + SimulatedAccount.valueOf(account.toUpperCase(Locale.ROOT))
                                        .password())
                        .getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(base.get().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + credentials)
                // What a browser sends back to the console, which takes no POST without.
                .header("Cookie", "XSRF-TOKEN=test")
                .header("X-XSRF-TOKEN", "test");
    }
}
