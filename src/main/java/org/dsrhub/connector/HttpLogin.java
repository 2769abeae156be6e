package org.dsrhub.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.CamelContext;
import org.dsrhub.request.Problem;
import org.springframework.stereotype.Component;

/**
 * Opens an API: by bearer token ({@code token}), by {@code username} and {@code password}, by OAuth2 client credentials
 * ({@code oauth-url}, {@code client-id}, {@code client-secret}, {@code scope}) with the token kept until shortly before it
 * ends, or by the client certificate alone. Secrets are read anew at each use.
 */
@Component
class HttpLogin {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration EARLY = Duration.ofSeconds(60);
    private static final long HOUR = 3600;

    private final Replies replies;
    private final CamelContext camel;
    private final ClientCertificates certificates;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    HttpLogin(Replies replies, CamelContext camel, ClientCertificates certificates) {
        this.replies = replies;
        this.camel = camel;
        this.certificates = certificates;
    }

    /** What one account at one token endpoint holds. */
    private static final class Account {
        private final ReentrantLock lock = new ReentrantLock();
        private final HttpClient http;
        private String token;
        private Instant renewAt;

        Account(HttpClient http) {
            this.http = http;
        }
    }

    /** The header {@code Authorization} for a call that is made now, null where none is needed. */
    String authorization(Connector connector) {
        String url = replies.parameter(connector, "oauth-url", null);
        if (url != null) {
            return "Bearer " + token(connector, url);
        }
        String username = replies.parameter(connector, "username", null);
        if (username != null) {
            String both = username + ":" + replies.parameter(connector, "password", "");
            return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }
        String token = replies.parameter(connector, "token", null);
        return token == null ? null : "Bearer " + token;
    }

    /**
     * The system has refused that header.
     *
     * @return whether another try can help: a token that was kept is forgotten now
     */
    boolean refused(Connector connector, String authorization) {
        String url = replies.parameter(connector, "oauth-url", null);
        if (url == null) {
            return false;
        }
        Account account = account(connector, url);
        account.lock.lock();
        try {
            if (authorization != null && authorization.equals("Bearer " + account.token)) {
                account.token = null;
            }
        } finally {
            account.lock.unlock();
        }
        return true;
    }

    private Account account(Connector connector, String url) {
        String name = url + " " + replies.parameter(connector, "client-id", "") + " "
                + replies.parameter(connector, "scope", "");
        return accounts.computeIfAbsent(
                name,
                none -> new Account(HttpClient.newBuilder()
                        .sslContext(certificates.of(camel, connector))
                        .connectTimeout(connector.limits().timeout())
                        .build()));
    }

    private String token(Connector connector, String url) {
        Account account = account(connector, url);
        account.lock.lock();
        try {
            if (account.token == null || !Instant.now().isBefore(account.renewAt)) {
                renew(account, connector, url);
            }
            return account.token;
        } finally {
            account.lock.unlock();
        }
    }

    private void renew(Account account, Connector connector, String url) {
        HttpResponse<String> reply = post(account, connector, url);
        if (reply.statusCode() == 429 || reply.statusCode() >= 500) {
            throw new SystemUnavailable("login-http-" + reply.statusCode());
        }
        if (reply.statusCode() != 200) {
            throw new Problem(
                    "login-refused",
                    "the token endpoint refuses the hub's account (" + reply.statusCode()
                            + "); renew the properties behind 'client-id' and 'client-secret', then retry");
        }
        try {
            JsonNode json = JSON.readTree(reply.body());
            if (!json.path("access_token").isTextual()) {
                throw new SystemUnavailable("login-unreadable: no access_token");
            }
            long seconds = json.path("expires_in").asLong(HOUR);
            Duration early = Duration.ofSeconds(Math.min(EARLY.toSeconds(), seconds / 5));
            account.renewAt = Instant.now().plusSeconds(seconds).minus(early);
            account.token = json.path("access_token").asText();
        } catch (IOException e) {
            throw new SystemUnavailable("login-unreadable: no JSON");
        }
    }

    private HttpResponse<String> post(Account account, Connector connector, String url) {
        Duration timeout = connector.limits().timeout();
        String scope = replies.parameter(connector, "scope", null);
        String form = "grant_type=client_credentials&client_id="
                + encoded(replies.parameter(connector, "client-id", "")) + "&client_secret="
                + encoded(replies.parameter(connector, "client-secret", ""))
                + (scope == null ? "" : "&scope=" + encoded(scope));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(timeout)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return account.http
                    .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new SystemUnavailable("login-unreachable: the token endpoint does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemUnavailable("login-interrupted");
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
