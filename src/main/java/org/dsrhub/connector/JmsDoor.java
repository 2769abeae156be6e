package org.dsrhub.connector;

import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** No property of a message becomes a header, and none the other way: who can send to a queue could else steer routes. */
final class JmsDoor implements HeaderFilterStrategy {
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return true;
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return true;
    }
}
