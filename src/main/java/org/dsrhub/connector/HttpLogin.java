package org.dsrhub.connector;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.springframework.stereotype.Component;

/**
 * Opens an API: by bearer token ({@code token}), by {@code username} and {@code password}, by OAuth2 client credentials
 * ({@code oauth-url}, {@code client-id}, {@code client-secret}, {@code scope}) with the token kept until shortly before it
 * ends, or by the client certificate alone. Secrets are read anew at each use.
 */
@Component
class HttpLogin {
    private static final String BEARER = "Bearer ";

    private final Replies replies;
    private final CamelContext camel;
    private final ClientCertificates certificates;
    private final Map<String, ClientCredentials> accounts = new ConcurrentHashMap<>();

    HttpLogin(Replies replies, CamelContext camel, ClientCertificates certificates) {
        this.replies = replies;
        this.camel = camel;
        this.certificates = certificates;
    }

    /** The header {@code Authorization} for a call that is made now, null where none is needed. */
    String authorization(Connector connector) {
        String url = replies.parameter(connector, "oauth-url", null);
        if (url != null) {
            return BEARER + token(connector, url);
        }
        String username = replies.parameter(connector, "username", null);
        if (username != null) {
            String both = username + ":" + replies.parameter(connector, "password", "");
            return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }
        String token = replies.parameter(connector, "token", null);
        return token == null ? null : BEARER + token;
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
        if (authorization != null && authorization.startsWith(BEARER)) {
            account(connector, url).refused(authorization.substring(BEARER.length()));
        }
        return true;
    }

    private ClientCredentials account(Connector connector, String url) {
        String name = url + " " + replies.parameter(connector, "client-id", "") + " "
                + replies.parameter(connector, "scope", "");
        return accounts.computeIfAbsent(
                name,
                none -> new ClientCredentials(HttpClient.newBuilder()
                        .sslContext(certificates.of(camel, connector))
                        .connectTimeout(connector.limits().timeout())
                        .build()));
    }

    private String token(Connector connector, String url) {
        return account(connector, url)
                .token(() -> new ClientCredentials.Account(
                        url,
                        replies.parameter(connector, "client-id", ""),
                        replies.parameter(connector, "client-secret", ""),
                        replies.parameter(connector, "scope", null),
                        connector.limits().timeout()));
    }
}
