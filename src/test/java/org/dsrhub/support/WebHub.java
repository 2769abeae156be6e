package org.dsrhub.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.springframework.test.context.DynamicPropertyRegistry;

/** What tests that start the whole hub on a port have in common. */
public final class WebHub {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;

    public WebHub(int port) {
        this.port = port;
    }

    /** Accounts have their name as password; {@code portal2} is bound to gjensidige-ee. */
    public static void configure(DynamicPropertyRegistry registry, Path home) {
        String database = TestPostgres.freshDatabaseName();
        registry.add("spring.datasource.url", () -> TestPostgres.url(database));
        registry.add("spring.datasource.username", () -> "postgres");
        registry.add("spring.datasource.password", () -> "postgres");
        registry.add("hub.home", home::toString);
        registry.add("hub.vault.folder", () -> home.resolve("vault").toString());
        registry.add("hub.vault.master-key", () -> Base64.getEncoder().encodeToString(new byte[32]));
        registry.add("hub.identity.test-numbers", () -> "true");
        // Tests file one person's request many times over; a class that is about that sets it.
        registry.add("hub.duplicates.join", () -> "false");
        registry.add("hub.security.demo-passwords", () -> "true");
        for (String name : List.of(
                "portal",
                "portal2",
                "caseworker",
                "caseworker2",
                "legal",
                "legal2",
                "aml",
                "aml2",
                "operator",
                "auditor")) {
            registry.add("hub.security.users." + name, () -> "{noop}" + name);
        }
        registry.add("hub.security.controllers.portal2", () -> "gjensidige-ee");
    }

    public record Reply(int status, HttpResponse<byte[]> response) {
        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new IllegalStateException("no JSON: " + text(), e);
            }
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    public Reply get(String user, String path) {
        return send(user, request(path).GET());
    }

    public Reply post(String user, String path, String json, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json == null ? "" : json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(user, request);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    /** @param user null for nobody */
    public Reply send(String user, HttpRequest.Builder request) {
        if (user != null) {
            String credentials =
                    Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + credentials);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
