package org.dsrhub.connector;

import org.apache.camel.Component;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * How every HTTP client of the hub behaves. No retries, redirects or cookies inside of it: it would wait out a 429 while it
 * holds a permit, and the ledger, which sees to waiting and trying again, would not know. Nor do calls wait for a connection:
 * how many there are at a time, a connector's limits have said before.
 */
@org.springframework.stereotype.Component
class HttpManners implements HttpClientConfigurer, ComponentCustomizer {
    private static final int ENOUGH = 1_000;

    @Override
    public void configure(String name, Component component) {
        HttpComponent http = (HttpComponent) component;
        http.setHttpClientConfigurer(this);
        http.setConnectionsPerRoute(ENOUGH);
        http.setMaxTotalConnections(ENOUGH);
    }

    @Override
    public boolean isEnabled(String name, Component component) {
        return component instanceof HttpComponent;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement();
    }
}
