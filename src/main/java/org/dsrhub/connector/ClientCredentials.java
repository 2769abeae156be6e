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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.dsrhub.request.Problem;

/**
 * What one account at one token endpoint holds (RFC 6749, section 4.4): a token, kept until shortly before it ends or until
 * somebody refuses it.
 */
public final class ClientCredentials {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration EARLY = Duration.ofSeconds(60);
    private static final long HOUR = 3600;

    private final ReentrantLock lock = new ReentrantLock();
    private final HttpClient http;
    private String token;
    private Instant renewAt;

    public ClientCredentials(HttpClient http) {
        this.http = http;
    }

    /**
     * @param scope null where the endpoint wants none
     * @param timeout of the whole call
     */
    public record Account(String url, String id, String secret, String scope, Duration timeout) {
        @Override
        public String toString() {
            return "Account[" + url + "]";
        }
    }

    /**
     * A token that holds now.
     *
     * @param account asked only where one new is needed
     * @throws Problem {@code login-refused} where the endpoint does not know the account
     * @throws SystemUnavailable where it may know it later
     */
    public String token(Supplier<Account> account) {
        lock.lock();
        try {
            if (token == null || !Instant.now().isBefore(renewAt)) {
                renew(account.get());
            }
            return token;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever was shown it does not take it: it is forgotten. */
    public void refused(String shown) {
        lock.lock();
        try {
            if (shown != null && shown.equals(token)) {
                token = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void renew(Account account) {
        HttpResponse<String> reply = post(account);
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
            renewAt = Instant.now().plusSeconds(seconds).minus(early);
            token = json.path("access_token").asText();
        } catch (IOException e) {
            throw new SystemUnavailable("login-unreadable: no JSON");
        }
    }

    private HttpResponse<String> post(Account account) {
        String form = "grant_type=client_credentials&client_id=" + encoded(account.id()) + "&client_secret="
                + encoded(account.secret())
                + (account.scope() == null ? "" : "&scope=" + encoded(account.scope()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(account.url()))
                .timeout(account.timeout())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .get(account.timeout().toMillis(), TimeUnit.MILLISECONDS);
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
