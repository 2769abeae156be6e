package org.dsrhub.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;

/** The hub's REST API as a client with a password sees it. */
public final class HubApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<URI> base;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param base for example {@code http://127.0.0.1:8080} */
    public HubApi(String base) {
        this(() -> URI.create(base));
    }

    /** @param base asked before each call, as a hub that is started again has another port */
    public HubApi(Supplier<URI> base) {
        this.base = base;
    }

    /** What came back, a problem too; the body is a missing node where there was none. */
    public record Reply(int status, JsonNode body) {}

    /** @throws IllegalStateException where the hub answers with a problem */
    public JsonNode get(SimulatedAccount account, String path) {
        return well(account, path, call(account, "GET", path, null, Map.of()));
    }

    /** @throws IllegalStateException where the hub answers with a problem */
    public JsonNode post(SimulatedAccount account, String path, Object body, Map<String, String> headers) {
        return well(account, path, call(account, "POST", path, body, headers));
    }

    private static JsonNode well(SimulatedAccount account, String path, Reply reply) {
        if (reply.status() >= 300) {
            throw new IllegalStateException(
                    path + " answers " + reply.status() + " to " + account.user() + ": " + reply.body());
        }
        return reply.body();
    }

    /** @param body written as JSON; none where null */
    public Reply call(SimulatedAccount account, String method, String path, Object body, Map<String, String> headers) {
        HttpRequest.Builder request = request(account, path).method(method, publisher(body));
        headers.forEach(request::header);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
        try {
            return new Reply(
                    response.statusCode(),
                    response.body().isBlank() ? MissingNode.getInstance() : JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(path + " answers " + response.statusCode() + " without JSON", e);
        }
    }

    public byte[] bytes(SimulatedAccount account, String path) {
        return send(request(account, path), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    private static HttpRequest.BodyPublisher publisher(Object body) {
        try {
            return body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(SimulatedAccount account, String path) {
        String login = account.user() + ":" + account.password();
        return HttpRequest.newBuilder(base.get().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                // What a browser sends back to the console, which takes no POST without.
                .header("Cookie", "XSRF-TOKEN=test")
                .header("X-XSRF-TOKEN", "test");
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to the hub at " + base.get(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
