package org.dsrhub.connector;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.springframework.stereotype.Component;

/**
 * No retries, redirects or cookies inside the HTTP client: it would wait out a 429 while it holds a permit, and the ledger,
 * which sees to waiting and trying again, would not know.
 */
@Component("http-manners")
public class HttpManners implements HttpClientConfigurer {
    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement();
    }
}
